/* SPDX-License-Identifier: MIT */
#include "source/csv.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/window.h"

#include <stdlib.h>
#include <string.h>

enum { VALUES_FIRST = 64, SUSPICION = 20 };

struct csv {
    struct window        window;
    struct csv_dialect   dialect;
    size_t               more_len;        /* of the delimiter, behind its first byte */
    unsigned             suspicion;       /* [records] a quote went wrong above: a bare one here may be its other half */
    bool                 ends_value[256]; /* first byte of the delimiter, and line ends */
    uint64_t             line;           /* of what is unread, 1-based */
    bool                 line_end_waits; /* the last record's line end is still unread */
    struct record_value *values;
    size_t               count, value_cap;
    char                *plain; /* values whose escapes were taken out; as long as the longest record that had some */
    size_t               plain_cap;
};

/* Set in value.at while the record is scanned: this value has escapes. Records are far shorter. */
#define HAS_ESCAPES 0x80000000u

/* What a scan of one record came to. */
enum scan { SCAN_DONE, SCAN_MORE, SCAN_FAULT };

struct scanner {
    const char       *start, *p, *end; /* of the record, here, of the text at hand */
    uint64_t          lines;           /* line ends inside quoted values */
    enum record_fault fault;
    const char       *fault_at;
};

struct csv *csv_new(struct input *input, struct csv_dialect dialect)
{
    struct csv *csv = mem_new(1, sizeof *csv);
    window_init(&csv->window, input);
    csv->dialect = dialect;
    csv->more_len = strlen(dialect.more);
    if (!dialect.width_count) csv->ends_value[(unsigned char)dialect.delimiter] = true;
    csv->ends_value['\n'] = csv->ends_value['\r'] = true;
    csv->value_cap = VALUES_FIRST;
    csv->values = mem_new(csv->value_cap, sizeof *csv->values);
    csv->line = 1;
    return csv;
}

void csv_free(struct csv *csv)
{
    if (!csv) return;
    free(csv->plain);
    free(csv->values);
    window_release(&csv->window);
    free(csv);
}

static void fault(struct scanner *s, enum record_fault code, const char *at)
{
    if (s->fault != RECORD_NONE) return;
    s->fault = code;
    s->fault_at = at;
}

static void add_value(struct csv *csv, struct scanner *s, const char *from, const char *to)
{
    if ((size_t)(to - from) > LIMIT_FIELD_BYTES) fault(s, RECORD_FIELD_LONG, from);
    if (csv->count == csv->value_cap) {
        if (csv->count >= LIMIT_COLUMNS) {
            fault(s, RECORD_COLUMNS, from);
            return;
        }
        csv->value_cap *= 2;
        csv->values = mem_resize(csv->values, csv->value_cap, sizeof *csv->values);
    }
    csv->values[csv->count++] = (struct record_value){from, (uint32_t)(to - from), (uint32_t)(from - s->start)};
}

static const char *value_end(const struct csv *csv, const char *p, const char *end)
{
    const bool *ends = csv->ends_value;
    while (end - p >= 4) {
        if (ends[(unsigned char)p[0]]) return p;
        if (ends[(unsigned char)p[1]]) return p + 1;
        if (ends[(unsigned char)p[2]]) return p + 2;
        if (ends[(unsigned char)p[3]]) return p + 3;
        p += 4;
    }
    while (p < end && !ends[(unsigned char)*p]) p++;
    return p;
}

/* Is the whole delimiter at `p`? What of it is not at hand yet is taken to be: the caller asks for more text. */
static bool is_delimiter(const struct csv *csv, const char *p, const char *end)
{
    size_t here = (size_t)(end - p) - 1;
    if (*p != csv->dialect.delimiter || (here < csv->more_len && csv->window.is_end)) return false;
    return memcmp(p + 1, csv->dialect.more, here < csv->more_len ? here : csv->more_len) == 0;
}

/* The end of an unquoted value, where the delimiter may be longer than a byte. */
static const char *find_end(const struct csv *csv, const char *p, const char *end)
{
    for (p = value_end(csv, p, end); csv->more_len && p < end; p = value_end(csv, p + 1, end)) {
        if (*p != csv->dialect.delimiter || is_delimiter(csv, p, end)) break;
    }
    return p;
}

