/* SPDX-License-Identifier: MIT */
#include "metric/behind.h"

#include "metric/results_open.h"

#include "base/map.h"
#include "base/vec.h"

/* What one search needs everywhere. */
struct search {
    struct results          *results;
    struct arena            *arena;
    const struct behind_ask *ask;
    struct diag             *diag;
};

/* A canonical table and the node that says which of its rows count; NULL: nothing does. */
struct wanted {
    enum table_id           table;
    str                     condition;
    const struct yaml_node *node;
};

/* What the reader's query reads, its shared tables followed down to the store's. */
static enum rc ask_reads(struct results *results, struct arena *arena, str reader, const char *columns,
                         struct diag *diag, struct query_rows *rows)
{
    const struct query_bindings bindings = {.subject = reader};
    str sql = arena_printf(arena,
                           "WITH RECURSIVE r(place, name) AS (SELECT place, table_name FROM metric_read WHERE reader = "
                           ":subject UNION SELECT m.place, m.table_name FROM r JOIN metric_read m ON m.reader = r.name "
                           "WHERE r.place <> 'store') SELECT %s ORDER BY name",
                           columns);
    return results_query(results, arena, sql, &bindings, diag, SPAN_NONE, rows);
}

/* Rows dated in the period; all of a table without dates. */
static str supposed(struct arena *arena, const struct table_info *table)
{
    if (!table->dated[0]) return STR("1");
    return arena_printf(arena, "t.%s >= p.start AND t.%s < p.end", table->dated, table->dated);
}

/* Whether a condition is one of several of which one is enough; to be in another one, which asks for more, is not enough. */
static bool is_among(struct arena *arena, str condition, str several)
{
    str inside = arena_printf(arena, "(%.*s)", STR_ARG(condition));
    return str_equal(condition, several) || str_find_str(several, inside) < several.len;
}

static void add_wanted(struct search *search, struct map *wanted, enum table_id table, str condition,
                       const struct yaml_node *node)
{
    str            name = str_from(table_info(table)->name);
    struct wanted *known = map_lookup(wanted, name);
    if (known && is_among(search->arena, condition, known->condition)) return;
    struct wanted *next = ARENA_NEW(search->arena, struct wanted);
    *next = (struct wanted){table, condition, node};
    if (known)
        next->condition =
            arena_printf(search->arena, "(%.*s) OR (%.*s)", STR_ARG(known->condition), STR_ARG(condition));
    map_set(search->arena, wanted, name, next);
}

/* The tables named below a `rows:`; an unknown one is reported. */
static enum rc add_said(struct search *search, struct map *wanted, const struct yaml_node *map)
{
    enum rc rc = RC_OK;
    YAML_EACH(node, map)
    {
        enum table_id table;
        if (table_lookup(node->key->text, &table) == RC_OK)
            add_wanted(search, wanted, table, node->text, node);
        else {
            diag_add(search->diag, DIAG_VALUE_WRONG, node->key->span, STR_ARG(node->key->text), "a canonical table");
            rc = RC_INVALID;
        }
    }
    return rc;
}

static enum rc find_wanted(struct search *search, struct map *wanted)
{
    struct query_rows rows;
    const struct map *said = &search->results->catalogue->rows;
    if (search->ask->rows) return add_said(search, wanted, search->ask->rows);
    enum rc rc = ask_reads(search->results, search->arena, search->ask->reader, "DISTINCT name FROM r WHERE place = 'store'",
                           search->diag, &rows);
    for (size_t i = 0; rc == RC_OK && i < rows.row_count; i++) {
        str                     name = rows.cells[i].text;
        const struct yaml_node *node = map_lookup(said, name);
        enum table_id           table;
        if (node)
            rc = add_said(search, wanted, node);
        else if (table_lookup(name, &table) == RC_OK)
            add_wanted(search, wanted, table, supposed(search->arena, table_info(table)), NULL);
    }
    return rc;
}

/* " FROM … WHERE …": the rows of a table that count for the subject and period. */
static str from_where(struct search *search, const struct wanted *wanted)
{
    const struct table_info *table = table_info(wanted->table);
    bool                     is_accounts = wanted->table == TABLE_accounts;
    const char              *key = is_accounts ? "id" : table_column(table, STR("account")) < table->count ? "account" : "";
    const char              *of = key[0] ? arena_printf(search->arena,
                                                        " AND t.\"%s\" IN (SELECT account_id FROM metrics.scope WHERE "
                                                                     "subject = :subject)",
                                                        key)
                                   .ptr
                                         : "";
    return arena_printf(search->arena,
                        " FROM metrics.periods p CROSS JOIN \"%s\" t LEFT JOIN source_file f ON f.id = t._file WHERE "
                        "p.period = :period%s AND (%.*s\n)",
                        table->name, of, STR_ARG(wanted->condition));
}

static struct value text_value(str text)
{
    return text.len ? value_text(text) : (struct value){0};
}

/* A cell of the store by its column's type. */
static struct value typed(struct arena *arena, enum column_type type, struct value cell, const char *currency)
{
    struct exact number = cell.number;
    if (cell.kind == VALUE_TEXT && (type == COLUMN_DECIMAL || type == COLUMN_RATIO) &&
        exact_parse(arena, cell.text, &number) == RC_OK)
        cell.kind = VALUE_NUMBER;
    if (cell.kind == VALUE_TEXT) return text_value(cell.text);
    if (cell.kind != VALUE_NUMBER) return cell;
    switch (type) {
    case COLUMN_MONEY: return value_money(exact_div(arena, number, exact_from_int(arena, 10000)), currency);
    case COLUMN_RATIO: return value_number(UNIT_PERCENT, number);
    case COLUMN_DECIMAL: return value_number(UNIT_DECIMAL, number);
    default: return value_number(UNIT_COUNT, number);
    }
}

