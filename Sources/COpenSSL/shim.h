// libssl and libcrypto (OpenSSL 3).
#pragma once
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// What OpenSSL has as macros with casts, which Swift does not import.

/// A server's TLS as this project wants it: 1.2 and later, no renegotiation, no compression, the client's order of ciphers (it
/// knows whether it has AES in hardware), tickets instead of a cache. A peer that ends without close_notify has ended: where a
/// message ends, HTTP says. Returns 1 for success.
static inline int copenssl_configure_server(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(
        context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1);
    return (int)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

/// Calls `callback` with `argument` when a client has said which host it means (RFC 6066 section 3).
static inline void copenssl_on_server_name(
    SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}

/// Why the last call failed, in OpenSSL's words: the first cause; or NULL. Empties the thread's queue of errors.
static inline const char *copenssl_last_reason(void) {
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
    return reason;
}
