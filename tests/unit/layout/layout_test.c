/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../drawing.h"
#include "layout/layout.h"
#include "text/font.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *report; /* one document and its pages */
static struct diag   diag;
static struct doc   *doc;

static int open_report(void **state)
{
    (void)state;
    report = arena_new();
    diag_init(&diag, report);
    doc = doc_new(report);
    doc->kind_title = STR("Customer Success Review");
    doc->client = STR("Maison Verdier");
    doc->title = STR("Customer Success Review - Maison Verdier");
    doc->period_label = STR("T3 2026");
    doc->language = "fr";
    doc->as_of = date_from_civil(2026, 9, 30);
    return 0;
}

static int close_report(void **state)
{
    (void)state;
    arena_free(report);
    return 0;
}

static struct pages lay_out(void)
{
    struct layout_env env = {fonts, locale, &theme};
    struct pages      pages;
    assert_int_equal(layout_document(&env, doc, report, &diag, &pages), RC_OK);
    return pages;
}

static struct doc_node *add(struct doc_node *parent, enum doc_kind kind)
{
    return doc_add(doc, parent, kind, SPAN_NONE);
}

static struct doc_node *add_section(const char *title)
{
    struct doc_node *node = add(doc->root, DOC_SECTION);
    node->u.section.title = str_from(title);
    node->u.section.level = 1;
    return node;
}

static void add_paragraph(struct doc_node *parent, const char *text)
{
    struct doc_node *node = add(parent, DOC_PARAGRAPH);
    node->u.paragraph.text = doc_text_from(report, str_from(text));
}

static void add_paragraphs(struct doc_node *parent, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_paragraph(parent, "Une phrase assez longue pour remplir une ligne entière.");
}

/* Two columns: « ligne n » and n. */
static struct doc_table *add_table(struct doc_node *parent, size_t rows)
{
    struct doc_table *table = &add(parent, DOC_TABLE)->u.table;
    table->column_count = 2;
    table->columns = ARENA_ARRAY(report, struct doc_column, 2);
    table->columns[0] = (struct doc_column){.key = STR("compte"), .title = STR("Compte"), .is_row_header = true};
    table->columns[1] = (struct doc_column){.key = STR("mrr"), .title = STR("MRR"), .unit = STR("€")};
    table->row_count = rows;
    table->rows = ARENA_ARRAY(report, struct doc_row, rows);
    for (size_t i = 0; i < rows; i++) {
        table->rows[i].cells = ARENA_ARRAY(report, struct doc_cell, 2);
        table->rows[i].cells[0].value = value_text(arena_printf(report, "ligne %zu", i));
        table->rows[i].cells[1].value = value_money(exact_from_int(report, (int64_t)i * 137), "EUR");
    }
    return table;
}

/* Page of the first run that begins with `text`, or -1; `y` its baseline, `is_artifact` to look among artifacts. */
static int page_of(const struct pages *pages, const char *text, bool is_artifact, int from, mpt *y)
{
    for (size_t p = (size_t)from; p < pages->count; p++)
        for (size_t i = 0; i < pages->at[p].item_count; i++) {
            const struct page_item *item = &pages->at[p].items[i];
            if (item->kind != ITEM_GLYPHS || !str_starts(item->u.glyphs.run.text, text)) continue;
            if ((item->tag == TAG_ARTIFACT) != is_artifact) continue;
            if (y) *y = item->u.glyphs.at.y;
            return (int)p;
        }
    return -1;
}

static void every_item_is_an_artifact_or_has_its_element(void **state)
{
    (void)state;
    struct doc_node *section = add_section("Scores de Santé");
    add_paragraphs(section, 3);
    add_table(section, 5);
    struct pages pages = lay_out();
    for (size_t p = 0; p < pages.count; p++)
        for (size_t i = 0; i < pages.at[p].item_count; i++) {
            const struct page_item *item = &pages.at[p].items[i];
            assert_true(item->tag == TAG_ARTIFACT || item->tag < pages.tag_count);
            if (item->kind == ITEM_GLYPHS)
                assert_true(item->u.glyphs.at.x >= 0 &&
                            item->u.glyphs.at.x + item->u.glyphs.run.width <= pages.at[p].width);
        }
    for (size_t i = 1; i < pages.tag_count; i++)
        assert_true(pages.tags[i].parent < i);
}

