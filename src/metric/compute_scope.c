/* SPDX-License-Identifier: MIT */
/* Subjects, periods and the temporary tables that the catalogue's queries read. */
#include "metric/compute_run.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static date column_date(sqlite3_stmt *row, int column)
{
    date                 day;
    const unsigned char *text = sqlite3_column_text(row, column);
    return text && date_parse(str_from((const char *)text), &day) == RC_OK ? day : DATE_NONE;
}

static size_t count_rows(struct run *run, const char *sql)
{
    sqlite3_stmt *count = run_prepare(run, sql);
    size_t        rows = count && sqlite3_step(count) == SQLITE_ROW ? (size_t)sqlite3_column_int64(count, 0) : 0;
    sqlite3_finalize(count);
    return rows;
}

/* A merged account's history is its survivor's; it is no subject itself. */
#define SUBJECTS "FROM store.accounts WHERE merged_into IS NULL"

static void read_account(struct run *run, sqlite3_stmt *row)
{
    struct run_subject *subject = &run->subjects[run->account_count++];
    *subject = (struct run_subject){.id = sql_copy_column(run->arena, row, 0),
                                    .level = LEVEL_ACCOUNT,
                                    .from = column_date(row, 1),
                                    .until = column_date(row, 2)};
    str currency = sql_copy_column(run->arena, row, 3), segment = sql_copy_column(run->arena, row, 4);
    memcpy(subject->currency, currency.ptr ? currency.ptr : "", currency.len < 3 ? currency.len : 3);
    subject->segment = SIZE_MAX;
    if (segment.len == 0) return;
    str name = run_segment_id(run, segment);
    for (size_t i = run->subject_count - 1 - run->segment_count; i < run->subject_count - 1; i++) {
        if (str_equal(run->subjects[i].id, name)) subject->segment = i;
    }
}

static int by_id(const void *a, const void *b)
{
    return str_compare(((const struct run_subject *)a)->id, ((const struct run_subject *)b)->id);
}

static void add_segment(struct run *run, size_t at, str name)
{
    run->subjects[at] = (struct run_subject){.id = run_segment_id(run, name),
                                             .level = LEVEL_SEGMENT,
                                             .segment = SIZE_MAX,
                                             .from = DATE_NONE,
                                             .until = DATE_NONE};
}

/* Those of the exports; `room` is how many there are. */
static enum rc read_segments(struct run *run, size_t accounts, size_t room)
{
    sqlite3_stmt *rows = run_prepare(run, "SELECT DISTINCT segment " SUBJECTS " AND segment IS NOT NULL ORDER BY 1");
    if (!rows) return RC_IO;
    for (size_t i = accounts; sqlite3_step(rows) == SQLITE_ROW && i < accounts + room; i++)
        add_segment(run, i, sql_copy_column(run->arena, rows, 0));
    sqlite3_finalize(rows);
    return RC_OK;
}

/* Those of criteria, after the `known` ones of the exports; then all by id. A name belongs to one segment. */
static enum rc add_criteria(struct run *run, size_t accounts, size_t known)
{
    const struct segments *segments = run->options->segments;
    size_t                 errors = run->diag->errors;
    for (size_t i = 0; segments && i < segments->count; i++) {
        const struct placed_text *name = &segments->at[i].name;
        add_segment(run, accounts + known + i, name->text);
        for (size_t j = accounts; j < accounts + known; j++) {
            if (!str_equal(run->subjects[j].id, run->subjects[accounts + known + i].id)) continue;
            struct diag_message *message = diag_add(run->diag, DIAG_SEGMENT_TAKEN, name->span, STR_ARG(name->text));
            diag_hint(run->diag, message, "give the one of reliure.yaml another name");
        }
    }
    qsort(run->subjects + accounts, run->segment_count, sizeof *run->subjects, by_id);
    return run->diag->errors == errors ? RC_OK : RC_INVALID;
}

