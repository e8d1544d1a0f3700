/* SPDX-License-Identifier: MIT */
#include "metric/sql.h"

#include "metric/judge.h"
#include "metric/sql_days.h"
#include "metric/sql_features.h"
#include "metric/sql_history.h"
#include "metric/sql_median.h"
#include "metric/sql_order.h"
#include "metric/sql_places.h"
#include "metric/sql_sums.h"
#include "metric/sql_users.h"
#include "source/exchange.h"
#include "source/sql_clock.h"
#include "source/sql_daily.h"
#include "source/store.h"

#include "base/limits.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* A control character no export keeps, so that a client's own words are never taken for a mark. */
#define MARK '\x1f'

/* [virtual machine steps] Between two looks at the budget. */
#define STEPS_AT_ONCE 100000

struct collection {
    struct arena *arena; /* NULL until the first row */
    struct exact  sum;
};

void sql_give_text(sqlite3_context *context, str text)
{
    if (text.len) sqlite3_result_text(context, text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

void sql_give_number(sqlite3_context *context, struct arena *arena, struct exact number)
{
    int64_t whole;
    if (number.den == 0 && exact_int(number, &whole) == RC_OK) {
        sqlite3_result_int64(context, whole);
        return;
    }
    sql_give_text(context, exact_dump(arena, number));
}

static struct collection *collect(sqlite3_context *context, sqlite3_value *value, struct exact *number)
{
    struct collection *rows = sqlite3_aggregate_context(context, sizeof *rows);
    if (sqlite3_value_type(value) == SQLITE_NULL) return NULL;
    if (!rows->arena) rows->arena = arena_new();
    if (sql_exact(rows->arena, value, number) == RC_OK) return rows;
    sqlite3_result_error(context, "not an exact number", -1);
    return NULL;
}

static void sum_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct exact       number;
    struct collection *rows = count ? collect(context, args[0], &number) : NULL;
    if (rows) rows->sum = exact_add(rows->arena, rows->sum, number);
}

static void sum_end(sqlite3_context *context)
{
    struct collection *rows = sqlite3_aggregate_context(context, 0);
    if (!rows || !rows->arena) return;
    sql_give_number(context, rows->arena, rows->sum);
    arena_free(rows->arena);
}

static void multiply(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct arena *scratch = arena_new();
    struct exact  a, b;
    if (sql_exact(scratch, args[0], &a) == RC_OK && sql_exact(scratch, args[1], &b) == RC_OK)
        sql_give_number(context, scratch, exact_mul(scratch, a, b));
    arena_free(scratch);
}

static void give_quotient(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    bool are_whole = sqlite3_value_type(args[0]) == SQLITE_INTEGER && sqlite3_value_type(args[1]) == SQLITE_INTEGER;
    int64_t part = sqlite3_value_int64(args[0]), whole = sqlite3_value_int64(args[1]);
    if (are_whole && whole > 0) sqlite3_result_int64(context, part / whole - (part % whole < 0));
}

/* How many bits are set from one place up to another, which is not there any more. */
static int set_bits(const unsigned char *bytes, int64_t from, int64_t end)
{
    int set = 0;
    while (from < end) {
        int64_t  byte = from / 8, room = 64 - from % 8, count = end - from < room ? end - from : room;
        uint64_t word = 0;
        for (int i = 0; i < 8 && (byte + i) * 8 < end; i++) word |= (uint64_t)bytes[byte + i] << 8 * i;
        word = word >> from % 8 << (64 - count);
        set += __builtin_popcountll(word);
        from += count;
    }
    return set;
}

static void bits_between(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    int64_t              end = (int64_t)sqlite3_value_bytes(args[0]) * 8;
    int64_t              from = sqlite3_value_int64(args[1]), last = sqlite3_value_int64(args[2]);
    if (sqlite3_value_type(args[0]) != SQLITE_BLOB) return;
    if (from < 0) from = 0;
    if (last < end - 1) end = last + 1;
    sqlite3_result_int(context, set_bits(bytes, from, end));
}

static const struct catalogue *catalogue_of(sqlite3_context *context)
{
    return sqlite3_user_data(context);
}

static void setting_value(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct setting *setting = settings_lookup(&catalogue_of(context)->settings, sql_text(args[0]));
    if (!setting) return;
    struct arena *scratch = arena_new();
    if (setting->has_number)
        sql_give_number(context, scratch, setting->number);
    else
        sql_give_text(context, setting->text);
    arena_free(scratch);
}

static void mark_missing(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    sql_give_mark(context, FORMULA_MISSING, sql_text(args[0]));
}

static void mark_not_applicable(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    sql_give_mark(context, FORMULA_NOT_APPLICABLE, sql_text(args[0]));
}

static const char *language_of(sqlite3_value *value)
{
    const unsigned char *text = sqlite3_value_text(value);
    return text ? (const char *)text : "en";
}

static void band_word(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct band_table *table = map_lookup(&catalogue_of(context)->bands, sql_text(args[0]));
    const struct band       *band = bands_find(table, sql_text(args[1]));
    sql_give_text(context, words_in(band ? band->word : NULL, language_of(args[2])));
}

static void band_of(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct band_table *table = map_lookup(&catalogue_of(context)->bands, sql_text(args[0]));
    struct arena            *scratch = arena_new();
    struct exact             number;
    const struct band       *band = NULL;
    if (table && sql_exact(scratch, args[1], &number) == RC_OK) band = bands_lookup(table, scratch, number);
    if (band) sql_give_text(context, band->id);
    arena_free(scratch);
}

static void band_bound(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct band_table *table = map_lookup(&catalogue_of(context)->bands, sql_text(args[0]));
    const struct band       *band = bands_find(table, sql_text(args[1]));
    struct arena            *scratch = arena_new();
    if (band && band->test != BAND_REST) sql_give_number(context, scratch, band->bound);
    arena_free(scratch);
}

static void give_word(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    sql_give_text(context, catalogue_word(catalogue_of(context), sql_text(args[0]), language_of(args[1])));
}

static void goal_met(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct metric *metric = catalogue_metric(catalogue_of(context), sql_text(args[0]));
    struct arena        *scratch = arena_new();
    struct goal          goal;
    struct exact         number;
    bool                 is_known = metric &&
                    goal_parse(scratch, sql_text(args[1]), metric->direction == DIRECTION_DOWN, &goal) == RC_OK &&
                    sql_exact(scratch, args[2], &number) == RC_OK;
    if (is_known) sqlite3_result_int(context, goal_is_met(&goal, print_scale(scratch, metric->unit, number)));
    arena_free(scratch);
}

static void trend(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct metric *metric = catalogue_metric(catalogue_of(context), sql_text(args[0]));
    struct arena        *scratch = arena_new();
    struct exact         now, before;
    if (metric && sql_exact(scratch, args[1], &now) == RC_OK && sql_exact(scratch, args[2], &before) == RC_OK)
        sqlite3_result_int(context, judge_trend(scratch, metric, judge_change(scratch, metric, now, before)));
    arena_free(scratch);
}

static void change(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct metric *metric = catalogue_metric(catalogue_of(context), sql_text(args[0]));
    struct arena        *scratch = arena_new();
    struct exact         now, before;
    if (metric && sql_exact(scratch, args[1], &now) == RC_OK && sql_exact(scratch, args[2], &before) == RC_OK)
        sql_give_number(context, scratch, judge_change(scratch, metric, now, before));
    arena_free(scratch);
}

static void metric_label(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct metric *metric = catalogue_metric(catalogue_of(context), sql_text(args[0]));
    sql_give_text(context, words_in(metric ? metric->label : NULL, language_of(args[1])));
}

enum rc sql_add_table(sqlite3 *handle, const char *name, const char *arguments, const sqlite3_module *module, void *context,
                      void (*release)(void *))
{
    sqlite3_stmt *connect = NULL;
    int           status = sqlite3_create_module_v2(handle, name, module, context, release);
    if (status != SQLITE_OK) return RC_IO;
    char *sql = sqlite3_mprintf("SELECT 1 FROM \"%w\"%s", name, arguments);
    status = sqlite3_prepare_v2(handle, sql, -1, &connect, NULL);
    sqlite3_finalize(connect);
    sqlite3_free(sql);
    return status == SQLITE_OK ? RC_OK : RC_IO;
}

int sql_take_keys(sqlite3_index_info *info, int columns)
{
    int keys = 0, count = 0;
    for (int column = 0; column < columns; column++) {
        for (int i = 0; i < info->nConstraint && !(keys >> column & 1); i++) {
            const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
            if (!constraint->usable || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ || constraint->iColumn != column ||
                strcmp(sqlite3_vtab_collation(info, i), "BINARY") != 0)
                continue;
            keys |= 1 << column;
            info->aConstraintUsage[i].argvIndex = ++count;
            info->aConstraintUsage[i].omit = 1;
        }
    }
    return keys;
}

enum rc sql_register(sqlite3 *handle, const struct catalogue *catalogue)
{
    static const struct {
        const char *name;
        int         args;
        void (*call)(sqlite3_context *, int, sqlite3_value **), (*step)(sqlite3_context *, int, sqlite3_value **);
        void (*end)(sqlite3_context *);
    } functions[] = {
        {"band_bound", 2, band_bound, NULL, NULL},    {"change", 3, change, NULL, NULL},
        {"goal_met", 3, goal_met, NULL, NULL},        {"trend", 3, trend, NULL, NULL},
        {"exact_sum", 1, NULL, sum_step, sum_end},     {"setting", 1, setting_value, NULL, NULL},
        {"missing", 1, mark_missing, NULL, NULL},     {"not_applicable", 1, mark_not_applicable, NULL, NULL},
        {"band_word", 3, band_word, NULL, NULL},      {"word", 2, give_word, NULL, NULL},
        {"metric_label", 2, metric_label, NULL, NULL}, {"exact_mul", 2, multiply, NULL, NULL},
        {"quotient", 2, give_quotient, NULL, NULL},   {"bits_between", 3, bits_between, NULL, NULL},
        {"band_of", 2, band_of, NULL, NULL}};
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        int rc =
            sqlite3_create_function_v2(handle, functions[i].name, functions[i].args, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                       (void *)catalogue, functions[i].call, functions[i].step, functions[i].end, NULL);
        if (rc != SQLITE_OK) return RC_IO;
    }
    exchange_register(handle);
    enum rc rc = sql_clock_register(handle);
    if (rc == RC_OK) rc = sql_days_register(handle);
    if (rc == RC_OK) rc = sql_features_register(handle);
    if (rc == RC_OK) rc = sql_order_register(handle);
    if (rc == RC_OK) rc = sql_median_register(handle);
    if (rc == RC_OK) rc = sql_places_register(handle);
    if (rc == RC_OK) rc = sql_sums_register(handle);
    if (rc == RC_OK) rc = sql_users_register(handle);
    return rc == RC_OK ? sql_history_register(handle, catalogue) : rc;
}

