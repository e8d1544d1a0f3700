/* SPDX-License-Identifier: MIT */
#include "metric/sql_spans.h"

#include "metric/sql.h"
#include "metric/sql_rows.h"

#include "base/vec.h"

#include <string.h>

/* What spans() keeps of a value: its kind, its length and a space, then its text. */
enum { WHOLE = 'i', TEXT = 't', NOTHING = 'n' };

/* Two months and the values that may stand behind them. */
enum { MONTHS = 2, VALUES_MOST = 8, FIELDS_MOST = MONTHS + VALUES_MOST };

static void put_value(struct strbuf *out, sqlite3_value *value)
{
    int  type = sqlite3_value_type(value);
    str  text = sql_text(value);
    char kind = type == SQLITE_INTEGER ? WHOLE : type == SQLITE_NULL ? NOTHING : TEXT;
    strbuf_printf(out, "%c%zu ", kind, text.len);
    strbuf_add(out, text);
}

static void spans_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct strbuf *out = sqlite3_aggregate_context(context, sizeof *out);
    if (!out) return;
    strbuf_printf(out, "%d ", count);
    for (int i = 0; i < count; i++)
        put_value(out, args[i]);
}

static void spans_end(sqlite3_context *context)
{
    struct strbuf *out = sqlite3_aggregate_context(context, 0);
    if (!out) return;
    sql_give_text(context, strbuf_str(out));
    strbuf_release(out);
}

struct field {
    int     kind;
    int64_t whole;
    str     text;
};

struct reach {
    uint32_t     first, last;
    struct field values[VALUES_MOST];
};

enum { SPANS, HISTORY_MONTHS, HISTORY_USERS, HISTORY_USES, PREFIX, FEATURES, BOUND, ARGUMENTS };
enum {
    NUMBERS_MOST = 5,
    AT_NUMBERS = VALUES_MOST,
    AT_OPENING = AT_NUMBERS + NUMBERS_MOST,
    AT_CLOSING,
    AT_CHANGES,
    AT_USERS,
    AT_POINTS,
    AT_NAMES,
    COLUMNS
};

/* One row a span. Calls mostly are for the same spans, which are taken apart once. */
struct spans {
    struct sql_rows          rows;
    struct sql_rows_argument told;
    VEC(struct reach) spans;
    struct strbuf texts[ARGUMENTS]; /* of the histories, and the prefix */
    bool          is_given[ARGUMENTS];
    int64_t       bound;
};

static struct field take_value(str *rest)
{
    struct field value = {.kind = rest->len ? rest->ptr[0] : NOTHING};
    *rest = str_slice(*rest, 1, rest->len);
    int64_t length = history_take_number(rest);
    value.text = str_slice(*rest, 0, length < 0 || (uint64_t)length > rest->len ? rest->len : (size_t)length);
    *rest = str_slice(*rest, value.text.len, rest->len);
    str digits = value.text;
    if (value.kind == WHOLE) value.whole = history_take_number(&digits);
    return value;
}

static void take_span(struct spans *spans, str *rest)
{
    int64_t      count = history_take_number(rest);
    struct field fields[FIELDS_MOST] = {{0}};
    for (int64_t i = 0; i < count && i < FIELDS_MOST; i++)
        fields[i] = take_value(rest);
    struct reach *span = VEC_PUSH(spans->told.arena, spans->spans);
    *span = (struct reach){.first = history_month(fields[0].text), .last = history_month(fields[1].text)};
    memcpy(span->values, fields + MONTHS, sizeof span->values);
}

static void set_spans(struct spans *spans, str told)
{
    if (!sql_rows_is_new(&spans->told, told)) return;
    spans->spans.at = NULL;
    spans->spans.count = spans->spans.cap = 0;
    for (str rest = spans->told.text; rest.len;)
        take_span(spans, &rest);
}

