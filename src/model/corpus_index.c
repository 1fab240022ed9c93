/*
 * The indexes of a corpus: made of it once it is complete, and its own.
 */
#include <assert.h>

#include "model/corpus_part.h"
#include "model/recent.h"
#include "model/search.h"
#include "model/tags.h"
#include "model/translations.h"

int
corpus_index(struct corpus *c)
{
	assert(c->search == NULL && c->tags == NULL);
	c->search = search_new(c);
	c->tags = tags_new(c);
	c->translations = translations_new(c);
	c->recent = recent_new(c);
	return c->search != NULL && c->tags != NULL &&
	    c->translations != NULL && c->recent != NULL ? 0 : -1;
}

void
corpus_drop_index(struct corpus *c)
{
	search_free(c->search);
	tags_free(c->tags);
	translations_free(c->translations);
	recent_free(c->recent);
}

const struct search *
corpus_search(const struct corpus *c)
{
	return c->search;
}

const struct tags *
corpus_tags(const struct corpus *c)
{
	return c->tags;
}

const struct translations *
corpus_translations(const struct corpus *c)
{
	return c->translations;
}

const struct recent *
corpus_recent(const struct corpus *c)
{
	return c->recent;
}
