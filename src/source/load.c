/* SPDX-License-Identifier: MIT */
#include "source/load.h"

#include "base/french.h"
#include "base/limits.h"
#include "source/extra.h"
#include "source/lookup.h"
#include "source/pour.h"
#include "source/rules.h"

#include <string.h>

/* One file being read. */
struct file_load {
    struct load          *load;
    const struct plan    *plan;
    struct reader        *reader;
    int64_t               file_id;
    struct load_counts   *counts;
    sqlite3_stmt         *insert;
    struct cell           cells[TABLE_COLUMNS_MAX];
    const struct lookup  *lookups[TABLE_COLUMNS_MAX]; /* of joined columns */
    struct record         record;
    struct account       *account;  /* the row is about; NULL: none or unknown */
    bool                  is_below; /* the data of the file have ended: totals and notices follow */
    struct strbuf         extra;
    enum rc               rc;
};

/* Why a record is kept out. */
struct refusal {
    enum diag_code code;
    const char    *rule;
    size_t         at;     /* [bytes] in the record */
    str            column; /* of the export */
    str            value;
    str            message, french;
    const char    *hint; /* or NULL */
};

enum verdict { VERDICT_KEEP, VERDICT_IGNORED, VERDICT_REFUSED };

static const char *const ignored_rules[IGNORED_COUNT] = {
#define IGNORED(code, rule) rule,
    IGNORED_LIST
#undef IGNORED
};

const char *ignored_rule(enum ignored ignored)
{
    return ignored_rules[ignored];
}

