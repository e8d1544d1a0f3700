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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_phrase_put_into_a_message_is_french_too),
        CASE(a_key_that_is_also_a_phrase_stays_as_it_is_written),
        CASE(an_error_of_the_system_is_said_in_french),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
