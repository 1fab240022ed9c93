/*
 * Any bytes as a native document. Build and run, from the top folder:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE \
 *	    -Isrc -Itests -o fuzz_qa tests/fuzz/fuzz_qa.c \
 *	    tests/fuzz/check_page.c src/base/[a-z]*.c src/model/[a-z]*.c \
 *	    src/parse/[a-z]*.c -lunistring -lcrypto
 *	mkdir -p found && ./fuzz_qa found tests/fuzz/corpus/qa
 *
 * `make check` replays the corpus (replay.c).
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
	qa_has_separator(raw);
	check_read(qa_read(raw, "folder/fuzz.qa", &diags), &diags);
	diags_fini(&diags);
	return 0;
}