static void bind_str(sqlite3_stmt *stmt, int index, str text)
{
    sqlite3_bind_text(stmt, index, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

static void report_database(struct load *load)
{
    if (!load->is_failed) {
        diag_add(load->diag, DIAG_STORE_WRITE, SPAN_NONE, sqlite3_db_filename(load->db, "main"),
                 sqlite3_errmsg(load->db));
    }
    load->is_failed = true;
}

enum rc load_open(struct load *load)
{
    static const char sql[] = "INSERT INTO quarantine VALUES((SELECT source FROM source_file WHERE id = ?1), ?1, ?2, "
                              "?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    load->accounts.arena = load->arena;
    if (sqlite3_prepare_v2(load->db, sql, -1, &load->quarantine, NULL) == SQLITE_OK) return RC_OK;
    report_database(load);
    return RC_IO;
}

void load_close(struct load *load)
{
    sqlite3_finalize(load->quarantine);
    load->quarantine = NULL;
}

/* A column and the rule its values break, in one source. */
struct cause {
    enum diag_code code;
    str            column;
    const char    *rule;
    uint64_t       records;
    struct span    last;
};

static struct cause *cause_of(struct load *load, const struct refusal *refusal)
{
    str           key = arena_printf(load->scratch, "%d\n%s\n%.*s", (int)refusal->code, refusal->rule, STR_ARG(refusal->column));
    struct cause *cause = map_lookup(&load->causes, key);
    if (cause) return cause;
    cause = ARENA_NEW(load->arena, struct cause);
    *cause = (struct cause){.code = refusal->code, .column = arena_str(load->arena, refusal->column), .rule = refusal->rule};
    map_set(load->arena, &load->causes, arena_str(load->arena, key), cause);
    return cause;
}

void load_sum_up(struct load *load)
{
    for (size_t i = 0; i < load->causes.count; i++) {
        const struct cause *cause = load->causes.entries[i].value;
        struct diag_detail  detail = {cause->column, STR_NONE, str_from(cause->rule)};
        if (cause->records <= LIMIT_DIAG_PER_CAUSE) continue;
        long long            more = (long long)(cause->records - LIMIT_DIAG_PER_CAUSE);
        struct diag_message *message =
            cause->column.len ? diag_say(load->diag, cause->code, cause->last, "further records kept out for "
                                         "column '%.*s' in the same way: %lld; this is the last", STR_ARG(cause->column), more)
                              : diag_say(load->diag, cause->code, cause->last, "further records kept out in the "
                                         "same way: %lld; this is the last", more);
        diag_set_detail(load->diag, message, &detail);
    }
    load->causes = (struct map){0};
}

/* Lists the record in `quarantine` and, while few of its cause were, among the messages. */
static enum verdict refuse(struct file_load *file, const struct refusal *refusal)
{
    enum { VALUE_BYTES = 200 };
    struct load         *load = file->load;
    struct record_place  place = record_place(&file->record, refusal->at);
    struct span          span = {file->plan->file, place.line, place.col, (uint32_t)str_chars(refusal->value)};
    const char          *hint = refusal->hint ? french_of(refusal->hint) : NULL;
    struct diag_words    english = {refusal->message, str_from(refusal->hint)};
    struct diag_words    french = {refusal->french, str_from(hint ? hint : refusal->hint)};
    struct diag_detail   detail = {refusal->column, str_slice(refusal->value, 0, VALUE_BYTES), str_from(refusal->rule)};
    struct cause        *cause = cause_of(load, refusal);
    cause->last = span;
    if (++cause->records <= LIMIT_DIAG_PER_CAUSE)
        diag_set_detail(load->diag, diag_add_words(load->diag, refusal->code, span, &english, &french), &detail);
    sqlite3_stmt *stmt = load->quarantine;
    sqlite3_bind_int64(stmt, 1, file->file_id);
    sqlite3_bind_int64(stmt, 2, place.line);
    sqlite3_bind_int64(stmt, 3, place.col);
    bind_str(stmt, 4, refusal->column);
    bind_str(stmt, 5, str_slice(refusal->value, 0, VALUE_BYTES));
    bind_str(stmt, 6, str_from(refusal->rule));
    if (file->account) bind_str(stmt, 7, file->account->id);
    else sqlite3_bind_null(stmt, 7);
    bind_str(stmt, 8, refusal->message);
    bind_str(stmt, 9, str_from(refusal->hint));
    if (sqlite3_step(stmt) != SQLITE_DONE) report_database(load);
    sqlite3_reset(stmt);
    if (file->account) file->account->kept_out++;
    file->counts->quarantined++;
    return VERDICT_REFUSED;
}

/* What the refusal says, in both languages. */
static void say(struct file_load *file, struct refusal *refusal, const char *format, ...) PRINTF_LIKE(3, 4);
static void say(struct file_load *file, struct refusal *refusal, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    refusal->message = arena_vprintf(file->load->scratch, format, args);
    refusal->french = french_vprintf(file->load->scratch, format, again);
    va_end(again);
    va_end(args);
}

static enum verdict ignore(struct file_load *file, enum ignored why)
{
    file->counts->ignored[why]++;
    return VERDICT_IGNORED;
}

/* A value for a message: short, and in one line. */
static str quoted(struct arena *arena, str value)
{
    enum { SHOWN_BYTES = 60 };
    if (value.len <= SHOWN_BYTES) return value;
    size_t end = SHOWN_BYTES;
    while (end && ((unsigned char)value.ptr[end] & 0xC0) == 0x80) end--;
    return arena_printf(arena, "%.*s…", (int)end, value.ptr);
}

bool load_is_hopeless(const struct source_def *source, const struct load_counts *counts, struct arena *arena)
{
    uint64_t out = counts->quarantined, seen = counts->rows + counts->ignored[IGNORED_FUTURE] + out;
    if (out < LIMIT_HOPELESS_RECORDS || out < seen - out) return false;
    return exact_compare(exact_from_ratio(arena, (int64_t)out, (int64_t)seen), source->tolerance) > 0;
}

static enum verdict refuse_record(struct file_load *file)
{
    struct refusal refusal = {
        .code = DIAG_SOURCE_RECORD, .rule = record_fault_rule(file->record.fault), .at = file->record.fault_at};
    say(file, &refusal, "%s; the record is kept out", record_fault_sentence(file->record.fault));
    return refuse(file, &refusal);
}

/*
 * Empty values beyond the header's last column are harmless, and columns without a name may be left out; fewer values
 * than columns are not, unless the definition says so.
 */
static bool is_ragged(const struct file_load *file)
{
    size_t columns = reader_column_count(file->reader);
    if (reader_is_json(file->reader) || file->record.count == columns) return false;
    if (file->record.count < columns)
        return file->record.count < reader_column_least(file->reader) &&
               file->plan->source->short_rows == SHORT_ROWS_REFUSE;
    for (size_t i = columns; i < file->record.count; i++) {
        if (file->record.values[i].len) return true;
    }
    return false;
}

static enum verdict refuse_ragged(struct file_load *file)
{
    size_t         columns = reader_column_count(file->reader), count = file->record.count;
    struct refusal refusal = {.code = DIAG_SOURCE_RECORD, .rule = "ragged", .value = record_value(&file->record, 0)};
    if (count > columns) refusal.at = file->record.values[columns].at;
    else refusal.hint = "where the tool leaves empty fields at the end out: short_rows: fill";
    say(file, &refusal, "the record has %zu values where the header has %zu; it is kept out", count, columns);
    return refuse(file, &refusal);
}

static bool is_listed(const struct placed_list *list, str value)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i].text, value)) return true;
    }
    return false;
}

