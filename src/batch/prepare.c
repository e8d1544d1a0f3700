/* SPDX-License-Identifier: MIT */
#include "batch/prepare.h"

#include "base/file.h"
#include "base/say.h"
#include "batch/choose.h"
#include "batch/figures.h"
#include "metric/results.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Where SQLite is open. */
struct desk {
    const struct prepare_options *options;
    struct arena                 *arena;
    struct diag                  *diag;
    struct results               *results;
    struct prepared              *out;
};

static enum rc ask(struct desk *desk, str sql, struct span span, struct query_rows *rows)
{
    const struct prepare_options *options = desk->options;
    const struct workspace       *w = options->definitions->workspace;
    char                          period[16], previous[16];
    period_key(options->period, period);
    period_key(period_shift(options->period, -1, (int)w->fiscal_year_start), previous);
    const struct query_bindings bindings = {
        .period = str_from(period),
        .previous = str_from(previous),
        .currency = w->currency.text,
        .language = w->locale.text.ptr,
        .start = options->period.start,
        .end = options->period.end,
        .as_of = options->as_of,
    };
    return results_query(desk->results, desk->arena, sql, &bindings, desk->diag, span, rows);
}

static str cell(const struct query_rows *rows, size_t row, size_t column)
{
    const struct value *value = &rows->cells[row * rows->column_count + column];
    return value->kind == VALUE_TEXT ? value->text : STR("");
}

/* "fr-FR", "FR" and "fr" are one language. */
static str language_of(struct arena *arena, str text)
{
    char two[2];
    if (text.len < 2 || (text.len > 2 && text.ptr[2] != '-' && text.ptr[2] != '_')) return STR("");
    for (int i = 0; i < 2; i++) {
        two[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] - 'A' + 'a') : text.ptr[i];
        if (two[i] < 'a' || two[i] > 'z') return STR("");
    }
    return arena_str(arena, (str){two, 2});
}

/* After the accounts: each segment, and the portfolio, which bears the workspace's name. */
static void add_groups(struct desk *desk, const struct query_rows *segments)
{
    struct accounts *accounts = &desk->out->accounts;
    struct account  *group = accounts->at + accounts->count;
    for (size_t i = 0; i < segments->row_count; i++, group++) {
        *group = (struct account){.level = EACH_SEGMENT,
                                  .id = cell(segments, i, 0),
                                  .segment = cell(segments, i, 1),
                                  .name = cell(segments, i, 2),
                                  .reason = STR("")};
    }
    *group = (struct account){.level = EACH_PORTFOLIO, .id = STR("portfolio"), .reason = STR("")};
    group->name = desk->options->definitions->workspace->name.text;
    accounts->group_count = segments->row_count + 1;
}

static enum rc read_merged(struct desk *desk)
{
    struct accounts  *accounts = &desk->out->accounts;
    struct query_rows rows;
    enum rc rc = ask(desk, STR("SELECT id, account FROM account_alias WHERE id <> account ORDER BY id"), SPAN_NONE, &rows);
    if (rc != RC_OK) return rc;
    accounts->merged = ARENA_ARRAY(desk->arena, struct merged, rows.row_count + 1);
    accounts->merged_count = rows.row_count;
    for (size_t i = 0; i < rows.row_count; i++) accounts->merged[i] = (struct merged){cell(&rows, i, 0), cell(&rows, i, 1)};
    return RC_OK;
}

static enum rc read_accounts(struct desk *desk)
{
    struct accounts  *accounts = &desk->out->accounts;
    struct query_rows rows, segments;
    enum rc           rc =
        ask(desk, STR("SELECT id, name, segment, csm, language FROM accounts WHERE merged_into IS NULL ORDER BY id"),
            SPAN_NONE, &rows);
    if (rc == RC_OK)
        rc = ask(desk, STR("SELECT s.subject, substr(s.subject, 9), COALESCE(n.label, substr(s.subject, 9)) FROM subject s "
                           "LEFT JOIN segment_name n ON n.segment = substr(s.subject, 9) AND n.language = :language "
                           "WHERE s.level = 'segment' ORDER BY s.subject"),
                 SPAN_NONE, &segments);
    if (rc != RC_OK) return rc;
    accounts->at = ARENA_ARRAY(desk->arena, struct account, rows.row_count + segments.row_count + 1);
    accounts->count = rows.row_count;
    for (size_t i = 0; i < rows.row_count; i++) {
        accounts->at[i] = (struct account){
            .id = cell(&rows, i, 0),
            .name = cell(&rows, i, 1),
            .segment = cell(&rows, i, 2),
            .csm = cell(&rows, i, 3),
            .language = language_of(desk->arena, cell(&rows, i, 4)),
            .reason = STR(""),
        };
    }
    add_groups(desk, &segments);
    account_paths(desk->arena, accounts);
    return read_merged(desk);
}

