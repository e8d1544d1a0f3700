/* SPDX-License-Identifier: MIT */
/*
 * verify: whether a file just written is whole: a PDF object by object (pdf/verify.h), a workbook by a walk through its
 * zip directory (design section 10). Cheap: it reads no content.
 */
#ifndef RELIURE_BATCH_VERIFY_H
#define RELIURE_BATCH_VERIFY_H

#include "base/str.h"

/* NULL when the file is whole, else what is wrong with it, for the reason of a failed document. `pages`: as laid out. */
const char *verify_pdf(str bytes, size_t pages);
const char *verify_xlsx(str bytes);

#endif