static bool passes_wheres(const struct file_load *file)
{
    for (size_t i = 0; i < file->plan->where_count; i++) {
        const struct plan_where *where = &file->plan->wheres[i];
        str                      value = number_trim(record_value(&file->record, where->index));
        if (where->def->keep.count && !is_listed(&where->def->keep, value)) return false;
        if (where->def->drop.count && is_listed(&where->def->drop, value)) return false;
    }
    return true;
}

static str mapped(const struct column_def *def, str value)
{
    value = number_trim(value);
    if (value.len == 0 && def->has_fallback) return def->fallback.text;
    for (size_t i = 0; i < def->value_count; i++) {
        if (str_equal(def->values[i].from.text, value)) return def->values[i].to.text;
    }
    for (size_t i = 0; i < def->value_count; i++) {
        if (reader_same_name(def->values[i].from.text, value)) return def->values[i].to.text;
    }
    return value;
}

/* Of several values in a field: of an account the first that is known, else the first that is not empty. */
static str part_of(const struct file_load *file, size_t index, str value)
{
    char split = file->plan->columns[index].def->split.text.ptr[0];
    str  first = STR_NONE;
    while (value.len) {
        str part = number_trim(str_cut(value, split, &value));
        if (!first.len) first = part;
        if (first.len && index != file->plan->account) break;
        if (part.len && accounts_find(&file->load->accounts, part)) return part;
    }
    return first;
}

/* What the field finds through its join; of several values in it the first that finds something. */
static str joined(const struct file_load *file, size_t index, const char **why)
{
    const struct plan_column *column = &file->plan->columns[index];
    str                       value = number_trim(record_value(&file->record, column->index));
    if (!column->join->split.text.len) return lookup_find(file->lookups[index], value, why);
    str found = STR_NONE;
    while (value.len && !found.len) {
        str part = number_trim(str_cut(value, column->join->split.text.ptr[0], &value));
        if (part.len) found = lookup_find(file->lookups[index], part, why);
    }
    return found;
}

/* The text of a canonical column in this record, before it is typed. */
static str text_of(const struct file_load *file, size_t index)
{
    const char *why;
    const struct plan_column *column = &file->plan->columns[index];
    switch (column->from) {
    case PLAN_CONSTANT: return column->def->constant.text;
    case PLAN_COLUMN: break;
    case PLAN_JOIN: return joined(file, index, &why);
    case PLAN_NONE: return STR_NONE;
    }
    str value = record_value(&file->record, column->index);
    if (file->plan->source->empty.count && plan_is_nothing(file->plan, number_trim(value))) value = STR_NONE;
    if (column->def->split.text.len) value = part_of(file, index, value);
    return column->def->value_count || column->def->has_fallback ? mapped(column->def, value) : value;
}

/* The column of the export and its value there, for a message about a canonical column. */
static void point_at(const struct file_load *file, size_t index, struct refusal *refusal)
{
    const struct plan_column *column = &file->plan->columns[index];
    bool has_value = (column->from == PLAN_COLUMN || column->from == PLAN_JOIN) && column->index < file->record.count;
    refusal->column = str_from(column->info->name);
    if (column->from == PLAN_COLUMN || column->from == PLAN_JOIN)
        refusal->column = reader_column(file->reader, column->index)->name;
    if (!has_value) return;
    refusal->value = number_trim(record_value(&file->record, column->index));
    refusal->at = file->record.values[column->index].at;
}

