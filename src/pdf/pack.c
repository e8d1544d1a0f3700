/* SPDX-License-Identifier: MIT */
#include "pdf/pack.h"

#include "base/mem.h"

#include <stdlib.h>

#include <libdeflate.h>

/* Level 9 costs three times as much for 2 % of size, level 1 saves a third of the time for 10 % more. */
enum { PACK_LEVEL = 6 };

struct packer {
    struct libdeflate_compressor *compressor;
    char                         *room;
    size_t                        room_size;
};

struct packer *packer_new(void)
{
    struct packer *packer = mem_new(1, sizeof *packer);
    packer->compressor = libdeflate_alloc_compressor(PACK_LEVEL);
    if (!packer->compressor) mem_exhausted();
    return packer;
}

void packer_free(struct packer *packer)
{
    if (!packer) return;
    libdeflate_free_compressor(packer->compressor);
    free(packer->room);
    free(packer);
}

str packer_pack(struct packer *packer, struct arena *arena, str bytes)
{
    size_t bound = libdeflate_zlib_compress_bound(packer->compressor, bytes.len);
    if (bound > packer->room_size) {
        packer->room = mem_resize(packer->room, bound, 1);
        packer->room_size = bound;
    }
    size_t size =
        libdeflate_zlib_compress(packer->compressor, bytes.ptr ? bytes.ptr : "", bytes.len, packer->room, bound);
    return arena_str(arena, (str){packer->room, size});
}
