/* SPDX-License-Identifier: MIT */
/* The work of a run: jobs to worker processes and their answers back. */
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "batch/pool.h"
#include "batch/run_parts.h"

#include <string.h>
#include <unistd.h>

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
    int64_t       costs[STAGE_COUNT] = {0}, began = clock_now_us();
    struct made  *made = ARENA_ARRAY(arena, struct made, job->count);
    diag_init(&diag, arena);
    press_make(bench->press, job, arena, &diag, made, costs);
    messages_put(out, &diag);
    put_costs(out, costs, clock_now_us() - began);
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

enum rc run_work(struct run *run)
{
    const struct pool_work    work = {.context = run,
                                      .open = worker_open,
                                      .close = worker_close,
                                      .job = worker_job,
                                      .done = job_done,
                                      .tick = run_tick};
    long                      cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct pool_options pool = {
        .workers = run->options->workers ? run->options->workers
                   : cores > 0           ? (size_t)cores
                                         : 1,
        .seconds = LIMIT_DOCUMENT_SECONDS,
    };
    run->setup = group_press(run->options, run->group, &run->prepared, &run->plan);
    run->setup.drop = &run->drop;
    run->setup.history = run_history(run);
    run->setup.old = &run->old;
    run->setup.all = &run->options->definitions->all;
    return run->is_alone ? pool_run_here(&work, run->job_count) : pool_run(&pool, &work, run->job_count, &run->diag);
}