static enum verdict refuse_at(struct file_load *file, struct refusal refusal, const char *wanted)
{
    str shown = quoted(file->load->scratch, refusal.value);
    say(file, &refusal, "'%.*s' in column '%.*s' is not %s; the record is kept out", STR_ARG(shown),
        STR_ARG(refusal.column), wanted);
    return refuse(file, &refusal);
}

static enum verdict refuse_value(struct file_load *file, size_t index, const char *rule, const char *wanted,
                                 const char *hint)
{
    struct refusal refusal = {.code = DIAG_SOURCE_VALUE, .rule = rule, .hint = hint};
    point_at(file, index, &refusal);
    return refuse_at(file, refusal, wanted);
}

/* The same of a column of the export. */
static enum verdict refuse_column(struct file_load *file, size_t column, const char *rule, const char *wanted,
                                  const char *hint)
{
    struct refusal refusal = {.code = DIAG_SOURCE_VALUE, .rule = rule, .hint = hint};
    refusal.column = reader_column(file->reader, column)->name;
    refusal.value = number_trim(record_value(&file->record, column));
    if (column < file->record.count) refusal.at = file->record.values[column].at;
    return refuse_at(file, refusal, wanted);
}

static enum verdict refuse_joined(struct file_load *file, size_t index, struct refusal refusal)
{
    const char *why = "finds nothing";
    str         to = file->plan->columns[index].join->to.text;
    refusal.code = DIAG_SOURCE_ORPHAN;
    refusal.rule = "orphan";
    (void)joined(file, index, &why);
    say(file, &refusal, "'%.*s' in column '%.*s' %s in %.*s; the record is kept out", STR_ARG(refusal.value),
        STR_ARG(refusal.column), why, STR_ARG(to));
    return refuse(file, &refusal);
}

static enum verdict refuse_missing(struct file_load *file, size_t index)
{
    struct refusal refusal = {.code = DIAG_SOURCE_VALUE, .rule = "missing"};
    point_at(file, index, &refusal);
    if (file->plan->columns[index].from == PLAN_JOIN && refusal.value.len) return refuse_joined(file, index, refusal);
    say(file, &refusal, "column '%.*s' is empty; the record is kept out", STR_ARG(refusal.column));
    return refuse(file, &refusal);
}

/* Ids of ignored and refused accounts are remembered, so that what belongs to them is not called an orphan. */
static void mark_out(struct file_load *file)
{
    if (file->plan->table != table_info(TABLE_accounts)) return;
    str id = number_trim(text_of(file, 0));
    if (id.len && !accounts_find(&file->load->accounts, id)) accounts_add(&file->load->accounts, id)->is_out = true;
}

static enum verdict find_account(struct file_load *file)
{
    size_t index = file->plan->account;
    file->account = NULL;
    if (index == file->plan->table->count || file->cells[index].kind == CELL_NULL) return VERDICT_KEEP;
    struct account *account = accounts_find(&file->load->accounts, file->cells[index].text);
    if (account && account->survivor->is_out) return ignore(file, IGNORED_EXCLUDED);
    if (account) {
        file->account = account->survivor;
        file->cells[index].text = file->account->id;
        return VERDICT_KEEP;
    }
    struct refusal refusal = {.code = DIAG_SOURCE_ORPHAN, .rule = "orphan"};
    point_at(file, index, &refusal);
    str shown = quoted(file->load->scratch, file->cells[index].text);
    say(file, &refusal, "there is no account '%.*s'; the record is kept out", STR_ARG(shown));
    return refuse(file, &refusal);
}

/* The account is read first, so that a record with a bad value can be told to belong to it. */
static enum verdict read_account(struct file_load *file)
{
    size_t index = file->plan->account;
    if (index == file->plan->table->count) return VERDICT_KEEP;
    enum rc rc = cell_read(&file->plan->columns[index].rule, text_of(file, index), &file->cells[index]);
    return rc == RC_OK ? find_account(file) : VERDICT_KEEP;
}

/* What the format knows as a number has a decimal point, whatever mark the source's texts have. */
static const struct cell_rule *rule_here(const struct file_load *file, size_t index, struct cell_rule *pointed)
{
    const struct plan_column *column = &file->plan->columns[index];
    bool is_typed = column->from == PLAN_COLUMN && record_is_typed(&file->record, column->index);
    if (column->rule.decimal == '.' || !is_typed) return &column->rule;
    *pointed = column->rule;
    pointed->decimal = '.';
    return pointed;
}

