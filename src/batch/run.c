/* SPDX-License-Identifier: MIT */
#include "batch/run.h"

#include "base/clock.h"
#include "base/say.h"
#include "batch/lock.h"
#include "batch/quality.h"
#include "batch/run_parts.h"
#include "batch/stop.h"

void run_report_init(struct run_report *report, struct arena *arena)
{
    *report = (struct run_report){0};
    messages_init(&report->messages, arena);
}

/* The worst of what stopped a drop: the lowest of 2..6 wins, 1 yields to them. */
static void set_status(struct run_report *report, int status)
{
    int old = report->status;
    if (!status || old >= 128) return;
    if (status >= 128 || !old || old == 1 || (status != 1 && status < old)) report->status = status;
}

static void take_diag(struct run *run)
{
    int status = diag_exit_status(&run->diag);
    messages_take(&run->report->messages, &run->diag);
    set_status(run->report, status);
}

bool run_tick(void *context)
{
    struct run *run = context;
    if (run->watch && run->watch->progress) {
        const struct run_progress progress = {run->group->key, run->done, run->made ? run->plan.count : 0};
        run->watch->progress(run->watch->context, &progress);
    }
    /* A full disk will not get better by going on. */
    return stop_signal() == 0 && !messages_have_errors(&run->report->messages, FAMILY_OUTPUT);
}

/* The published drop's own account of itself. */
static void read_old(struct run *run)
{
    if (drop_read(&run->drop, run->arena, STR("index.html"), &run->old_contents) != RC_OK) run->old_contents = STR_NONE;
    if (drop_read(&run->drop, run->arena, STR("manifest.json"), &run->old_text) != RC_OK) run->old_text = STR_NONE;
    if (manifest_parse(run->arena, run->old_text, &run->old) != RC_OK) run->old = (struct manifest){0};
}

/* Accounts whose data breaks a rule are not given to workers, nor those whose figures want no document. */
static void find_jobs(struct run *run)
{
    run->made = ARENA_ARRAY(run->arena, struct made, run->plan.count + 1);
    run->jobs = ARENA_ARRAY(run->arena, const struct job *, run->plan.job_count + 1);
    for (size_t i = 0; i < run->plan.job_count; i++) {
        const struct job *job = &run->plan.jobs[i];
        if (!job->account->reason.len && !job->is_skipped) {
            run->jobs[run->job_count++] = job;
            continue;
        }
        struct made none = {.outcome = OUTCOME_QUARANTINED, .reason = job->account->reason};
        if (!none.reason.len) none = (struct made){.outcome = OUTCOME_SKIPPED, .reason = job->program->when.text};
        for (size_t j = 0; j < job->count; j++)
            run->made[job->first + j] = none;
        run->done += job->count;
    }
}

static enum rc prepare(struct run *run)
{
    const struct prepare_options options = group_prepare(run->options, run->group, run->arena);
    if (!run->is_alone)
        return prepare_in_child(&options, run_tick, run, run->arena, &run->report->messages, &run->diag,
                                &run->prepared);
    stop_at_once(true);
    enum rc rc = prepare_here(&options, run->arena, &run->diag, &run->prepared);
    stop_at_once(false);
    return rc;
}

static void report_quarantined(struct run *run, const struct account *account)
{
    struct diag_words words[2] = {[DIAG_ENGLISH].text = STR_NONE};
    for (enum diag_language i = DIAG_ENGLISH; i <= DIAG_FRENCH; i++)
        words[i].text = say_text(run->arena, i, "account %.*s (%.*s) has no document: %.*s", STR_ARG(account->id),
                                 STR_ARG(account->name), STR_ARG(account->told[i]));
    diag_add_words(&run->diag, DIAG_DOCUMENT_QUARANTINED, SPAN_NONE, &words[DIAG_ENGLISH], &words[DIAG_FRENCH]);
}

