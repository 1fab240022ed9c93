/*
 * Any bytes as gemtext. Built and run like fuzz_qa.c.
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
	check_read(gemtext_read(raw, "folder/faq.gmi", &diags), &diags);
	diags_fini(&diags);
	return 0;
}