static enum rc read_cell(const struct file_load *file, size_t index, struct cell *out)
{
    struct cell_rule pointed;
    return cell_read(rule_here(file, index, &pointed), text_of(file, index), out);
}

/* An amount for more than a month; what is wrong may stand in another column than the amount. */
static enum verdict read_recurring(struct file_load *file, size_t index)
{
    const struct plan_column *column = &file->plan->columns[index];
    struct recurring_break    broken;
    struct cell_rule          pointed;
    enum rc rc = recurring_read(&column->recurring, rule_here(file, index, &pointed), text_of(file, index), &file->record,
                                &file->cells[index], &broken);
    if (rc == RC_OK) return VERDICT_KEEP;
    size_t at = broken.column == RECURRING_NO_COLUMN ? column->index : broken.column;
    return refuse_column(file, at, "value", broken.wanted, NULL);
}

static enum verdict read_cells(struct file_load *file)
{
    const struct plan *plan = file->plan;
    enum verdict       verdict = read_account(file);
    if (verdict != VERDICT_KEEP) return verdict;
    for (size_t i = 0; i < plan->table->count; i++) {
        const struct plan_column *column = &plan->columns[i];
        struct cell              *cell = &file->cells[i];
        if (i == plan->account) continue;
        if (column->recurring.is_set) {
            verdict = read_recurring(file, i);
            if (verdict != VERDICT_KEEP) return verdict;
        } else if (read_cell(file, i, cell) != RC_OK)
            return refuse_value(file, i, "value", cell_expected(&column->rule), NULL);
        if (column->info->is_past && cell->day > file->load->as_of) cell->kind = CELL_NULL;
    }
    for (size_t i = 0; i < plan->table->count; i++) {
        if (plan->columns[i].info->is_required && file->cells[i].kind == CELL_NULL) return refuse_missing(file, i);
    }
    return VERDICT_KEEP;
}

/* Does the record end the data, as the definition says? */
static bool ends_data(const struct file_load *file)
{
    str end = file->plan->source->end.text;
    if (end.len == 0) return false;
    if (str_is(end, "blank")) return file->record.is_blank;
    str first = number_trim(record_value(&file->record, 0));
    return first.len >= end.len && str_equal(str_slice(first, 0, end.len), end);
}

static enum verdict judge(struct file_load *file)
{
    struct rule_break broken;
    file->account = NULL;
    if (!file->is_below) file->is_below = ends_data(file);
    if (file->is_below) return ignore(file, IGNORED_END);
    if (file->record.is_blank) return ignore(file, IGNORED_BLANK);
    if (file->record.aside == RECORD_NOTICE) return ignore(file, IGNORED_NOTICE);
    if (file->record.aside == RECORD_HEADER_AGAIN) return ignore(file, IGNORED_HEADER);
    if (file->record.fault != RECORD_NONE) return refuse_record(file);
    if (is_ragged(file)) return refuse_ragged(file);
    if (!passes_wheres(file)) return ignore(file, IGNORED_WHERE);
    enum verdict verdict = read_cells(file);
    if (verdict != VERDICT_KEEP) return verdict;
    size_t dated = file->plan->dated;
    if (dated < file->plan->table->count && file->cells[dated].kind != CELL_NULL &&
        file->cells[dated].day > file->load->as_of)
        return ignore(file, IGNORED_FUTURE);
    struct row row = {file->plan->table, file->cells, file->account, file->load->currency, file->load->negative};
    if (!rules_apply(&row, &broken)) return refuse_value(file, broken.column, broken.rule, broken.wanted, broken.hint);
    return VERDICT_KEEP;
}

static void write_extra(struct file_load *file)
{
    strbuf_clear(&file->extra);
    extra_write(file->reader, &file->record, file->plan->is_mapped, file->plan->mapped_count, &file->extra);
}

