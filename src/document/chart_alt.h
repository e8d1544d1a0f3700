/* SPDX-License-Identifier: MIT */
/* chart_alt: a chart in words, for those who do not see it: kind, what, period, the message, extremes, where the
 * figures are. */
#ifndef RELIURE_DOCUMENT_CHART_ALT_H
#define RELIURE_DOCUMENT_CHART_ALT_H

#include "document/document.h"
#include "locale/locale.h"

/* Written from the data in the locale's language (words under `chart.alt`); full sentences, in `arena`. */
str chart_alt(const struct chart *chart, const struct locale *locale, struct arena *arena);

#endif
