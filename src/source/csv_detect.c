/* SPDX-License-Identifier: MIT */
#include "source/csv_detect.h"

#include "source/header.h"
#include "source/widths.h"

#include <string.h>
#include <strings.h>

enum { RECORDS_LOOKED_AT = 1000, COUNTS = 512 };

static const char *const common[] = {",", ";", "\t", "|"};
/* Tried where nothing else makes a table: a text of one column may well hold them. */
static const char *const rare[] = {"^", "~", "\x1F", "\x01", "¦", "§", " "};

/* What reading the sample in one way comes to. */
struct trial {
    struct csv_dialect csv;
    size_t             records;  /* not blank */
    size_t             cut;      /* of these, those that a quote without its end leaves without a number of values */
    size_t             agreeing; /* with as many values as most have */
    size_t             columns;  /* that number */
    size_t             first;    /* record that has it, from 1 */
};

/* The start of a file below the lines to skip, read in one way. */
struct sample {
    str                text;
    size_t             skip;
    struct csv_dialect csv;
};

static struct csv *open_sample(const void *from, struct input **input)
{
    const struct sample *sample = from;
    if (input_from_bytes(sample->text, "UTF-8", input) != RC_OK) return NULL;
    struct csv *csv = csv_new(*input, sample->csv);
    csv_skip_lines(csv, sample->skip);
    return csv;
}

static void set_delimiter(struct csv_dialect *csv, const char *delimiter)
{
    csv->delimiter = delimiter[0];
    strcpy(csv->more, delimiter[0] ? delimiter + 1 : ""); /* at most CSV_DELIMITER_MORE: the settings are checked */
}

/* How well `agreeing` of `records` make a table. */
static double score_of(const struct trial *trial, size_t records)
{
    double share = records ? (double)trial->agreeing / (double)records : 0;
    double score = trial->columns ? share * share * ((double)trial->columns - 1) : 0;
    return trial->first > 1 ? score * 0.9 : score;
}

/*
 * Of two delimiters a quote that never closes says nothing: it opened behind the one and is plain text to the other.
 * Of two ways to quote, the one that leaves it open is the worse.
 */
static bool is_better_delimiter(const struct trial *trial, const struct trial *than)
{
    return score_of(trial, trial->records - trial->cut) > score_of(than, than->records - than->cut);
}

static bool is_better_quoting(const struct trial *trial, const struct trial *than)
{
    return score_of(trial, trial->records) > score_of(than, than->records);
}

static void try_dialect(str text, size_t skip, struct trial *trial)
{
    struct sample sample = {text, skip, trial->csv};
    size_t        counts[COUNTS] = {0}, first[COUNTS] = {0}, number = 0;
    struct input *input = NULL;
    struct record record;
    struct csv   *csv = open_sample(&sample, &input);
    while (number++ < RECORDS_LOOKED_AT && csv_next(csv, &record)) {
        if (record.is_blank) continue;
        trial->records++;
        trial->cut += record.fault == RECORD_QUOTE_OPEN;
        if (record.fault == RECORD_QUOTE_OPEN || record.fault == RECORD_QUOTE_STRAY) continue;
        size_t count = record.count < COUNTS ? record.count : COUNTS - 1;
        if (!counts[count]++) first[count] = number;
    }
    csv_free(csv);
    input_close(input);
    for (size_t i = 1; i < COUNTS; i++) {
        if (counts[i] > counts[trial->columns]) trial->columns = i;
    }
    trial->agreeing = counts[trial->columns];
    trial->first = first[trial->columns];
}

/* The first line "sep=;" that some spreadsheets write; it is skipped and its word taken. */
static char separator_line(str sample)
{
    size_t end = str_find(sample, '\n'), end_of_cr = str_find(sample, '\r');
    str    line = str_slice(sample, 0, end < end_of_cr ? end : end_of_cr);
    if (line.len && line.ptr[0] == '"' && line.ptr[line.len - 1] == '"') line = str_slice(line, 1, line.len - 1);
    bool is_said = line.len == 5 && strncasecmp(line.ptr, "sep=", 4) == 0;
    return is_said ? line.ptr[4] : '\0';
}

