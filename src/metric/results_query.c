/* SPDX-License-Identifier: MIT */
/* The templates' own queries over the store and the metrics file. */
#include "metric/results_open.h"

#include "base/limits.h"
#include "metric/sql_hint.h"

/* [statements] Kept prepared; a template has a few dozen. */
#define STATEMENTS_KEPT 512

/* The statement of a text, prepared once; `is_kept` says whether the results own it. */
static sqlite3_stmt *statement_of(struct results *results, str sql, struct diag *diag, struct span span, bool *is_kept)
{
    sqlite3_stmt *statement = map_lookup(&results->statements, sql);
    const char   *tail = NULL;
    *is_kept = statement != NULL;
    if (statement) return statement;
    if (sqlite3_prepare_v2(results->handle, sql.ptr ? sql.ptr : "", (int)sql.len, &statement, &tail) != SQLITE_OK) {
        const char *error = sqlite3_errmsg(results->handle);
        sql_hint(results->catalogue, diag, diag_add(diag, DIAG_QUERY_WRONG, span, error), error);
        return NULL;
    }
    bool is_alone = statement && str_trim((str){tail, (size_t)(sql.ptr + sql.len - tail)}).len == 0;
    if (!is_alone) {
        diag_add(diag, DIAG_QUERY_WRONG, span, "one SELECT is wanted");
        sqlite3_finalize(statement);
        return NULL;
    }
    *is_kept = results->statements.count < STATEMENTS_KEPT;
    if (*is_kept) map_set(results->arena, &results->statements, arena_str(results->arena, sql), statement);
    return statement;
}

static void bind_day(sqlite3_stmt *statement, const char *name, date day)
{
    char iso[11];
    if (day == DATE_NONE) return;
    date_iso(day, iso);
    sql_bind(statement, name, str_from(iso));
}

static void bind_all(sqlite3_stmt *statement, const struct query_bindings *bindings)
{
    sqlite3_clear_bindings(statement);
    sql_bind(statement, ":program", bindings->program);
    sql_bind(statement, ":account", bindings->account);
    sql_bind(statement, ":subject", bindings->subject);
    sql_bind(statement, ":segment", bindings->segment);
    sql_bind(statement, ":period", bindings->period);
    sql_bind(statement, ":previous", bindings->previous);
    sql_bind(statement, ":currency", bindings->currency);
    sql_bind(statement, ":language", str_from(bindings->language));
    bind_day(statement, ":start", bindings->start);
    bind_day(statement, ":end", bindings->end);
    bind_day(statement, ":as_of", bindings->as_of);
    for (size_t i = 0; i < bindings->word_count; i++)
        sql_bind(statement, bindings->words[i].name.ptr, bindings->words[i].text);
}

static struct value text_cell(struct arena *arena, sqlite3_stmt *row, int column)
{
    str                text = sql_copy_column(arena, row, column);
    enum formula_state state;
    str                reason;
    if (!sql_mark(text, &state, &reason)) return value_text(text);
    return state == FORMULA_MISSING ? value_missing(reason) : value_not_applicable(reason);
}

static struct value real_cell(struct arena *arena, double number)
{
    mpq_t        q;
    struct exact exact = EXACT_ZERO;
    bool         is_finite = number - number == 0;
    mpq_init(q);
    if (is_finite) mpq_set_d(q, number);
    is_finite = is_finite && exact_from_mpq(arena, q, &exact) == RC_OK;
    mpq_clear(q);
    return is_finite ? value_number(UNIT_DECIMAL, exact) : (struct value){0};
}

static struct value cell_of(struct arena *arena, sqlite3_stmt *row, int column)
{
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: return value_number(UNIT_DECIMAL, exact_from_int(arena, sqlite3_column_int64(row, column)));
    case SQLITE_FLOAT: return real_cell(arena, sqlite3_column_double(row, column));
    case SQLITE_TEXT: return text_cell(arena, row, column);
    default: return (struct value){0};
    }
}

static void name_columns(struct arena *arena, sqlite3_stmt *statement, struct query_rows *out)
{
    out->column_count = (size_t)sqlite3_column_count(statement);
    out->columns = ARENA_ARRAY(arena, struct query_column, out->column_count);
    for (size_t i = 0; i < out->column_count; i++)
        out->columns[i].name = arena_str(arena, str_from(sqlite3_column_name(statement, (int)i)));
}

enum rc results_query(struct results *results, struct arena *arena, str sql, const struct query_bindings *bindings,
                      struct diag *diag, struct span span, struct query_rows *out)
{
    bool          is_kept = false;
    sqlite3_stmt *statement = statement_of(results, sql, diag, span, &is_kept);
    int           step = SQLITE_ERROR;
    *out = (struct query_rows){0};
    if (!statement) return RC_INVALID;
    VEC(struct value) cells = {0};
    bind_all(statement, bindings);
    name_columns(arena, statement, out);
    sql_limit_steps(results->handle, &results->budget);
    while (out->row_count < LIMIT_TABLE_ROWS && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        for (size_t i = 0; i < out->column_count; i++)
            *VEC_PUSH(arena, cells) = cell_of(arena, statement, (int)i);
        out->row_count++;
    }
    out->cells = cells.at;
    if (step == SQLITE_ROW)
        diag_add(diag, DIAG_QUERY_WRONG, span, "it gives more rows than a table may have");
    else if (step != SQLITE_DONE)
        diag_add(diag, DIAG_QUERY_WRONG, span, sqlite3_errmsg(results->handle));
    if (is_kept)
        sqlite3_reset(statement);
    else
        sqlite3_finalize(statement);
    return step == SQLITE_DONE ? RC_OK : RC_INVALID;
}
