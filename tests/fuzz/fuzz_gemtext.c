/*
 * Any bytes as gemtext. Built and run like fuzz_qa.c.
 */
#include "fuzz/check_page.h"
#include "fuzz/fuzz.h"
#include "parse/ids.h"
#include "parse/reader.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct slice raw = { (const char *)p, n };
	struct diags diags;
	struct page *page;

	diags_init(&diags, true);
	page = gemtext_read(raw, "folder/faq.gmi", &diags);
	if (page != NULL && ids_assign(page, &diags) == -1) {
		page_unref(page);
		page = NULL;
	}
	check_page(page, &diags);
	page_unref(page);
	diags_fini(&diags);
	return 0;
}
