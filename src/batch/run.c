/* SPDX-License-Identifier: MIT */
#include "batch/run.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "batch/contents.h"
#include "batch/lock.h"
#include "batch/pool.h"
#include "batch/runlog.h"
#include "batch/stop.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* One drop under way. */
struct run {
    const struct run_options *options;
    const struct run_watch   *watch;
    struct run_report        *report;
    const struct group       *group;
    struct arena             *arena;
    struct diag               diag;
    struct runlog            *log;
    size_t                   *logged; /* messages that are in the log */
    struct drop               drop;
    struct manifest           old;
    str                       old_text, old_contents; /* bytes of the published manifest and index */
    struct prepared           prepared;
    struct plan               plan;
    const struct job        **jobs; /* those to do, quarantined ones left out */
    size_t                    job_count;
    struct made              *made; /* one a document of the plan */
    struct press_setup        setup;
    size_t                    done;
    bool                      is_alone;        /* one account, made in this process */
    bool                      is_press_broken; /* no worker could be opened: nothing is published */
};

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

static bool tick(void *context)
{
    struct run *run = context;
    if (run->watch && run->watch->progress) {
        const struct run_progress progress = {run->group->key, run->done, run->made ? run->plan.count : 0};
        run->watch->progress(run->watch->context, &progress);
    }
    return stop_signal() == 0;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What a worker has open. */
struct bench {
    struct press *press; /* NULL: it could not be opened */
    struct arena *arena; /* of the messages */
    struct diag   diag;
};

static void *worker_open(void *context)
{
    struct run   *run = context;
    struct arena *arena = arena_new();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    bench->arena = arena;
    diag_init(&bench->diag, arena);
    if (press_open(&run->setup, &bench->diag, &bench->press) != RC_OK) bench->press = NULL;
    return bench;
}

static void worker_close(void *context, void *opened)
{
    struct bench *bench = opened;
    (void)context;
    press_close(bench->press);
    arena_free(bench->arena);
}

static void put_made(struct strbuf *out, const struct made *made)
{
    wire_put_int(out, made->outcome);
    wire_put_str(out, made->reason);
    wire_put_str(out, str_from(made->fingerprint));
    wire_put_str(out, str_from(made->hash));
    wire_put_int(out, made->bytes);
    wire_put_int(out, made->pages);
}

static void put_costs(struct strbuf *out, const int64_t *costs, int64_t wall)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        wire_put_int(out, costs[i]);
    wire_put_int(out, wall);
}

static void worker_job(void *context, void *opened, size_t index, struct strbuf *out)
{
    struct run       *run = context;
    struct bench     *bench = opened;
    const struct job *job = run->jobs[index];
    wire_put_int(out, bench->press != NULL);
    if (!bench->press) {
        messages_put(out, &bench->diag);
        return;
    }
    struct arena *arena = arena_new();
    struct diag   diag;
    int64_t       costs[STAGE_COUNT] = {0}, began = now_us();
    struct made  *made = ARENA_ARRAY(arena, struct made, job->count);
    diag_init(&diag, arena);
    press_make(bench->press, job, arena, &diag, made, costs);
    messages_put(out, &diag);
    put_costs(out, costs, now_us() - began);
    for (size_t i = 0; i < job->count; i++)
        put_made(out, &made[i]);
    arena_free(arena);
}

static void get_made(struct wire *wire, struct arena *arena, struct made *made)
{
    int64_t outcome = wire_int(wire);
    made->outcome = outcome >= 0 && outcome < OUTCOME_COUNT ? (enum outcome)outcome : OUTCOME_FAILED;
    made->reason = wire_str(wire, arena);
    str fingerprint = wire_str(wire, arena), hash = wire_str(wire, arena);
    memcpy(made->fingerprint, fingerprint.ptr, fingerprint.len < 33 ? fingerprint.len : 32);
    memcpy(made->hash, hash.ptr, hash.len < 33 ? hash.len : 32);
    made->bytes = wire_int(wire);
    made->pages = wire_int(wire);
    if (wire->is_short)
        *made = (struct made){.outcome = OUTCOME_FAILED, .reason = STR("the worker's answer is cut short")};
}

