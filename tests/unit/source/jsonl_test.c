/* SPDX-License-Identifier: MIT */
#include "source/jsonl.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* "path=value;…" a record, faults as « !rule@line ». */
static str read_all(struct arena *arena, str text)
{
    struct input *input;
    struct record record;
    struct strbuf out = {0};
    assert_int_equal(input_from_bytes(text, "UTF-8", &input), RC_OK);
    struct jsonl *jsonl = jsonl_new(input);
    while (jsonl_next(jsonl, &record)) {
        for (size_t i = 0; i < record.count; i++) {
            str value = record_value(&record, i);
            if (!value.ptr) continue;
            strbuf_add(&out, jsonl_path(jsonl, i));
            strbuf_addc(&out, '=');
            strbuf_add(&out, value);
            strbuf_addc(&out, ';');
        }
        if (record.fault) strbuf_printf(&out, "!%s@%u", record_fault_rule(record.fault), (unsigned)record.line);
        if (record.is_blank) strbuf_adds(&out, "(blank)");
        strbuf_addc(&out, '\n');
    }
    str copy = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    jsonl_free(jsonl);
    input_close(input);
    return copy;
}

static void check(const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    assert_string_equal(read_all(arena, str_from(text)).ptr, expected);
    arena_free(arena);
}

static void nested_values_have_dotted_paths(void **state)
{
    (void)state;
    check("{\"event\":\"open\",\"properties\":{\"time\":1602611311,\"who\":{\"id\":\"007\"}},\"ok\":true,\"none\":null}"
          "\n",
          "event=open;properties.time=1602611311;properties.who.id=007;ok=true;\n");
    check("{\"a\":1}\r\n\r\n{\"b\":2,\"a\":3}", "a=1;\n(blank)\na=3;b=2;\n");
    check("{\"tags\":[\"x\", {\"y\":[1]}],\"z\":[]}\n", "tags=[\"x\", {\"y\":[1]}];z=[];\n");
    check("{\"a\":\"caf\\u00e9 \\\"q\\\" \\n\",\"b\":\"\\ud83d\\ude00\"}\n", "a=café \"q\" \n;b=😀;\n");
    check("{\"n\":1e400,\"m\":-0.50}\n", "n=1e400;m=-0.50;\n");
}

static void what_is_no_object_costs_one_line(void **state)
{
    (void)state;
    check("{\"a\":1}\n[1]\n{\"a\":2}\n", "a=1;\n!json@2\na=2;\n");
    check("{\"a\":1\n{\"a\":2}\n", "!json@1\na=2;\n");
    check("{\"a\":1} {\"a\":2}\n{\"a\":3}\n", "!json@1\na=3;\n");
    check("12\n{\"a\":3}\n", "!json@1\na=3;\n");
    check("{} 12\n{\"a\":3}\n", "!json@1\na=3;\n");
    check("{\"a\":\"\xFF\"}\n{\"a\":3}\n", "!encoding@1\na=3;\n");
    check("{\"a\":\"x\\u0000y\"}\n{\"a\":3}\n", "!nul-byte@1\na=3;\n");
    check("{\"a\":tru\n{\"a\":3}\n", "!json@1\na=3;\n");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct strbuf text = {0};
    for (int i = 0; i < 100000; i++) strbuf_adds(&text, "{\"a\":");
    strbuf_adds(&text, "\n{\"b\":[");
    for (int i = 0; i < 100000; i++) strbuf_adds(&text, "[");
    strbuf_adds(&text, "\n{\"c\":1}\n");
    assert_string_equal(read_all(arena, strbuf_str(&text)).ptr, "!depth@1\n!depth@2\nc=1;\n");
    strbuf_release(&text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_values_have_dotted_paths),
        cmocka_unit_test(what_is_no_object_costs_one_line),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