static bool is_blank(const struct csv *csv, char c)
{
    return (c == ' ' || c == '\t') && c != csv->dialect.delimiter;
}

/* The closing quote of a value that starts at `p`, or NULL when it is not in the text at hand. */
static const char *closing_quote(const struct csv *csv, const char *p, const char *end, bool *has_escapes)
{
    char quote = csv->dialect.quote;
    while (p < end) {
        const char *found = memchr(p, quote, (size_t)(end - p));
        if (csv->dialect.is_backslash) {
            const char *slash = memchr(p, '\\', (size_t)((found ? found : end) - p));
            if (slash) {
                *has_escapes = true;
                p = slash + 2;
                continue;
            }
        }
        if (!found) return NULL;
        if (found + 1 < end && found[1] == quote) {
            *has_escapes = true;
            p = found + 2;
            continue;
        }
        return found;
    }
    return NULL;
}

static uint64_t count_lines(const char *p, const char *end)
{
    uint64_t lines = 0;
    for (; p < end; p++) lines += *p == '\n' || (*p == '\r' && (p + 1 >= end || p[1] != '\n'));
    return lines;
}

/* A quote that opens a value, taken for the one that closes another above: `"abc⏎2,"def",x`. */
static bool is_opening(const struct csv *csv, const char *from, const char *quote)
{
    if (quote == from || !memchr(from, '\n', (size_t)(quote - from))) return false;
    return quote[-1] == csv->dialect.delimiter || quote[-1] == '\n';
}

/* A quoted value whose opening quote stands at s->p; leaves s->p where the value's end was found. */
static enum scan scan_quoted(struct csv *csv, struct scanner *s, bool is_end)
{
    bool        has_escapes = false;
    const char *opening = s->p, *from = s->p + 1;
    const char *closing = closing_quote(csv, from, s->end, &has_escapes);
    size_t      seen = (size_t)((closing ? closing : s->end) - from);
    if ((!closing && is_end) || seen > LIMIT_FIELD_BYTES) {
        fault(s, closing ? RECORD_FIELD_LONG : RECORD_QUOTE_OPEN, opening);
        return SCAN_FAULT;
    }
    if (!closing || (closing + 1 == s->end && !is_end)) return SCAN_MORE;
    const char *after = closing + 1;
    while (after < s->end && is_blank(csv, *after)) after++;
    if (after == s->end && !is_end) return SCAN_MORE;
    if (after < s->end && !csv->ends_value[(unsigned char)*after]) {
        if (is_opening(csv, from, closing)) {
            fault(s, RECORD_QUOTE_OPEN, opening);
            return SCAN_FAULT;
        }
        fault(s, RECORD_QUOTE_STRAY, after);
        csv->suspicion = SUSPICION;
        after = find_end(csv, after, s->end);
        if (after == s->end && !is_end) return SCAN_MORE;
    }
    s->lines += count_lines(from, closing);
    size_t index = csv->count;
    add_value(csv, s, from, closing);
    if (has_escapes && csv->count > index) csv->values[index].at |= HAS_ESCAPES;
    s->p = after;
    return SCAN_DONE;
}

static enum scan scan_value(struct csv *csv, struct scanner *s, bool is_end)
{
    const char *from = s->p, *p = from;
    while (p < s->end && is_blank(csv, *p)) p++;
    if (p < s->end && *p == csv->dialect.quote && csv->dialect.quote) {
        s->p = p;
        return scan_quoted(csv, s, is_end);
    }
    p = find_end(csv, p, s->end);
    if ((size_t)(s->end - p) <= csv->more_len && !is_end) return SCAN_MORE;
    add_value(csv, s, from, p);
    s->p = p;
    return SCAN_DONE;
}

/* The place `width` characters behind `p`, or `end`. */
static const char *step(const char *p, const char *end, uint32_t width)
{
    if (width == CSV_WIDTH_REST) return end;
    for (; p < end && width; p++) {
        bool is_last_byte = p + 1 == end || ((unsigned char)p[1] & 0xC0) != 0x80;
        width -= is_last_byte;
    }
    return p;
}

static void add_padded(struct csv *csv, struct scanner *s, const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) to--;
    add_value(csv, s, from, to);
}

