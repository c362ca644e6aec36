// liblz4: blocks only, the frame format is not used.
#pragma once
#include <lz4.h>
