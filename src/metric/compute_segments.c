/* SPDX-License-Identifier: MIT */
/* Segments by criteria: who belongs to them, and the tables that say what they are called and made of. */
#include "metric/compute_run.h"
#include "metric/sql_hint.h"

static void bind_days(struct run *run, sqlite3_stmt *select)
{
    const struct compute_options *options = run->options;
    const date                    days[] = {options->as_of, options->period.start, options->period.end};
    static const char *const      names[] = {":as_of", ":start", ":end"};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        char iso[11];
        date_iso(days[i], iso);
        sql_bind(select, names[i], str_from(iso));
    }
}

static enum rc report(struct run *run, const struct segment_def *segment, const struct criterion *criterion)
{
    const char          *error = sqlite3_errmsg(run->handle);
    struct diag_message *message = diag_add(run->diag, DIAG_SEGMENT_CRITERION, criterion->where.span,
                                            STR_ARG(segment->name.text), error);
    sql_hint(run->catalogue, run->diag, message, error);
    return RC_INVALID;
}

/* One criterion as a query that gives the accounts which meet it; NULL and reported when it is wrong. */
static sqlite3_stmt *prepare_criterion(struct run *run, const struct segment_def *segment,
                                       const struct criterion *criterion)
{
    sqlite3_stmt *select = NULL;
    const char   *tail = NULL;
    str           sql = arena_printf(run->arena, "SELECT id FROM store.accounts AS accounts WHERE merged_into IS NULL AND (%.*s\n) ORDER BY id",
                                     STR_ARG(criterion->where.text));
    run->guard.mode = SQL_QUERY;
    run_read_for(run, segment->name.text);
    if (sqlite3_prepare_v2(run->handle, sql.ptr, (int)sql.len, &select, &tail) == SQLITE_OK && !*tail) return select;
    (void)report(run, segment, criterion);
    sqlite3_finalize(select);
    return NULL;
}

/* Marks the accounts that meet a criterion; they come by id, as the subjects do. */
static enum rc ask(struct run *run, const struct segment_def *segment, const struct criterion *criterion, bool *is_met)
{
    sqlite3_stmt *select = prepare_criterion(run, segment, criterion);
    int           step = SQLITE_ERROR;
    if (!select) return RC_INVALID;
    bind_days(run, select);
    sql_limit_steps(run->handle, &run->budget);
    for (size_t i = 0; (step = sqlite3_step(select)) == SQLITE_ROW;) {
        str id = str_from((const char *)sqlite3_column_text(select, 0));
        while (i < run->account_count && str_compare(run->subjects[i].id, id) < 0)
            i++;
        if (i < run->account_count && str_equal(run->subjects[i].id, id)) is_met[i] = true;
    }
    if (step != SQLITE_DONE) (void)report(run, segment, criterion);
    sqlite3_finalize(select);
    return step == SQLITE_DONE ? RC_OK : RC_INVALID;
}

/* Keeps the members that meet each criterion, or that meet none; a condition that is NULL is not met. */
static enum rc narrow(struct run *run, const struct segment_def *segment, const struct criteria *criteria, bool wanted,
                      bool *is_member)
{
    struct arena *scratch = arena_new();
    enum rc       rc = RC_OK;
    for (size_t i = 0; i < criteria->count; i++) {
        bool   *is_met = ARENA_ARRAY(scratch, bool, run->account_count + 1);
        enum rc one = ask(run, segment, &criteria->at[i], is_met);
        for (size_t j = 0; j < run->account_count; j++)
            is_member[j] = is_member[j] && is_met[j] == wanted;
        if (rc == RC_OK) rc = one;
    }
    arena_free(scratch);
    return rc;
}

static enum rc find_members(struct run *run, const struct segment_def *segment, bool *is_member)
{
    for (size_t i = 0; i < run->account_count; i++)
        is_member[i] = true;
    enum rc in = narrow(run, segment, &segment->include, true, is_member);
    enum rc out = narrow(run, segment, &segment->exclude, false, is_member);
    return in == RC_OK ? out : in;
}