/* One blank may stand inside a value that runs across the end of its column; a gutter has more. */
static bool has_gutter(const struct csv *csv, const char *from, const char *to)
{
    uint32_t blanks = 0;
    while (blanks < csv->dialect.gutter && to - blanks > from && *(to - blanks - 1) == ' ') blanks++;
    return blanks == csv->dialect.gutter;
}

/* A line cut at the widths: blanks at its end may have been left out, and text beyond the last is one value more. */
static enum scan scan_widths(struct csv *csv, struct scanner *s, bool is_end)
{
    const char *end = value_end(csv, s->p, s->end);
    if (end + 1 >= s->end && !is_end) return SCAN_MORE;
    for (size_t i = 0; i < csv->dialect.width_count; i++) {
        const char *to = step(s->p, end, csv->dialect.widths[i]);
        if (to < end && !has_gutter(csv, s->p, to)) fault(s, RECORD_WIDTH, to);
        add_padded(csv, s, s->p, to);
        s->p = to;
    }
    while (s->p < end && *s->p == ' ') s->p++;
    if (s->p < end) add_padded(csv, s, s->p, end);
    s->p = end;
    return SCAN_DONE;
}

/* One record up to its line end, at which s->p is left. */
static enum scan scan_record(struct csv *csv, struct scanner *s, bool is_end)
{
    csv->count = 0;
    if (csv->dialect.width_count) return scan_widths(csv, s, is_end);
    for (;;) {
        enum scan scan = scan_value(csv, s, is_end);
        if (scan != SCAN_DONE) return scan;
        if (s->p == s->end || !is_delimiter(csv, s->p, s->end)) break;
        s->p += 1 + csv->more_len;
    }
    /* A carriage return that ends the text at hand may have its line feed in what comes next. */
    if (s->p + 1 == s->end && *s->p == '\r' && !is_end) return SCAN_MORE;
    return SCAN_DONE;
}

static const char *line_end(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\r') p++;
    return p;
}

/* Steps over the rest of a line longer than the window. */
static void drop_line(struct csv *csv)
{
    struct window *window = &csv->window;
    for (;;) {
        const char *end = line_end(window->text + window->at, window->text + window->len);
        window->at = (size_t)(end - window->text);
        if (window->at < window->len || window->is_end) return;
        window_fill(window);
    }
}

/* Steps over one line end, of any kind, and counts it. */
static void drop_line_end(struct csv *csv)
{
    struct window *window = &csv->window;
    if (window->at == window->len) return;
    bool is_return = window->text[window->at] == '\r';
    window->at++;
    csv->line++;
    if (is_return && window->at == window->len && !window->is_end) window_fill(window);
    if (is_return && window->at < window->len && window->text[window->at] == '\n') window->at++;
}

/* A record that cannot be read to its end costs the line it starts on. */
static void hand_over_line(struct csv *csv, const struct scanner *s, struct record *record)
{
    const char *end = line_end(s->start, s->end);
    if (s->fault == RECORD_QUOTE_OPEN) csv->suspicion = SUSPICION;
    csv->count = 0;
    record->count = 0;
    record->raw = (str){s->start, (size_t)(end - s->start)};
    record->fault = s->fault;
    record->fault_at = s->fault_at > end ? 0 : (uint32_t)(s->fault_at - s->start);
    csv->window.at = (size_t)(end - csv->window.text);
}

