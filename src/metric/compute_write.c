/* SPDX-License-Identifier: MIT */
/* The metrics file: its tables, and the figures of one metric as rows. Numbers are written as INTEGER or "n/d". */
#include "metric/compute_run.h"

#include "base/limits.h"

#include <string.h>

static const char schema[] =
    "CREATE TABLE metrics_info(key TEXT PRIMARY KEY, value TEXT);"
    "CREATE TABLE metric_read(reader TEXT, place TEXT, table_name TEXT);"
    "CREATE TABLE metric_name(id INTEGER PRIMARY KEY, metric TEXT UNIQUE);"
    "CREATE TABLE subject(id INTEGER PRIMARY KEY, subject TEXT UNIQUE, level TEXT, currency TEXT, segment INTEGER);"
    "CREATE TABLE main.periods(id INTEGER PRIMARY KEY, period TEXT UNIQUE, kind TEXT, start TEXT, end TEXT, last TEXT, "
    "is_partial INTEGER, month TEXT,"
    " is_document INTEGER, is_previous INTEGER, is_month INTEGER, is_trailing INTEGER, previous INTEGER,"
    " first_month TEXT, last_month TEXT, before_month TEXT);"
    "CREATE TABLE main.scope(subject TEXT, level TEXT, account_id TEXT);"
    CELLS_SCHEMA ROWS_SCHEMA
    "CREATE TABLE benchmark(metric INTEGER, segment INTEGER, period INTEGER, mean, n INTEGER, share, "
    "PRIMARY KEY(metric, segment, period)) WITHOUT ROWID;"
    "CREATE TABLE check_failed(\"check\" TEXT, account TEXT, detail TEXT)";

/* What the run's own scope_rows tells by ids, as texts. */
static const char scope[] =
    "INSERT INTO main.scope SELECT n.subject, s.level, s.account_id FROM scope_rows s CROSS JOIN main.subject n ON n.id = s.subject - %d;"
    "CREATE INDEX main.scope_subject ON scope(subject)";

/* A text that outlives the statement's step; an empty one is NULL. */
static void bind_text(sqlite3_stmt *statement, int at, str text)
{
    if (text.len)
        sqlite3_bind_text(statement, at, text.ptr, (int)text.len, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, at);
}

static void bind_exact(sqlite3_stmt *statement, int at, struct arena *scratch, struct exact number)
{
    int64_t whole;
    if (number.den == 0 && exact_int(number, &whole) == RC_OK)
        sqlite3_bind_int64(statement, at, whole);
    else
        bind_text(statement, at, exact_dump(scratch, number));
}

static void bind_index(sqlite3_stmt *statement, int at, size_t index)
{
    if (index == SIZE_MAX)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_int64(statement, at, (sqlite3_int64)index);
}

static enum rc step(struct run *run, sqlite3_stmt *statement)
{
    run->guard.mode = SQL_OURS; /* SQLite prepares a statement again when the views have changed */
    int rc = sqlite3_step(statement);
    sqlite3_reset(statement);
    return rc == SQLITE_DONE ? RC_OK : run_store_failed(run);
}

static enum rc write_subjects(struct run *run)
{
    static const char *const levels[] = {"account", "segment", "portfolio"};
    sqlite3_stmt            *insert = run_prepare(run, "INSERT INTO subject VALUES(?1, ?2, ?3, ?4, ?5)");
    enum rc                  rc = insert ? RC_OK : RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->subject_count; i++) {
        const struct run_subject *subject = &run->subjects[i];
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        bind_text(insert, 2, subject->id);
        sqlite3_bind_text(insert, 3, levels[subject->level], -1, SQLITE_STATIC);
        bind_text(insert, 4, str_from(subject->currency));
        bind_index(insert, 5, subject->segment);
        rc = step(run, insert);
    }
    sqlite3_finalize(insert);
    return rc;
}