/* A segment of nobody is a criterion gone wrong more often than not. */
static enum rc report_empty_segments(struct desk *desk)
{
    const struct segments *segments = &desk->options->definitions->workspace->segments;
    struct query_rows      rows;
    enum rc                rc = ask(desk, STR("SELECT s.subject FROM subject s WHERE s.level = 'segment' AND NOT EXISTS "
                                              "(SELECT 1 FROM scope c WHERE c.subject = s.subject) ORDER BY s.subject"),
                                    SPAN_NONE, &rows);
    for (size_t i = 0; rc == RC_OK && i < rows.row_count; i++) {
        str name = str_slice(cell(&rows, i, 0), strlen("segment:"), cell(&rows, i, 0).len);
        for (size_t j = 0; j < segments->count; j++) {
            if (str_equal(segments->at[j].name.text, name))
                diag_add(desk->diag, DIAG_SEGMENT_EMPTY, segments->at[j].name.span, STR_ARG(name));
        }
    }
    return rc;
}

static struct account *account_of(const struct accounts *accounts, str id)
{
    size_t low = 0, high = accounts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = str_compare(accounts->at[middle].id, id);
        if (order == 0) return &accounts->at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static str check_label(const struct desk *desk, str id, const char *language)
{
    const struct catalogue *catalogue = desk->options->definitions->catalogue;
    for (size_t i = 0; i < catalogue->check_count; i++) {
        const struct metric_check *check = &catalogue->checks[i];
        if (!str_equal(check->id, id) || !check->label) continue;
        const struct yaml_node *label =
            check->label->kind == YAML_MAPPING ? yaml_get(check->label, language) : check->label;
        if (!label) label = check->label->first;
        if (label && label->kind == YAML_TEXT) return label->text;
    }
    return id;
}

/* What is wrong, in the documents' language and in those of the terminal. */
struct labels {
    str document, told[2];
};

static void append_reason(struct arena *arena, str *reason, str label, str detail)
{
    *reason = arena_printf(arena, "%.*s%s%.*s%s%.*s", STR_ARG(*reason), reason->len ? "; " : "", STR_ARG(label),
                           detail.len ? " – " : "", STR_ARG(detail));
}

static void add_reason(struct desk *desk, struct account *account, const struct labels *labels, str detail)
{
    append_reason(desk->arena, &account->reason, labels->document, detail);
    for (size_t i = 0; i < COUNT_OF(labels->told); i++)
        append_reason(desk->arena, &account->told[i], labels->told[i], detail);
}

/* Too many rows of the account kept out, by the workspace's tolerance: how many of how many, and the first of them. */
static enum rc read_kept_out(struct desk *desk)
{
    static const char sql[] =
        "SELECT account, CAST(kept_out AS TEXT), CAST(kept_out + \"rows\" AS TEXT), (SELECT group_concat(place, ', ') FROM"
        " (SELECT f.name || ':' || q.line AS place FROM quarantine q JOIN source_file f ON f.id = q.file"
        " WHERE q.account = k.account ORDER BY q.rowid LIMIT 5)) FROM account_kept_out k ORDER BY account";
    const struct definitions *definitions = desk->options->definitions;
    struct query_rows         rows;
    enum rc                   rc = ask(desk, str_from(sql), SPAN_NONE, &rows);
    struct labels             labels = {.document = locale_word(definitions->locale, "drop.kept_out")};
    for (enum diag_language i = DIAG_ENGLISH; i <= DIAG_FRENCH; i++)
        labels.told[i] = str_from(say_phrase(i, "too many rows kept out"));
    for (size_t i = 0; rc == RC_OK && i < rows.row_count; i++) {
        struct account *account = account_of(&desk->out->accounts, cell(&rows, i, 0));
        int64_t         out = strtoll(cell(&rows, i, 1).ptr, NULL, 10), all = strtoll(cell(&rows, i, 2).ptr, NULL, 10);
        struct exact    share = exact_from_ratio(desk->arena, out, all);
        if (!account || exact_compare(share, definitions->workspace->account_tolerance) <= 0) continue;
        add_reason(desk, account, &labels,
                   arena_printf(desk->arena, "%lld/%lld, %.*s%s", (long long)out, (long long)all,
                                STR_ARG(cell(&rows, i, 3)), out > 5 ? "…" : ""));
    }
    return rc;
}

/* Accounts whose data breaks a rule of the catalogue have no document, and their manifest says why. */
static enum rc read_quarantine(struct desk *desk)
{
    struct query_rows rows;
    enum rc           rc =
        ask(desk, STR("SELECT account, \"check\", detail FROM check_failed ORDER BY account, \"check\", detail"),
            SPAN_NONE, &rows);
    for (size_t i = 0; rc == RC_OK && i < rows.row_count; i++) {
        struct account *account = account_of(&desk->out->accounts, cell(&rows, i, 0));
        if (!account) continue;
        str           check = cell(&rows, i, 1);
        const char   *language = desk->options->definitions->workspace->locale.text.ptr;
        struct labels labels = {check_label(desk, check, language), {check_label(desk, check, "en"), check_label(desk, check, "fr")}};
        add_reason(desk, account, &labels, cell(&rows, i, 2));
    }
    return rc;
}

/* Which of `subjects` a query names, by its first column; RC_OK and all false when none. */
static enum rc ask_which(struct desk *desk, str sql, struct span span, const struct account *subjects, size_t count,
                         bool *out)
{
    struct query_rows rows;
    enum rc           rc = ask(desk, sql, span, &rows);
    for (size_t i = 0, at = 0; rc == RC_OK && i < rows.row_count && at < count; i++) {
        while (at < count && str_compare(subjects[at].id, cell(&rows, i, 0)) < 0)
            at++;
        if (at < count && str_equal(subjects[at].id, cell(&rows, i, 0))) out[at] = true;
    }
    return rc;
}

/* The accounts or segments of « each … where CONDITION », or the portfolio. */
static str selection_sql(const struct desk *desk, const struct program *program)
{
    if (program->subjects == EACH_PORTFOLIO) return STR("SELECT 'portfolio'");
    str         condition = program->condition.text;
    const char *before = condition.len ? " AND (" : "", *after = condition.len ? "\n)" : "";
    if (program->subjects == EACH_SEGMENT)
        return arena_printf(desk->arena,
                            "SELECT s.subject FROM scope s JOIN accounts ON accounts.id = s.account_id WHERE "
                            "s.level = 'segment'%s%.*s%s GROUP BY s.subject ORDER BY s.subject",
                            before, STR_ARG(condition), after);
    return arena_printf(desk->arena, "SELECT id FROM accounts WHERE merged_into IS NULL%s%.*s%s ORDER BY id", before,
                        STR_ARG(condition), after);
}

/* Those for which the program's `when` holds. */
static str wanted_sql(const struct desk *desk, const struct program *program)
{
    return arena_printf(desk->arena, "SELECT m.account_id FROM %s a ON a.id = m.account_id WHERE (%.*s\n) ORDER BY m.account_id",
                        program->subjects == EACH_ACCOUNT ? "m JOIN accounts" : "m_group m LEFT JOIN accounts",
                        STR_ARG(program->when.text));
}

static void report_left_out(struct desk *desk, const struct program *program, const struct account *account)
{
    diag_add(desk->diag, DIAG_ACCOUNT_LEFT_OUT, program->each.span, STR_ARG(program->name.text), STR_ARG(account->id),
             STR_ARG(account->name));
}

/* Of the `count` subjects from `subjects` on, those selected; `is_chosen` (of accounts alone) may be NULL. */
static enum rc select_among(struct desk *desk, const struct account *subjects, size_t count, const bool *is_chosen,
                            struct selection *out)
{
    const struct program *program = out->program;
    bool                 *is_selected = ARENA_ARRAY(desk->arena, bool, count + 1);
    bool                 *is_wanted = ARENA_ARRAY(desk->arena, bool, count + 1);
    enum rc               rc = ask_which(desk, selection_sql(desk, program), program->each.span, subjects, count, is_selected);
    if (rc == RC_OK && program->when.text.len)
        rc = ask_which(desk, wanted_sql(desk, program), program->when.span, subjects, count, is_wanted);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < count; i++) {
        if (is_chosen && !is_chosen[i]) continue;
        if (!is_selected[i]) {
            if (is_chosen) report_left_out(desk, program, &subjects[i]);
            continue;
        }
        out->is_skipped[out->count] = program->when.text.len && !is_wanted[i];
        out->accounts[out->count++] = &subjects[i];
    }
    return RC_OK;
}

