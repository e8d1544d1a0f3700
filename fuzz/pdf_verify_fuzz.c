/* SPDX-License-Identifier: MIT */
/* Any bytes as a PDF of ours: the walk ends, within them. */
#include "pdf/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t pages;
    (void)pdf_verify((str){(const char *)data, size}, &pages);
    return 0;
}