static enum rc write_periods(struct run *run)
{
    static const char *const kinds[] = {[PERIOD_MONTH] = "month", [PERIOD_QUARTER] = "quarter", [PERIOD_YEAR] = "year"};
    sqlite3_stmt            *insert =
        run_prepare(run, "INSERT INTO main.periods VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                         "?15, ?16)");
    enum rc rc = insert ? RC_OK : RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->period_count; i++) {
        const struct run_period *row = &run->periods[i];
        date first = date_month_start(row->period.start);
        date days[] = {row->period.start, row->period.end, row->last, date_add_months(row->period.end, -1), first,
                       date_month_start(row->last), date_add_months(first, -1)};
        static const int places[] = {4, 5, 6, 8, 14, 15, 16};
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        bind_text(insert, 2, row->key);
        sqlite3_bind_text(insert, 3, row->is_trailing ? "trailing" : kinds[row->period.kind], -1, SQLITE_STATIC);
        for (size_t day = 0; day < COUNT_OF(days); day++) {
            char iso[11];
            date_iso(days[day], iso);
            sqlite3_bind_text(insert, places[day], iso, -1, SQLITE_TRANSIENT);
        }
        sqlite3_bind_int(insert, 7, row->is_partial);
        for (int role = 0; role < 4; role++)
            sqlite3_bind_int(insert, 9 + role, row->roles >> role & 1 ? 1 : 0);
        bind_index(insert, 13, row->previous);
        rc = step(run, insert);
    }
    sqlite3_finalize(insert);
    return rc;
}

static enum rc write_metric_names(struct run *run)
{
    sqlite3_stmt *insert = run_prepare(run, "INSERT INTO metric_name VALUES(?1, ?2)");
    enum rc       rc = insert ? RC_OK : RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->catalogue->metric_count; i++) {
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
        bind_text(insert, 2, run->catalogue->metrics[i]->id);
        rc = step(run, insert);
    }
    sqlite3_finalize(insert);
    return rc;
}

enum rc run_create_schema(struct run *run)
{
    enum rc rc = run_execute(run, schema);
    if (rc == RC_OK) rc = write_subjects(run);
    if (rc == RC_OK) rc = run_execute(run, arena_printf(run->arena, scope, PLACE_SUBJECT_FIRST).ptr);
    if (rc == RC_OK) rc = write_periods(run);
    if (rc == RC_OK) rc = write_metric_names(run);
    if (rc != RC_OK) return rc;
    run->guard.mode = SQL_OURS;
    run->tables = result_tables_begin(run->handle, run->catalogue, "main", "", PLACES_NUMBERS);
    if (cells_open(&run->cells, run->handle, run->subject_count) != RC_OK ||
        result_rows_open(&run->rows, run->handle) != RC_OK || result_rows_open(&run->parts, run->handle) != RC_OK ||
        result_tables_add(run->tables, ROWS_PARTS) != RC_OK ||
        cells_register(run->handle, run->catalogue, "main", "metric_value", PLACES_NUMBERS) != RC_OK)
        return run_store_failed(run);
    result_rows_begin(&run->parts, ROWS_PARTS);
    run->insert_benchmark = run_prepare(run, "INSERT INTO benchmark VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    return run->insert_benchmark ? RC_OK : RC_IO;
}

/* "100000|107/2|?no-answers": the values of the formula's names, in order. */
static str names_text(struct arena *scratch, const struct formula_value *names, size_t count)
{
    str   *texts = arena_take(scratch, count, sizeof *texts);
    size_t room = count * 2;
    for (size_t i = 0; i < count; i++) {
        texts[i] = names[i].state == FORMULA_KNOWN ? exact_dump(scratch, names[i].number) : names[i].reason;
        room += texts[i].len;
    }
    char *start = arena_take(scratch, room, 1), *at = start;
    for (size_t i = 0; i < count; i++) {
        if (i) *at++ = '|';
        if (names[i].state != FORMULA_KNOWN) *at++ = names[i].state == FORMULA_MISSING ? '?' : '-';
        if (texts[i].len) memcpy(at, texts[i].ptr, texts[i].len);
        at += texts[i].len;
    }
    return (str){start, (size_t)(at - start)};
}

/* How many answers stand behind a figure; -1 when it means nothing. */
static int64_t answers(const struct metric *metric, const struct formula_value *names)
{
    int64_t n = -1;
    if (!metric->query || metric->n_input == SIZE_MAX) return n;
    str name = metric->query->inputs[metric->n_input].name;
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        bool is_n = metric->names[i].kind == NAME_INPUT && str_equal(metric->formula.names[i], name);
        if (is_n && names[i].state == FORMULA_KNOWN && exact_int(names[i].number, &n) != RC_OK) n = -1;
        if (is_n && names[i].state == FORMULA_MISSING) n = 0;
    }
    return n;
}