/* Functions whose result is not the store's alone, or that reach outside. */
static bool is_allowed_function(const char *name)
{
    static const char *const refused[] = {"random", "randomblob", "load_extension", "avg",
                                          "total",  "changes",    "total_changes",  "last_insert_rowid", "take_row"};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        if (name && sqlite3_stricmp(name, refused[i]) == 0) return false;
    }
    return true;
}

static bool is_allowed_once(struct sql_guard *guard, const char *name)
{
    if (!name || !guard->once || strcmp(name, guard->once) != 0) return false;
    guard->once = NULL;
    return true;
}

static int authorise(void *context, int action, const char *first, const char *second, const char *database,
                     const char *trigger)
{
    (void)trigger;
    struct sql_guard *guard = context;
    if (guard->mode == SQL_OURS) return SQLITE_OK;
    if (action == SQLITE_FUNCTION)
        return is_allowed_once(guard, second) || is_allowed_function(second) ? SQLITE_OK : SQLITE_DENY;
    if (action == SQLITE_READ && guard->saw && database) guard->saw(guard->context, database, first);
    if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE) return SQLITE_OK;
    bool is_temporary = database && strcmp(database, "temp") == 0;
    bool is_making = action == SQLITE_CREATE_TEMP_TABLE || action == SQLITE_INSERT ||
                     (action == SQLITE_UPDATE && first && sqlite3_stricmp(first, "sqlite_temp_master") == 0);
    return guard->mode == SQL_SHARED && is_temporary && is_making ? SQLITE_OK : SQLITE_DENY;
}

