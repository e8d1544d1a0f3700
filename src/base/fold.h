/* SPDX-License-Identifier: MIT */
/* fold: a character without its accents and in small letters, for comparing what people write: « É » gives e, « ﬁ » fi. */
#ifndef RELIURE_BASE_FOLD_H
#define RELIURE_BASE_FOLD_H

#include "base/str.h"

enum { FOLD_MOST = 24 }; /* code points of one character's compatibility decomposition (Unicode 15: 18) */

/* Its compatibility decomposition, marks included, in small letters; gives how many. */
size_t fold_decompose(uint32_t c, uint32_t out[FOLD_MOST]);

#endif
