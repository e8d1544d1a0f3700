/* SPDX-License-Identifier: MIT */
/*
 * pdf: pages to one PDF that is PDF/A-3a and PDF/UA-1, byte-identical for equal pages. libharu holds the objects
 * and writes the file (behind pdf/object.h); fonts are subset by HarfBuzz and kept across documents.
 */
#ifndef RELIURE_PDF_PDF_H
#define RELIURE_PDF_PDF_H

#include "page/page.h"

struct pdf_writer; /* subset cache, profile, compressor: one a process */

/* `profile` is the path of an sRGB ICC profile. */
enum rc pdf_writer_open(struct fonts *fonts, const char *profile, struct diag *diag,
                        struct pdf_writer **out) MUST_CHECK;
void    pdf_writer_close(struct pdf_writer *writer);
/* The whole file into `out`. RC_LIMIT when `out` is full, RC_INVALID when a number is not finite. */
enum rc pdf_write(struct pdf_writer *writer, const struct pages *pages, struct strbuf *out,
                  struct diag *diag) MUST_CHECK;

#endif