void sql_guard(sqlite3 *handle, struct sql_guard *guard)
{
    sqlite3_set_authorizer(handle, authorise, guard);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, (int)LIMIT_SQL_BYTES);
}

enum rc sql_attach_live(sqlite3 *handle, const char *path, const char *name)
{
    sqlite3_stmt *attach = NULL;
    if (sqlite3_prepare_v2(handle, "ATTACH ?1 AS ?2", -1, &attach, NULL) != SQLITE_OK) return RC_IO;
    sqlite3_bind_text(attach, 1, path, -1, SQLITE_STATIC);
    sqlite3_bind_text(attach, 2, name, -1, SQLITE_STATIC);
    int rc = sqlite3_step(attach);
    sqlite3_finalize(attach);
    return rc == SQLITE_DONE ? RC_OK : RC_IO;
}

enum rc sql_attach(sqlite3 *handle, const char *path, const char *name)
{
    struct strbuf address = {0};
    enum rc       rc = store_address(path, &address) ? sql_attach_live(handle, address.at, name) : RC_IO;
    strbuf_release(&address);
    return rc;
}

static int spend(void *context)
{
    struct sql_budget *budget = context;
    budget->left -= STEPS_AT_ONCE;
    return budget->left < 0;
}

void sql_limit_steps(sqlite3 *handle, struct sql_budget *budget)
{
    budget->left = LIMIT_SQL_STEPS;
    sqlite3_progress_handler(handle, STEPS_AT_ONCE, spend, budget);
}