struct cell run_make_cell(struct arena *arena, const struct metric *metric, enum metric_level level,
                          const struct formula_value *figure, const struct formula_value *names)
{
    bool        is_known = figure->state == FORMULA_KNOWN;
    struct cell cell = {.state = figure->state, .reason = figure->reason, .n = names ? answers(metric, names) : -1};
    bool        is_low = is_known && cell.n >= 0 && cell.n < metric->min_n[level];
    if (is_known) cell.number = exact_dump(arena, figure->number);
    const struct band *band = NULL;
    if (is_known && metric->bands && !is_low)
        band = bands_lookup(metric->bands, arena, print_scale(arena, metric->unit, figure->number));
    if (band) cell.band = band->id;
    if (is_low)
        cell.note = STR("low-sample");
    else if (is_known && names && metric->when_capped.len && formula_is_capped(arena, metric->formula.root, names))
        cell.note = metric->when_capped;
    if (figure->has_coverage) cell.coverage = exact_dump(arena, figure->coverage);
    if (names) cell.names = names_text(arena, names, metric->formula.name_count);
    return cell;
}

/* The first name of a term: « (nps + 100) ÷ 2 » is about nps. */
static str leading_name(const struct formula *formula)
{
    str name = formula->name;
    for (size_t i = 0; i < formula->arg_count && name.len == 0; i++)
        name = leading_name(formula->args[i]);
    return name;
}

static void add_exact(struct run *run, struct arena *scratch, struct exact number)
{
    const struct formula_value known = formula_known(number);
    const struct result_value  value = run_result_value(scratch, &known);
    result_rows_add(&run->parts, &value);
}

/* From its weight on; `present` is the weight of all that are known. */
static void add_part(struct run *run, struct arena *scratch, const struct formula_value *value, struct exact weight, struct exact present)
{
    const struct result_value number = run_result_value(scratch, value), none = {0};
    bool                      is_known = value->state == FORMULA_KNOWN && exact_sign(present);
    struct exact              share = is_known ? exact_div(scratch, weight, present) : EXACT_ZERO;
    add_exact(run, scratch, weight);
    if (is_known)
        add_exact(run, scratch, share);
    else
        result_rows_add(&run->parts, &none);
    result_rows_add(&run->parts, &number);
    if (is_known) {
        add_exact(run, scratch, exact_mul(scratch, share, value->number));
        add_exact(run, scratch, exact_mul(scratch, share, exact_sub(scratch, exact_from_int(scratch, 100), value->number)));
    }
}

/* What each term of weighted() brings and costs, by the share it has once what is missing gave up its weight. */
enum rc run_write_parts(struct run *run, struct arena *scratch, const struct metric *metric, size_t subject,
                        size_t period, const struct formula_value *names)
{
    const struct formula     *root = metric->formula.root;
    const struct result_place place = {.subject = subject, .period = period};
    size_t                    count = root->arg_count / 2;
    struct formula_value     *values = ARENA_ARRAY(scratch, struct formula_value, count);
    struct exact             *weights = ARENA_ARRAY(scratch, struct exact, count), present = EXACT_ZERO;
    enum rc                   rc = RC_OK;
    for (size_t i = 0; i < count; i++) {
        values[i] = formula_evaluate(scratch, root->args[2 * i], names, STR_NONE);
        weights[i] = formula_evaluate(scratch, root->args[2 * i + 1], names, STR_NONE).number;
        if (values[i].state == FORMULA_KNOWN) present = exact_add(scratch, present, weights[i]);
    }
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        result_rows_add(&run->parts, &(struct result_value){.kind = RESULT_TEXT, .bytes = metric->id});
        result_rows_add(&run->parts, &(struct result_value){.kind = RESULT_WHOLE, .whole = (int64_t)i});
        result_rows_add(&run->parts, &(struct result_value){.kind = RESULT_TEXT, .bytes = leading_name(root->args[2 * i])});
        add_part(run, scratch, &values[i], weights[i], present);
        rc = result_rows_end_row(&run->parts, &place) == RC_OK ? RC_OK : run_store_failed(run);
    }
    return rc;
}

