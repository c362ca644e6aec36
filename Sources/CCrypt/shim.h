// libcrypt (libxcrypt): one-way password hashes.
#pragma once
#include <crypt.h>