/* Does \" stand in the sample where a doubled quote would not explain it? */
static bool has_backslash_quotes(str sample, char quote)
{
    const char *end = sample.ptr + sample.len, *p = sample.len ? memchr(sample.ptr, '\\', sample.len) : NULL;
    for (; p && end - p > 2; p = memchr(p + 1, '\\', (size_t)(end - p - 1))) {
        if (p[1] == quote && p[2] != quote) return true;
    }
    return false;
}

/* Some databases quote with apostrophes; where double quotes stand, an apostrophe is one, unless the text begins so. */
static bool has_single_quotes(str sample)
{
    bool has_double = str_find(sample, '"') < sample.len;
    return has_double ? str_starts(sample, "'") : str_find(sample, '\'') < sample.len;
}

/* With doubled quotes or, where the sample has some, with backslashes. */
static struct trial try_delimiter(str sample, size_t skip, const char *delimiter, char quote)
{
    struct trial doubled = {.csv = {.quote = quote}};
    set_delimiter(&doubled.csv, delimiter);
    struct trial escaped = doubled;
    escaped.csv.is_backslash = true;
    try_dialect(sample, skip, &doubled);
    if (!quote || !has_backslash_quotes(sample, quote)) return doubled;
    try_dialect(sample, skip, &escaped);
    return is_better_quoting(&escaped, &doubled) ? escaped : doubled;
}

static struct trial best_trial(str sample, size_t skip, const char *const *delimiters, size_t count, char quote)
{
    struct trial best = try_delimiter(sample, skip, delimiters[0], quote);
    for (size_t i = 1; i < count; i++) {
        struct trial trial = try_delimiter(sample, skip, delimiters[i], quote);
        if (is_better_delimiter(&trial, &best)) best = trial;
    }
    return best;
}

/* What was said of the text; empty: nothing. */
struct said {
    char delimiter[CSV_DELIMITER_MORE + 2];
    char quote; /* '"' unless said otherwise */
    bool has_quote;
};

/* "tab" and "\t" as people write them. RC_INVALID: reported. */
static enum rc read_delimiter(const struct placed_text *setting, struct diag *diag, struct said *said)
{
    str text = setting->text;
    if (str_is(text, "\\t") || str_is(text, "tab")) text = STR("\t");
    if (text.len < sizeof said->delimiter && str_find(text, '\n') == text.len && str_find(text, '\r') == text.len) {
        memcpy(said->delimiter, text.ptr ? text.ptr : "", text.len);
        return RC_OK;
    }
    diag_add(diag, DIAG_SOURCE_SETTING, setting->span, STR_ARG(text), "a delimiter: one character, or a few");
    return RC_INVALID;
}

static enum rc read_quote(const struct placed_text *setting, struct diag *diag, struct said *said)
{
    str text = setting->text;
    said->has_quote = text.len > 0;
    said->quote = '"';
    if (text.len == 0) return RC_OK;
    said->quote = str_is(text, "none") ? '\0' : text.ptr[0];
    if (text.len == 1 || !said->quote) return RC_OK;
    diag_add(diag, DIAG_SOURCE_SETTING, setting->span, STR_ARG(text), "a quote of one character, or none");
    return RC_INVALID;
}

static struct trial choose_trial(str sample, size_t skip, const struct said *said)
{
    const char *const  one[] = {said->delimiter};
    bool               is_said = said->delimiter[0] != '\0';
    const char *const *delimiters = is_said ? one : common;
    size_t             count = is_said ? 1 : COUNT_OF(common);
    struct trial       trial = best_trial(sample, skip, delimiters, count, said->quote);
    if (said->has_quote || !has_single_quotes(sample)) return trial;
    struct trial single = best_trial(sample, skip, delimiters, count, '\'');
    bool         is_whole = single.columns > 1 && single.agreeing == single.records && trial.agreeing < trial.records;
    return is_whole || is_better_quoting(&single, &trial) ? single : trial;
}

