#include "pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/put_link.h"
#include "model/build.h"

static struct slice
s(const char *text)
{
	return slice_of(text);
}

static void
para(struct build *b, const char *text)
{
	build_text(b, s(text));
	build_para(b, 1);
}

static void
item(struct build *b, unsigned depth, unsigned number, const char *text)
{
	build_text(b, s(text));
	build_list_item(b, depth, number, 1);
}

static void
quote(struct build *b, const char *text)
{
	build_text(b, s(text));
	build_quote(b, 1);
}

static void
subhead(struct build *b, unsigned level, const char *text)
{
	build_text(b, s(text));
	build_subhead(b, level, 1);
}

static void
question(struct build *b, const char *id, const char *text)
{
	build_question(b, s(text), 1);
	build_item_id(b, s(id));
}

static struct page *
finish(struct build *b)
{
	struct page *p = build_finish(b);

	build_free(b);
	assert_non_null(p);
	assert_int_equal(page_index(p), 0);
	return p;
}

static void
ferry_head(struct build *b)
{
	build_title(b, s("Ferry questions"), TITLE_HEADER);
	build_date(b, s("2024-05-01"));
	build_updated(b, s("2025-11-30"));
	build_meta(b, s("Author"), s("Anna Öst"));
	build_meta(b, s("License"), s("CC-BY-4.0"));
	build_meta(b, s("X-Board"), s("quay 4"));
	build_text(b, s("What passengers ask on the quay. More is in the "));
	put_link(b, s("history of the harbour"), s("history.gmi"));
	build_text(b, s(" and at "));
	put_link(b, s(""), s("https://ferry.example/"));
	build_text(b, s("."));
	build_para(b, 1);
	build_link_line(b, s("pic.png"), s("The quay in winter"), 1);
	build_link_line(b, s("/"), s(""), 1);
}

static void
ferry_tickets(struct build *b)
{
	build_section(b, s("Tickets"));
	question(b, "buy", "Where do I buy one?");
	build_item_updated(b, s("2025-02-03"));
	para(b, "At the booth, or on board:");
	item(b, 0, 0, "cash");
	item(b, 1, 0, "coins of one and two, and notes up to fifty since the "
	    "machine takes nothing larger");
	item(b, 2, 0, "no foreign notes");
	build_text(b, s("card, see "));
	put_link(b, s("card errors"), s("#card"));
	build_list_item(b, 0, 0, 1);
	build_break(b);
	item(b, 0, 9, "Queue.");
	item(b, 0, 10, "Pay, and keep the ticket until you have left the boat "
	    "again, for there are controls.");
	item(b, 1, 1, "Children do not pay.");
	subhead(b, 3, "Groups");
	build_text(b, s("Groups of ten "));
	put_link(b, s("write to us"), s("mailto:groups@ferry.example"));
	build_text(b, s(" or call. "));
	put_link(b, s("The form"),
	    s("https://ferry.example/forms/groups/very/long/path/of/a/form/"
	      "that/is/wider/than/a/line?year=2025"));
	build_text(b, s(" does as well as "));
	put_link(b, s("the same form"),
	    s("https://ferry.example/forms/groups/very/long/path/of/a/form/"
	      "that/is/wider/than/a/line?year=2025"));
	build_text(b, s("."));
	build_para(b, 1);

	question(b, "card",
	    "What does the machine mean by \"Error 12: card not read, try "
	    "again or ask the crew\"?");
	build_alias(b, s("error-12"));
	build_pre(b, s("what it shows"),
	    s("ERR\t12\n```\n.\n\n| a very wide table of the machine | that no "
	      "screen of eighty columns can show as one line | end |\n"), 1);
	quote(b, "Turn the card around.");
	quote(b, "=> and try again # twice.");
	para(b, ".");
}