/* Documents about a segment or the portfolio are none of --account. */
static enum rc select_subjects(struct desk *desk, const struct program *program, const bool *is_chosen,
                               struct selection *out)
{
    const struct accounts *accounts = &desk->out->accounts;
    const struct account  *groups = accounts->at + accounts->count;
    size_t                 most = accounts->count + accounts->group_count;
    enum rc                rc = RC_OK;
    *out = (struct selection){.program = program,
                              .accounts = ARENA_ARRAY(desk->arena, const struct account *, most + 1),
                              .is_skipped = ARENA_ARRAY(desk->arena, bool, most + 1)};
    if (program->subjects == EACH_ACCOUNT)
        rc = select_among(desk, accounts->at, accounts->count, is_chosen, out);
    else if (program->subjects == EACH_SEGMENT && !is_chosen)
        rc = select_among(desk, groups, accounts->group_count - 1, NULL, out);
    else if (program->subjects == EACH_PORTFOLIO && !is_chosen)
        rc = select_among(desk, groups + accounts->group_count - 1, 1, NULL, out);
    if (rc == RC_OK && !out->count && !is_chosen)
        diag_add(desk->diag, DIAG_PROGRAM_EMPTY, program->each.span, STR_ARG(program->name.text));
    return rc;
}

/* By the name of a folder of notes/. */
static bool is_group(const struct accounts *accounts, str id)
{
    for (size_t i = accounts->count; i < accounts->count + accounts->group_count; i++)
        if (str_equal(accounts->at[i].id, id)) return true;
    return false;
}