/* Who belongs to which: members[segment][account], segments as the workspace has them. */
static enum rc find_all(struct run *run, bool **members)
{
    const struct segments *segments = run->options->segments;
    enum rc                rc = RC_OK;
    for (size_t i = 0; i < segments->count; i++) {
        members[i] = ARENA_ARRAY(run->arena, bool, run->account_count + 1);
        enum rc one = find_members(run, &segments->at[i], members[i]);
        if (rc == RC_OK) rc = one;
    }
    return rc;
}

str run_segment_id(struct run *run, str name)
{
    return arena_printf(run->arena, "segment:%.*s", STR_ARG(name));
}

/* Below what each account is counted: its own segment, those whose criteria it meets, the portfolio. */
static void link_accounts(struct run *run, bool *const *members)
{
    const struct segments *segments = run->options->segments;
    size_t                 count = segments ? segments->count : 0;
    for (size_t i = 0; i < run->account_count; i++) {
        struct run_subject *account = &run->subjects[i];
        size_t             *above = ARENA_ARRAY(run->arena, size_t, count + 2);
        if (account->segment != SIZE_MAX) above[account->above_count++] = account->segment;
        for (size_t j = 0; j < count; j++) {
            if (members[j][i])
                above[account->above_count++] = run_find_subject(run, run_segment_id(run, segments->at[j].name.text));
        }
        above[account->above_count++] = run->subject_count - 1;
        account->above = above;
    }
}

enum rc run_link_accounts(struct run *run)
{
    const struct segments *segments = run->options->segments;
    bool                 **members = ARENA_ARRAY(run->arena, bool *, segments ? segments->count + 1 : 1);
    enum rc                rc = segments ? find_all(run, members) : RC_OK;
    if (rc == RC_OK) link_accounts(run, members);
    return rc;
}

/* ---- the tables ---- */

static enum rc write_row(struct run *run, sqlite3_stmt *insert, const str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sqlite3_bind_text(insert, (int)i + 1, texts[i].ptr ? texts[i].ptr : "", (int)texts[i].len, SQLITE_TRANSIENT);
    run->guard.mode = SQL_OURS;
    int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    return rc == SQLITE_DONE ? RC_OK : RC_IO;
}

static enum rc write_criteria(struct run *run, sqlite3_stmt *insert, const struct segment_def *segment, str kind,
                              const struct criteria *criteria, str language)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < criteria->count; i++) {
        str where = criteria->at[i].where.text, position = arena_printf(run->arena, "%zu", i + 1);
        const str texts[] = {segment->name.text, kind,  position,
                             language,           segments_wording(criteria->at[i].text, language, where), where};
        rc = write_row(run, insert, texts, COUNT_OF(texts));
    }
    return rc;
}

static enum rc write_segment(struct run *run, sqlite3_stmt *names, sqlite3_stmt *criteria,
                             const struct segment_def *segment, str language)
{
    const str texts[] = {segment->name.text, language, segments_wording(segment->label, language, segment->name.text)};
    enum rc   rc = write_row(run, names, texts, COUNT_OF(texts));
    if (rc == RC_OK) rc = write_criteria(run, criteria, segment, STR("include"), &segment->include, language);
    return rc == RC_OK ? write_criteria(run, criteria, segment, STR("exclude"), &segment->exclude, language) : rc;
}

enum rc run_write_segments(struct run *run)
{
    const struct segments *segments = run->options->segments;
    const struct library  *library = &run->catalogue->library;
    enum rc                rc = run_execute(run, "CREATE TABLE main.segment_name(segment TEXT, language TEXT, label TEXT);"
                                                 "CREATE TABLE main.segment_criteria(segment TEXT, kind TEXT, position INTEGER, "
                                                 "language TEXT, text TEXT, condition TEXT)");
    sqlite3_stmt *names = rc == RC_OK ? run_prepare(run, "INSERT INTO main.segment_name VALUES(?1, ?2, ?3)") : NULL;
    sqlite3_stmt *criteria =
        names ? run_prepare(run, "INSERT INTO main.segment_criteria VALUES(?1, ?2, ?3, ?4, ?5, ?6)") : NULL;
    if (!criteria) rc = RC_IO;
    for (size_t i = 0; segments && i < segments->count; i++) {
        for (size_t j = 0; rc == RC_OK && j < library->language_count; j++)
            rc = write_segment(run, names, criteria, &segments->at[i], library->languages[j]);
    }
    sqlite3_finalize(names);
    sqlite3_finalize(criteria);
    return rc;
}