static void bind_cells(struct file_load *file)
{
    int count = (int)file->plan->table->count;
    for (int i = 0; i < count; i++) {
        const struct cell *cell = &file->cells[i];
        if (cell->kind == CELL_TEXT) bind_str(file->insert, i + 1, cell->text);
        else if (cell->kind == CELL_INTEGER) sqlite3_bind_int64(file->insert, i + 1, cell->integer);
        else sqlite3_bind_null(file->insert, i + 1);
    }
    sqlite3_bind_int64(file->insert, count + 1, file->file_id);
    sqlite3_bind_int64(file->insert, count + 2, (int64_t)file->record.line);
    write_extra(file);
    if (file->extra.len) bind_str(file->insert, count + 3, strbuf_str(&file->extra));
    else sqlite3_bind_null(file->insert, count + 3);
}

/* The key of the row, "A-1001" or "A-1001, 2026-03-01", for a message. */
static str key_text(const struct file_load *file)
{
    str text = STR_NONE;
    for (size_t i = 0; i < file->plan->table->count; i++) {
        if (!table_is_key(file->plan->table, file->plan->columns[i].info->name)) continue;
        str value = file->cells[i].text;
        text = text.len ? arena_printf(file->load->scratch, "%.*s, %.*s", STR_ARG(text), STR_ARG(value)) : value;
    }
    return text;
}

static sqlite3_stmt *find_first(struct file_load *file)
{
    const struct table_info *table = file->plan->table;
    sqlite3_stmt            *stmt = NULL;
    struct strbuf            sql = {0};
    strbuf_printf(&sql, "SELECT f.name, t._line FROM \"%s\" t JOIN source_file f ON f.id = t._file WHERE 1",
                  table->name);
    for (size_t i = 0; i < table->count; i++) {
        if (table_is_key(table, table->columns[i].name))
            strbuf_printf(&sql, " AND t.\"%s\" = ?%zu", table->columns[i].name, i + 1);
    }
    if (sqlite3_prepare_v2(file->load->db, sql.at, -1, &stmt, NULL) != SQLITE_OK) report_database(file->load);
    for (size_t i = 0; i < table->count && stmt; i++) {
        if (table_is_key(table, table->columns[i].name)) bind_str(stmt, (int)i + 1, file->cells[i].text);
    }
    strbuf_release(&sql);
    return stmt;
}

/* Domain 13: an id that must be unique and is not, with both rows. */
static void report_duplicate(struct file_load *file)
{
    sqlite3_stmt  *stmt = find_first(file);
    struct refusal where = {0};
    size_t         key = 0;
    while (!table_is_key(file->plan->table, file->plan->columns[key].info->name)) key++;
    point_at(file, key, &where);
    struct record_place place = record_place(&file->record, where.at);
    struct span         span = {file->plan->file, place.line, place.col, (uint32_t)str_chars(where.value)};
    bool                is_found = stmt && sqlite3_step(stmt) == SQLITE_ROW;
    const char         *name = is_found ? (const char *)sqlite3_column_text(stmt, 0) : "";
    long long           line = is_found ? sqlite3_column_int64(stmt, 1) : 0;
    diag_add(file->load->diag, DIAG_SOURCE_DUPLICATE, span, STR_ARG(key_text(file)), file->plan->table->name, name,
             line);
    sqlite3_finalize(stmt);
    arena_reset(file->load->scratch, (struct arena_mark){0});
    file->rc = RC_INVALID;
}

/*
 * Months of accounts that became one are added up (domain 13): only one of them has the key. So are, with
 * negative_mrr: net, a month's amount and what is taken off it.
 */
static bool add_to_month(struct file_load *file)
{
    static const char sql[] = "UPDATE mrr SET amount = amount + ?1 WHERE account = ?2 AND month = ?3"
                              " AND (?4 OR amount < 0 OR ?1 < 0)";
    sqlite3_stmt     *stmt = NULL;
    if (file->plan->table != table_info(TABLE_mrr) || !file->account) return false;
    if (!file->account->has_absorbed && file->load->negative != NEGATIVE_NET) return false;
    bool is_done = sqlite3_prepare_v2(file->load->db, sql, -1, &stmt, NULL) == SQLITE_OK;
    if (is_done) {
        sqlite3_bind_int64(stmt, 1, file->cells[AT_mrr_amount].integer);
        bind_str(stmt, 2, file->cells[AT_mrr_account].text);
        bind_str(stmt, 3, file->cells[AT_mrr_month].text);
        sqlite3_bind_int(stmt, 4, file->account->has_absorbed);
        is_done = sqlite3_step(stmt) == SQLITE_DONE && sqlite3_changes(file->load->db) == 1;
    }
    sqlite3_finalize(stmt);
    return is_done;
}

