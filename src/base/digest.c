#include "base/digest.h"

#include <assert.h>
#include <openssl/evp.h>

void
digest_sha256(struct slice s, uint8_t out[DIGEST_SIZE])
{
	/* fails only where SHA-256 itself is missing from the library */
	int ok = EVP_Digest(s.p, s.n, out, NULL, EVP_sha256(), NULL);

	assert(ok == 1);
	(void)ok;
}