/* A note whose account is not there is a CSM's work that nobody will read. */
static void report_orphans(struct desk *desk)
{
    const char    *folder = file_join(desk->arena, desk->options->definitions->workspace->folder, "notes");
    DIR           *stream = opendir(folder);
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        str name = str_from(entry->d_name);
        if (entry->d_name[0] != '.' && !account_of(&desk->out->accounts, name) && !is_group(&desk->out->accounts, name))
            diag_add(desk->diag, DIAG_NOTE_ORPHAN, SPAN_NONE, file_join(desk->arena, folder, entry->d_name));
    }
    if (stream) closedir(stream);
}

static enum rc read_plan(struct desk *desk)
{
    const struct prepare_options *options = desk->options;
    struct accounts              *accounts = &desk->out->accounts;
    bool                         *is_chosen = NULL;
    enum rc                       rc = read_accounts(desk), all = RC_OK;
    if (rc == RC_OK) rc = report_empty_segments(desk);
    if (rc == RC_OK) rc = read_quarantine(desk);
    if (rc == RC_OK) rc = read_kept_out(desk);
    if (rc == RC_OK) report_orphans(desk);
    if (rc == RC_OK && options->account_count) {
        is_chosen = ARENA_ARRAY(desk->arena, bool, accounts->count + 1);
        rc = choose_accounts(accounts, options->accounts, options->account_count, desk->arena, desk->diag, is_chosen);
    }
    if (rc != RC_OK) return rc;
    desk->out->selections = ARENA_ARRAY(desk->arena, struct selection, options->program_count);
    for (size_t i = 0; i < options->program_count; i++) {
        rc = select_subjects(desk, options->programs[i].program, is_chosen, &desk->out->selections[i]);
        if (rc != RC_OK) all = rc;
    }
    return all;
}

enum rc prepare_here(const struct prepare_options *options, struct arena *arena, struct diag *diag,
                     struct prepared *out)
{
    struct desk desk = {.options = options, .arena = arena, .diag = diag, .out = out};
    *out = (struct prepared){0};
    enum rc rc = figures_make(options, arena, diag, out);
    if (rc != RC_OK) return rc;
    const struct results_options results = {
        .store = out->store, .metrics = out->metrics, .catalogue = options->definitions->catalogue};
    rc = results_open(&results, diag, &desk.results);
    if (rc != RC_OK) return rc;
    rc = read_plan(&desk);
    results_close(desk.results);
    return rc;
}