static void count_date(struct load_counts *counts, date day)
{
    if (counts->first == DATE_NONE || day < counts->first) counts->first = day;
    if (counts->last == DATE_NONE || day > counts->last) counts->last = day;
}

static str cell_text(const struct cell *cell)
{
    return cell->kind == CELL_TEXT ? cell->text : STR_NONE;
}

/* Hands the row to the roll-ups. */
static void gather(struct file_load *file)
{
    const struct table_info *table = file->plan->table;
    const struct cell       *cells = file->cells;
    struct activity         *activity = file->load->activity;
    if (file->plan->dated == table->count || cells[file->plan->dated].kind != CELL_TEXT) return;
    enum table_id id = table->columns[0].table;
    date          day = cells[file->plan->dated].day;
    count_date(file->counts, day);
    activity_cover(activity, id, day);
    if (id == TABLE_usage)
        activity_use(activity, file->account->number, cell_text(&cells[AT_usage_user]),
                     cell_text(&cells[AT_usage_event]), day, cells[AT_usage_quantity].integer);
    if (id == TABLE_feature_usage)
        activity_feature(activity, file->account->number, cell_text(&cells[AT_feature_usage_user]),
                         cells[AT_feature_usage_feature].text, day, cells[AT_feature_usage_quantity].integer);
}

/* Of several sign-ups of a user the earliest counts, and the first time of each step after it (domain 3.1). */
static bool join_sign_ups(struct file_load *file)
{
    static const char sql[] = "UPDATE users SET"
                              " signed_up_at = MIN(COALESCE(signed_up_at, ?3), COALESCE(?3, signed_up_at)),"
                              " first_value_at = MIN(COALESCE(first_value_at, ?4), COALESCE(?4, first_value_at)),"
                              " aha_at = MIN(COALESCE(aha_at, ?5), COALESCE(?5, aha_at)),"
                              " onboarded_at = MIN(COALESCE(onboarded_at, ?6), COALESCE(?6, onboarded_at))"
                              " WHERE id = ?1 AND account = ?2";
    static const int  columns[] = {AT_users_id,             AT_users_account, AT_users_signed_up_at,
                                   AT_users_first_value_at, AT_users_aha_at,  AT_users_onboarded_at};
    sqlite3_stmt     *stmt = NULL;
    if (file->plan->table != table_info(TABLE_users)) return false;
    bool is_done = sqlite3_prepare_v2(file->load->db, sql, -1, &stmt, NULL) == SQLITE_OK;
    for (size_t i = 0; is_done && i < COUNT_OF(columns); i++) {
        const struct cell *cell = &file->cells[columns[i]];
        if (cell->kind == CELL_TEXT) bind_str(stmt, (int)i + 1, cell->text);
    }
    is_done = is_done && sqlite3_step(stmt) == SQLITE_DONE && sqlite3_changes(file->load->db) == 1;
    sqlite3_finalize(stmt);
    return is_done;
}

static void remember_account(struct file_load *file)
{
    const struct table_info *table = file->plan->table;
    if (table != table_info(TABLE_accounts)) return;
    struct account    *account = accounts_add(&file->load->accounts, file->cells[0].text);
    const struct cell *currency = &file->cells[table_column(table, STR("currency"))];
    const struct cell *merged = &file->cells[table_column(table, STR("merged_into"))];
    account->is_out = false;
    memcpy(account->currency, currency->text.ptr, 3);
    if (merged->kind == CELL_TEXT) account->merged_into = arena_str(file->load->arena, merged->text);
}

static void count_row(struct file_load *file)
{
    file->counts->rows++;
    if (file->account) file->account->rows++;
}

static void store_row(struct file_load *file)
{
    bind_cells(file);
    int status = sqlite3_step(file->insert);
    sqlite3_reset(file->insert);
    count_row(file);
    if (status == SQLITE_DONE) {
        gather(file);
        remember_account(file);
        return;
    }
    if ((status & 0xFF) == SQLITE_CONSTRAINT && (add_to_month(file) || join_sign_ups(file))) return;
    if ((status & 0xFF) == SQLITE_CONSTRAINT) report_duplicate(file);
    else report_database(file->load);
}