/* Commas of a text that are in no header are no delimiters. */
static bool is_doubtful(const struct trial *trial)
{
    return trial->columns < 2 || trial->first > 1 || trial->agreeing * 10 < trial->records * 9;
}

/* Where no common delimiter makes columns that agree. */
static void try_the_rest(str sample, size_t skip, struct arena *arena, struct trial *trial)
{
    struct widths widths;
    bool          is_open = trial->columns < 2 || trial->first > 1; /* decimal commas part no columns */
    if (is_open && widths_find(sample, skip, arena, &widths) && widths.count > trial->columns) {
        trial->csv = (struct csv_dialect){.widths = widths.at, .width_count = widths.count, .gutter = widths.gutter};
        trial->columns = widths.count;
        return;
    }
    struct trial other = best_trial(sample, skip, rare, COUNT_OF(rare), trial->csv.quote);
    bool         is_regular = other.first == 1 && other.agreeing * 50 >= other.records * 49;
    bool         is_clear = is_regular && other.columns > 2 && other.columns > trial->columns && other.records > 2;
    if (is_clear) *trial = other;
}

static bool maps_by_position_alone(const struct source_def *def)
{
    bool has_position = false;
    for (size_t i = 0; def && i < def->column_count; i++) {
        str from = def->columns[i].from.text;
        if (from.len && from.ptr[0] != '#') return false;
        has_position |= from.len > 0;
    }
    return has_position;
}

static enum rc find_header(const struct source_def *def, const struct sample *sample, size_t columns, struct diag *diag,
                           struct span span, struct dialect *out)
{
    bool          is_said = def && def->header != HEADER_AUTO;
    struct header header = header_find((struct header_text){open_sample, sample}, columns, def);
    out->header = is_said ? (size_t)def->header : header.record;
    out->header_rows = def && def->header_rows ? (size_t)def->header_rows : header.rows;
    if (is_said && out->header == 0) out->header_rows = 1;
    if (is_said || !header.is_open || !maps_by_position_alone(def)) return RC_OK;
    struct diag_message *message = diag_add(diag, DIAG_SOURCE_HEADER_OPEN, span);
    diag_hint(diag, message, "set header: 0 (the first record is data) or header: %zu for source '%.*s'",
              header.record ? header.record : 1, STR_ARG(def->name.text));
    return RC_INVALID;
}

enum rc csv_detect(const struct source_def *def, str sample, struct arena *arena, struct diag *diag, struct span span,
                   struct dialect *out)
{
    static const struct placed_text none;
    struct said                     said = {0};
    enum rc                         rc = read_delimiter(def ? &def->delimiter : &none, diag, &said);
    if (read_quote(def ? &def->quote : &none, diag, &said) != RC_OK) rc = RC_INVALID;
    if (rc != RC_OK) return rc;
    char line = separator_line(sample);
    out->skip = (def && def->skip > 0 ? (size_t)def->skip : 0) + (line ? 1 : 0);
    if (line && !said.delimiter[0]) said.delimiter[0] = line;
    struct trial trial = {0};
    if (def && def->width_count) {
        trial.csv = (struct csv_dialect){.widths = def->widths, .width_count = def->width_count};
        trial.columns = def->width_count;
    } else {
        trial = choose_trial(sample, out->skip, &said);
        if (is_doubtful(&trial) && !said.delimiter[0]) try_the_rest(sample, out->skip, arena, &trial);
    }
    out->csv = trial.csv;
    struct sample text = {sample, out->skip, trial.csv};
    return find_header(def, &text, trial.columns, diag, span, out);
}
