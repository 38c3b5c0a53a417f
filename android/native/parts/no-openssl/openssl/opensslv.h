/* No OpenSSL: the crate openssl-sys asks which it is to be built for even where nothing of it is linked. */
#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_MINOR 0
#define OPENSSL_VERSION_PATCH 0
