/* SPDX-License-Identifier: MIT */
/* Small templates against a store of three accounts and a catalogue of two metrics, both made here. */
#include "template/template.h"

#include "base/file.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the results this stage reads, over SQLite in memory ---- */

struct results {
    sqlite3 *handle;
};

static const char schema[] =
    "CREATE TABLE accounts(id, name, segment, csm, currency, signed_up_on, churned_on);"
    "INSERT INTO accounts VALUES ('A1', 'Maison l''Étoile', 'PME', 'Zoé', NULL, '2024-03-12', NULL),"
    " ('A2', 'Vide', 'PME', NULL, 'USD', '2026-09-08', NULL);"
    "CREATE TABLE m_group(account_id, nps, margin); CREATE TABLE m(account_id, nps, margin); INSERT INTO m VALUES ('A1', 45, 12.5), ('A2', NULL, NULL);"
    "CREATE TABLE fact(account, title, amount, share, day, code, secret);"
    "INSERT INTO fact VALUES ('A1', 'Un', 1070000000, '9/20', '2026-08-01', 'ok', 0), ('A1', 'Deux', NULL, '1/0', NULL, 'other', 1);";

static str cell_text(struct arena *arena, sqlite3_stmt *row, int i)
{
    return arena_str(arena, (str){(const char *)sqlite3_column_text(row, i), (size_t)sqlite3_column_bytes(row, i)});
}

static struct value cell(struct arena *arena, sqlite3_stmt *row, int i)
{
    if (sqlite3_column_type(row, i) == SQLITE_NULL) return (struct value){0};
    if (sqlite3_column_type(row, i) == SQLITE_TEXT) return value_text(cell_text(arena, row, i));
    return value_number(UNIT_DECIMAL, exact_from_int(arena, sqlite3_column_int64(row, i)));
}

enum rc results_query(struct results *results, struct arena *arena, str sql, const struct query_bindings *bindings, struct diag *diag,
                      struct span span, struct query_rows *out)
{
    sqlite3_stmt *row;
    *out = (struct query_rows){0};
    if (sqlite3_prepare_v2(results->handle, sql.ptr, (int)sql.len, &row, NULL) != SQLITE_OK) {
        diag_add(diag, DIAG_VALUE_WRONG, span, STR_ARG(sql), sqlite3_errmsg(results->handle));
        return RC_INVALID;
    }
    sqlite3_bind_text(row, sqlite3_bind_parameter_index(row, ":account"), bindings->account.ptr, (int)bindings->account.len, SQLITE_STATIC);
    out->column_count = (size_t)sqlite3_column_count(row);
    out->columns = ARENA_ARRAY(arena, struct query_column, out->column_count);
    for (size_t i = 0; i < out->column_count; i++) out->columns[i].name = arena_str(arena, str_from(sqlite3_column_name(row, (int)i)));
    out->cells = ARENA_ARRAY(arena, struct value, 100);
    while (sqlite3_step(row) == SQLITE_ROW) {
        for (size_t i = 0; i < out->column_count; i++) out->cells[out->row_count * out->column_count + i] = cell(arena, row, (int)i);
        out->row_count++;
    }
    sqlite3_finalize(row);
    return RC_OK;
}

enum rc results_metric(struct results *results, struct arena *arena, str metric, str subject, str period, struct metric_result *out)
{
    (void)results, (void)period;
    *out = (struct metric_result){.n = -1};
    if (!str_is(metric, "nps") && !str_is(metric, "margin")) return RC_MISSING;
    out->value = value_missing(STR("no-answers"));
    if (!str_is(subject, "A1")) return RC_OK;
    out->value = value_number(str_is(metric, "nps") ? UNIT_NPS : UNIT_PERCENT, exact_from_int(arena, 45));
    out->change = value_number(UNIT_NPS, exact_from_int(arena, 8));
    out->trend = RESULT_UP;
    out->trend_tone = TONE_GOOD;
    out->band = STR("good");
    out->n = 12;
    return RC_OK;
}

enum rc results_info(struct results *results, str metric, const char *language, struct metric_info *out)
{
    (void)results, (void)language;
    *out = (struct metric_info){.id = metric, .label = metric, .formula = STR("answers"), .unit = UNIT_NPS, .is_internal = str_is(metric, "margin")};
    return RC_OK;
}