/* One currency for all accounts below, or none; their first day, not known where one account's is not. */
static void join_account(struct run_subject *above, const struct run_subject *account, bool *is_first)
{
    if (*is_first) {
        memcpy(above->currency, account->currency, sizeof above->currency);
        above->from = account->from;
    }
    if (strcmp(above->currency, account->currency) != 0) above->currency[0] = '\0';
    if (account->from < above->from) above->from = account->from; /* DATE_NONE comes first of all */
    *is_first = false;
}

static void join_accounts(struct run *run)
{
    bool *is_first = ARENA_ARRAY(run->arena, bool, run->subject_count);
    memset(is_first, 1, run->subject_count);
    for (size_t i = 0; i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        for (size_t j = 0; j < account->above_count; j++)
            join_account(&run->subjects[account->above[j]], account, &is_first[account->above[j]]);
    }
}

static enum rc load_subjects(struct run *run)
{
    size_t accounts = count_rows(run, "SELECT COUNT(*) " SUBJECTS);
    size_t known = count_rows(run, "SELECT COUNT(DISTINCT segment) " SUBJECTS);
    run->segment_count = known + (run->options->segments ? run->options->segments->count : 0);
    run->subject_count = accounts + run->segment_count + 1;
    run->subjects = ARENA_ARRAY(run->arena, struct run_subject, run->subject_count);
    run->subjects[run->subject_count - 1] = (struct run_subject){
        .id = STR("portfolio"), .level = LEVEL_PORTFOLIO, .segment = SIZE_MAX, .from = DATE_NONE, .until = DATE_NONE};
    enum rc rc = read_segments(run, accounts, known);
    if (rc == RC_OK) rc = add_criteria(run, accounts, known);
    if (rc != RC_OK) return rc;
    sqlite3_stmt *rows =
        run_prepare(run, "SELECT id, signed_up_on, churned_on, COALESCE(currency, (SELECT value FROM store.import_info "
                         "WHERE key = 'currency')), segment " SUBJECTS " ORDER BY id");
    if (!rows) return RC_IO;
    while (sqlite3_step(rows) == SQLITE_ROW && run->account_count < accounts)
        read_account(run, rows);
    sqlite3_finalize(rows);
    rc = run_link_accounts(run);
    if (rc == RC_OK) join_accounts(run);
    return rc;
}

/* A period of the same days is the same period, whatever it is wanted for. */
static void add_period(struct run *run, struct period period, bool is_trailing, unsigned role)
{
    char key[16];
    for (size_t i = 0; i < run->period_count; i++) {
        if (run->periods[i].period.start != period.start || run->periods[i].period.end != period.end) continue;
        run->periods[i].roles |= role;
        return;
    }
    period_key(period, key);
    struct run_period *row = &run->periods[run->period_count++];
    *row = (struct run_period){.key = arena_str(run->arena, str_from(key)),
                               .period = period,
                               .is_trailing = is_trailing,
                               .roles = role,
                               .previous = SIZE_MAX};
    row->last = period.end - 1 < run->options->as_of ? period.end - 1 : run->options->as_of;
    row->is_partial = row->last < period.end - 1;
}

