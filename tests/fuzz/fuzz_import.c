/*
 * Any bytes as a source of an import, whose format the Makefile chooses: what
 * comes out is a document of which its reader has nothing to say. Build and
 * run, from the top folder:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE \
 *	    -DFORMAT=IMPORT_JSON -Isrc -Itests -o fuzz_import_json \
 *	    tests/fuzz/fuzz_import.c src/import/[a-l]*.c src/import/[n-z]*.c \
 *	    src/base/[a-z]*.c src/model/[a-z]*.c src/parse/[a-z]*.c \
 *	    -ljansson -lunistring -lcrypto
 *	mkdir -p found && ./fuzz_import_json found tests/fuzz/corpus/import-json
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "import/import.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct import_options options = { .format = FORMAT, .name = "fuzz" };
	struct diags diags;
	struct faq faq;
	struct buf out;
	uint32_t i;
	bool done;

	diags_init(&diags, false);
	buf_init(&out, SOURCE_MAX_FILE);
	done = import_read(&faq, (struct slice){ (const char *)p, n },
	    &options, &diags) && import_write(&faq, &out);
	HOLD(done == (diags.errors == 0));
	HOLD(!done || (out.n > 0 && faq.items.n > 0));
	for (i = 0; i < diags.list.n; i++)	/* the reader's complaints */
		HOLD(strcmp(diags.list.v[i].code, "E607") != 0);
	faq_fini(&faq);
	buf_fini(&out);
	diags_fini(&diags);
	return 0;
}