static void equal_documents_give_equal_pages(void **state)
{
    (void)state;
    add_table(add_section("Usage"), 80);
    struct strbuf one = {0}, two = {0};
    struct pages  pages = lay_out();
    pages_dump(&pages, &one);
    pages = lay_out();
    pages_dump(&pages, &two);
    assert_string_equal(one.at, two.at);
    strbuf_release(&one);
    strbuf_release(&two);
}

static void a_table_that_crosses_a_page_repeats_its_head_as_an_artifact(void **state)
{
    (void)state;
    add_table(add_section("Annexe"), 90);
    struct pages pages = lay_out();
    assert_true(pages.count >= 3);
    assert_int_equal(page_of(&pages, "Compte", false, 0, NULL), 0);
    assert_int_equal(page_of(&pages, "Compte", false, 1, NULL), -1);
    assert_int_equal(page_of(&pages, "suite", true, 1, NULL), 1);
    assert_int_equal(page_of(&pages, "Compte", true, 2, NULL), 2);
    size_t tables = 0, heads = 0;
    for (size_t i = 0; i < pages.tag_count; i++) {
        tables += pages.tags[i].role == TAG_TABLE;
        heads += pages.tags[i].role == TAG_TABLE_HEAD;
    }
    assert_int_equal(tables, 1);
    assert_int_equal(heads, 1);
}

static void no_row_stands_alone_and_no_heading_ends_a_page(void **state)
{
    (void)state;
    for (size_t before = 20; before < 40; before++) {
        struct arena_mark mark = arena_mark(report);
        doc = doc_new(report);
        doc->language = "fr";
        doc->as_of = DATE_NONE;
        add_paragraphs(add_section("Avant"), before);
        add_table(add_section("Tableau"), 14);
        struct pages pages = lay_out();
        int heading = page_of(&pages, "Tableau", false, 0, NULL), first = page_of(&pages, "ligne 0", false, 0, NULL);
        assert_int_equal(heading, first);
        assert_int_equal(page_of(&pages, "ligne 1", false, 0, NULL), first);
        assert_int_equal(page_of(&pages, "ligne 12", false, 0, NULL), page_of(&pages, "ligne 13", false, 0, NULL));
        arena_reset(report, mark);
    }
}

static void a_row_of_seven_lines_is_never_split_and_one_taller_than_a_page_is(void **state)
{
    (void)state;
    struct strbuf text = {0};
    for (size_t i = 0; i < 1200; i++)
        strbuf_adds(&text, "mot de verbatim ");
    struct doc_table *table = add_table(add_section("Verbatims"), 3);
    table->rows[1].cells[0].value = value_text(strbuf_str(&text));
    struct pages pages = lay_out();
    assert_true(pages.count >= 2);
    assert_true(page_of(&pages, "ligne 2", false, 0, NULL) >= 1);
    for (size_t p = 0; p < pages.count; p++)
        for (size_t i = 0; i < pages.at[p].item_count; i++)
            if (pages.at[p].items[i].kind == ITEM_GLYPHS)
                assert_true(pages.at[p].items[i].u.glyphs.at.y < pages.at[p].height - MPT_MM(8));
    strbuf_release(&text);
}

static void text_taller_than_a_page_goes_on_whatever_block_it_is_in(void **state)
{
    (void)state;
    struct strbuf text = {0};
    for (size_t i = 0; i < 3000; i++)
        strbuf_adds(&text, "mot de verbatim ");
    strbuf_adds(&text, "fin");
    struct doc_node *section = add_section("Verbatims");
    add(section, DOC_QUOTE)->u.quote.text = doc_text_from(report, strbuf_str(&text));
    struct doc_node *callout = add(section, DOC_CALLOUT);
    callout->u.callout.title = STR("À décider");
    add_paragraph(callout, text.at);
    struct pages pages = lay_out();
    size_t       words = 0;
    for (size_t p = 0; p < pages.count; p++)
        for (size_t i = 0; i < pages.at[p].item_count; i++) {
            const struct page_item *item = &pages.at[p].items[i];
            if (item->kind != ITEM_GLYPHS || item->tag == TAG_ARTIFACT) continue;
            assert_true(item->u.glyphs.at.y <= pages.at[p].height - theme.margin_bottom);
            for (str rest = item->u.glyphs.run.text; rest.len > 0;)
                words += str_is(str_cut(rest, ' ', &rest), "verbatim");
        }
    assert_int_equal(words, 6000);
    strbuf_release(&text);
}