static int months_of(struct period period)
{
    static const int months[] = {[PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12};
    return months[period.kind];
}

/* « 2026-09-3m »: the three months that end with September. */
static void add_trailing(struct run *run, struct period month, int length)
{
    size_t known = run->period_count;
    month.start = date_add_months(month.end, -length);
    add_period(run, month, true, PERIODS_TRAILING);
    if (run->period_count == known) return;
    struct run_period *row = &run->periods[known];
    row->key = arena_printf(run->arena, "%.*s-%dm", STR_ARG(row->key), length);
}

/* The document's period, the one before, and the months up to the document's last one, or the as-of date's where that
 * is earlier. */
static void load_periods(struct run *run)
{
    const struct compute_options *options = run->options;
    int history = options->history_months < LIMIT_HISTORY_MONTHS ? options->history_months : LIMIT_HISTORY_MONTHS;
    run->periods = ARENA_ARRAY(run->arena, struct run_period, 2 * ((size_t)history + 1) + 2);
    add_period(run, options->period, false, PERIODS_DOCUMENT);
    add_period(run, period_shift(options->period, -1, options->fiscal_start), false, PERIODS_PREVIOUS);
    date          last = options->period.end - 1 < options->as_of ? options->period.end - 1 : options->as_of;
    struct period month =
        period_containing(PERIOD_MONTH, last < options->period.start ? options->period.start : last, 1);
    for (int i = history; i >= 0; i--)
        add_period(run, period_shift(month, -i, 1), false, PERIODS_MONTHS);
    for (int i = history; i >= 0; i--)
        add_trailing(run, period_shift(month, -i, 1), months_of(options->period));
    for (size_t i = 0; i < run->period_count; i++) {
        char key[16];
        period_key(period_shift(run->periods[i].period, -1, options->fiscal_start), key);
        if (!run->periods[i].is_trailing) run->periods[i].previous = run_find_period(run, str_from(key));
    }
}

/*
 * Subjects and periods go by their numbers in the run, which take less to compare and to copy than texts. Being keys, they let
 * SQLite see that scope and periods, joined in this order, come sorted by both: most queries group by these two and then need
 * no sort. (SQLite 3.40 sees it in rowid tables only.)
 */
static enum rc create_scope(struct run *run)
{
    return run_execute(
        run, "CREATE TEMP TABLE scope_account(subject INTEGER PRIMARY KEY, level TEXT, account_id TEXT NOT NULL UNIQUE, member INTEGER);"
             "CREATE TEMP TABLE scope_rows(subject INTEGER, level TEXT, account_id TEXT, member INTEGER, "
             "PRIMARY KEY(subject, member)) WITHOUT ROWID;"
             "CREATE TEMP TABLE periods(period INTEGER PRIMARY KEY, key TEXT, kind TEXT, start TEXT, end TEXT, "
             "last TEXT, months INTEGER, first_month TEXT, last_month TEXT, before_month TEXT,"
             " is_document INTEGER, is_previous INTEGER, is_month INTEGER, is_trailing INTEGER, fiscal_quarter INTEGER, "
             "quarter_start TEXT);"
             "CREATE TEMP VIEW scope AS SELECT * FROM scope_account");
}

static enum rc put_in_scope(struct run *run, sqlite3_stmt *insert, size_t subject, size_t account)
{
    static const char *const levels[] = {[LEVEL_ACCOUNT] = "account", [LEVEL_SEGMENT] = "segment", [LEVEL_PORTFOLIO] = "portfolio"};
    str                      id = run->subjects[account].id;
    sqlite3_bind_int64(insert, 1, PLACE_SUBJECT_FIRST + (sqlite3_int64)subject);
    sqlite3_bind_text(insert, 2, levels[run->subjects[subject].level], -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 3, id.ptr, (int)id.len, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 4, PLACE_SUBJECT_FIRST + (sqlite3_int64)account);
    run->guard.mode = SQL_OURS;
    int status = sqlite3_step(insert);
    sqlite3_reset(insert);
    return status == SQLITE_DONE ? RC_OK : RC_IO;
}

static enum rc fill_scope(struct run *run)
{
    sqlite3_stmt *insert = run_prepare(run, "INSERT INTO temp.scope_account VALUES(?1, ?2, ?3, ?4)");
    sqlite3_stmt *insert_above = run_prepare(run, "INSERT INTO temp.scope_rows VALUES(?1, ?2, ?3, ?4)");
    enum rc       rc = insert && insert_above ? RC_OK : RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        rc = put_in_scope(run, insert, i, i);
        for (size_t j = 0; rc == RC_OK && j < account->above_count; j++)
            rc = put_in_scope(run, insert_above, account->above[j], i);
    }
    sqlite3_finalize(insert);
    sqlite3_finalize(insert_above);
    if (rc == RC_OK) rc = run_execute(run, "INSERT INTO temp.scope_rows SELECT * FROM scope_account; "
                                           "CREATE INDEX temp.scope_rows_account ON scope_rows(account_id)");
    return rc;
}

