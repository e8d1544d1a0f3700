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
    "CREATE TABLE segment_name(segment, language, label); CREATE TABLE m_group(account_id, nps, margin); INSERT INTO m_group VALUES ('segment:PME', 45, NULL), ('portfolio', 12, NULL); CREATE TABLE m(account_id, nps, margin); INSERT INTO m VALUES ('A1', 45, 12.5), ('A2', NULL, NULL);"
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

static void bind(sqlite3_stmt *row, const char *name, str text)
{
    sqlite3_bind_text(row, sqlite3_bind_parameter_index(row, name), text.len ? text.ptr : NULL, (int)text.len, SQLITE_STATIC);
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
    bind(row, ":account", bindings->account);
    bind(row, ":subject", bindings->subject);
    bind(row, ":segment", bindings->segment);
    for (size_t i = 0; i < bindings->word_count; i++) bind(row, bindings->words[i].name.ptr, bindings->words[i].text);
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
    struct results results;
    char           folder[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    diag_init(&f->diag, f->arena);
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

/* Whom a document is about, in which language, and what its program says. */
struct wish {
    const char *account, *name, *narrative, *language;
    enum edition edition;
};

/* A-1 has a document of each edition, nobody else any. */
static str find_document(void *context, str account, str from, enum edition edition, struct arena *arena)
{
    (void)context;
    if (!str_is(account, "A1")) return STR_NONE;
    return arena_printf(arena, "./A1-%s.pdf?from=%.*s", edition == EDITION_CLIENT ? "client" : "internal", STR_ARG(from));
}

static const struct yaml_node *narrative_of(struct fixture *f, const char *text)
{
    const struct yaml_node *root = NULL;
    if (text) assert_int_equal(yaml_parse(f->arena, file_source(f->arena, "p.yaml", str_from(text)), &f->diag, &root), RC_OK);
    return root;
}

/* The dump of one document of a template that is right. */
static const char *build_as(struct fixture *f, const char *text, const struct wish *wish)
{
    struct template                *template = NULL;
    struct template_run            *run = NULL;
    struct doc                     *doc = NULL;
    struct locale                  *locale = NULL;
    struct strbuf                   out = {0};
    date                            as_of = date_from_civil(2026, 9, 30);
    const struct template_options options = {.results = &f->results, .period = period_containing(PERIOD_QUARTER, as_of, 1), .fiscal_start = 1,
                                             .as_of = as_of, .vendor = STR("Lumeo"), .currency = "EUR", .notes = f->folder,
                                             .narrative = narrative_of(f, wish->narrative), .find_document = find_document};
    enum rc rc = load(f, text, &template);
    if (rc == RC_OK) rc = template_open(template, &options, &f->diag, &run);
    if (rc == RC_OK) rc = locale_open(PROJECT_ROOT "/templates/locales", wish->language ? wish->language : "fr", &f->diag, &locale);
    const struct template_subject subject = {str_from(wish->account), str_from(wish->name ? wish->name : "Lumeo"), STR("t.pdf")};
    if (rc == RC_OK) rc = template_build(run, &subject, wish->edition, locale, f->arena, &f->diag, &doc);
    if (rc != RC_OK) {
        diag_render(&f->diag, &out);
        fail_msg("%s", out.at ? out.at : "no document");
    }
    doc_dump(doc, &out);
    template_close(run);
    locale_close(locale);
    const char *dump = arena_cstr(f->arena, strbuf_str(&out));
    strbuf_release(&out);
    return dump;
}

static const char *build(struct fixture *f, const char *text, const char *account, enum edition edition)
{
    return build_as(f, text, &(struct wish){.account = account, .edition = edition});
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
                                     "        - text: \"{{ metric.nps.band | lower_first }} {{ metric.nps.change | signed }} {{ metric.nps | neutral }} {{ account.industry | default('rien') }}\"\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "\"C’est \" strong \"Maison l'Étoile\" \"\u00A0: 45\u202F! (12\u00A0réponses)\"");
    assert_has(dump, "\"30 septembre 2026, T3\u00A02026, 2\u00A0ans et 6\u00A0mois, Zoé\"");
    assert_has(dump, "\"bon +8 45 rien\"");
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

static void a_link_to_a_block_left_out_is_dropped(void **state)
{
    static const char text[] =
        HEAD "data:\n  one: {query: SELECT 'Liste' AS title ORDER BY 1}\n  none: {query: SELECT 1 AS n WHERE 0 ORDER BY 1}\n"
             "sections:\n  - section:\n      title: Un\n      blocks:\n"
             "        - table:\n            from: one\n            columns:\n              - {key: title, title: A, link: \"#ici\"}\n              - {key: other, title: B, value: b, link: \"#absent\"}\n          id: ici\n"
             "        - table: {from: none, columns: [{key: n, title: N}]}\n          id: absent\n          hide_if_empty: true\n";
    const char *dump = build(*state, text, "A1", EDITION_CLIENT);
    assert_has(dump, "href=\"#ici\"");
    assert_lacks(dump, "#absent");
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

/* ---- repetitions ---- */

#define BLOCKS "sections:\n  - section:\n      title: Un\n      blocks:\n"
#define PEOPLE "data:\n  people: {query: SELECT id AS title FROM accounts ORDER BY id}\n" \
               "  facts: {query: SELECT title FROM fact WHERE account = :account ORDER BY title}\n" \
               "  nobody: {query: SELECT 1 AS title WHERE 0 ORDER BY 1}\n"

static void a_repetition_in_another_gives_the_row_back(void **state)
{
    const char *dump = build(*state,
                             HEAD PEOPLE BLOCKS "        - repeat:\n            from: people\n            blocks:\n"
                                                "              - text: \"avant {{ row.title }}\"\n"
                                                "              - repeat: {from: facts, blocks: [{text: \"fait {{ row.title }}\"}]}\n"
                                                "              - list: {from: facts, text: \"point {{ row.title }}\"}\n"
                                                "              - text: \"après {{ row.title }}\"\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "    paragraph \"avant A1\"\n    paragraph \"fait Deux\"\n    paragraph \"fait Un\"\n    list\n      item \"point Deux\"\n"
                     "      item \"point Un\"\n    paragraph \"après A1\"\n    paragraph \"avant A2\"\n");
    assert_has(dump, "\"après A2\"");
}

static void a_repeated_block_asks_its_own_row(void **state)
{
    const char *dump = build(*state,
                             HEAD "data:\n  rows: {query: \"SELECT 'a' AS name, 'oui' AS word UNION ALL SELECT 'b', NULL ORDER BY 1\"}\n" BLOCKS
                                  "        - repeat:\n            from: rows\n            blocks:\n"
                                  "              - {text: \"{{ row.name }} a {{ row.word }}\", has: row.word}\n"
                                  "              - {text: \"{{ row.name }} n'a rien\", lacks: row.word}\n"
                                  "              - text: [{has: row.word, text: \"dit {{ row.name }}\"}, {text: \"tait {{ row.name }}\"}]\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "\"a a oui\"\n    paragraph \"dit a\"\n    paragraph \"b n’a rien\"\n    paragraph \"tait b\"");
}

static void a_repetition_of_nothing_says_why(void **state)
{
    const char *dump = build(*state,
                             HEAD PEOPLE BLOCKS "        - text: Avant\n"
                                                "        - repeat: {from: nobody, blocks: [{text: jamais}]}\n          empty: personne n'est venu\n"
                                                "        - repeat: {from: nobody, blocks: [{text: jamais}]}\n          hide_if_empty: true\n",
                             "A1", EDITION_CLIENT);
    assert_has(dump, "\"Avant\"\n    paragraph empty \"Aucune donnée pour cette période\u00A0: personne n’est venu.\"");
    assert_lacks(dump, "jamais");
}

/* ---- the program's narrative ---- */

#define STEPS "data:\n  steps:\n    narrative: steps\n    columns: [text, owner]\n    query: SELECT 'tiré des exports' AS text, NULL AS owner ORDER BY 1\n"
#define STEP_LIST BLOCKS "        - list: {from: steps, text: \"{{ row.text }} / {{ row.owner | default('-') }}\"}\n"

static const char *steps(struct fixture *f, const char *narrative, const char *account, const char *language)
{
    return build_as(f, HEAD STEPS STEP_LIST, &(struct wish){.account = account, .narrative = narrative, .language = language});
}

static void rows_of_the_narrative_take_the_place_of_the_query(void **state)
{
    assert_has(steps(*state, "steps: [Un pas, {fr: Deux pas, en: Two steps}]", "A1", "fr"), "item \"Un pas / -\"\n      item \"Deux pas / -\"");
    assert_has(steps(*state, "steps: [{text: {fr: Appeler, en: Call}, owner: Zoé}]", "A1", "en"), "item \"Call / Zoé\"");
    assert_has(steps(*state, "steps: [{text: [a, b]}]", "A1", "fr"), "item \"a; b / -\"");
    assert_has(steps(*state, "other: [x]", "A1", "fr"), "item \"tiré des exports / -\"");
    assert_has(steps(*state, NULL, "A1", "fr"), "item \"tiré des exports / -\"");
}

static void a_language_the_narrative_does_not_speak_gets_its_first(void **state)
{
    assert_has(steps(*state, "steps: [{en: Two steps}]", "A1", "fr"), "item \"Two steps / -\"");
}

static void a_key_that_is_no_column_is_a_mistake(void **state)
{
    struct fixture                 *f = *state;
    struct template                *template = NULL;
    struct template_run            *run = NULL;
    struct doc                     *doc = NULL;
    struct locale                  *locale = NULL;
    struct strbuf                   out = {0};
    const struct template_options   options = {.results = &f->results, .as_of = date_from_civil(2026, 9, 30), .fiscal_start = 1, .currency = "EUR",
                                               .period = period_containing(PERIOD_QUARTER, date_from_civil(2026, 9, 30), 1),
                                               .narrative = narrative_of(f, "steps: [{texte: Appeler}]")};
    const struct template_subject   subject = {STR("A1"), STR_NONE, STR("t.pdf")};
    assert_int_equal(load(f, HEAD STEPS STEP_LIST, &template), RC_OK);
    assert_int_equal(template_open(template, &options, &f->diag, &run), RC_OK);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "fr", &f->diag, &locale), RC_OK);
    assert_int_equal(template_build(run, &subject, EDITION_CLIENT, locale, f->arena, &f->diag, &doc), RC_INVALID);
    diag_render(&f->diag, &out);
    assert_has(out.at, "p.yaml:1:10: error:");
    assert_has(out.at, "'text'");
    strbuf_release(&out);
    template_close(run);
    locale_close(locale);
}

static void a_subject_s_own_narrative_comes_first(void **state)
{
    static const char narrative[] = "steps: [pour tous]\nA1: {steps: [à elle], only: sien}\n";
    assert_has(steps(*state, narrative, "A1", "fr"), "item \"à elle / -\"");
    assert_has(steps(*state, narrative, "A2", "fr"), "item \"pour tous / -\"");
}

static void plain_texts_of_the_narrative_are_bound_in_queries(void **state)
{
    static const char text[] = HEAD "data:\n  said: {query: \"SELECT COALESCE(:narrative_phase, 'rien') AS phase, COALESCE(:narrative_only, 'rien') AS only_, "
                                    "COALESCE(:narrative_list, 'rien') AS list_ ORDER BY 1\"}\n" BLOCKS
                                    "        - text: \"{{ data.said.phase }} {{ data.said.only_ }} {{ data.said.list_ }}\"\n";
    static const char narrative[] = "phase: onboarding\nlist: [a]\nA1: {phase: expansion, only: sien}\n";
    assert_has(build_as(*state, text, &(struct wish){.account = "A1", .narrative = narrative}), "\"expansion sien rien\"");
    assert_has(build_as(*state, text, &(struct wish){.account = "A2", .narrative = narrative}), "\"onboarding rien rien\"");
    assert_has(build_as(*state, text, &(struct wish){.account = "A2"}), "\"rien rien rien\"");
}

/* ---- links ---- */

#define LINKED(link) HEAD PEOPLE BLOCKS "        - table:\n            from: people\n            columns: [{key: title, title: Compte, link: \"" link "\"}]\n" \
                     "  - {section: {title: Cible, blocks: [{text: ici}]}, id: cible}\n"

static void cells_lead_to_places_the_web_and_documents(void **state)
{
    const char *dump = build(*state, LINKED("#cible"), "A1", EDITION_CLIENT);
    assert_has(dump, "text \"A1\" href=\"#cible\"");
    dump = build(*state, LINKED("https://example.com/{{ row.title }}?a='b'"), "A1", EDITION_CLIENT);
    assert_has(dump, "href=\"https://example.com/A1?a='b'\"");
    dump = build(*state, LINKED("document:{{ row.title }}"), "A1", EDITION_CLIENT);
    assert_has(dump, "text \"A1\" href=\"./A1-client.pdf?from=t.pdf\"\n");
    assert_has(dump, "text \"A2\"\n");
    dump = build(*state, LINKED("document:{{ row.title }}"), "A1", EDITION_INTERNAL);
    assert_has(dump, "href=\"./A1-internal.pdf");
}

/* ---- segments and the portfolio ---- */

static void a_segment_and_the_portfolio_have_documents_of_their_own(void **state)
{
    static const char text[] = HEAD "document_title: \"Revue - {{ account.name }}\"\ndata:\n"
                                    "  said: {query: \"SELECT COALESCE(:account, '-') AS a, :subject AS s, COALESCE(:segment, '-') AS g ORDER BY 1\"}\n" BLOCKS
                                    "        - text: \"{{ data.said.a }} {{ data.said.s }} {{ data.said.g }}\"\n"
                                    "        - {text: haut, when: m.nps > 40}\n        - {text: compte, when: a.id IS NOT NULL}\n";
    const char *segment = build_as(*state, text, &(struct wish){.account = "segment:PME", .name = "PME"});
    const char *whole = build_as(*state, text, &(struct wish){.account = "portfolio", .name = "Lumeo"});
    assert_has(segment, "\"- segment:PME PME\"\n    paragraph \"haut\"");
    assert_has(segment, "client=\"PME\"");
    assert_has(whole, "\"- portfolio -\"");
    assert_lacks(whole, "haut");
    assert_lacks(segment, "compte");
}

static void a_group_is_called_as_its_title_says(void **state)
{
    const char *dump = build_as(*state, HEAD "document_title: \"Revue - Onboarding\"\n" BLOCKS "        - text: x\n",
                                &(struct wish){.account = "portfolio", .name = "Lumeo"});
    assert_has(dump, "client=\"Onboarding\"");
}

/* ---- code ---- */

static void code_has_no_typographic_spaces(void **state)
{
    const char *dump = build(*state, SECTION "        - code: \"if (nps > 50) { print('oui !'); } /* {{ account.id }} : ok */\"\n        - text: \"oui !\"\n", "A1", EDITION_CLIENT);
    assert_has(dump, "\"if (nps > 50) { print('oui !'); } /* A1 : ok */\"");
    assert_has(dump, "\"oui\u202F!\"");
}

static void repetitions_and_lists_without_rows_are_reported(void **state)
{
    struct fixture  *f = *state;
    struct template *template = NULL;
    struct strbuf    out = {0};
    assert_int_not_equal(load(f, HEAD "data:\n  a: {columns: [x]}\n" BLOCKS "        - repeat: {blocks: [{text: x}]}\n", &template), RC_OK);
    diag_render(&f->diag, &out);
    assert_has(out.at, "t.yaml:4:6: error:");
    assert_has(out.at, "t.yaml:9:19: error:");
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
        TEST(a_link_to_a_block_left_out_is_dropped),
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
        TEST(a_repetition_in_another_gives_the_row_back),
        TEST(a_repeated_block_asks_its_own_row),
        TEST(a_repetition_of_nothing_says_why),
        TEST(rows_of_the_narrative_take_the_place_of_the_query),
        TEST(a_language_the_narrative_does_not_speak_gets_its_first),
        TEST(a_key_that_is_no_column_is_a_mistake),
        TEST(a_subject_s_own_narrative_comes_first),
        TEST(plain_texts_of_the_narrative_are_bound_in_queries),
        TEST(cells_lead_to_places_the_web_and_documents),
        TEST(a_segment_and_the_portfolio_have_documents_of_their_own),
        TEST(a_group_is_called_as_its_title_says),
        TEST(code_has_no_typographic_spaces),
        TEST(repetitions_and_lists_without_rows_are_reported),
        TEST(an_unknown_account_or_kind_is_missing),
        TEST(the_shipped_review_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