static void log_job(struct run *run, const struct job *job, const int64_t *costs, int64_t wall)
{
    struct strbuf cpu = {0};
    strbuf_addc(&cpu, '{');
    for (enum stage stage = 0; costs && stage < STAGE_COUNT; stage++)
        strbuf_printf(&cpu, "%s\"%s\":%lld", stage ? "," : "", stage_word(stage), (long long)costs[stage]);
    strbuf_addc(&cpu, '}');
    for (size_t i = 0; i < job->count; i++) {
        const struct made *made = &run->made[job->first + i];
        runlog_begin(run->log, "document");
        runlog_text(run->log, "path", run->plan.documents[job->first + i].path);
        runlog_text(run->log, "outcome", str_from(outcome_word(made->outcome)));
        if (made->reason.len) runlog_text(run->log, "reason", made->reason);
        runlog_number(run->log, "bytes", made->bytes);
        if (i == 0) {
            runlog_number(run->log, "wall_us", wall); /* of all documents of the account's edition */
            runlog_raw(run->log, "cpu_us", strbuf_str(&cpu));
        }
        runlog_end(run->log);
    }
    strbuf_release(&cpu);
}

static void job_failed(struct run *run, const struct job *job, str reason)
{
    for (size_t i = job->first; i < job->first + job->count; i++) {
        run->made[i] = (struct made){.outcome = OUTCOME_FAILED, .reason = reason};
        unlink(file_join(run->arena, run->drop.stage, arena_cstr(run->arena, run->plan.documents[i].path)));
    }
    log_job(run, job, NULL, 0);
}

static void job_done(void *context, size_t index, enum pool_end end, int detail, str result)
{
    struct run       *run = context;
    const struct job *job = run->jobs[index];
    struct wire       wire = {.bytes = result};
    int64_t           costs[STAGE_COUNT];
    run->done += job->count;
    if (end == POOL_LATE) {
        job_failed(run, job, arena_printf(run->arena, "it took longer than %d seconds", LIMIT_DOCUMENT_SECONDS));
        return;
    }
    if (end == POOL_DIED) {
        const char *how = detail ? strsignal(detail) : "it ended by itself";
        job_failed(run, job, arena_printf(run->arena, "the worker making it died: %s", how));
        return;
    }
    bool is_open = wire_int(&wire) != 0;
    messages_get(&run->report->messages, &wire);
    if (!is_open) {
        run->is_press_broken = true;
        job_failed(run, job, STR("no worker could be opened"));
        return;
    }
    for (size_t i = 0; i < STAGE_COUNT; i++)
        costs[i] = wire_int(&wire);
    int64_t wall = wire_int(&wire);
    for (size_t i = 0; i < job->count; i++)
        get_made(&wire, run->arena, &run->made[job->first + i]);
    log_job(run, job, costs, wall);
}

/* The published drop's own account of itself. */
static void read_old(struct run *run)
{
    if (drop_read(&run->drop, run->arena, STR("index.html"), &run->old_contents) != RC_OK) run->old_contents = STR_NONE;
    if (drop_read(&run->drop, run->arena, STR("manifest.json"), &run->old_text) != RC_OK) run->old_text = STR_NONE;
    if (manifest_parse(run->arena, run->old_text, &run->old) != RC_OK) run->old = (struct manifest){0};
}

/* Accounts whose data breaks a rule are not given to workers. */
static void find_jobs(struct run *run)
{
    run->made = ARENA_ARRAY(run->arena, struct made, run->plan.count + 1);
    run->jobs = ARENA_ARRAY(run->arena, const struct job *, run->plan.job_count + 1);
    for (size_t i = 0; i < run->plan.job_count; i++) {
        const struct job *job = &run->plan.jobs[i];
        if (!job->account->reason.len) {
            run->jobs[run->job_count++] = job;
            continue;
        }
        for (size_t j = 0; j < job->count; j++)
            run->made[job->first + j] = (struct made){.outcome = OUTCOME_QUARANTINED, .reason = job->account->reason};
        run->done += job->count;
    }
}