static enum rc prepare_insert(struct file_load *file)
{
    const struct table_info *table = file->plan->table;
    struct strbuf            sql = {0};
    strbuf_printf(&sql, "INSERT INTO \"%s\" VALUES(", table->name);
    for (size_t i = 0; i < table->count + 3; i++) strbuf_adds(&sql, i ? ",?" : "?");
    strbuf_addc(&sql, ')');
    bool is_ready =
        sqlite3_prepare_v3(file->load->db, sql.at, -1, SQLITE_PREPARE_PERSISTENT, &file->insert, NULL) == SQLITE_OK;
    strbuf_release(&sql);
    if (!is_ready) report_database(file->load);
    return is_ready ? RC_OK : RC_IO;
}

static enum rc prepare_lookups(struct file_load *file)
{
    for (size_t i = 0; i < file->plan->table->count; i++) {
        const struct plan_column *column = &file->plan->columns[i];
        if (column->from != PLAN_JOIN) continue;
        enum rc rc = lookup_build(file->load->db, column->join, column->info->name, file->load->arena, file->load->diag,
                                  &file->lookups[i]);
        if (rc != RC_OK) return rc;
    }
    return RC_OK;
}

/* Steps on to a record that is kept; false at the end of the file, or when the store cannot be written. */
static bool next_kept(struct file_load *file)
{
    while (!file->load->is_failed && reader_next(file->reader, &file->record)) {
        file->counts->records++;
        enum verdict verdict = judge(file);
        if (verdict == VERDICT_KEEP) return true;
        mark_out(file);
        if (verdict != VERDICT_REFUSED) continue;
        bool is_hopeless = load_is_hopeless(file->plan->source, file->counts, file->load->scratch);
        arena_reset(file->load->scratch, (struct arena_mark){0});
        if (is_hopeless) return false;
    }
    return false;
}

static bool pour_next(void *context)
{
    struct file_load *file = context;
    if (!next_kept(file)) return false;
    count_row(file);
    gather(file);
    return true;
}

static void pour_str(sqlite3_context *result, str text)
{
    sqlite3_result_text(result, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

static void pour_column(void *context, int index, sqlite3_context *result)
{
    struct file_load *file = context;
    int               count = (int)file->plan->table->count;
    if (index < count) {
        const struct cell *cell = &file->cells[index];
        if (cell->kind == CELL_TEXT) pour_str(result, cell->text);
        else if (cell->kind == CELL_INTEGER) sqlite3_result_int64(result, cell->integer);
    } else if (index == count) {
        sqlite3_result_int64(result, file->file_id);
    } else if (index == count + 1) {
        sqlite3_result_int64(result, (int64_t)file->record.line);
    } else {
        write_extra(file);
        if (file->extra.len) pour_str(result, strbuf_str(&file->extra));
    }
}

static void load_records(struct file_load *file)
{
    const struct table_info *table = file->plan->table;
    const struct pour        pour = {file, pour_next, pour_column};
    file->counts->records += reader_preamble(file->reader);
    file->counts->ignored[IGNORED_PREAMBLE] += reader_preamble(file->reader);
    if (table->key[0]) {
        while (next_kept(file)) store_row(file);
    } else if (pour_rows(file->load->db, table->name, table->count + 3, &pour) != RC_OK) {
        report_database(file->load);
    }
}

enum rc load_file(struct load *load, const struct plan *plan, struct reader *reader, int64_t file_id,
                  struct load_counts *counts)
{
    struct file_load file = {.load = load, .plan = plan, .reader = reader, .file_id = file_id, .counts = counts};
    file.rc = prepare_insert(&file);
    if (file.rc == RC_OK) file.rc = prepare_lookups(&file);
    if (file.rc == RC_OK) load_records(&file);
    enum rc finished = reader_finish(reader, load->diag);
    if (finished != RC_OK) file.rc = finished;
    sqlite3_finalize(file.insert);
    strbuf_release(&file.extra);
    return load->is_failed ? RC_IO : file.rc;
}