static bool is_identifier(str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || (i && c >= '0' && c <= '9'))) return false;
    }
    return name.len > 0;
}

/* Shared tables are joined by these: those that have such columns get an index on them. */
static enum rc index_shared(struct run *run, str name)
{
    static const char *const keys[] = {"account", "period", "month", "user", "feature", "kind", "day"};
    char                     columns[64] = "";
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        bool has_key = sqlite3_table_column_metadata(run->handle, "temp", arena_cstr(run->arena, name), keys[i], NULL,
                                                     NULL, NULL, NULL, NULL) == SQLITE_OK;
        if (has_key) strcat(strcat(columns, columns[0] ? ", " : ""), keys[i]);
    }
    if (!columns[0]) return RC_OK;
    return run_execute(
        run,
        arena_printf(run->arena, "CREATE INDEX temp.%.*s_key ON %.*s(%s)", STR_ARG(name), STR_ARG(name), columns).ptr);
}

static bool is_in_key(const struct yaml_node *key, const char *column)
{
    YAML_EACH(part, key)
    {
        if (str_is(part->text, column)) return true;
    }
    return false;
}

/* Reports a column of the key that the SELECT does not give. */
static enum rc check_key(struct run *run, str name, sqlite3_stmt *select, const struct yaml_node *key)
{
    size_t errors = run->diag->errors;
    YAML_EACH(part, key)
    {
        int i = sqlite3_column_count(select);
        while (i-- > 0 && !str_is(part->text, sqlite3_column_name(select, i))) {
        }
        if (i < 0) diag_add(run->diag, DIAG_METRIC_COLUMN, part->span, STR_ARG(name), STR_ARG(part->text));
    }
    return run->diag->errors == errors ? RC_OK : RC_INVALID;
}

/* The empty table of a shared entry with a key. Columns of the key are text where the SELECT does not say what they are. */
static enum rc create_keyed(struct run *run, str name, const struct yaml_node *query, const struct yaml_node *key)
{
    sqlite3_stmt *select = run_query(run, name, query);
    struct strbuf sql = {0};
    bool          is_sound = select && check_key(run, name, select, key) == RC_OK;
    strbuf_printf(&sql, "CREATE TEMP TABLE %.*s(", STR_ARG(name));
    for (int i = 0; is_sound && i < sqlite3_column_count(select); i++) {
        const char *column = sqlite3_column_name(select, i), *type = sqlite3_column_decltype(select, i);
        strbuf_add_quoted(&sql, str_from(column));
        strbuf_printf(&sql, " %s, ", type ? type : is_in_key(key, column) ? "TEXT" : "");
    }
    const char *before = "PRIMARY KEY(";
    YAML_EACH(part, key)
    {
        strbuf_adds(&sql, before);
        strbuf_add_quoted(&sql, part->text);
        before = ", ";
    }
    strbuf_adds(&sql, ")) WITHOUT ROWID");
    run->guard.mode = SQL_OURS;
    bool is_made = is_sound && sqlite3_exec(run->handle, sql.at, NULL, NULL, NULL) == SQLITE_OK;
    if (is_sound && !is_made) run_query_failed(run, name, key);
    sqlite3_finalize(select);
    strbuf_release(&sql);
    return is_made ? RC_OK : RC_INVALID;
}

/* Runs a statement that puts the SELECT into its table, to which the authoriser holds it. */
static enum rc fill_shared(struct run *run, str name, const struct yaml_node *query, str sql)
{
    sqlite3_stmt *fill = NULL;
    run->guard.mode = SQL_SHARED;
    run_read_for(run, name);
    sql_limit_steps(run->handle, &run->budget);
    bool is_made = sqlite3_prepare_v2(run->handle, sql.ptr, (int)sql.len, &fill, NULL) == SQLITE_OK &&
                   sqlite3_step(fill) == SQLITE_DONE;
    if (!is_made) run_query_failed(run, name, query);
    sqlite3_finalize(fill);
    return is_made ? RC_OK : RC_INVALID;
}