bool sql_mark(str text, enum formula_state *state, str *reason)
{
    if (text.len < 2 || text.ptr[0] != MARK) return false;
    *state = text.ptr[1] == '-' ? FORMULA_NOT_APPLICABLE : FORMULA_MISSING;
    *reason = str_slice(text, 2, text.len);
    return true;
}

/* [bytes] The two that begin a mark. */
enum { MARK_BYTES = 2 };

static void write_mark(char *at, enum formula_state state, str reason)
{
    at[0] = MARK;
    at[1] = state == FORMULA_NOT_APPLICABLE ? '-' : '?';
    if (reason.len) memcpy(at + MARK_BYTES, reason.ptr, reason.len);
}

str sql_mark_text(struct arena *arena, enum formula_state state, str reason)
{
    char *text = arena_take(arena, MARK_BYTES + reason.len, 1);
    write_mark(text, state, reason);
    return (str){text, MARK_BYTES + reason.len};
}

/* Without an arena: a query marks thousands of cells. */
void sql_give_mark(sqlite3_context *context, enum formula_state state, str reason)
{
    char  room[64], *text = MARK_BYTES + reason.len <= sizeof room ? room : sqlite3_malloc64(MARK_BYTES + reason.len);
    if (!text) {
        sqlite3_result_error_nomem(context);
        return;
    }
    write_mark(text, state, reason);
    sqlite3_result_text64(context, text, MARK_BYTES + reason.len, text == room ? SQLITE_TRANSIENT : sqlite3_free, SQLITE_UTF8);
}

enum rc sql_figure(struct arena *arena, sqlite3_value *value, enum unit unit, str missing_reason, struct formula_value *out)
{
    enum formula_state state;
    str                reason;
    *out = formula_missing(missing_reason);
    if (sqlite3_value_type(value) == SQLITE_NULL) return RC_OK;
    if (sqlite3_value_type(value) == SQLITE_TEXT && sql_mark(sql_text(value), &state, &reason)) {
        *out = (struct formula_value){.state = state, .reason = arena_str(arena, reason)};
        return RC_OK;
    }
    struct exact number;
    if (sql_exact(arena, value, &number) != RC_OK) return RC_INVALID;
    if (unit == UNIT_MONEY) number = exact_div(arena, number, exact_from_int(arena, 10000));
    *out = formula_known(number);
    return RC_OK;
}

void sql_bind(sqlite3_stmt *statement, const char *name, str text)
{
    int index = sqlite3_bind_parameter_index(statement, name);
    if (index == 0) return;
    if (text.ptr)
        sqlite3_bind_text(statement, index, text.ptr, (int)text.len, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, index);
}