/* The columns a search gives before the table's own. */
enum { CELL_FILE, CELL_LINE, CELL_CURRENCY, CELL_FIRST };

static void take_row(struct search *search, const struct table_info *table, const struct value *cells,
                     struct behind_row *out)
{
    out->file = cells[CELL_FILE].kind == VALUE_TEXT ? cells[CELL_FILE].text : STR_NONE;
    if (exact_int(cells[CELL_LINE].number, &out->line) != RC_OK) out->line = 0;
    out->cells = ARENA_ARRAY(search->arena, struct value, table->count);
    const char *currency =
        cells[CELL_CURRENCY].kind == VALUE_TEXT ? arena_cstr(search->arena, cells[CELL_CURRENCY].text) : "";
    for (size_t i = 0; i < table->count; i++)
        out->cells[i] = typed(search->arena, table->columns[i].type, cells[CELL_FIRST + i], currency);
}

static str select_columns(struct search *search, const struct table_info *table)
{
    struct strbuf sql = {0};
    bool          has_currency = table_column(table, STR("currency")) < table->count;
    strbuf_printf(&sql, "SELECT f.name, t._line, COALESCE(%s(SELECT value FROM import_info WHERE key = 'currency'))",
                  has_currency ? "t.currency, " : "NULL, ");
    for (size_t i = 0; i < table->count; i++)
        strbuf_printf(&sql, ", t.\"%s\"", table->columns[i].name);
    str out = arena_str(search->arena, strbuf_str(&sql));
    strbuf_release(&sql);
    return out;
}

static enum rc take_table(struct search *search, const struct wanted *wanted, struct behind *out)
{
    const struct query_bindings bindings = {.subject = search->ask->subject, .period = search->ask->period};
    const struct table_info    *table = table_info(wanted->table);
    struct span                 span = wanted->node ? wanted->node->span : SPAN_NONE;
    str                         from = from_where(search, wanted);
    struct query_rows           rows;
    str                         count = arena_printf(search->arena, "SELECT COUNT(*)%.*s", STR_ARG(from));
    *out = (struct behind){.table = table, .condition = wanted->condition};
    enum rc rc = results_query(search->results, search->arena, count, &bindings, search->diag, span, &rows);
    if (rc != RC_OK || exact_int(rows.cells[0].number, &out->total) != RC_OK || out->total == 0) return rc;
    str sql = arena_printf(search->arena, "%.*s%.*s ORDER BY t._file, t._line LIMIT %zu",
                           STR_ARG(select_columns(search, table)), STR_ARG(from), search->ask->most);
    rc = results_query(search->results, search->arena, sql, &bindings, search->diag, span, &rows);
    if (rc != RC_OK) return rc;
    out->rows = ARENA_ARRAY(search->arena, struct behind_row, rows.row_count);
    for (; out->count < rows.row_count; out->count++)
        take_row(search, table, &rows.cells[out->count * rows.column_count], &out->rows[out->count]);
    return RC_OK;
}

enum rc behind_find(struct results *results, struct arena *arena, const struct behind_ask *ask, struct diag *diag,
                    struct behind **out, size_t *count)
{
    struct search search = {results, arena, ask, diag};
    struct map    wanted = {0};
    enum rc       rc = find_wanted(&search, &wanted);
    *out = ARENA_ARRAY(arena, struct behind, wanted.count);
    *count = 0;
    for (size_t i = 0; rc == RC_OK && i < wanted.count; i++) {
        rc = take_table(&search, wanted.entries[i].value, &(*out)[*count]);
        if ((*out)[*count].total) ++*count;
    }
    return rc;
}

/* The keys between quotes behind each `setting(` of a query. */
static void add_keys(struct arena *arena, str sql, struct map *keys)
{
    str call = STR("setting('");
    for (size_t at; (at = str_find_str(sql, call)) < sql.len;) {
        sql = str_slice(sql, at + call.len, sql.len);
        str key = str_slice(sql, 0, str_find(sql, '\''));
        map_set(arena, keys, key, keys);
    }
}

enum rc behind_settings(struct results *results, struct arena *arena, str reader, const struct yaml_node *sql,
                        struct diag *diag, str **out, size_t *count)
{
    struct query_rows rows;
    struct map        keys = {0};
    enum rc           rc = ask_reads(results, arena, reader, "DISTINCT name FROM r WHERE place = 'temp'", diag, &rows);
    if (rc != RC_OK) return rc;
    if (sql) add_keys(arena, sql->text, &keys);
    for (size_t i = 0; i < rows.row_count; i++) {
        const struct yaml_node *shared = map_lookup(&results->catalogue->shared, rows.cells[i].text);
        if (shared) add_keys(arena, catalogue_shared_query(shared)->text, &keys);
    }
    *out = ARENA_ARRAY(arena, str, keys.count);
    for (*count = 0; *count < keys.count; ++*count)
        (*out)[*count] = keys.entries[*count].key;
    return RC_OK;
}
