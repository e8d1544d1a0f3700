/* SPDX-License-Identifier: MIT */
#include "batch/pool.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* [ms] Longest time between two ticks: how fast a signal is heard and a progress bar moves. */
enum { TICK = 100 };

struct worker {
    pid_t         pid;      /* 0: none */
    int           to, from; /* pipes */
    bool          is_busy;
    size_t        job;
    int64_t       deadline; /* [ms] of the monotonic clock; 0 none */
    struct strbuf reply;
};

struct pool {
    const struct pool_options *options;
    const struct pool_work    *work;
    struct worker             *workers;
    size_t                     worker_count, next, count, ended;
    bool                      *was_lost; /* by job: a worker died of it, or beside it, once */
    size_t                    *again;    /* jobs to give a second time */
    size_t                     again_count;
};

static bool read_whole(int fd, void *bytes, size_t len)
{
    for (char *at = bytes; len;) {
        ssize_t got = read(fd, at, len);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        len -= (size_t)got;
    }
    return true;
}

static bool write_whole(int fd, const void *bytes, size_t len)
{
    for (const char *at = bytes; len;) {
        ssize_t put = write(fd, at, len);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        at += put;
        len -= (size_t)put;
    }
    return true;
}

/* A worker dies with its parent, and by the signals its parent handles. */
static void become_worker(pid_t parent)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        signal(signals[i], SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
}

static _Noreturn void work_until_closed(const struct pool_work *work, int in, int out)
{
    size_t        job;
    struct strbuf reply = {0};
    void         *opened = work->open ? work->open(work->context) : NULL;
    while (read_whole(in, &job, sizeof job)) {
        strbuf_clear(&reply);
        work->job(work->context, opened, job, &reply);
        uint64_t len = reply.len;
        if (!write_whole(out, &len, sizeof len) || !write_whole(out, reply.at, reply.len)) break;
    }
    strbuf_release(&reply);
    if (work->close) work->close(work->context, opened);
    _exit(0);
}

static bool worker_start(struct pool *pool, struct worker *worker)
{
    int   to[2], from[2];
    pid_t parent = getpid();
    if (pipe(to) != 0) return false;
    if (pipe(from) != 0) {
        close(to[0]);
        close(to[1]);
        return false;
    }
    worker->pid = fork();
    if (worker->pid == 0) {
        become_worker(parent);
        close(to[1]);
        close(from[0]);
        for (size_t i = 0; i < pool->worker_count; i++) {
            if (pool->workers[i].pid <= 0 || &pool->workers[i] == worker) continue;
            close(pool->workers[i].to);
            close(pool->workers[i].from);
        }
        work_until_closed(pool->work, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    worker->to = to[1];
    worker->from = from[0];
    worker->is_busy = false;
    worker->reply = (struct strbuf){.most = LIMIT_FILE_BYTES + sizeof(uint64_t)};
    if (worker->pid > 0) return true;
    close(worker->to);
    close(worker->from);
    worker->pid = 0;
    return false;
}

/* Waits for its end; the signal that ended it, or 0. */
static int worker_end(struct worker *worker, bool is_killed)
{
    int status = 0;
    if (is_killed) kill(worker->pid, SIGKILL);
    close(worker->to);
    close(worker->from);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    worker->pid = 0;
    worker->is_busy = false;
    strbuf_release(&worker->reply);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static bool has_work(const struct pool *pool)
{
    return pool->again_count || pool->next < pool->count;
}

/* False when the worker is gone: it is replaced at the next turn. */
static bool worker_give(struct pool *pool, struct worker *worker)
{
    size_t job = pool->again_count ? pool->again[pool->again_count - 1] : pool->next;
    if (!write_whole(worker->to, &job, sizeof job)) return false;
    if (pool->again_count)
        pool->again_count--;
    else
        pool->next++;
    worker->is_busy = true;
    worker->job = job;
    worker->deadline = pool->options->seconds ? clock_now_ms() + (int64_t)pool->options->seconds * 1000 : 0;
    strbuf_clear(&worker->reply);
    return true;
}

static void job_lost(struct pool *pool, struct worker *worker, enum pool_end end)
{
    size_t job = worker->job;
    bool   was_busy = worker->is_busy;
    int    detail = worker_end(worker, end == POOL_LATE);
    if (!was_busy) return;
    if (end == POOL_DIED && !pool->was_lost[job]) {
        pool->was_lost[job] = true;
        pool->again[pool->again_count++] = job;
        return;
    }
    pool->ended++;
    pool->work->done(pool->work->context, job, end, detail, STR_NONE);
}

/* Takes what the pipe holds; a reply is its length and that many bytes. */
static void worker_hear(struct pool *pool, struct worker *worker)
{
    char     chunk[65536];
    uint64_t len = 0;
    ssize_t  got = read(worker->from, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
        job_lost(pool, worker, POOL_DIED);
        return;
    }
    strbuf_add(&worker->reply, (str){chunk, (size_t)got});
    str reply = strbuf_str(&worker->reply);
    if (reply.len < sizeof len) return;
    memcpy(&len, reply.ptr, sizeof len);
    if (reply.len - sizeof len < len) return;
    worker->is_busy = false;
    pool->ended++;
    pool->work->done(pool->work->context, worker->job, POOL_DONE, 0, str_slice(reply, sizeof len, reply.len));
}

static void wait_for_replies(struct pool *pool, struct pollfd *polls)
{
    int64_t now = clock_now_ms(), wait = TICK;
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct worker *worker = &pool->workers[i];
        polls[i] = (struct pollfd){.fd = worker->pid ? worker->from : -1, .events = POLLIN};
        if (worker->is_busy && worker->deadline && worker->deadline - now < wait) wait = worker->deadline - now;
    }
    if (poll(polls, pool->worker_count, wait > 0 ? (int)wait : 0) < 0)
        for (size_t i = 0; i < pool->worker_count; i++)
            polls[i].revents = 0;
    now = clock_now_ms();
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->pid && polls[i].revents)
            worker_hear(pool, worker);
        else if (worker->is_busy && worker->deadline && now >= worker->deadline)
            job_lost(pool, worker, POOL_LATE);
    }
}

