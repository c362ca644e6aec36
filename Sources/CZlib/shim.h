// zlib: gzip (RFC 1952), for files. With ZLIB_CONST what is read need not be writable.
#pragma once
#define ZLIB_CONST
#include <zlib.h>
