/* SPDX-License-Identifier: MIT */
/*
 * image: pixels to image objects, compressed once a process: the same logo stands in every document. Transparency
 * becomes a soft mask (ISO 32000-1, 11.6.5.3), left out where every pixel is opaque.
 */
#ifndef RELIURE_PDF_IMAGE_H
#define RELIURE_PDF_IMAGE_H

#include "page/page.h"
#include "pdf/object.h"

struct image_store; /* compressed images by content; one a process */

/* An image as it stands in a file. */
struct packed_image {
    uint32_t width, height;
    str      color, alpha; /* zlib streams, 3 and 1 bytes a pixel; alpha is empty when opaque */
};

struct image_store *image_store_new(struct packer *packer);
void                image_store_free(struct image_store *store); /* NULL is allowed */
/* Before a document: forgets everything when the store has grown past LIMIT_IMAGE_CACHE_BYTES. */
void image_store_begin(struct image_store *store);
/* Borrowed until the next image_store_begin(). */
const struct packed_image *image_pack(struct image_store *store, const struct image *image);
/* A second way to reach an image, for one that is costly to decode: NULL when the key was not named. */
const struct packed_image *image_lookup(const struct image_store *store, uint64_t key);
void                       image_name(struct image_store *store, uint64_t key, const struct packed_image *packed);
/* The image object of one file. */
struct pdf_dict *image_write(struct pdf_file *file, const struct packed_image *packed);

#endif