/* Every worker that can be is busy. False when there is work left but nobody to do it. */
static bool hand_out(struct pool *pool)
{
    size_t alive = 0;
    for (size_t i = 0; i < pool->worker_count; i++) {
        struct worker *worker = &pool->workers[i];
        if (!worker->pid && has_work(pool) && !worker_start(pool, worker)) continue;
        if (worker->pid && !worker->is_busy && has_work(pool) && !worker_give(pool, worker))
            (void)worker_end(worker, true);
        alive += worker->pid != 0;
    }
    return alive || !has_work(pool);
}

static enum rc run_jobs(struct pool *pool, struct pollfd *polls, struct diag *diag)
{
    const struct pool_work *work = pool->work;
    while (pool->ended < pool->count) {
        if (!hand_out(pool)) {
            diag_add(diag, DIAG_WORKER_START, SPAN_NONE, strerror(errno));
            return RC_IO;
        }
        wait_for_replies(pool, polls);
        if (work->tick && !work->tick(work->context)) return RC_STOPPED;
    }
    return RC_OK;
}

enum rc pool_run(const struct pool_options *options, const struct pool_work *work, size_t count, struct diag *diag)
{
    size_t most = options->workers < LIMIT_WORKERS ? options->workers : LIMIT_WORKERS;
    if (most > count) most = count;
    if (!count) return RC_OK;
    struct pool    pool = {.options = options, .work = work, .worker_count = most ? most : 1, .count = count};
    struct pollfd *polls = mem_new(pool.worker_count, sizeof *polls);
    void (*old_pipe)(int) = signal(SIGPIPE, SIG_IGN); /* a dead worker is noticed where its pipe is written */
    pool.workers = mem_new(pool.worker_count, sizeof *pool.workers);
    pool.was_lost = mem_new(count, sizeof *pool.was_lost);
    pool.again = mem_new(count, sizeof *pool.again);
    enum rc rc = run_jobs(&pool, polls, diag);
    for (size_t i = 0; i < pool.worker_count; i++) {
        if (pool.workers[i].pid) (void)worker_end(&pool.workers[i], rc != RC_OK);
    }
    signal(SIGPIPE, old_pipe);
    free(pool.again);
    free(pool.was_lost);
    free(pool.workers);
    free(polls);
    return rc;
}

enum rc pool_run_here(const struct pool_work *work, size_t count)
{
    struct strbuf result = {0};
    enum rc       rc = RC_OK;
    void         *opened = work->open ? work->open(work->context) : NULL;
    for (size_t i = 0; i < count && rc == RC_OK; i++) {
        strbuf_clear(&result);
        work->job(work->context, opened, i, &result);
        work->done(work->context, i, POOL_DONE, 0, strbuf_str(&result));
        if (work->tick && !work->tick(work->context)) rc = RC_STOPPED;
    }
    strbuf_release(&result);
    if (work->close) work->close(work->context, opened);
    return rc;
}
