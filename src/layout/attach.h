/* SPDX-License-Identifier: MIT */
/* attach: the figures behind a document as CSV files carried by it. Private to layout/. */
#ifndef RELIURE_LAYOUT_ATTACH_H
#define RELIURE_LAYOUT_ATTACH_H

#include "document/document.h"
#include "page/page.h"

/* One UTF-8 file a dataset: RFC 4180, comma, decimal point, ISO dates, keys as head; the same in every language. */
void attach_datasets(const struct doc *doc, struct arena *arena, struct pages *pages);

#endif