/* Whether the rows of a table that can be a view must be told one by one. */
static enum rc needs_rows(struct run *run, str name, const struct yaml_node *unless, bool *needs)
{
    sqlite3_stmt *answer = run_query(run, name, unless);
    if (!answer) return RC_INVALID;
    int step = sqlite3_step(answer);
    *needs = step == SQLITE_ROW && sqlite3_column_int(answer, 0);
    if (step != SQLITE_ROW) run_query_failed(run, name, unless);
    sqlite3_finalize(answer);
    return step == SQLITE_ROW ? RC_OK : RC_INVALID;
}

/* What a view may do, each statement that reads it is held to. */
static enum rc make_view(struct run *run, str name, const struct yaml_node *view)
{
    sqlite3_stmt *check = run_query(run, name, view);
    if (!check) return RC_INVALID;
    sqlite3_finalize(check);
    return run_execute(run, arena_printf(run->arena, "CREATE TEMP VIEW %.*s AS %.*s", STR_ARG(name), STR_ARG(view->text)).ptr);
}

static enum rc make_shared(struct run *run, str name, const struct yaml_node *node)
{
    const struct yaml_node *query = catalogue_shared_query(node), *key = yaml_get(node, "key"), *view = yaml_get(node, "view");
    bool                    needs = true;
    if (!is_identifier(name)) {
        diag_add(run->diag, DIAG_VALUE_WRONG, node->key->span, STR_ARG(name), "a name of small letters, digits and _");
        return RC_INVALID;
    }
    if (view && needs_rows(run, name, yaml_get(node, "unless"), &needs) != RC_OK) return RC_INVALID;
    if (!needs) return make_view(run, name, view);
    if (key) {
        str     sql = arena_printf(run->arena, "INSERT INTO temp.%.*s %.*s", STR_ARG(name), STR_ARG(query->text));
        enum rc rc = create_keyed(run, name, query, key);
        return rc == RC_OK ? fill_shared(run, name, query, sql) : rc;
    }
    str     sql = arena_printf(run->arena, "CREATE TEMP TABLE %.*s AS %.*s", STR_ARG(name), STR_ARG(query->text));
    enum rc rc = fill_shared(run, name, query, sql);
    return rc == RC_OK ? index_shared(run, name) : rc;
}

enum rc run_load_scope(struct run *run)
{
    enum rc rc = load_subjects(run);
    if (rc != RC_OK) return rc;
    load_periods(run);
    rc = create_scope(run);
    if (rc == RC_OK) rc = fill_scope(run);
    if (rc == RC_OK) rc = run_write_segments(run);
    if (rc == RC_OK) rc = run_set_view(run, 1u << LEVEL_ACCOUNT, PERIODS_ALL);
    const struct map *shared = &run->catalogue->shared;
    for (size_t i = 0; rc != RC_IO && i < shared->count; i++) {
        int64_t began = run_clock(run);
        enum rc one = make_shared(run, shared->entries[i].key, shared->entries[i].value);
        run_spent(run, shared->entries[i].key, began);
        if (rc == RC_OK) rc = one;
    }
    run->inputs = ARENA_ARRAY(run->arena, struct run_inputs, run->catalogue->query_count);
    run->figures = ARENA_ARRAY(run->arena, struct run_figures, run->catalogue->metric_count);
    struct formula_value no_data = formula_missing(STR("no-data"));
    run->no_data = run_pack(run, run->arena, &no_data);
    for (size_t i = 0; i < run->catalogue->query_count; i++)
        run->inputs[i].users = run->catalogue->queries[i]->users;
    for (size_t i = 0; i < run->catalogue->metric_count; i++) {
        const struct metric *metric = run->catalogue->metrics[i];
        for (size_t j = 0; j < metric->formula.name_count; j++) {
            if (metric->names[j].kind == NAME_METRIC) run->figures[metric->names[j].index].users++;
        }
    }
    return rc;
}

