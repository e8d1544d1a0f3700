/* SPDX-License-Identifier: MIT */
/* pack: bytes to a zlib stream (FlateDecode) through libdeflate, which gives equal bytes for equal input. */
#ifndef RELIURE_PDF_PACK_H
#define RELIURE_PDF_PACK_H

#include "base/arena.h"

struct packer; /* a compressor and its tables, used again for every stream */

struct packer *packer_new(void);
void           packer_free(struct packer *packer); /* NULL is allowed */
/* The zlib stream of `bytes`, in `arena`. */
str packer_pack(struct packer *packer, struct arena *arena, str bytes);

#endif