static enum rc prepare(struct run *run)
{
    const struct prepare_options options = group_prepare(run->options, run->group, run->arena);
    if (!run->is_alone)
        return prepare_in_child(&options, tick, run, run->arena, &run->report->messages, &run->diag, &run->prepared);
    stop_at_once(true);
    enum rc rc = prepare_here(&options, run->arena, &run->diag, &run->prepared);
    stop_at_once(false);
    return rc;
}

static enum rc work(struct run *run)
{
    const struct pool_work work = {
        .context = run, .open = worker_open, .close = worker_close, .job = worker_job, .done = job_done, .tick = tick};
    const struct definitions *d = run->options->definitions;
    long                      cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct pool_options pool = {
        .workers = run->options->workers ? run->options->workers
                   : cores > 0           ? (size_t)cores
                                         : 1,
        .seconds = LIMIT_DOCUMENT_SECONDS,
    };
    run->setup = (struct press_setup){
        .workspace = d->workspace,
        .data = d->data,
        .catalogue = d->catalogue,
        .programs = run->group->programs,
        .program_count = run->group->program_count,
        .store = run->prepared.store,
        .metrics = run->prepared.metrics,
        .period = run->group->period,
        .as_of = run->group->as_of,
        .plan = &run->plan,
        .drop = &run->drop,
        .old = &run->old,
    };
    return run->is_alone ? pool_run_here(&work, run->job_count) : pool_run(&pool, &work, run->job_count, &run->diag);
}

static bool is_account_in_plan(const struct run *run, const struct program *program, str account)
{
    for (size_t i = 0; i < run->plan.job_count; i++) {
        const struct job *job = &run->plan.jobs[i];
        if (job->program == program && str_equal(job->account->id, account)) return true;
    }
    return false;
}

/*
 * Whether an entry of the old manifest is this run's to replace or drop: of its programs, editions and formats, and
 * with
 * --account of its accounts.
 */
static bool is_touched(const struct run *run, const struct manifest_entry *entry)
{
    const struct program *program = NULL;
    for (size_t i = 0; i < run->group->program_count; i++) {
        if (str_equal(run->group->programs[i].program->name.text, entry->program))
            program = run->group->programs[i].program;
    }
    if (!program) return false;
    if (!(run->options->formats & (str_is(entry->format, "xlsx") ? PROGRAM_XLSX : PROGRAM_PDF))) return false;
    if (!(run->options->editions & (str_is(entry->edition, "internal") ? PROGRAM_INTERNAL : PROGRAM_CLIENT)))
        return false;
    return !run->options->account_count || is_account_in_plan(run, program, entry->account);
}

static struct manifest_entry entry_of(const struct run *run, size_t i)
{
    const struct document *document = &run->plan.documents[i];
    const struct made     *made = &run->made[i];
    return (struct manifest_entry){
        .path = document->path,
        .program = document->program->name.text,
        .account = document->account->id,
        .name = document->account->name,
        .edition = document->is_internal ? STR("internal") : STR("client"),
        .format = str_from(format_word(document->format)),
        .outcome = made->outcome,
        .reason = made->reason,
        .fingerprint = str_from(made->fingerprint),
        .hash = str_from(made->hash),
        .bytes = made->bytes,
        .pages = made->pages,
    };
}