enum rc results_inputs(struct results *results, struct arena *arena, str metric, str subject, str period, const char *language,
                       struct metric_input **out, size_t *count, str *formula)
{
    (void)results, (void)metric, (void)subject, (void)period, (void)language;
    *out = ARENA_NEW(arena, struct metric_input);
    *count = 1;
    (*out)[0] = (struct metric_input){STR("answers"), STR("Réponses"), value_count(arena, 12)};
    *formula = STR_NONE;
    return RC_OK;
}

str results_band_word(struct results *results, str metric, str band, const char *language)
{
    (void)results, (void)metric, (void)language;
    return str_is(band, "good") ? STR("Bon") : STR_NONE;
}

str results_word(struct results *results, str id, const char *language)
{
    (void)results, (void)language;
    return str_is(id, "no-answers") ? STR("aucune réponse") : id;
}

/* ---- the fixture ---- */

struct fixture {
    struct arena  *arena;
    struct diag    diag;
    struct locale *fr;
    struct results results;
    char           folder[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    diag_init(&f->diag, f->arena);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "fr", &f->diag, &f->fr), RC_OK);
    assert_int_equal(sqlite3_open(":memory:", &f->results.handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(f->results.handle, schema, NULL, NULL, NULL), SQLITE_OK);
    strcpy(f->folder, "/tmp/template_test.XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    assert_int_equal(file_make_folders(file_join(f->arena, f->folder, "documents/parts"), &f->diag), RC_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char            command[128];
    snprintf(command, sizeof command, "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    sqlite3_close(f->results.handle);
    locale_close(f->fr);
    arena_free(f->arena);
    free(f);
    return 0;
}

static void write_file(struct fixture *f, const char *name, const char *text)
{
    assert_int_equal(file_write(file_join(f->arena, f->folder, name), str_from(text), &f->diag), RC_OK);
}

static enum rc load(struct fixture *f, const char *text, struct template **out)
{
    write_file(f, "documents/t.yaml", text);
    return template_load(f->arena, NULL, f->folder, STR("t"), &f->diag, out);
}

/* The dump of one account's document of a template that is right. */
static const char *build(struct fixture *f, const char *text, const char *account, enum edition edition)
{
    struct template                *template = NULL;
    struct template_run            *run = NULL;
    struct doc                     *doc = NULL;
    struct strbuf                   out = {0};
    date                            as_of = date_from_civil(2026, 9, 30);
    const struct template_options options = {.results = &f->results, .period = period_containing(PERIOD_QUARTER, as_of, 1), .fiscal_start = 1,
                                             .as_of = as_of, .vendor = STR("Lumeo"), .currency = "EUR", .notes = f->folder};
    enum rc rc = load(f, text, &template);
    if (rc == RC_OK) rc = template_open(template, &options, &f->diag, &run);
    const struct template_subject subject = {str_from(account), STR("Lumeo"), STR("t.pdf")};
    if (rc == RC_OK) rc = template_build(run, &subject, edition, f->fr, f->arena, &f->diag, &doc);
    if (rc != RC_OK) {
        diag_render(&f->diag, &out);
        fail_msg("%s", out.at ? out.at : "no document");
    }
    doc_dump(doc, &out);
    template_close(run);
    const char *dump = arena_cstr(f->arena, strbuf_str(&out));
    strbuf_release(&out);
    return dump;
}

#define HEAD "kind: t\ntitle: Revue\n"
#define SECTION HEAD "sections:\n  - section:\n      title: Un\n      blocks:\n"

static void assert_has(const char *dump, const char *part)
{
    if (!strstr(dump, part)) fail_msg("« %s » is not in\n%s", part, dump);
}

static void assert_lacks(const char *dump, const char *part)
{
    if (strstr(dump, part)) fail_msg("« %s » is in\n%s", part, dump);
}

/* ---- texts ---- */

static void texts_take_values_filters_and_french_spaces(void **state)
{
    const char *dump = build(*state,
                             SECTION "        - text: \"C'est **{{ account.name }}** : {{ metric.nps }} ! ({{ metric.nps.n | plural('réponse', 'réponses') }})\"\n"
                                     "        - text: \"{{ document.as_of | long_date }}, {{ period.label }}, {{ account.tenure }}, {{ account.csm | upper_first }}\"\n"
                                     "        - text: \"{{ metric.nps.band | lower_first }} {{ metric.nps.change | signed }} {{ account.industry | default('rien') }}\"\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "\"C’est \" strong \"Maison l'Étoile\" \"\u00A0: 45\u202F! (12\u00A0réponses)\"");
    assert_has(dump, "\"30 septembre 2026, T3\u00A02026, 2\u00A0ans et 6\u00A0mois, Zoé\"");
    assert_has(dump, "\"bon +8 rien\"");
}

static void the_first_variant_that_holds_speaks(void **state)
{
    static const char text[] = SECTION "        - text: [{when: m.nps > 50, text: haut}, {when: m.nps > 30, text: moyen}, {text: inconnu}]\n"
                                       "        - text: [{trend: {nps: up}, text: monte}]\n"
                                       "        - text: [{lacks: metric.nps, text: sans}, {has: metric.nps, text: avec}]\n";
    const char *known = build(*state, text, "A1", EDITION_CLIENT), *unknown = build(*state, text, "A2", EDITION_CLIENT);
    assert_has(known, "\"moyen\"");
    assert_has(known, "\"monte\"");
    assert_has(known, "\"avec\"");
    assert_has(unknown, "\"inconnu\"");
    assert_lacks(unknown, "monte");
    assert_has(unknown, "\"sans\"");
}

static void sentences_join_what_there_is_to_say(void **state)
{
    const char *dump = build(*state, SECTION "        - sentences: [\"Un.\", {when: \"0\", text: \"Jamais.\"}, \"Deux.\"]\n", "A1", EDITION_CLIENT);
    assert_has(dump, "paragraph \"Un.\" \" \" \"Deux.\"");
}

/* ---- rows ---- */

#define FACTS "data:\n  facts:\n    query: SELECT title, amount, share, day, code, secret AS _internal FROM fact WHERE account = :account ORDER BY title DESC\n" \
              "    as: {amount: money, share: percent, day: date}\n"
#define TABLE "        - table:\n            from: facts\n            columns:\n" \
              "              - {key: title, title: Titre, row_header: true}\n              - {key: amount, title: Montant}\n" \
              "              - {key: share, title: Part, look: progress}\n              - {key: day, title: Jour}\n" \
              "              - {key: code, title: État, look: status, words: {ok: {fr: Bien, en: Fine, tone: good}}}\n" \
              "          heading: Faits\n          id: faits\n          empty: {fr: \"rien n'est exporté\", en: \"nothing\"}\n"

static void cells_keep_their_types(void **state)
{
    const char *dump = build(*state, HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n" TABLE, "A1", EDITION_INTERNAL);
    assert_has(dump, "head amount title=\"Montant\" unit=\"€\"");
    assert_has(dump, "row text \"Un\" | money 107000 EUR | progress percent 9/20 | date 2026-08-01 | status text \"Bien\" good");
    assert_has(dump, "row text \"Deux\" | missing | n/a | empty | status text \"other\"");
    assert_has(dump, "dataset faits title=\"Faits\"");
}

static void a_figure_takes_the_unit_of_its_rows_metric(void **state)
{
    const char *dump = build(*state,
                             HEAD "data:\n  goals:\n    query: SELECT 'nps' AS metric, '-9/2' AS reached, 45 AS wanted ORDER BY 1\n    as: {reached: figure}\n"
                                  "sections:\n  - section:\n      title: Un\n      blocks:\n        - table:\n            from: goals\n            columns:\n"
                                  "              - {key: reached, title: Atteint}\n              - {key: wanted, title: Voulu}\n          id: buts\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "row nps -9/2 | count 45");
}

static void internal_rows_stay_out_of_the_client_edition(void **state)
{
    const char *dump = build(*state, HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n" TABLE, "A1", EDITION_CLIENT);
    assert_has(dump, "text \"Un\"");
    assert_lacks(dump, "Deux");
}

static void no_rows_say_so_and_why(void **state)
{
    const char *dump = build(*state, HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n        - text: Avant\n" TABLE, "A2", EDITION_CLIENT);
    assert_has(dump, "paragraph subheading \"Faits\"\n    paragraph empty \"Aucune donnée pour cette période\u00A0: rien n’est exporté.\"");
    dump = build(*state, HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n" TABLE, "A2", EDITION_CLIENT);
    assert_has(dump, "title=\"Un\"\n    paragraph empty \"Aucune donnée pour cette période\u00A0: rien n’est exporté.\"");
    assert_lacks(dump, "subheading");
}

static void written_rows_take_metrics_and_trends(void **state)
{
    const char *dump = build(*state,
                             SECTION "        - table:\n            columns: [{key: a, title: A}, {key: b, title: B, look: trend}]\n"
                                     "            rows: [{cells: {a: \"{{ metric.nps }}\", b: \"{{ metric.nps }}\"}}]\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "row nps 45 | trend up nps 8 signed good");
    assert_has(dump, "calculation nps label=\"nps\" formula=\"answers\" nps 45 band=\"Bon\"");
    assert_has(dump, "input answers label=\"Réponses\" count 12");
}

static void lists_and_quotes_repeat_for_each_row(void **state)
{
    const char *dump = build(*state,
                             HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n"
                                        "        - list: {from: facts, ordered: true, text: \"{{ row.title }} {{ row.share }}\"}\n"
                                        "        - quote: {from: facts, text: \"{{ row.title }}\", source: \"{{ row.day }}\"}\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "list ordered\n      item number \"Un 45\u202F%\"");
    assert_has(dump, "quote \"Un\" source=\"01/08/2026\"");
}

static void a_chart_has_title_figures_and_alternative_text(void **state)
{
    const char *dump = build(*state,
                             HEAD FACTS "sections:\n  - section:\n      title: Un\n      blocks:\n"
                                        "        - chart: {kind: bar, title: Parts, unit: percent, from: facts, category: title, series: [{key: share, name: Part}, {key: amount, name: M}]}\n"
                                        "          id: parts\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "chart id=\"parts\" bar percent EUR title=\"Parts\" alt=");
    assert_has(dump, "point text \"Un\" | percent 9/20 | money 107000 EUR");
    assert_has(dump, "dataset parts");
}

static void columns_of_which_one_is_empty_give_their_room(void **state)
{
    const char *dump = build(*state, SECTION "        - columns:\n            - {weight: 6, blocks: [{text: gauche}]}\n            - {weight: 6, blocks: [{text: [{when: \"0\", text: x}]}]}\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "title=\"Un\"\n    paragraph \"gauche\"");
    assert_lacks(dump, "columns");
}

/* ---- editions and notes ---- */

static void internal_things_stay_out_of_the_client_edition(void **state)
{
    static const char text[] = SECTION "        - text: public\n        - {text: secret, audience: internal}\n"
                                       "        - tiles: [{metric: nps, label: NPS}, {metric: margin, label: Marge}]\n"
                                       "  - {section: {title: Interne, blocks: [{text: canari}]}, audience: internal}\n";
    const char *client = build(*state, text, "A1", EDITION_CLIENT), *internal = build(*state, text, "A1", EDITION_INTERNAL);
    assert_lacks(client, "secret");
    assert_lacks(client, "canari");
    assert_lacks(client, "margin");
    assert_lacks(client, "Marge");
    assert_has(internal, "secret");
    assert_has(internal, "canari");
    assert_has(internal, "calculation margin");
}

static void a_note_wins_over_the_generated_sentence(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(file_make_folders(file_join(f->arena, f->folder, "A1"), &f->diag), RC_OK);
    write_file(f, "A1/mot.md", "Un client\n**fidèle**.\n\n- un point\n- deux\n");
    const char *dump = build(f, SECTION "        - text: engendré\n          note: mot\n", "A1", EDITION_CLIENT);
    assert_has(dump, "paragraph \"Un client \" strong \"fidèle\" \".\"\n    list\n      item \"un point\"\n      item \"deux\"");
    assert_lacks(dump, "engendré");
    assert_has(build(f, SECTION "        - text: engendré\n          note: mot\n", "A2", EDITION_CLIENT), "engendré");
}

/* ---- mistakes ---- */

static void every_mistake_is_reported_with_the_nearest(void **state)
{
    struct fixture  *f = *state;
    struct template *template = NULL;
    struct strbuf    out = {0};
    assert_int_equal(load(f,
                          SECTION "        - tabel: {}\n        - text: \"{{ acount.name }} {{ metric.nps | precent }} {{ account.nam }}\"\n"
                                  "        - text: {fr: seul}\n        - text: a\n          wen: \"1\"\n        - table: {from: nowhere, columns: [{key: a}]}\n"
                                  "        - text: [{when: \"x = :account\", text: b}]\n",
                          &template),
                     RC_INVALID);
    diag_render(&f->diag, &out);
    assert_has(out.at, "t.yaml:7:11: error: unknown block 'tabel'");
    assert_has(out.at, "did you mean");
    assert_has(out.at, "t.yaml:8:21: error: 'acount.name' names nothing");
    assert_has(out.at, "unknown filter 'precent'");
    assert_has(out.at, "'account.nam' names nothing");
    assert_has(out.at, "no wording for language 'en'");
    assert_has(out.at, "'wen'");
    assert_has(out.at, "'nowhere' is not a name under 'data'");
    assert_has(out.at, "cannot use ':account'");
    strbuf_release(&out);
}

static void a_part_takes_the_place_of_its_include(void **state)
{
    write_file(*state, "documents/parts/bout.yaml", "- text: inclus\n");
    assert_has(build(*state, SECTION "        - include: bout\n", "A1", EDITION_CLIENT), "paragraph \"inclus\"");
}

static void a_part_that_includes_itself_ends(void **state)
{
    struct fixture  *f = *state;
    struct template *template = NULL;
    write_file(f, "documents/parts/boucle.yaml", "- include: boucle\n");
    assert_int_equal(load(f, SECTION "        - include: boucle\n", &template), RC_INVALID);
}

static void a_wrong_condition_is_reported_where_it_stands(void **state)
{
    struct fixture       *f = *state;
    struct template      *template = NULL;
    struct template_run  *run = NULL;
    struct strbuf         out = {0};
    const struct template_options options = {.results = &f->results, .fiscal_start = 1, .currency = "EUR",
                                             .period = period_containing(PERIOD_QUARTER, date_from_civil(2026, 9, 30), 1)};
    assert_int_equal(load(f, SECTION "        - text: [{when: m.npss > 3, text: a}, {when: m.nps > 3, text: b}]\n", &template), RC_OK);
    assert_int_not_equal(template_open(template, &options, &f->diag, &run), RC_OK);
    diag_render(&f->diag, &out);
    assert_has(out.at, "t.yaml:7:25: error:");
    assert_int_equal(f->diag.errors, 1);
    strbuf_release(&out);
}

static void an_unknown_account_or_kind_is_missing(void **state)
{
    struct fixture  *f = *state;
    struct template *template = NULL;
    assert_int_equal(template_load(f->arena, NULL, f->folder, STR("../t"), &f->diag, &template), RC_MISSING);
    assert_int_equal(template_load(f->arena, NULL, f->folder, STR("none"), &f->diag, &template), RC_MISSING);
    assert_int_equal(f->diag.errors, 2);
}

static void the_shipped_review_is_right(void **state)
{
    struct fixture  *f = *state;
    struct template *template = NULL;
    struct strbuf    out = {0};
    if (template_load(f->arena, NULL, PROJECT_ROOT "/templates", STR("qbr"), &f->diag, &template) == RC_OK) return;
    diag_render(&f->diag, &out);
    fail_msg("%s", out.at);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(texts_take_values_filters_and_french_spaces),
        TEST(the_first_variant_that_holds_speaks),
        TEST(sentences_join_what_there_is_to_say),
        TEST(cells_keep_their_types),
        TEST(a_figure_takes_the_unit_of_its_rows_metric),
        TEST(internal_rows_stay_out_of_the_client_edition),
        TEST(no_rows_say_so_and_why),
        TEST(written_rows_take_metrics_and_trends),
        TEST(lists_and_quotes_repeat_for_each_row),
        TEST(a_chart_has_title_figures_and_alternative_text),
        TEST(columns_of_which_one_is_empty_give_their_room),
        TEST(internal_things_stay_out_of_the_client_edition),
        TEST(a_note_wins_over_the_generated_sentence),
        TEST(every_mistake_is_reported_with_the_nearest),
        TEST(a_part_takes_the_place_of_its_include),
        TEST(a_part_that_includes_itself_ends),
        TEST(a_wrong_condition_is_reported_where_it_stands),
        TEST(an_unknown_account_or_kind_is_missing),
        TEST(the_shipped_review_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