static void contents_give_the_page_a_section_is_on_and_link_to_it(void **state)
{
    (void)state;
    struct doc_node *opening = add(doc->root, DOC_OPENING);
    add_paragraphs(opening, 20);
    add(opening, DOC_TOC);
    static const char *const titles[] = {"Premier", "Deuxième", "Troisième"};
    for (size_t i = 0; i < 3; i++)
        add_paragraphs(add_section(titles[i]), 25);
    struct pages pages = lay_out();
    assert_int_equal(pages.at[0].link_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct page_link *link = &pages.at[0].links[i];
        assert_int_equal(pages.tags[link->tag].role, TAG_LINK);
        size_t target = SIZE_MAX;
        for (size_t j = 0; j < pages.anchor_count; j++)
            if (str_equal(pages.anchors[j].name, link->anchor)) target = pages.anchors[j].page;
        int page = page_of(&pages, titles[i], false, 1, NULL);
        assert_int_equal(page, target);
        assert_int_equal(pages.outline[i].page, target);
        str  number = arena_printf(report, "%zu", target + 1);
        bool is_printed = false;
        for (size_t j = 0; j < pages.at[0].item_count; j++) {
            const struct page_item *item = &pages.at[0].items[j];
            is_printed |=
                item->kind == ITEM_GLYPHS && item->tag == link->tag && str_equal(item->u.glyphs.run.text, number);
        }
        assert_true(is_printed);
    }
    mpt y = 0;
    assert_int_equal(page_of(&pages, "Sommaire", false, 0, &y), 0);
    assert_true(y > pages.at[0].height / 2);
}

static void contents_leave_no_hole_above_them(void **state)
{
    (void)state;
    struct doc_node *opening = add(doc->root, DOC_OPENING);
    add_paragraph(opening, "L’essentiel");
    add(opening, DOC_TOC);
    add_paragraphs(add_section("Premier"), 5);
    struct pages pages = lay_out();
    mpt          y = 0;
    assert_int_equal(pages.count, 1);
    assert_int_equal(page_of(&pages, "Sommaire", false, 0, &y), 0);
    assert_true(y < pages.at[0].height / 2);
}

static void contents_without_room_on_page_one_leave_no_empty_page(void **state)
{
    (void)state;
    struct doc_node *opening = add(doc->root, DOC_OPENING);
    add_paragraphs(opening, 32);
    add(opening, DOC_TOC);
    add_paragraphs(add_section("Premier"), 5);
    add_paragraphs(add_section("Second"), 5);
    struct pages pages = lay_out();
    assert_int_equal(pages.count, 2);
    assert_int_equal(page_of(&pages, "Sommaire", false, 0, NULL), 1);
    assert_int_equal(page_of(&pages, "Second", false, 1, NULL), 1);
}

static void figures_of_a_column_stand_on_their_decimal_mark(void **state)
{
    (void)state;
    struct doc_table *table = add_table(add_section("Chiffres"), 2);
    table->columns[1].unit = STR_NONE;
    table->rows[0].cells[1].value = value_number(UNIT_DECIMAL, exact_from_ratio(report, 43, 10));
    table->rows[1].cells[1].value = value_number(UNIT_COUNT, exact_from_int(report, 1234));
    struct pages pages = lay_out();
    mpt          whole = 0, decimal = 0;
    for (size_t i = 0; i < pages.at[0].item_count; i++) {
        const struct page_item *item = &pages.at[0].items[i];
        if (item->kind != ITEM_GLYPHS) continue;
        const struct glyph_run *run_ = &item->u.glyphs.run;
        if (str_ends(run_->text, "234")) whole = item->u.glyphs.at.x + run_->width;
        if (str_is(run_->text, "4,3"))
            decimal =
                item->u.glyphs.at.x + (mpt)((int64_t)run_->glyphs[0].advance * run_->size / run_->font->units_per_em);
    }
    assert_true(whole > 0 && decimal > 0);
    assert_in_range(whole - decimal + 50, 0, 100);
}