/* The new manifest: the plan's documents, and those of the old drop that this run leaves alone. */
static struct manifest new_manifest(struct run *run)
{
    char            iso[11];
    struct manifest manifest = {.workspace = run->options->definitions->workspace->name.text,
                                .period = str_from(run->group->key)};
    struct plan    *plan = &run->plan;
    struct map      seen = {0};
    manifest.entries = ARENA_ARRAY(run->arena, struct manifest_entry, plan->count + run->old.count + 1);
    date_iso(run->group->as_of, iso);
    manifest.as_of = arena_str(run->arena, str_from(iso));
    for (size_t i = 0; i < plan->count; i++) {
        manifest.entries[manifest.count++] = entry_of(run, i);
        map_set(run->arena, &seen, plan->documents[i].path, run);
    }
    for (size_t i = 0; i < run->old.count; i++) {
        if (!is_touched(run, &run->old.entries[i]) && !map_lookup(&seen, run->old.entries[i].path))
            manifest.entries[manifest.count++] = run->old.entries[i];
    }
    return manifest;
}

static void write_contents(struct run *run, const struct manifest *manifest, struct strbuf *out)
{
    const struct workspace *w = run->options->definitions->workspace;
    const struct yaml_node *words = NULL;
    struct diag             quiet;
    const char             *path = press_resource(run->arena, w, run->options->definitions->data, "templates/locales",
                                                  arena_printf(run->arena, "%s.yaml", w->locale.text.ptr).ptr);
    diag_init(&quiet, run->arena);
    if (yaml_load(run->arena, path, path, &quiet, &words) != RC_OK) words = NULL;
    contents_write(manifest, yaml_get(words, "drop"), w->locale.text.ptr, out);
}

static bool is_any_made(const struct run *run)
{
    for (size_t i = 0; i < run->plan.count; i++) {
        if (run->made[i].outcome == OUTCOME_MADE) return true;
    }
    return false;
}

/* Whether the manifest and the index would be what they are: an unchanged document counts as what it was last called. */
static bool is_same_drop(struct run *run, const struct manifest *manifest)
{
    struct strbuf   text = {0}, contents = {0};
    struct manifest as_before = *manifest;
    as_before.entries = arena_copy(run->arena, manifest->entries, manifest->count + 1, sizeof *manifest->entries);
    for (size_t i = 0; i < as_before.count; i++) {
        const struct manifest_entry *old = manifest_lookup(&run->old, as_before.entries[i].path);
        if (old && as_before.entries[i].outcome == OUTCOME_UNCHANGED) as_before.entries[i].outcome = old->outcome;
    }
    manifest_write(&as_before, &text);
    write_contents(run, &as_before, &contents);
    bool is_same = str_equal(strbuf_str(&text), run->old_text) && str_equal(strbuf_str(&contents), run->old_contents);
    strbuf_release(&text);
    strbuf_release(&contents);
    return is_same;
}

/* Links what stays of the old drop, before the entries are sorted: those of the plan come first. An old file that is
 * gone loses its entry. */
static enum rc keep_old(struct run *run, struct manifest *manifest)
{
    size_t kept = 0;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_entry *entry = &manifest->entries[i];
        bool                         is_carried = i >= run->plan.count && outcome_has_file(entry->outcome);
        enum rc rc = is_carried || entry->outcome == OUTCOME_UNCHANGED ? drop_keep(&run->drop, entry->path) : RC_OK;
        if (rc == RC_OK)
            manifest->entries[kept++] = *entry;
        else if (rc != RC_MISSING)
            return rc;
    }
    manifest->count = kept;
    return RC_OK;
}

static enum rc write_text(struct run *run, const char *name, const struct strbuf *text)
{
    return file_write(file_join(run->arena, run->drop.stage, name), strbuf_str(text), &run->diag);
}