/* Says of each account once why it has no document, and counts outcomes. */
static void report_outcomes(struct run *run)
{
    const struct account *last = NULL;
    for (size_t i = 0; i < run->plan.count; i++) {
        const struct document *document = &run->plan.documents[i];
        const struct made     *made = &run->made[i];
        run->report->outcomes[made->outcome]++;
        if (made->outcome == OUTCOME_FAILED)
            diag_add(&run->diag, DIAG_DOCUMENT_FAILED, SPAN_NONE, STR_ARG(document->path), STR_ARG(made->reason));
        if (made->outcome == OUTCOME_QUARANTINED && document->account != last) report_quarantined(run, document->account);
        last = document->account;
    }
}

/*
 * Where nothing at all could be made for a reason that is not one account's (a template's query is wrong, a font is
 * not there), or the disk is full, the old drop stays: one without documents would be worse than a stale one.
 */
static bool is_hopeless(const struct run *run)
{
    size_t files = 0;
    for (size_t i = 0; i < run->plan.count; i++)
        files += outcome_has_file(run->made[i].outcome);
    if (run->is_press_broken || messages_have_errors(&run->report->messages, FAMILY_OUTPUT)) return true;
    return !files && messages_exit_status(&run->report->messages) > 1;
}

static enum rc make_and_publish(struct run *run)
{
    enum rc rc = group_plan(run->options, run->group, &run->prepared, run->arena, &run->diag, &run->plan);
    if (rc != RC_OK) return rc;
    read_old(run);
    find_jobs(run);
    rc = drop_stage(&run->drop);
    if (rc == RC_OK) rc = run_work(run);
    if (rc == RC_OK && is_hopeless(run)) {
        set_status(run->report, messages_exit_status(&run->report->messages));
        rc = RC_INVALID;
    }
    if (rc != RC_OK) {
        drop_abandon(&run->drop);
        return rc;
    }
    report_outcomes(run);
    return run_deliver(run);
}

static void log_start(const struct run *run)
{
    char iso[11];
    date_iso(run->group->as_of, iso);
    runlog_begin(run->log, "start");
    runlog_text(run->log, "drop", str_from(run->drop.path));
    runlog_text(run->log, "period", str_from(run->group->key));
    runlog_text(run->log, "as_of", str_from(iso));
    runlog_text(run->log, "version", str_from(RELIURE_VERSION));
    runlog_end(run->log);
}

/* The counts of every source; and of all together. */
static void log_sources(const struct run *run)
{
    struct strbuf list = {0};
    int64_t       records = 0, quarantined = 0;
    for (size_t i = 0; i < run->prepared.source_count; i++) {
        const struct import_source *source = &run->prepared.sources[i];
        strbuf_addc(&list, i ? ',' : '[');
        quality_write_json(source, &list);
        records += source->records;
        quarantined += source->quarantined;
    }
    strbuf_addc(&list, ']');
    runlog_number(run->log, "records", records);
    runlog_number(run->log, "quarantined", quarantined);
    if (run->prepared.source_count) runlog_raw(run->log, "sources", strbuf_str(&list));
    strbuf_release(&list);
}

static void log_prepared(const struct run *run, int64_t wall)
{
    runlog_begin(run->log, "prepared");
    runlog_number(run->log, "wall_us", wall);
    runlog_raw(run->log, "cpu_us",
               arena_printf(run->arena, "{\"import\":%lld,\"metrics\":%lld}", (long long)run->prepared.import_us,
                            (long long)run->prepared.metrics_us));
    runlog_raw(run->log, "store_reused", run->prepared.is_store_reused ? STR("true") : STR("false"));
    log_sources(run);
    runlog_end(run->log);
}

/* Those that no group before has logged. */
static void log_messages(struct run *run)
{
    const struct messages *messages = &run->report->messages;
    for (; *run->logged < messages->list.count; ++*run->logged) {
        runlog_begin(run->log, "message");
        runlog_raw(run->log, "message", str_trim(messages->list.at[*run->logged].json[DIAG_ENGLISH]));
        runlog_end(run->log);
    }
}

