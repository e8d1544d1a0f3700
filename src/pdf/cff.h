/* SPDX-License-Identifier: MIT */
/*
 * cff: the little a PDF must know of a CFF font program (Adobe Technical Note 5176): whether its glyphs are reached
 * through CIDs, and which. The table is hostile: every offset is checked.
 */
#ifndef RELIURE_PDF_CFF_H
#define RELIURE_PDF_CFF_H

#include "base/str.h"

/*
 * For a CID-keyed program, true and the CID of each of `count` glyphs in `cids`; a PDF shows such glyphs by CID,
 * those of other programs by their index (ISO 32000-1, 9.7.4.2). False also when the table is broken.
 */
bool cff_read_cids(str cff, uint16_t *cids, size_t count);

#endif
