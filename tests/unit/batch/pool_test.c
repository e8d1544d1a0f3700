/* SPDX-License-Identifier: MIT */
#include "batch/lock.h"
#include "batch/messages.h"
#include "batch/pool.h"
#include "batch/wire.h"

#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { JOBS = 40 };

struct record {
    enum pool_end ends[JOBS];
    int           details[JOBS];
    int64_t       answers[JOBS];
    size_t        done, ticks, stop_after;
    const char   *once; /* a file: the worker that removes it dies */
};

static void job(void *context, void *opened, size_t index, struct strbuf *out)
{
    const struct record *record = context;
    (void)opened;
    if (index == 5 && record->once && unlink(record->once) == 0) raise(SIGKILL);
    if (index == 7) raise(SIGKILL);
    if (index == 11) _exit(3);
    if (index == 13) pause();
    wire_put_int(out, (int64_t)(index * index));
    for (size_t i = 0; i < index * 4096; i++)
        strbuf_addc(out, 'x'); /* more than a pipe holds */
}

static void done(void *context, size_t index, enum pool_end end, int detail, str result)
{
    struct record *record = context;
    struct wire    wire = {.bytes = result};
    record->ends[index] = end;
    record->details[index] = detail;
    record->done++;
    if (end != POOL_DONE) return;
    record->answers[index] = wire_int(&wire);
    assert_int_equal(wire.bytes.len, index * 4096);
}

static bool tick(void *context)
{
    struct record *record = context;
    record->ticks++;
    return !record->stop_after || record->done < record->stop_after;
}

static enum rc run(struct record *record)
{
    const struct pool_work    work = {.context = record, .job = job, .done = done, .tick = tick};
    const struct pool_options options = {.workers = 3, .seconds = 1};
    struct arena             *arena = arena_new();
    struct diag               diag;
    diag_init(&diag, arena);
    enum rc rc = pool_run(&options, &work, JOBS, &diag);
    arena_free(arena);
    return rc;
}

static void a_dead_or_late_worker_loses_its_job_alone(void **state)
{
    (void)state;
    struct record record = {0};
    assert_int_equal(run(&record), RC_OK);
    assert_int_equal(record.done, JOBS);
    for (size_t i = 0; i < JOBS; i++) {
        if (i == 7 || i == 11 || i == 13) continue;
        assert_int_equal(record.ends[i], POOL_DONE);
        assert_int_equal(record.answers[i], i * i);
    }
    assert_int_equal(record.ends[7], POOL_DIED);
    assert_int_equal(record.details[7], SIGKILL);
    assert_int_equal(record.ends[11], POOL_DIED);
    assert_int_equal(record.ends[13], POOL_LATE);
}

static void a_job_whose_worker_was_killed_is_done_by_another(void **state)
{
    (void)state;
    char          name[] = "/tmp/reliure-pool-XXXXXX";
    int           fd = mkstemp(name);
    struct record record = {.once = name};
    assert_true(fd >= 0 && close(fd) == 0);
    assert_int_equal(run(&record), RC_OK);
    assert_int_equal(access(name, F_OK), -1);
    assert_int_equal(record.ends[5], POOL_DONE);
    assert_int_equal(record.answers[5], 25);
}

static void a_stop_ends_all_workers(void **state)
{
    (void)state;
    struct record record = {.stop_after = 3};
    assert_int_equal(run(&record), RC_STOPPED);
    assert_true(record.done < JOBS);
    assert_int_equal(kill(0, 0), 0);
}

static void a_short_answer_is_noticed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct strbuf out = {0};
    wire_put_int(&out, -5);
    wire_put_str(&out, STR("été"));
    struct wire wire = {.bytes = strbuf_str(&out)};
    assert_int_equal(wire_int(&wire), -5);
    assert_string_equal(wire_str(&wire, arena).ptr, "été");
    assert_false(wire.is_short);
    assert_int_equal(wire_int(&wire), 0);
    assert_true(wire.is_short);
    wire = (struct wire){.bytes = str_slice(strbuf_str(&out), 0, out.len - 1)};
    (void)wire_int(&wire);
    assert_int_equal(wire_str(&wire, arena).len, 0);
    assert_true(wire.is_short);
    strbuf_release(&out);
    arena_free(arena);
}

static void a_message_of_many_documents_is_kept_once(void **state)
{
    (void)state;
    struct arena   *arena = arena_new();
    struct messages messages;
    struct diag     diag;
    struct strbuf   out = {0};
    messages_init(&messages, arena);
    for (int i = 0; i < 3; i++) {
        diag_init(&diag, arena);
        diag_add(&diag, DIAG_VALUE_WRONG, SPAN_NONE, 1, "x", "a number");
        diag_add(&diag, DIAG_FILE_SIZE, SPAN_NONE, i ? "b" : "a", (size_t)1);
        messages_take(&messages, &diag);
    }
    assert_int_equal(messages.list.count, 3);
    assert_int_equal(messages_exit_status(&messages), 3);
    messages_render(&messages, false, DIAG_ENGLISH, &out);
    assert_string_equal(
        out.at,
        "error: 'x' is not a number [value-wrong]\nerror: a is larger than the 1 bytes allowed here [file-size]\n"
        "error: b is larger than the 1 bytes allowed here [file-size]\n");
    strbuf_release(&out);
    arena_free(arena);
}

static void a_drop_has_one_lock_however_its_path_is_spelt(void **state)
{
    (void)state;
    char          folder[] = "/tmp/reliure-lock-XXXXXX";
    struct arena *arena = arena_new();
    struct diag   diag;
    int           first, second;
    diag_init(&diag, arena);
    assert_non_null(mkdtemp(folder));
    const char *state_folder = file_join(arena, folder, "state");
    assert_int_equal(lock_take(state_folder, file_join(arena, folder, "2026-Q3"), &diag, &first), RC_OK);
    assert_int_equal(lock_take(state_folder, file_join(arena, folder, "./2026-Q3"), &diag, &second), RC_BUSY);
    assert_int_equal(diag_exit_status(&diag), 5);
    lock_release(first);
    assert_int_equal(lock_take(state_folder, file_join(arena, folder, "./2026-Q3"), &diag, &second), RC_OK);
    lock_release(second);
    assert_int_equal(system(arena_printf(arena, "rm -rf '%s'", folder).ptr), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dead_or_late_worker_loses_its_job_alone),
        cmocka_unit_test(a_job_whose_worker_was_killed_is_done_by_another),
        cmocka_unit_test(a_stop_ends_all_workers),
        cmocka_unit_test(a_short_answer_is_noticed),
        cmocka_unit_test(a_message_of_many_documents_is_kept_once),
        cmocka_unit_test(a_drop_has_one_lock_however_its_path_is_spelt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