static void
ferry_boat(struct build *b)
{
	build_section(b, s("Boat"));
	question(b, "toilet", "Is there a toilet on board?");
	para(b, "# Yes.");
	para(b, "* Two.");
	para(b, "=> Aft.");
	para(b, "> Down the stairs.");
	para(b, "``` is how the sign looks.");
	para(b, "*No* guard is needed here.");
	build_link_line(b, s("gopher://other.example:7070/0/deck%20plan.txt"),
	    s("Deck plan"), 1);
	build_link_line(b, s("gopher://other.example"), s(""), 1);
	build_link_line(b, s("gemini://ferry.example/"), s("On Gemini"), 1);
	build_link_line(b, s("history.gmi"), s("History"), 1);
	build_link_line(b, s("#buy"), s("Tickets"), 1);
	build_link_line(b, s("/scripts#korean"), s("In Korean"), 1);
	build_link_line(b, s("/scripts"), s("Other languages"), 1);
	build_link_line(b, s("/search?boat"), s("Find boats"), 1);
}

struct page *
pages_ferry(void)
{
	struct build *b = build_new(PAGE_QA, "harbour/ferry.qa", s("ferry"));

	ferry_head(b);
	ferry_tickets(b);
	ferry_boat(b);
	return finish(b);
}

static struct page *
make_scripts(void)
{
	struct build *b = build_new(PAGE_QA, "scripts.qa", s("scripts"));

	build_title(b, s("여러 글자"), TITLE_HEADER);
	build_lang(b, s("ko"));
	question(b, "korean", "북한은 왜 한국의 대화 제의를 거부했으며 그 "
	    "불신은 어디에서 비롯된 것인지 알려 주시겠습니까?");
	para(b, "북한은 깊은 불신과 계속되는 한미 연합 군사 훈련을 이유로 "
	    "한국의 대화 제의를 거부했습니다. 두 쪽이 모두 원하면 언제든지 "
	    "할 수 있습니다.");
	question(b, "japanese", "朝は何時に開きますか？");
	build_text(b, s("朝は九時に開きます。「午後は六時まで」と書いてあります"
	    "が、祝日は休みですので、お出かけの前に"));
	put_link(b, s("予定表"), s("/カレンダー.txt"));
	build_text(b, s("をご覧ください。"));
	build_para(b, 1);
	question(b, "arabic", "هل يمكنني استرداد المبلغ المدفوع؟");
	para(b, "نعم، خلال أربعة عشر يومًا من تاريخ الشراء، بشرط أن تكون "
	    "التذكرة "
	    "سليمة وغير مستعملة وأن يكون الإيصال معك عند الطلب.");
	question(b, "emoji", "\U0001F6B2?");
	para(b, "\U0001F468\u200D\U0001F469\u200D\U0001F467 "
	    "\U0001F1F0\U0001F1F7\U0001F1EB\U0001F1F7 cafe\u0301 "
	    "re\u0301sume\u0301 bicycles "
	    "stay outside, all of them, even the folding ones.");
	return finish(b);
}

struct page *
pages_one(void)
{
	struct build *b = build_new(PAGE_QA, "one.qa", s("one"));

	build_title(b, s("One"), TITLE_FILE_NAME);
	question(b, "why", "Why?");
	para(b, "So.");
	return finish(b);
}

/* up to a line that holds only "-", which is taken off *rest */
static struct slice
take_item(struct slice *rest)
{
	const char *end = memmem(rest->p, rest->n, "\n-\n", 3);
	struct slice part = { rest->p,
		end != NULL ? (size_t)(end - rest->p) : rest->n };

	*rest = slice_from(*rest, part.n + 3);
	while (part.n > 0 && part.p[part.n - 1] == '\n')
		part.n--;
	return part;
}

