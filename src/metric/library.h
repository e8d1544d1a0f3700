/* SPDX-License-Identifier: MIT */
/*
 * library: the sequences, playbooks, check lists and reference tables of templates/library/, a workspace's own on top
 * (domain 5 to 9, 14). A file is a mapping of entries by id; one of a workspace replaces the shipped one of its name.
 * An entry with `columns` is a reference table, any other a sequence:
 *
 *   affinity:
 *     label: {fr, en}
 *     columns: {product: text, cross_sell: text, rank: number}      text, code or number
 *     rows: [{product: CRM, cross_sell: …}]
 *   upsell_limit:
 *     title: {fr, en}                                               and the other LIBRARY_SEQUENCE keys of library.def
 *     steps: [{day: 0, channel: {fr, en}, …}]                       the LIBRARY_STEP keys of library.def
 *
 * A text is one wording for all languages, {fr: …, en: …}, or a list of such, one a line. `{trial_days.feature - 1}` in
 * a text is arithmetic over settings, as any number is. `if: {KEY: value}` keeps a row only where the setting has that
 * value, so that two readings stand side by side.
 *
 * Queries of the catalogue and of templates read library_ID, library_sequences and library_steps, all with a row a
 * language and `position` from 1, and library_lines(sequence, position, field, line, language, text), a row a line.
 */
#ifndef RELIURE_METRIC_LIBRARY_H
#define RELIURE_METRIC_LIBRARY_H

#include "base/map.h"
#include "definition/yaml.h"
#include "metric/settings.h"

enum library_type { LIBRARY_TEXT, LIBRARY_CODE, LIBRARY_NUMBER };

struct library_column {
    str               name;
    enum library_type type;
};

/* One cell; lines × languages texts, of which codes have one for all. Nothing is known of a cell without lines. */
struct library_cell {
    struct exact number;
    bool         has_number, is_list;
    size_t       line_count;
    str         *texts; /* [line][language] */
};

struct library_row {
    str                  list;     /* id of its entry */
    int                  position; /* in its list, from 1 */
    struct library_cell *cells;
};

struct library_table {
    str                          id; /* "steps", "affinity": library_ID in SQL */
    const struct library_column *columns;
    size_t                       column_count, row_count;
    struct library_row          *rows;
};

struct library {
    const str            *languages;
    size_t                language_count;
    struct library_table *tables; /* "sequences" and "steps" first */
    size_t                table_count;
};

struct library_source {
    const struct map      *entries;   /* id to const struct yaml_node * */
    const struct settings *settings;  /* with the workspace's values */
    const str             *languages; /* of the locale files */
    size_t                 language_count;
};

/* Reports all that is wrong; what could be read is in `out`. Lives in `arena`. */
void library_read(struct arena *arena, const struct library_source *source, struct diag *diag, struct library *out);

/* NULL when there is none. */
const struct library_table *library_table(const struct library *library, str id);
/* The first line of a cell in the first language; empty when there is none or no such column. */
str library_code(const struct library *library, const struct library_table *table, size_t row, const char *column);

#endif