static enum rc insert_period(struct run *run, sqlite3_stmt *insert, const struct run_period *row)
{
    static const char *const kinds[] = {[PERIOD_MONTH] = "month", [PERIOD_QUARTER] = "quarter", [PERIOD_YEAR] = "year"};
    date                     start = row->period.start;
    struct civil             first = date_civil(start), last = date_civil(row->last);
    int              months = row->last < start ? 0 : (last.year - first.year) * 12 + last.month - first.month + 1;
    struct period    quarter = period_containing(PERIOD_QUARTER, row->last, run->options->fiscal_start);
    date             days[] = {start,
                               row->period.end,
                               row->last,
                               date_month_start(start),
                               date_month_start(row->last),
                               date_add_months(date_month_start(start), -1),
                               quarter.start};
    static const int places[] = {4, 5, 6, 8, 9, 10, 16};
    sqlite3_reset(insert);
    sqlite3_bind_int64(insert, 1, row - run->periods);
    sqlite3_bind_text(insert, 2, row->key.ptr, (int)row->key.len, SQLITE_STATIC);
    sqlite3_bind_text(insert, 3, row->is_trailing ? "trailing" : kinds[row->period.kind], -1, SQLITE_STATIC);
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        char iso[11];
        date_iso(days[i], iso);
        sqlite3_bind_text(insert, places[i], iso, -1, SQLITE_TRANSIENT);
    }
    sqlite3_bind_int(insert, 7, months);
    for (int role = 0; role < 4; role++)
        sqlite3_bind_int(insert, 11 + role, row->roles >> role & 1 ? 1 : 0);
    sqlite3_bind_int(insert, 15, quarter.number);
    run->guard.mode = SQL_OURS;
    return sqlite3_step(insert) == SQLITE_DONE ? RC_OK : RC_IO;
}

/*
 * Levels of the view `scope`. Statements are prepared again after this, so it is done only where levels change. Others are
 * left out one by one: a list of three would be looked up in a table of its own for each row.
 */
static enum rc set_levels(struct run *run, unsigned levels)
{
    char sql[192];
    bool is_plain = levels == 1u << LEVEL_ACCOUNT;
    if (levels == run->view_levels) return RC_OK;
    sqlite3_snprintf(sizeof sql, sql, "DROP VIEW temp.scope; CREATE TEMP VIEW scope AS SELECT * FROM %s%s%s%s",
                     is_plain ? "scope_account" : "scope_rows WHERE 1",
                     levels & 1u << LEVEL_ACCOUNT ? "" : " AND level <> 'account'",
                     is_plain || levels & 1u << LEVEL_SEGMENT ? "" : " AND level <> 'segment'",
                     is_plain || levels & 1u << LEVEL_PORTFOLIO ? "" : " AND level <> 'portfolio'");
    run->view_levels = levels;
    return run_execute(run, sql);
}

static enum rc set_periods(struct run *run, unsigned periods)
{
    if (periods == run->view_periods) return RC_OK;
    enum rc       rc = run_execute(run, "DELETE FROM temp.periods");
    sqlite3_stmt *insert =
        rc == RC_OK
            ? run_prepare(run,
                          "INSERT INTO temp.periods VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
            : NULL;
    if (!insert) return RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->period_count; i++) {
        if (run->periods[i].roles & periods) rc = insert_period(run, insert, &run->periods[i]);
    }
    sqlite3_finalize(insert);
    run->view_periods = periods;
    return rc;
}

enum rc run_set_view(struct run *run, unsigned levels, unsigned periods)
{
    enum rc rc = set_levels(run, levels);
    return rc == RC_OK ? set_periods(run, periods) : rc;
}
