/* SPDX-License-Identifier: MIT */
#include "document/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct doc *small_document(struct arena *arena)
{
    struct doc *doc = doc_new(arena);
    doc->title = STR("Revue");
    struct doc_node *section = doc_add(doc, doc->root, DOC_SECTION, SPAN_NONE);
    section->u.section.title = STR("Un");
    section->u.section.level = 1;
    section->id = STR("un");
    struct doc_node *paragraph = doc_add(doc, section, DOC_PARAGRAPH, SPAN_NONE);
    paragraph->u.paragraph.text = doc_text_from(arena, STR("Bonjour"));
    return doc;
}

static size_t faults(struct arena *arena, const struct doc *doc)
{
    struct diag diag;
    diag_init(&diag, arena);
    enum rc rc = doc_check(doc, &diag);
    assert_int_equal(rc == RC_OK, diag.errors == 0);
    return diag.errors;
}

static void a_legal_tree_passes(void **state)
{
    struct arena *arena = arena_new();
    (void)state;
    assert_int_equal(faults(arena, small_document(arena)), 0);
    arena_free(arena);
}

static void every_violation_is_reported(void **state)
{
    struct arena    *arena = arena_new();
    struct doc      *doc = small_document(arena);
    struct doc_node *section = doc->root->first;
    (void)state;
    doc_add(doc, doc->root, DOC_PARAGRAPH, SPAN_NONE);  /* a block at the top */
    doc_add(doc, section, DOC_ITEM, SPAN_NONE);         /* an item without list */
    doc_add(doc, section, DOC_LIST, SPAN_NONE);         /* an empty list */
    doc_add(doc, section, DOC_TABLE, SPAN_NONE);        /* a table without columns */
    doc_add(doc, section, DOC_SECTION, SPAN_NONE)->u.section = (typeof(section->u.section)){.title = STR("x"), .level = 3};
    doc_add(doc, section, DOC_PARAGRAPH, SPAN_NONE)->id = STR("un"); /* an id twice */
    assert_int_equal(faults(arena, doc), 6);
    arena_free(arena);
}

static void columns_fill_the_grid(void **state)
{
    struct arena    *arena = arena_new();
    struct doc      *doc = small_document(arena);
    struct doc_node *columns = doc_add(doc, doc->root->first, DOC_COLUMNS, SPAN_NONE);
    (void)state;
    doc_add(doc, columns, DOC_COLUMN, SPAN_NONE)->u.column.weight = 6;
    assert_int_equal(faults(arena, doc), 1);
    doc_add(doc, columns, DOC_COLUMN, SPAN_NONE)->u.column.weight = 6;
    assert_int_equal(faults(arena, doc), 0);
    arena_free(arena);
}

static void a_removed_node_leaves_its_siblings(void **state)
{
    struct arena    *arena = arena_new();
    struct doc      *doc = doc_new(arena);
    struct doc_node *a = doc_add(doc, doc->root, DOC_SECTION, SPAN_NONE), *b = doc_add(doc, doc->root, DOC_SECTION, SPAN_NONE),
                    *c = doc_add(doc, doc->root, DOC_SECTION, SPAN_NONE);
    (void)state;
    doc_remove(b);
    assert_ptr_equal(a->next, c);
    assert_ptr_equal(c->previous, a);
    doc_remove(c);
    assert_ptr_equal(doc->root->last, a);
    doc_remove(a);
    assert_null(doc->root->first);
    arena_free(arena);
}

static void the_walk_enters_and_leaves_each_node_once(void **state)
{
    struct arena       *arena = arena_new();
    struct doc         *doc = small_document(arena);
    struct doc_iterator it = doc_walk(doc->root);
    char                trail[64] = "";
    (void)state;
    while (doc_next(&it)) {
        char step[8];
        snprintf(step, sizeof step, "%c%c", it.is_entering ? '+' : '-', doc_kind_word(it.node->kind)[0]);
        strcat(trail, step);
    }
    assert_string_equal(trail, "+d+s+p-p-s-d");
    arena_free(arena);
}

static void the_dump_is_one_node_a_line(void **state)
{
    struct arena *arena = arena_new();
    struct doc   *doc = small_document(arena);
    struct strbuf out = {0};
    (void)state;
    doc->period = period_containing(PERIOD_QUARTER, date_from_civil(2026, 9, 30), 1);
    doc_dump(doc, &out);
    assert_non_null(strstr(out.at, "document\n  section id=\"un\" 1 title=\"Un\"\n    paragraph \"Bonjour\"\n"));
    strbuf_release(&out);
    arena_free(arena);
}

static void the_hash_sees_every_change_and_nothing_else(void **state)
{
    struct arena *arena = arena_new();
    struct doc   *doc = small_document(arena), *twin = small_document(arena);
    (void)state;
    assert_true(hash_equal(doc_hash(doc), doc_hash(twin)));
    twin->root->first->span.line = 7;
    assert_true(hash_equal(doc_hash(doc), doc_hash(twin)));
    twin->root->first->first->u.paragraph.text.runs[0].style = RUN_STRONG;
    assert_false(hash_equal(doc_hash(doc), doc_hash(twin)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_legal_tree_passes),
        cmocka_unit_test(every_violation_is_reported),
        cmocka_unit_test(columns_fill_the_grid),
        cmocka_unit_test(a_removed_node_leaves_its_siblings),
        cmocka_unit_test(the_walk_enters_and_leaves_each_node_once),
        cmocka_unit_test(the_dump_is_one_node_a_line),
        cmocka_unit_test(the_hash_sees_every_change_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
