// Debian's libsodium as a Swift module: the only cryptography of this project.
#include <sodium.h>

// The streaming state of BLAKE2b is aligned to 64 bytes, which Swift does not import; here it lives on the C stack.
static inline void postpass_blake2b_256(unsigned char out[32], const unsigned char *first, size_t first_length,
                                        const unsigned char *second, size_t second_length) {
  crypto_generichash_blake2b_state state;
  crypto_generichash_blake2b_init(&state, NULL, 0, 32);
  crypto_generichash_blake2b_update(&state, first, first_length);
  crypto_generichash_blake2b_update(&state, second, second_length);
  crypto_generichash_blake2b_final(&state, out, 32);
}