static void fill(struct sql_rows *rows, sqlite3_value **arguments)
{
    struct spans *spans = (struct spans *)rows;
    set_spans(spans, sql_text(arguments[SPANS]));
    for (size_t i = HISTORY_MONTHS; i < ARGUMENTS; i++) {
        strbuf_clear(&spans->texts[i]);
        spans->is_given[i] = arguments[i] != NULL;
        if (arguments[i]) strbuf_add(&spans->texts[i], sql_text(arguments[i]));
    }
    spans->is_given[BOUND] = arguments[BOUND] && sqlite3_value_type(arguments[BOUND]) == SQLITE_INTEGER;
    spans->bound = spans->is_given[BOUND] ? sqlite3_value_int64(arguments[BOUND]) : 0;
    rows->count = spans->spans.count;
}

static void give_value(sqlite3_context *result, const struct field *value)
{
    if (value->kind == WHOLE) sqlite3_result_int64(result, value->whole);
    if (value->kind == TEXT) sqlite3_result_text(result, value->text.ptr, (int)value->text.len, SQLITE_TRANSIENT);
}

static void give(struct sql_rows *rows, sqlite3_context *result, int column)
{
    const struct spans *spans = (const struct spans *)rows;
    const struct reach *span = &spans->spans.at[rows->at];
    struct readers     *readers = rows->context;
    if (column < AT_NUMBERS) {
        give_value(result, &span->values[column]);
        return;
    }
    size_t argument = column == AT_USERS    ? HISTORY_USERS
                      : column == AT_POINTS ? HISTORY_USES
                      : column == AT_NAMES  ? FEATURES
                                            : HISTORY_MONTHS;
    str    text = strbuf_str(&spans->texts[argument]);
    if (!spans->is_given[argument]) return;
    switch (column) {
    case AT_OPENING: sqlite3_result_int64(result, history_number_at(readers, text, span->first, 1)); break;
    case AT_CLOSING: sqlite3_result_int64(result, history_number_at(readers, text, span->last, 1)); break;
    case AT_CHANGES: sqlite3_result_int64(result, history_changes(readers, text, span->first, span->last)); break;
    case AT_USERS: sqlite3_result_int64(result, history_users(readers, text, span->first, span->last)); break;
    case AT_POINTS:
        history_give_points(result, readers, strbuf_str(&spans->texts[PREFIX]), text, span->first, span->last);
        break;
    case AT_NAMES:
        sqlite3_result_int64(
            result, spans->is_given[BOUND] ? history_names(readers, text, span->first, span->last, spans->bound) : 0);
        break;
    default:
        sqlite3_result_int64(result, history_number(readers, text, span->first, span->last, column - AT_NUMBERS + 1));
    }
}

static void release(struct sql_rows *rows)
{
    struct spans *spans = (struct spans *)rows;
    sql_rows_forget(&spans->told);
    for (size_t i = 0; i < ARGUMENTS; i++)
        strbuf_release(&spans->texts[i]);
}

static const struct sql_rows_kind by_span = {
    .name = "by_span",
    .declaration =
        "CREATE TABLE by_span(x1, x2, x3, x4, x5, x6, x7, x8, n1, n2, n3, n4, n5, opening, closing, changes, users, "
        "points, names, "
        "spans HIDDEN, months HIDDEN, user_months HIDDEN, uses HIDDEN, prefix HIDDEN, features HIDDEN, bound HIDDEN)",
    .columns = COLUMNS,
    .arguments = ARGUMENTS,
    .needed = 1,
    .most = 10,
    .size = sizeof(struct spans),
    .fill = fill,
    .give = give,
    .release = release,
};

enum rc sql_spans_register(sqlite3 *handle, struct readers *readers)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = SQLITE_OK;
    for (int count = MONTHS + 1; rc == SQLITE_OK && count <= FIELDS_MOST; count++)
        rc = sqlite3_create_function_v2(handle, "spans", count, flags, NULL, NULL, spans_step, spans_end, NULL);
    return rc == SQLITE_OK ? sql_rows_add(handle, &by_span, readers) : RC_IO;
}
