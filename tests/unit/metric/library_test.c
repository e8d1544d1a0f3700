/* SPDX-License-Identifier: MIT */
/* The library read, computed, replaced and refused. */
#include "world.h"

static struct library read_library(struct world *world, const char *text)
{
    struct map       entries = {0};
    struct settings  settings = {0};
    static const str languages[] = {STR("de"), STR("en"), STR("fr")};
    struct library   library;
    settings_declare(world->arena, &settings, world_yaml(world, "days: 7\nform: short\n"));
    YAML_EACH (node, world_yaml(world, text))
        map_set(world->arena, &entries, node->key->text, (void *)node);
    struct library_source source = {&entries, &settings, languages, 3};
    library_read(world->arena, &source, &world->diag, &library);
    return library;
}

static const struct library_cell *cell(const struct library *library, const char *table, size_t row, const char *column)
{
    const struct library_table *found = library_table(library, str_from(table));
    for (size_t i = 0; i < found->column_count; i++) {
        if (str_is(found->columns[i].name, column)) return &found->rows[row].cells[i];
    }
    fail_msg("no column %s", column);
    return NULL;
}

static void texts_have_every_language_and_arithmetic_is_done(void **state)
{
    (void)state;
    struct world  *world = world_new("2026-Q3");
    struct library library =
        read_library(world, "trial:\n"
                            "  title: {fr: Essai, en: Trial}\n"
                            "  steps:\n"
                            "    - {day: days - 1, name: {fr: \"J{days - 1}\", en: \"D{days - 1}\"}}\n"
                            "    - {if: {form: long}, day: 1, name: Left out}\n"
                            "    - {day: days, content: [One, {fr: Deux, en: Two}]}\n"
                            "prices:\n"
                            "  label: {fr: Prix, en: Prices}\n"
                            "  columns: {product: code, price: number}\n"
                            "  rows: [{product: 1E5, price: 12.5}]\n");
    assert_int_equal(world->diag.errors, 0);
    assert_true(str_is(cell(&library, "steps", 0, "name")->texts[2], "J6"));
    assert_true(str_is(cell(&library, "steps", 0, "name")->texts[0], "D6")); /* English stands in */
    assert_int_equal(library_table(&library, STR("steps"))->row_count, 2);
    assert_int_equal(cell(&library, "steps", 1, "content")->line_count, 2);
    assert_true(str_is(cell(&library, "steps", 1, "content")->texts[3 + 2], "Deux"));
    assert_true(str_is(library_code(&library, library_table(&library, STR("prices")), 0, "product"), "1E5"));
    assert_true(str_is(exact_dump(world->arena, cell(&library, "prices", 0, "price")->number), "25/2"));
    world_free(world);
}

/* How many messages of a code there are, and the first one's place. */
static size_t count_of(const struct world *world, const char *text)
{
    struct strbuf out = {0};
    size_t        count = 0;
    diag_render(&world->diag, &out);
    for (str rest = strbuf_str(&out); str_find_str(rest, str_from(text)) < rest.len; count++)
        rest = str_slice(rest, str_find_str(rest, str_from(text)) + 1, rest.len);
    strbuf_release(&out);
    return count;
}

static void every_mistake_is_reported_at_its_place(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    (void)read_library(world, "a:\n"
                              "  title: {fr: Sans anglais}\n"
                              "  steps:\n"
                              "    - {day: dayz, nmae: X}\n"
                              "    - {if: {from: short}, name: {en: \"D{days +}\"}}\n"
                              "    - text\n"
                              "b:\n"
                              "  columns: {x: txt}\n"
                              "  rows: [{y: 1}]\n"
                              "c: {title: {en: C}}\n");
    assert_int_equal(count_of(world, "test.yaml:2:10: error: key 'en' is missing"), 1);
    assert_int_equal(count_of(world, "test.yaml:4:13: error: no input, metric or setting is called 'dayz'"), 1);
    assert_int_equal(count_of(world, "test.yaml:4:19: error: unknown key 'nmae' in a step"), 1);
    assert_int_equal(count_of(world, "test.yaml:5:13: error: no input, metric or setting is called 'from'"), 1);
    assert_int_equal(count_of(world, "test.yaml:6:7: error: a step should be a mapping"), 1);
    assert_int_equal(count_of(world, "test.yaml:8:16: error: 'txt' is not a type of column"), 1);
    assert_int_equal(count_of(world, "test.yaml:9:11: error: unknown key 'y' in a row"), 1);
    assert_int_equal(count_of(world, "test.yaml:10:1: error: key 'steps' is missing in a sequence"), 1);
    world_free(world);
}

static void a_workspace_replaces_a_sequence_and_adds_its_own(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    assert_int_equal(file_make_folders(file_join(world->arena, world->folder, "templates/library"), &world->diag),
                     RC_OK);
    world_file(world, "library/ours.yaml",
               "renewal: {title: {en: R, fr: R}, steps: [{key: only, day: -30, name: {fr: Une, en: One}}]}\n"
               "welcome_tour: {title: {en: W, fr: W}, steps: [{key: go, day: 2, name: {fr: Tour, en: Tour}}]}\n");
    world_store(
        world,
        "INSERT INTO accounts(id, name, signed_up_on, renewal_on) VALUES('A', 'A', '2024-01-01', '2026-11-01');");
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT sequence, name FROM library_steps WHERE sequence IN ('renewal', "
                                           "'welcome_tour') AND language = 'fr' ORDER BY 1"),
                        "renewal Une; welcome_tour Tour");
    assert_string_equal(world_query(world, "SELECT step, next_step, next_on FROM renewals"), "- only 2026-10-02");
    world_free(world);
}

static void the_shipped_library_is_complete_in_both_languages(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    world_store(world, "INSERT INTO accounts(id, name) VALUES('A', 'A');");
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT COUNT(*) FROM library_lines WHERE text = '' OR text LIKE '%{%'"),
                        "0");
    assert_string_equal(
        world_query(world, "SELECT COUNT(*) FILTER (WHERE sequence = 'checklist_saas'), COUNT(*) FILTER (WHERE "
                           "sequence = 'checklist_ecommerce'), COUNT(*) FILTER (WHERE sequence = "
                           "'checklist_app'), COUNT(*) FILTER (WHERE sequence = 'checklist_launch') FROM "
                           "library_steps WHERE language = 'fr'"),
        "9 7 6 13");
    assert_string_equal(
        world_query(world,
                    "SELECT (SELECT COUNT(*) FROM library_affinity WHERE language = 'fr'), (SELECT COUNT(*) FROM "
                    "library_signal_matrix WHERE language = 'fr'), (SELECT SUM(low) || '–' || SUM(high) FROM "
                    "library_budget_lines WHERE class = 'startup' AND language = 'fr')"),
        "7 8 0–160");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_have_every_language_and_arithmetic_is_done),
        cmocka_unit_test(every_mistake_is_reported_at_its_place),
        cmocka_unit_test(a_workspace_replaces_a_sequence_and_adds_its_own),
        cmocka_unit_test(the_shipped_library_is_complete_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
