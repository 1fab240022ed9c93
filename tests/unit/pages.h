/*
 * pages - documents for the tests of the renderers.
 */
#ifndef TEST_PAGES_H
#define TEST_PAGES_H

#include "base/buf.h"
#include "model/corpus.h"
#include "model/page.h"
#include "render/view.h"

/* Every kind of block and link, sections, dates; /harbour/ferry */
struct page *pages_ferry(void);

/* One question, nothing else; /one */
struct page *pages_one(void);

/* The page that is shipped, read from the capsule; /north-korea-... */
struct page *pages_shipped(void);

/*
 * For a group of tests: all of these, /scripts (Korean, Japanese, Arabic,
 * emoji), the prose /harbour/history.gmi, an index for the root, files and
 * folders, seen as gopher://example.org, 70 wide.
 */
struct fixture {
	struct corpus *corpus;
	struct view view;
	struct buf out;
};

int pages_setup(void **state);
int pages_teardown(void **state);

/* What the corpus has at path. */
const struct entry *pages_entry(const struct fixture *, const char *path);

#endif
