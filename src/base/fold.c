/* SPDX-License-Identifier: MIT */
#include "base/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

size_t fold_decompose(uint32_t c, uint32_t out[FOLD_MOST])
{
    UChar      wide[2], plain[FOLD_MOST];
    int32_t    at = 0, length = 0;
    size_t     count = 0;
    UErrorCode status = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(wide, length, c);
    length = unorm2_normalize(unorm2_getNFKDInstance(&status), wide, length, plain, COUNT_OF(plain), &status);
    while (U_SUCCESS(status) && at < length) {
        UChar32 part;
        U16_NEXT(plain, at, length, part);
        out[count++] = (uint32_t)u_tolower(part);
    }
    return count;
}