static void a_wide_table_turns_its_page_and_what_follows_turns_back(void **state)
{
    (void)state;
    add_paragraphs(add_section("Avant"), 4);
    add_table(add_section("Large"), 4)->is_wide = true;
    add_paragraphs(add_section("Après"), 2);
    struct pages pages = lay_out();
    assert_int_equal(pages.count, 3);
    assert_true(pages.at[1].width > pages.at[1].height);
    assert_int_equal(page_of(&pages, "Large", false, 0, NULL), 1);
    assert_true(pages.at[2].width < pages.at[2].height);
}

static void add_facts(struct doc_node *parent, const char *title, const char *value)
{
    struct doc_node *heading = add(parent, DOC_PARAGRAPH);
    heading->u.paragraph.role = PARAGRAPH_SUBHEADING;
    heading->u.paragraph.text = doc_text_from(report, str_from(title));
    struct doc_facts *facts = &add(parent, DOC_FACTS)->u.facts;
    facts->head[0] = STR("Élément");
    facts->head[1] = STR("Détail");
    facts->count = 1;
    facts->labels = ARENA_ARRAY(report, struct doc_text, 1);
    facts->labels[0] = doc_text_from(report, STR("Canal"));
    facts->values = ARENA_ARRAY(report, struct doc_cell, 1);
    facts->values[0].value = value_text(str_from(value));
}

/* The first run that begins with `text`, whatever its page. */
static const struct page_item *item_of(const struct pages *pages, const char *text)
{
    for (size_t p = 0; p < pages->count; p++)
        for (size_t i = 0; i < pages->at[p].item_count; i++) {
            const struct page_item *item = &pages->at[p].items[i];
            if (item->kind == ITEM_GLYPHS && str_starts(item->u.glyphs.run.text, text)) return item;
        }
    return NULL;
}

static struct point place_of(const struct pages *pages, const char *text)
{
    const struct page_item *item = item_of(pages, text);
    assert_non_null(item);
    return item->u.glyphs.at;
}

static void key_value_tables_of_one_kind_stand_side_by_side(void **state)
{
    (void)state;
    struct doc_node *section = add_section("Séquence");
    add_facts(section, "Premier", "Email");
    add_facts(section, "Deuxième", "In-app");
    add_facts(section, "Troisième", "Push");
    struct pages pages = lay_out();
    struct point first = place_of(&pages, "Email"), second = place_of(&pages, "In-app"),
                 third = place_of(&pages, "Push");
    assert_int_equal(first.y, second.y);
    assert_true(second.x - first.x > MPT_MM(80));
    assert_true(third.y > first.y && third.x == first.x); /* in the same column, no wider than those above it */
}

/* The look of slides for one document; `theme` is that of paper again after. */
static struct pages lay_out_slides(void)
{
    struct theme paper = theme;
    assert_int_equal(theme_load(PROJECT_ROOT "/templates/themes/slides.yaml", COLOR_NONE, report, &diag, &theme), RC_OK);
    struct pages pages = lay_out();
    theme = paper;
    return pages;
}

static mpt size_of(const struct pages *pages, const char *text)
{
    const struct page_item *item = item_of(pages, text);
    assert_non_null(item);
    return item->u.glyphs.run.size;
}

static void a_slide_with_room_is_set_larger_under_a_heading_of_one_size(void **state)
{
    (void)state;
    add_paragraphs(add_section("Aérée"), 1);
    struct doc_node *full = add_section("Pleine");
    for (size_t i = 0; i < 13; i++)
        add_paragraph(full, "Ligne.");
    struct pages pages = lay_out_slides();
    assert_int_equal(pages.count, 3);
    assert_true(size_of(&pages, "Une phrase") > size_of(&pages, "Ligne."));
    assert_in_range(size_of(&pages, "Aérée") - size_of(&pages, "Pleine") + 20, 0, 40);
}

static void narrow_tables_stand_side_by_side_on_a_slide(void **state)
{
    (void)state;
    struct doc_node *section = add_section("Deux tables");
    add_table(section, 4)->columns[0].title = STR("Gauche");
    add_table(section, 5)->columns[0].title = STR("Droite");
    struct pages paper = lay_out(), slides = lay_out_slides();
    assert_true(place_of(&paper, "Gauche").y < place_of(&paper, "Droite").y);
    assert_int_equal(place_of(&slides, "Gauche").y, place_of(&slides, "Droite").y);
}

