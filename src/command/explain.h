/* SPDX-License-Identifier: MIT */
/* explain: what `reliure explain` prints: one explanation, as text or JSON (docs/metrics.md says its shape). */
#ifndef RELIURE_COMMAND_EXPLAIN_H
#define RELIURE_COMMAND_EXPLAIN_H

#include "locale/locale.h"
#include "metric/explain.h"

/* Who and when, and what is needed to print. */
struct explain_sheet {
    const struct explanation *explanation;
    const struct catalogue   *catalogue;
    struct results           *results;
    const struct locale      *locale;
    struct arena             *arena;
    str                       subject, name; /* "A-1002", "Maison Verdier"; a segment's or the portfolio's too */
    size_t                    most;          /* rows given at a time */
    enum diag_language        language;      /* of the person at the terminal, for the text */
};

/* A value as exports and settings have it, with all its decimals: 1250.5 prints as « 1 250,50 € », 0.25 as « 0,25 ». */
struct value explain_whole(struct arena *arena, const struct value *value);

void explain_print_text(const struct explain_sheet *sheet, struct strbuf *out);
void explain_print_json(const struct explain_sheet *sheet, struct strbuf *out);
/* The catalogue: a line an entry, or JSON. */
void explain_list(const struct catalogue *catalogue, const char *language, bool is_json, struct strbuf *out);

#endif
