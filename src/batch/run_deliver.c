/* SPDX-License-Identifier: MIT */
/* What a run delivers: the manifest, the index, and the drop around them. */
#include "base/file.h"
#include "base/map.h"
#include "batch/contents.h"
#include "batch/pool.h"
#include "batch/run_parts.h"
#include "batch/stop.h"
#include "batch/wire.h"
#include "metric/history.h"

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

static void write_contents(const struct run *run, const struct manifest *manifest, struct strbuf *out)
{
    contents_write(manifest, run->group->period, run->group->as_of, run->options->definitions->locale, out);
}

static bool is_any_made(const struct run *run)
{
    for (size_t i = 0; i < run->plan.count; i++) {
        if (run->made[i].outcome == OUTCOME_MADE) return true;
    }
    return false;
}

/* Whether the manifest and the index would be what they are: an unchanged document counts as what it was last called.
 */
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

const char *run_history(const struct run *run)
{
    return file_join(run->arena, run_state(run->options, run->arena), "history.sqlite");
}

/* What was published, by this run or by one before it, once a subject and program. */
static void record_history(void *context, void *opened, size_t index, struct strbuf *out)
{
    struct run           *run = context;
    struct history_record record = {.path = run_history(run), .store = run->prepared.store,
                                    .metrics = run->prepared.metrics,
                                    .catalogue = run->options->definitions->catalogue, .period = run->group->period,
                                    .as_of = run->group->as_of, .is_catching_up = !run->is_published};
    struct history_entry *entries = ARENA_ARRAY(run->arena, struct history_entry, run->plan.job_count + 1);
    struct diag           diag;
    (void)opened;
    (void)index;
    diag_init(&diag, run->arena);
    for (size_t i = 0; i < run->plan.job_count; i++) {
        const struct job *job = &run->plan.jobs[i];
        if (outcome_has_file(run->made[job->first].outcome))
            entries[record.count++] = (struct history_entry){job->program->name.text, job->account->id};
    }
    record.entries = entries;
    if (history_write(&record, &diag) != RC_OK && !diag.errors)
        diag_add(&diag, DIAG_FILE_WRITE, SPAN_NONE, record.path, "it could not be recorded");
    messages_put(out, &diag);
}

static void history_recorded(void *context, size_t index, enum pool_end end, int detail, str result)
{
    struct run *run = context;
    struct wire wire = {.bytes = result};
    (void)index;
    (void)detail;
    if (end == POOL_DONE)
        messages_get(&run->report->messages, &wire);
    else
        diag_add(&run->diag, DIAG_FILE_WRITE, SPAN_NONE, run_history(run), "the process that wrote it ended");
}

/* SQLite is touched by a child alone where others were: a later group forks again. */
static enum rc write_history(struct run *run)
{
    const struct pool_work    work = {.context = run, .job = record_history, .done = history_recorded};
    const struct pool_options pool = {.workers = 1};
    return run->is_alone ? pool_run_here(&work, 1) : pool_run(&pool, &work, 1, &run->diag);
}

enum rc run_deliver(struct run *run)
{
    struct strbuf   text = {0}, contents = {0};
    struct manifest manifest = new_manifest(run);
    if (!is_any_made(run) && is_same_drop(run, &manifest)) {
        drop_abandon(&run->drop);
        return write_history(run);
    }
    enum rc rc = keep_old(run, &manifest);
    manifest_write(&manifest, &text);
    write_contents(run, &manifest, &contents);
    if (rc == RC_OK) rc = write_text(run, "manifest.json", &text);
    if (rc == RC_OK) rc = write_text(run, "index.html", &contents);
    if (rc == RC_OK) rc = drop_keep_foreign(&run->drop, &run->old);
    if (rc == RC_OK) rc = drop_flush(&run->drop);
    /* The last moment to stop: a signal after it finds the work done. */
    if (rc == RC_OK && stop_signal()) rc = RC_STOPPED;
    if (rc == RC_OK) {
        rc = drop_publish(&run->drop, &run->old);
        run->is_published = rc == RC_OK;
        if (rc == RC_OK) rc = write_history(run);
    } else {
        drop_abandon(&run->drop);
    }
    strbuf_release(&text);
    strbuf_release(&contents);
    return rc;
}