static bool has_high_or_nul(str text)
{
    size_t at = 0;
    for (uint64_t word; text.len - at >= 8; at += 8) {
        memcpy(&word, text.ptr + at, 8);
        if ((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) return true;
    }
    for (; at < text.len; at++) {
        if ((signed char)text.ptr[at] <= 0) return true;
    }
    return false;
}

/* Bad UTF-8, what a conversion could not read, and NUL: faults with their place. */
static void check_text(const struct csv *csv, struct record *record)
{
    if (record->fault != RECORD_NONE || !has_high_or_nul(record->raw)) return;
    size_t bad = str_utf8_valid(record->raw);
    if (bad == record->raw.len && input_is_converted(csv->window.input))
        bad = str_find_str(record->raw, STR("\xEF\xBF\xBD"));
    size_t nul = str_find(record->raw, '\0');
    if (bad == record->raw.len && nul == record->raw.len) return;
    record->fault = nul < bad ? RECORD_NUL : RECORD_ENCODING;
    record->fault_at = (uint32_t)(nul < bad ? nul : bad);
}

/* Takes the escapes out of the values that have some. */
static void resolve_escapes(struct csv *csv, const struct record *record)
{
    char   quote = csv->dialect.quote;
    size_t length = 0;
    for (size_t i = 0; i < csv->count; i++) {
        struct record_value *value = &csv->values[i];
        if (!(value->at & HAS_ESCAPES)) continue;
        value->at &= ~HAS_ESCAPES;
        if (csv->plain_cap < record->raw.len) {
            csv->plain = mem_resize(csv->plain, record->raw.len, 1);
            csv->plain_cap = record->raw.len;
        }
        size_t start = length;
        for (size_t k = 0; k < value->len; k++) {
            char c = value->ptr[k], next = k + 1 < value->len ? value->ptr[k + 1] : '\0';
            bool is_escape = (c == quote && next == quote) ||
                             (csv->dialect.is_backslash && c == '\\' && (next == quote || next == '\\'));
            csv->plain[length++] = is_escape ? value->ptr[++k] : c;
        }
        *value = (struct record_value){csv->plain + start, (uint32_t)(length - start), value->at};
    }
}

static bool all_empty(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++) {
        if (csv->values[i].len) return false;
    }
    return true;
}

/* Below a quote that went wrong, one inside a value without quotes is likely the end of that text. */
static void check_bare_quotes(struct csv *csv, struct scanner *s)
{
    bool has_bare = s->fault != RECORD_NONE;
    csv->suspicion--;
    for (size_t i = 0; i < csv->count && !has_bare; i++) {
        const struct record_value *value = &csv->values[i];
        const char                *from = s->start + (value->at & ~HAS_ESCAPES);
        bool                       is_quoted = from > s->start && from[-1] == csv->dialect.quote;
        has_bare = !is_quoted && memchr(from, csv->dialect.quote, value->len);
        if (!has_bare) continue;
        fault(s, RECORD_QUOTE_HALF, from);
        csv->suspicion = 0;
    }
}

static void hand_over(struct csv *csv, struct scanner *s, struct record *record)
{
    if (csv->suspicion) check_bare_quotes(csv, s);
    record->raw = (str){s->start, (size_t)(s->p - s->start)};
    record->fault = s->fault;
    record->fault_at = s->fault_at ? (uint32_t)(s->fault_at - s->start) : 0;
    csv->window.at = (size_t)(s->p - csv->window.text);
    resolve_escapes(csv, record);
    check_text(csv, record);
    record->values = csv->values;
    record->count = csv->count;
    record->is_blank = record->fault == RECORD_NONE && csv->values[0].len == 0 && all_empty(csv);
    csv->line += s->lines;
}

bool csv_next(struct csv *csv, struct record *record)
{
    struct window *window = &csv->window;
    *record = (struct record){0};
    /* The line end of the record before is stepped over here, so that its text held until now. */
    if (csv->line_end_waits) drop_line_end(csv);
    csv->line_end_waits = true;
    for (;;) {
        if (window->at == window->len && window->is_end) return false;
        const char    *start = window->text + window->at;
        struct scanner s = {.start = start, .p = start, .end = window->text + window->len};
        enum scan      scan = window->at == window->len ? SCAN_MORE : scan_record(csv, &s, window->is_end);
        record->line = csv->line;
        if (scan == SCAN_DONE) {
            hand_over(csv, &s, record);
            return true;
        }
        if (scan == SCAN_FAULT) {
            hand_over_line(csv, &s, record);
            return true;
        }
        if (window_fill(window)) continue;
        fault(&s, RECORD_RECORD_LONG, s.start);
        hand_over_line(csv, &s, record);
        record->raw = STR_NONE;
        drop_line(csv);
        return true;
    }
}

size_t csv_skip_lines(struct csv *csv, size_t count)
{
    struct window *window = &csv->window;
    size_t         skipped = 0;
    while (skipped < count) {
        if (window->at == window->len && !window->is_end) window_fill(window);
        if (window->at == window->len && window->is_end) break;
        drop_line(csv);
        drop_line_end(csv);
        skipped++;
    }
    return skipped;
}