static void tables_of_very_unequal_height_follow_one_another_on_slides(void **state)
{
    (void)state;
    struct doc_node *section = add_section("Deux tables");
    add_table(section, 1)->columns[0].title = STR("Gauche");
    add_table(section, 8)->columns[0].title = STR("Droite");
    struct pages slides = lay_out_slides();
    assert_true(place_of(&slides, "Gauche").y < place_of(&slides, "Droite").y);
}

static void slides_of_ten_thousand_rows_stay_within_their_memory(void **state)
{
    (void)state;
    add_table(add_section("Annexe"), 10000);
    struct pages pages = lay_out_slides();
    assert_true(pages.count > 500);
    assert_true(arena_held(report) < (size_t)300 * 1024 * 1024);
}

static void internal_edition_says_so_on_each_page_and_the_other_never(void **state)
{
    (void)state;
    add_table(add_section("Annexe"), 60);
    doc->has_editions = true;
    struct pages pages = lay_out();
    assert_int_equal(page_of(&pages, "Usage interne", true, 0, NULL), -1);
    doc->edition = EDITION_INTERNAL;
    pages = lay_out();
    for (size_t p = 0; p < pages.count; p++)
        assert_int_equal(page_of(&pages, "Usage interne", true, (int)p, NULL), p);
}

static void attached_text_never_becomes_a_formula(void **state)
{
    (void)state;
    struct doc_table *table = add_table(add_section("Données"), 2);
    table->rows[0].cells[0].value = value_text(STR("=HYPERLINK(\"x\")"));
    table->rows[1].cells[0].value = value_missing(STR("absent"));
    table->rows[1].cells[1].value = value_number(UNIT_PERCENT, exact_from_ratio(report, 107, 100));
    struct doc_dataset dataset = {.name = STR("comptes"), .title = STR("Comptes"), .table = *table};
    doc->datasets = &dataset;
    doc->dataset_count = 1;
    struct pages pages = lay_out();
    assert_int_equal(pages.attachment_count, 1);
    assert_true(str_is(pages.attachments[0].name, "comptes.csv"));
    assert_true(str_is(pages.attachments[0].bytes, "compte,mrr\r\n\"'=HYPERLINK(\"\"x\"\")\",0\r\n,1.07\r\n"));
    doc->dataset_count = 0;
}

static void ten_thousand_rows_stay_within_their_memory(void **state)
{
    (void)state;
    add_table(add_section("Annexe"), 10000);
    struct pages pages = lay_out();
    assert_true(pages.count > 200);
    assert_true(arena_held(report) < (size_t)100 * 1024 * 1024);
}

static void an_empty_document_is_one_page_with_its_title(void **state)
{
    (void)state;
    struct pages pages = lay_out();
    assert_int_equal(pages.count, 1);
    assert_int_equal(page_of(&pages, "Maison Verdier", false, 0, NULL), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_report, close_report)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_item_is_an_artifact_or_has_its_element),
        CASE(equal_documents_give_equal_pages),
        CASE(a_table_that_crosses_a_page_repeats_its_head_as_an_artifact),
        CASE(no_row_stands_alone_and_no_heading_ends_a_page),
        CASE(a_row_of_seven_lines_is_never_split_and_one_taller_than_a_page_is),
        CASE(text_taller_than_a_page_goes_on_whatever_block_it_is_in),
        CASE(contents_give_the_page_a_section_is_on_and_link_to_it),
        CASE(contents_leave_no_hole_above_them),
        CASE(contents_without_room_on_page_one_leave_no_empty_page),
        CASE(figures_of_a_column_stand_on_their_decimal_mark),
        CASE(a_wide_table_turns_its_page_and_what_follows_turns_back),
        CASE(key_value_tables_of_one_kind_stand_side_by_side),
        CASE(a_slide_with_room_is_set_larger_under_a_heading_of_one_size),
        CASE(narrow_tables_stand_side_by_side_on_a_slide),
        CASE(tables_of_very_unequal_height_follow_one_another_on_slides),
        CASE(slides_of_ten_thousand_rows_stay_within_their_memory),
        CASE(internal_edition_says_so_on_each_page_and_the_other_never),
        CASE(attached_text_never_becomes_a_formula),
        CASE(ten_thousand_rows_stay_within_their_memory),
        CASE(an_empty_document_is_one_page_with_its_title),
    };
    return cmocka_run_group_tests(tests, open_drawing, close_drawing);
}