enum rc run_end_parts(struct run *run)
{
    return result_rows_end(&run->parts) == RC_OK ? RC_OK : run_store_failed(run);
}

/* The figures of one segment's accounts in one period. */
struct peers {
    struct exact_sum sum, losses; /* losses: those below zero */
    struct exact     largest;     /* of all, signs aside */
};

static void add_peer(struct arena *scratch, struct peers *peers, struct exact figure)
{
    struct exact size = exact_abs(figure);
    exact_sum_add(scratch, &peers->sum, figure);
    if (exact_sign(figure) < 0) exact_sum_add(scratch, &peers->losses, figure);
    if (exact_compare(size, peers->largest) > 0) peers->largest = size;
}

static enum rc write_benchmark(struct run *run, struct arena *scratch, const struct peers *peers)
{
    struct exact losses = exact_sum_total(scratch, &peers->losses);
    struct exact sizes = exact_sub(scratch, exact_sub(scratch, exact_sum_total(scratch, &peers->sum), losses), losses);
    bind_exact(run->insert_benchmark, 4, scratch, exact_sum_mean(scratch, &peers->sum));
    sqlite3_bind_int64(run->insert_benchmark, 5, (sqlite3_int64)peers->sum.count);
    bind_exact(run->insert_benchmark, 6, scratch,
               exact_sign(sizes) ? exact_shorten(scratch, exact_div(scratch, peers->largest, sizes)) : EXACT_ZERO);
    return step(run, run->insert_benchmark);
}

/* Means of the accounts' figures by segment: the benchmark of 3.22. Whether enough accounts stand behind it, and
 * whether one of them makes most of it, is the reader's to judge. */
enum rc run_write_benchmarks(struct run *run, const struct metric *metric, const struct run_figures *figures)
{
    struct arena *scratch = arena_new();
    size_t        slots = figures->slots.count;
    struct peers *peers = ARENA_ARRAY(scratch, struct peers, run->segment_count * slots);
    enum rc       rc = RC_OK;
    for (size_t account = 0; account < run->account_count; account++) {
        size_t segment = run->subjects[account].segment;
        for (size_t slot = 0; slot < slots && segment != SIZE_MAX; slot++) {
            struct formula_value figure = run_unpack(&figures->cells[account * slots + slot]);
            if (!figure.state) add_peer(scratch, &peers[(segment - run->account_count) * slots + slot], figure.number);
        }
    }
    for (size_t i = 0; rc == RC_OK && i < run->segment_count * run->period_count; i++) {
        size_t segment = i / run->period_count, period = i % run->period_count, slot = figures->slots.of[period];
        if (slot == SIZE_MAX || peers[segment * slots + slot].sum.count == 0) continue;
        sqlite3_bind_int64(run->insert_benchmark, 1, (sqlite3_int64)metric->index);
        sqlite3_bind_int64(run->insert_benchmark, 2, (sqlite3_int64)(run->account_count + segment));
        sqlite3_bind_int64(run->insert_benchmark, 3, (sqlite3_int64)period);
        rc = write_benchmark(run, scratch, &peers[segment * slots + slot]);
    }
    arena_free(scratch);
    return rc;
}

enum rc run_end_subject(struct run *run)
{
    return cells_next_subject(&run->cells) == RC_OK ? RC_OK : run_store_failed(run);
}