static void build_group(struct run *run)
{
    int     lock = -1;
    int64_t began = clock_now_us();
    drop_init(&run->drop, run->arena, run_out(run->options, run->arena), run->group->key, &run->diag);
    log_start(run);
    enum rc rc = lock_take(run_state(run->options, run->arena), run->drop.path, &run->diag, &lock);
    if (rc == RC_OK) rc = prepare(run);
    if (rc == RC_OK) {
        log_prepared(run, clock_now_us() - began);
        rc = make_and_publish(run);
    }
    if (rc != RC_OK) set_status(run->report, messages_exit_status(&run->report->messages));
    take_diag(run);
    lock_release(lock);
    if (rc != RC_OK && stop_signal()) set_status(run->report, 128 + stop_signal());
    log_messages(run);
    runlog_begin(run->log, "end");
    runlog_number(run->log, "wall_us", clock_now_us() - began);
    runlog_number(run->log, "status", run->report->status);
    runlog_end(run->log);
}

void run_build(const struct run_options *options, const struct run_watch *watch, struct arena *arena,
               struct run_report *report)
{
    struct group  groups[GROUPS_MAX];
    size_t        count = 0, logged = 0;
    struct diag   diag;
    struct runlog log;
    run_report_init(report, arena);
    diag_init(&diag, arena);
    if (groups_find(options, arena, &diag, groups, &count) != RC_OK) count = 0;
    set_status(report, diag_exit_status(&diag));
    messages_take(&report->messages, &diag);
    runlog_open(&log, arena, run_state(options, arena));
    size_t at = 0;
    for (; at < count && !stop_signal(); at++) {
        struct run run = {
            .options = options,
            .watch = watch,
            .report = report,
            .group = &groups[at],
            .arena = arena,
            .log = &log,
            .logged = &logged,
            .is_alone = options->account_count == 1,
        };
        diag_init(&run.diag, arena);
        build_group(&run);
    }
    if (at < count) set_status(report, 128 + stop_signal());
    runlog_close(&log);
}

static void plan_group(const struct run_options *options, const struct group *group, struct arena *arena,
                       struct diag *diag, struct strbuf *out)
{
    const struct prepare_options prepare = group_prepare(options, group, arena);
    struct prepared              prepared;
    struct plan                  plan;
    if (prepare_here(&prepare, arena, diag, &prepared) != RC_OK ||
        group_plan(options, group, &prepared, arena, diag, &plan) != RC_OK)
        return;
    for (size_t i = 0; i < plan.count; i++) {
        const struct account *account = plan.documents[i].account;
        strbuf_printf(out, "%s/%.*s\t%.*s\t%.*s", group->key, STR_ARG(plan.documents[i].path), STR_ARG(account->id),
                      STR_ARG(account->name));
        if (account->reason.len)
            strbuf_printf(out, "\t%s: %.*s", outcome_word(OUTCOME_QUARANTINED), STR_ARG(account->reason));
        else if (plan.documents[i].is_skipped)
            strbuf_printf(out, "\t%s: %.*s", outcome_word(OUTCOME_SKIPPED), STR_ARG(plan.documents[i].program->when.text));
        strbuf_addc(out, '\n');
    }
}

void run_plan(const struct run_options *options, struct arena *arena, struct run_report *report, struct strbuf *out)
{
    struct group groups[GROUPS_MAX];
    size_t       count = 0;
    struct diag  diag;
    run_report_init(report, arena);
    diag_init(&diag, arena);
    if (groups_find(options, arena, &diag, groups, &count) != RC_OK) count = 0;
    for (size_t i = 0; i < count; i++)
        plan_group(options, &groups[i], arena, &diag, out);
    report->status = diag_exit_status(&diag);
    messages_take(&report->messages, &diag);
}
