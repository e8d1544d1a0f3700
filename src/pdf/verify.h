/* SPDX-License-Identifier: MIT */
/*
 * verify: our own walk through the bytes of a PDF this program wrote: trailer, cross-reference stream, object streams,
 * every object where it is said to be, every stream as long as it says, and the pages counted. Much cheaper than a
 * general reader, and not one: files with a cross-reference table are not ours.
 */
#ifndef RELIURE_PDF_VERIFY_H
#define RELIURE_PDF_VERIFY_H

#include "base/str.h"

/* NULL when the file is whole, else what is wrong with it. *pages is then the number of its pages. */
const char *pdf_verify(str bytes, size_t *pages);

#endif
