/* SPDX-License-Identifier: MIT */
#include "batch/drop.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena   *arena;
    struct diag     diag;
    struct drop     drop;
    struct manifest none, old;
    char            out[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    diag_init(&f->diag, f->arena);
    strcpy(f->out, "/tmp/reliure-drop-XXXXXX");
    if (!mkdtemp(f->out)) return 1;
    drop_init(&f->drop, f->arena, f->out, "2026-Q3", &f->diag);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char            command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", f->out);
    int failed = system(command);
    arena_free(f->arena);
    free(f);
    return failed;
}

static void put(struct fixture *f, const char *folder, const char *path, const char *text)
{
    const char *whole = file_join(f->arena, folder, path);
    char       *parent = strdup(whole);
    *strrchr(parent, '/') = '\0';
    assert_int_equal(file_make_folders(parent, &f->diag), RC_OK);
    assert_int_equal(file_write(whole, str_from(text), &f->diag), RC_OK);
    free(parent);
}

static const char *get(struct fixture *f, const char *path)
{
    str text;
    return drop_read(&f->drop, f->arena, str_from(path), &text) == RC_OK ? text.ptr : "(none)";
}

static bool exists(struct fixture *f, const char *path)
{
    struct stat status;
    return lstat(file_join(f->arena, f->out, path), &status) == 0;
}

static void stage(struct fixture *f, const char *path, const char *text)
{
    const char *place = drop_place(&f->drop, str_from(path));
    assert_non_null(place);
    assert_int_equal(file_write(place, str_from(text), &f->diag), RC_OK);
}

/* An old drop with one document of ours, kept in f->old. */
static void publish_first(struct fixture *f)
{
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    stage(f, "a/QBR.pdf", "first");
    assert_int_equal(drop_flush(&f->drop), RC_OK);
    assert_int_equal(drop_publish(&f->drop, &f->none), RC_OK);
    f->old.entries = ARENA_NEW(f->arena, struct manifest_entry);
    f->old.entries[0] = (struct manifest_entry){.path = STR("a/QBR.pdf")};
    f->old.count = 1;
    assert_string_equal(get(f, "a/QBR.pdf"), "first");
}

