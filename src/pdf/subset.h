/* SPDX-License-Identifier: MIT */
/*
 * subset: font programs cut down to the glyphs a document shows, by HarfBuzz, compressed and kept: documents of one
 * run show much the same glyphs. So that they show exactly the same, the common letters of Western languages are
 * kept wherever most of them are shown: 2 KB a face, for half a millisecond a document. What is cut depends on face
 * and glyphs alone, not on what was cut before.
 */
#ifndef RELIURE_PDF_SUBSET_H
#define RELIURE_PDF_SUBSET_H

#include "pdf/pack.h"
#include "text/font.h"

struct subsetter; /* faces prepared for cutting, and the cache; one a process */

struct subset {
    str       program; /* zlib stream of a CFF table, or of a TrueType file */
    size_t    size;    /* [bytes] before compression */
    uint32_t *ids;     /* the glyphs kept, ascending: those asked for and others */
    uint16_t *codes;   /* of each of them: what Identity-H text says */
    size_t    count;
    char      tag[7]; /* « ABCDEF » before the font's name (ISO 32000-1, 9.6.4) */
};

struct subsetter *subsetter_new(struct packer *packer);
void              subsetter_free(struct subsetter *subsetter); /* NULL is allowed */
/*
 * `ids` ascending, each once. *out is borrowed until the next call. RC_INVALID when HarfBuzz refuses the face,
 * RC_LIMIT beyond 65 535 glyphs.
 */
enum rc subset_make(struct subsetter *subsetter, const struct font *font, const uint32_t *ids, size_t count,
                    const struct subset **out) MUST_CHECK;

#endif