struct page *
pages_shipped(void)
{
	static const char *const ids[] = {
		"why-did-north-korea-reject-south-korea-s-offer",
		"what-are-north-korea-s-main-reasons-for-distrust",
		"how-might-this-affect-peace-efforts-in-east-asia",
		"what-role-do-the-us-and-russia-play-in-north",
		"could-north-korea-s-rejection-lead-to-increased",
		"what-can-south-korea-and-other-countries-do-to",
	};
	struct build *b = build_new(PAGE_QA, "North-Korea-rejects-dialogue.txt",
	    s("north-korea-rejects-dialogue"));
	const char *srcdir = getenv("srcdir");
	struct slice rest, part, title;
	char path[4096], bytes[8192];
	size_t i;
	FILE *f;

	snprintf(path, sizeof(path), "%s/capsule/%s",
	    srcdir != NULL ? srcdir : ".", "North-Korea-rejects-dialogue.txt");
	assert_non_null(f = fopen(path, "r"));
	rest = (struct slice){ bytes, fread(bytes, 1, sizeof(bytes), f) };
	fclose(f);
	build_title(b, s("North Korea rejects dialogue"), TITLE_FILE_NAME);
	build_text(b, take_item(&rest));
	build_para(b, 1);
	for (i = 0; rest.n > 0; i++) {
		assert_true(i < sizeof(ids) / sizeof(*ids));
		part = take_item(&rest);
		title = (struct slice){ part.p,
			(size_t)((const char *)memchr(part.p, '\n', part.n) -
			part.p) };
		build_question(b, title, 1);
		build_item_id(b, s(ids[i]));
		build_text(b, slice_from(part, title.n + 1));
		build_para(b, 1);
	}
	assert_int_equal(i, sizeof(ids) / sizeof(*ids));
	return finish(b);
}

static struct page *
make_prose(void)
{
	struct build *b = build_new(PAGE_PROSE, "harbour/history.gmi",
	    s("history.gmi"));

	build_title(b, s("History of the harbour"), TITLE_HEADING);
	para(b, "It was dug in 1780, when the old one, a mile to the north, "
	    "had filled with sand.");
	build_link_line(b, s("ferry"), s("Questions about the ferry"), 1);
	build_link_line(b, s("ferry/buy"), s("Where tickets are sold"), 1);
	subhead(b, 2, "The mole");
	para(b, "Granite.");
	subhead(b, 3, "Its lamp");
	item(b, 0, 0, "red");
	item(b, 0, 0, "to be seen for eight miles");
	build_pre(b, s(""), s("  /\\\n /  \\\n"), 1);
	quote(b, "Mind the step.");
	build_link_line(b, s("https://mole.example/a?b=c#d"),
	    s("The mole on the web, with a label that is wider than the line "
	      "of a menu may be"), 1);
	return finish(b);
}

static struct page *
index_page(void)
{
	struct build *b = build_new(PAGE_PROSE, "index.gmi", s("index.gmi"));

	build_title(b, s("The harbour office"), TITLE_HEADING);
	para(b, "Answers from the quay.");
	return finish(b);
}

static void
add_page(struct corpus *c, struct page *p)
{
	assert_ptr_equal(corpus_add_page(c, p)->page, p);
	page_unref(p);
}

static struct corpus *
make_corpus(void)
{
	static const char *const files[] = { "harbour/pic.png",
		"harbour/plans/a b.pdf", "harbour/plans/old/1780.txt",
		"robots.txt", "\xec\xb9\xb4.txt", "100%.txt", "bad\xff\n.bin",
		"sounds/horn.ogg" };
	struct corpus *c = corpus_new();
	struct page *p;
	size_t i;

	assert_non_null(c);
	add_page(c, pages_ferry());
	add_page(c, make_scripts());
	add_page(c, pages_one());
	add_page(c, make_prose());
	p = index_page();
	assert_non_null(corpus_set_index(c, p));
	page_unref(p);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_non_null(corpus_add_file(c, files[i]));
	assert_int_equal(corpus_finish(c), 0);
	return c;
}

int
pages_setup(void **state)
{
	static struct fixture f;

	f.corpus = make_corpus();
	f.view = (struct view){ .corpus = f.corpus, .host = "example.org",
		.port = 70, .text_width = VIEW_TEXT_WIDTH };
	buf_init(&f.out, 1 << 20);
	*state = &f;
	return 0;
}

int
pages_teardown(void **state)
{
	struct fixture *f = *state;

	corpus_free(f->corpus);
	buf_fini(&f->out);
	return 0;
}

const struct entry *
pages_entry(const struct fixture *f, const char *path)
{
	bool slash;
	struct found found = corpus_find(f->corpus, slice_of(path), &slash);

	assert_non_null(found.entry);
	return found.entry;
}
