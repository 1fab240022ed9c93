/*
 * Any bytes as Markdown. Built and run like fuzz_qa.c, with -lmd4c.
 */
#include "fuzz/check_page.h"
#include "fuzz/fuzz.h"
#include "parse/reader.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct slice raw = { (const char *)p, n };
	struct diags diags;

	diags_init(&diags, true);
	check_read(markdown_read(raw, "folder/faq.md", &diags), &diags);
	diags_fini(&diags);
	return 0;
}
