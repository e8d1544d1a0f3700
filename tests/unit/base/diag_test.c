/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"
#include "base/limits.h"

static void assert_french(const struct diag_message *message, const char *wanted)
{
    assert_non_null(message);
    assert_string_equal(message->french.text.ptr, wanted);
}

static void a_phrase_put_into_a_message_is_french_too(void **state)
{
    (void)state;
    assert_french(diag_add(&diag, DIAG_TYPE_WRONG, SPAN_NONE, "cells", "a mapping", "a list"),
                  "«\u00a0cells\u00a0» devrait être un groupe de clés, et non une liste");
    assert_french(diag_say(&diag, DIAG_VALUE_WRONG, SPAN_NONE, "'%.*s' is not one of %.*s", STR_ARG(STR("pie")),
                           STR_ARG(STR("line, bar"))),
                  "«\u00a0pie\u00a0» n'est pas l'une de ces valeurs\u00a0: line, bar");
}

static void a_key_that_is_also_a_phrase_stays_as_it_is_written(void **state)
{
    (void)state;
    assert_french(diag_add(&diag, DIAG_TYPE_WRONG, SPAN_NONE, "text", "text", "a list"),
                  "«\u00a0text\u00a0» devrait être du texte, et non une liste");
}

static void an_error_of_the_system_is_said_in_french(void **state)
{
    static const int common[] = {ENOENT, EACCES, EPERM, EISDIR, ENOTDIR, EEXIST, ENOSPC, EROFS, EIO, ENOMEM, EMFILE, ENAMETOOLONG};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(common); i++) {
        const struct diag_message *message = diag_add(&diag, DIAG_FILE_READ, SPAN_NONE, "f", strerror(common[i]));
        assert_null(strstr(message->french.text.ptr, strerror(common[i])));
    }
    assert_french(diag_add(&diag, DIAG_FILE_WRITE, SPAN_NONE, "f", strerror(ENOENT)),
                  "impossible d'écrire f\u00a0: fichier ou dossier absent");
}

static struct diag said_of(struct source_file *file, size_t count, const char *word)
{
    struct diag own;
    diag_init(&own, arena);
    for (size_t i = 0; i < count; i++) {
        const struct span span = {file, (uint32_t)i + 1, 1, 1};
        diag_add(&own, DIAG_USAGE, span, arena_printf(arena, "%s %zu", word, i).ptr);
    }
    return own;
}

static void assert_merged(struct diag *one, const struct diag *other, size_t listed, size_t all)
{
    diag_merge(one, other);
    size_t count = 0;
    for (const struct diag_message *m = one->first; m; m = m->next) count++;
    assert_int_equal(count, listed);
    assert_int_equal(one->counts[DIAG_USAGE], all);
    assert_int_equal(one->errors, all);
}

static void what_two_say_of_a_place_is_listed_and_counted_once(void **state)
{
    (void)state;
    struct source_file file = {.name = "a.csv"}, again = {.name = "a.csv"}, other = {.name = "b.csv"};
    struct diag        one = said_of(&file, 3, "late"), same = said_of(&again, 4, "late"), words = said_of(&file, 2, "broken"),
                place = said_of(&other, 2, "late");
    assert_merged(&one, &same, 4, 4);
    assert_merged(&one, &words, 6, 6);
    assert_merged(&one, &place, 8, 8);
}

static void what_two_only_count_is_counted_once_where_they_say_the_same(void **state)
{
    (void)state;
    struct source_file file = {.name = "a.csv"}, other = {.name = "b.csv"};
    enum { ALL = LIMIT_DIAG_PER_CODE + 50 };
    struct diag one = said_of(&file, ALL, "late"), same = said_of(&file, ALL + 5, "late"), place = said_of(&other, ALL, "late");
    assert_merged(&one, &same, LIMIT_DIAG_PER_CODE, ALL + 5);
    assert_merged(&one, &place, LIMIT_DIAG_PER_CODE, 2 * ALL + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_phrase_put_into_a_message_is_french_too),
        CASE(a_key_that_is_also_a_phrase_stays_as_it_is_written),
        CASE(an_error_of_the_system_is_said_in_french),
        CASE(what_two_say_of_a_place_is_listed_and_counted_once),
        CASE(what_two_only_count_is_counted_once_where_they_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