static enum rc publish(struct run *run)
{
    struct strbuf   text = {0}, contents = {0};
    struct manifest manifest = new_manifest(run);
    if (!is_any_made(run) && is_same_drop(run, &manifest)) {
        drop_abandon(&run->drop);
        return RC_OK;
    }
    enum rc rc = keep_old(run, &manifest);
    manifest_write(&manifest, &text);
    write_contents(run, &manifest, &contents);
    if (rc == RC_OK) rc = write_text(run, "manifest.json", &text);
    if (rc == RC_OK) rc = write_text(run, "index.html", &contents);
    if (rc == RC_OK) rc = drop_keep_foreign(&run->drop, &run->old);
    if (rc == RC_OK && stop_signal()) rc = RC_STOPPED;
    if (rc == RC_OK)
        rc = drop_publish(&run->drop, &run->old);
    else
        drop_abandon(&run->drop);
    strbuf_release(&text);
    strbuf_release(&contents);
    return rc;
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
        if (made->outcome == OUTCOME_QUARANTINED && document->account != last)
            diag_add(&run->diag, DIAG_DOCUMENT_QUARANTINED, SPAN_NONE, STR_ARG(document->account->id),
                     STR_ARG(document->account->name), STR_ARG(made->reason));
        last = document->account;
    }
}

/*
 * Where nothing at all could be made for a reason that is not one account's (a template's query is wrong, a font is
 * not there), the old drop stays: an empty one would be worse than a stale one.
 */
static bool is_hopeless(const struct run *run)
{
    size_t files = 0;
    for (size_t i = 0; i < run->plan.count; i++)
        files += outcome_has_file(run->made[i].outcome);
    return run->is_press_broken || (!files && messages_exit_status(&run->report->messages) > 1);
}

static enum rc make_and_publish(struct run *run)
{
    enum rc rc = group_plan(run->options, run->group, &run->prepared, run->arena, &run->diag, &run->plan);
    if (rc != RC_OK) return rc;
    read_old(run);
    find_jobs(run);
    rc = drop_stage(&run->drop);
    if (rc == RC_OK) rc = work(run);
    if (rc == RC_OK && is_hopeless(run)) {
        set_status(run->report, messages_exit_status(&run->report->messages));
        rc = RC_INVALID;
    }
    if (rc != RC_OK) {
        drop_abandon(&run->drop);
        return rc;
    }
    report_outcomes(run);
    return publish(run);
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

static void log_prepared(const struct run *run, int64_t wall)
{
    runlog_begin(run->log, "prepared");
    runlog_number(run->log, "wall_us", wall);
    runlog_raw(run->log, "store_reused", run->prepared.is_store_reused ? STR("true") : STR("false"));
    runlog_number(run->log, "records", run->prepared.records);
    runlog_number(run->log, "quarantined", run->prepared.quarantined);
    runlog_end(run->log);
}

/* Those that no group before has logged. */
static void log_messages(struct run *run)
{
    const struct messages *messages = &run->report->messages;
    for (; *run->logged < messages->list.count; ++*run->logged) {
        runlog_begin(run->log, "message");
        runlog_raw(run->log, "message", str_trim(messages->list.at[*run->logged].json));
        runlog_end(run->log);
    }
}

static void build_group(struct run *run)
{
    int     lock = -1;
    int64_t began = now_us();
    drop_init(&run->drop, run->arena, run_out(run->options, run->arena), run->group->key, &run->diag);
    log_start(run);
    enum rc rc = lock_take(run_state(run->options, run->arena), run->drop.path, &run->diag, &lock);
    if (rc == RC_OK) rc = prepare(run);
    if (rc == RC_OK) {
        log_prepared(run, now_us() - began);
        rc = make_and_publish(run);
    }
    if (rc != RC_OK) set_status(run->report, messages_exit_status(&run->report->messages));
    take_diag(run);
    lock_release(lock);
    if (stop_signal()) set_status(run->report, 128 + stop_signal());
    log_messages(run);
    runlog_begin(run->log, "end");
    runlog_number(run->log, "wall_us", now_us() - began);
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
    for (size_t i = 0; i < count && !stop_signal(); i++) {
        struct run run = {
            .options = options,
            .watch = watch,
            .report = report,
            .group = &groups[i],
            .arena = arena,
            .log = &log,
            .logged = &logged,
            .is_alone = options->account_count == 1,
        };
        diag_init(&run.diag, arena);
        build_group(&run);
    }
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