static void a_stage_is_private_until_it_is_published(void **state)
{
    struct fixture *f = *state;
    struct stat     status;
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    assert_int_equal(stat(f->drop.stage, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    stage(f, "a/QBR.pdf", "x");
    assert_false(exists(f, "2026-Q3"));
    assert_int_equal(drop_flush(&f->drop), RC_OK);
    assert_int_equal(drop_publish(&f->drop, &f->none), RC_OK);
    assert_int_equal(stat(f->drop.path, &status), 0);
    assert_int_not_equal(status.st_mode & 0777, 0700);
    assert_false(exists(f, ".2026-Q3.new"));
}

static void a_swap_keeps_what_others_put_there_and_drops_what_was_ours(void **state)
{
    struct fixture *f = *state;
    publish_first(f);
    put(f, f->drop.path, "a/notes.txt", "theirs");
    put(f, f->drop.path, "theirs/deep/file", "deep");
    assert_int_equal(mkdir(file_join(f->arena, f->drop.path, "empty"), 0750), 0);
    assert_int_equal(symlink("a/notes.txt", file_join(f->arena, f->drop.path, "link")), 0);
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    stage(f, "b/QBR.pdf", "second");
    assert_int_equal(drop_keep_foreign(&f->drop, &f->old), RC_OK);
    assert_int_equal(drop_flush(&f->drop), RC_OK);
    assert_int_equal(drop_publish(&f->drop, &f->old), RC_OK);
    assert_string_equal(get(f, "b/QBR.pdf"), "second");
    assert_string_equal(get(f, "a/QBR.pdf"), "(none)");
    assert_string_equal(get(f, "a/notes.txt"), "theirs");
    assert_string_equal(get(f, "theirs/deep/file"), "deep");
    assert_true(exists(f, "2026-Q3/empty"));
    assert_true(exists(f, "2026-Q3/link"));
    assert_false(exists(f, ".2026-Q3.new"));
}

static void an_unchanged_file_is_the_same_file(void **state)
{
    struct fixture *f = *state;
    struct stat     before, after;
    publish_first(f);
    stat(file_join(f->arena, f->drop.path, "a/QBR.pdf"), &before);
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    assert_int_equal(drop_keep(&f->drop, STR("a/QBR.pdf")), RC_OK);
    assert_int_equal(drop_keep(&f->drop, STR("gone.pdf")), RC_MISSING);
    assert_int_equal(drop_flush(&f->drop), RC_OK);
    assert_int_equal(drop_publish(&f->drop, &f->old), RC_OK);
    stat(file_join(f->arena, f->drop.path, "a/QBR.pdf"), &after);
    assert_int_equal(before.st_ino, after.st_ino);
}

static void a_link_put_by_somebody_does_not_lead_us_out_of_the_drop(void **state)
{
    struct fixture *f = *state;
    publish_first(f);
    put(f, f->out, "elsewhere/QBR.pdf", "theirs");
    assert_int_equal(symlink("../elsewhere", file_join(f->arena, f->drop.path, "b")), 0);
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    stage(f, "b/QBR.pdf", "ours");
    assert_int_equal(drop_keep_foreign(&f->drop, &f->old), RC_OK);
    assert_int_equal(drop_flush(&f->drop), RC_OK);
    assert_int_equal(drop_publish(&f->drop, &f->old), RC_OK);
    str text;
    assert_int_equal(
        file_read(file_join(f->arena, f->out, "elsewhere/QBR.pdf"), 100, f->arena, &f->diag, SPAN_NONE, &text), RC_OK);
    assert_string_equal(text.ptr, "theirs");
    assert_string_equal(get(f, "b/QBR.pdf"), "ours");
}

static void an_interrupted_run_leaves_the_old_drop_and_the_next_cleans_up(void **state)
{
    struct fixture *f = *state;
    publish_first(f);
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    stage(f, "a/QBR.pdf", "half");
    drop_init(&f->drop, f->arena, f->out, "2026-Q3", &f->diag); /* as a killed run leaves things */
    assert_string_equal(get(f, "a/QBR.pdf"), "first");
    assert_int_equal(drop_stage(&f->drop), RC_OK);
    assert_false(exists(f, ".2026-Q3.new/a"));
    drop_abandon(&f->drop);
    assert_false(exists(f, ".2026-Q3.new"));
    assert_string_equal(get(f, "a/QBR.pdf"), "first");
}

static void a_file_system_without_exchange_gets_a_link(void **state)
{
    struct fixture *f = *state;
    struct stat     status;
    publish_first(f);
    for (int turn = 0; turn < 3; turn++) {
        const char *text = turn % 2 ? "odd" : "even";
        drop_init(&f->drop, f->arena, f->out, "2026-Q3", &f->diag);
        f->drop.lacks_exchange = true;
        assert_int_equal(drop_stage(&f->drop), RC_OK);
        stage(f, "a/QBR.pdf", text);
        assert_int_equal(drop_keep_foreign(&f->drop, &f->old), RC_OK);
        assert_int_equal(drop_flush(&f->drop), RC_OK);
        assert_int_equal(drop_publish(&f->drop, &f->old), RC_OK);
        assert_string_equal(get(f, "a/QBR.pdf"), text);
        assert_int_equal(lstat(f->drop.path, &status), 0);
        assert_true(S_ISLNK(status.st_mode));
    }
    assert_true(exists(f, ".2026-Q3.a") != exists(f, ".2026-Q3.b"));
    assert_false(exists(f, ".2026-Q3.old"));
    assert_false(exists(f, ".2026-Q3.new"));
}

static void a_drop_that_cannot_be_made_is_reported(void **state)
{
    struct fixture *f = *state;
    put(f, f->out, "file", "x");
    drop_init(&f->drop, f->arena, file_join(f->arena, f->out, "file"), "2026-Q3", &f->diag);
    assert_int_equal(drop_stage(&f->drop), RC_IO);
    assert_int_equal(diag_exit_status(&f->diag), 6);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_stage_is_private_until_it_is_published),
        CASE(a_swap_keeps_what_others_put_there_and_drops_what_was_ours),
        CASE(an_unchanged_file_is_the_same_file),
        CASE(a_link_put_by_somebody_does_not_lead_us_out_of_the_drop),
        CASE(an_interrupted_run_leaves_the_old_drop_and_the_next_cleans_up),
        CASE(a_file_system_without_exchange_gets_a_link),
        CASE(a_drop_that_cannot_be_made_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
