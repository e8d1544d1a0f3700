/* SPDX-License-Identifier: MIT */
#include "workbook/workbook.h"

#include "workbook/calculation.h"
#include "workbook/cell_text.h"
#include "workbook/sheet.h"
#include "workbook/sheet_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* [seconds] 1980-01-01, for a document without an as-of date: 0 would ask the library for the clock. */
#define CREATED_DEFAULT 315532800

/* A sheet to write, in the order of the tabs. */
struct planned {
    const char               *name;
    str                       title;
    const struct doc_node    *section;  /* or NULL */
    const struct doc_dataset *datasets; /* or NULL: then « Calculs » */
    size_t                    dataset_count;
};

typedef VEC(struct planned) plan;

static void plan_sheet(struct book *book, plan *sheets, struct planned sheet, str wanted)
{
    sheet.name = sheet_name_choose(book->arena, &book->sheets, wanted, book_word(book, "workbook.sheet"));
    *VEC_PUSH(book->arena, *sheets) = sheet;
    str key = arena_printf(book->arena, "sheet:%s", sheet.name);
    map_set(book->arena, &book->anchors, key, (void *)sheet.name);
}

static void plan_section(struct book *book, plan *sheets, const struct doc_node *section)
{
    str wanted = section->u.section.sheet.len ? section->u.section.sheet : section->u.section.title;
    plan_sheet(book, sheets, (struct planned){.title = section->u.section.title, .section = section}, wanted);
}

/* Sheets in document order; every id leads to the sheet its node stands on. */
static void plan_sections(struct book *book, plan *sheets)
{
    struct doc_iterator it = doc_walk(book->doc->root);
    while (doc_next(&it)) {
        if (!it.is_entering) continue;
        if (block_has_sheet(it.node)) plan_section(book, sheets, it.node);
        if (it.node->id.len) {
            const char *name = sheets->count ? sheets->at[sheets->count - 1].name : book->contents;
            map_set(book->arena, &book->anchors, it.node->id, (void *)name);
        }
    }
}

/* [rows] Above this a table of « Données » has a sheet of its own; the others share one. */
#define SHARED_ROWS 500

static bool shares_sheet(const struct doc_dataset *set)
{
    return set->table.row_count <= SHARED_ROWS;
}

/* Runs of short tables share a sheet; a long one stands alone, under its title. */
static void plan_datasets(struct book *book, plan *sheets)
{
    const struct doc *doc = book->doc;
    str               data = locale_word(book->locale, "workbook.data");
    for (size_t i = 0, end; i < doc->dataset_count; i = end) {
        struct planned sheet = {.title = data, .datasets = &doc->datasets[i]};
        for (end = i + 1; shares_sheet(&doc->datasets[i]) && end < doc->dataset_count; end++) {
            if (!shares_sheet(&doc->datasets[end])) break;
        }
        sheet.dataset_count = end - i;
        if (!shares_sheet(sheet.datasets))
            sheet.title = arena_printf(book->arena, "%.*s - %.*s", STR_ARG(data), STR_ARG(sheet.datasets->title));
        plan_sheet(book, sheets, sheet, sheet.title);
    }
}

static void plan_data(struct book *book, plan *sheets)
{
    str calculations = locale_word(book->locale, "workbook.calculations");
    if (book->doc->calculation_count) plan_sheet(book, sheets, (struct planned){.title = calculations}, calculations);
    plan_datasets(book, sheets);
}

/* ---- the first sheet ---- */

static struct doc_cell text_cell(str text)
{
    return (struct doc_cell){.value = text.len ? value_text(text) : (struct value){.kind = VALUE_EMPTY}};
}

static struct doc_table *two_columns(struct book *book, size_t rows)
{
    struct doc_table *table = ARENA_NEW(book->arena, struct doc_table);
    table->columns = ARENA_ARRAY(book->arena, struct doc_column, 2);
    table->column_count = 2;
    table->rows = ARENA_ARRAY(book->arena, struct doc_row, rows);
    for (size_t i = 0; i < rows; i++)
        table->rows[i].cells = ARENA_ARRAY(book->arena, struct doc_cell, 2);
    return table;
}

static void add_fact(struct book *book, struct doc_table *table, const char *word, struct value value)
{
    if (value.kind == VALUE_TEXT && value.text.len == 0) return;
    struct doc_cell *cells = table->rows[table->row_count++].cells;
    cells[0] = text_cell(locale_word(book->locale, word));
    cells[1].value = value;
}

/* Whose figures these are, of when, and who answers for them. */
static void add_key_facts(struct book *book, blocks *list)
{
    const struct doc *doc = book->doc;
    struct doc_table *table = two_columns(book, 5);
    add_fact(book, table, "workbook.client", value_text(doc->client));
    add_fact(book, table, "workbook.period", value_text(doc->period_label));
    if (doc->as_of != DATE_NONE) add_fact(book, table, "workbook.as_of", value_date(doc->as_of));
    add_fact(book, table, "workbook.csm", value_text(doc->csm));
    add_fact(book, table, "workbook.vendor", value_text(doc->vendor));
    table->columns[0].is_row_header = true;
    blocks_add_table(book, list, table)->is_headless = true;
}

static str planned_note(struct book *book, const struct planned *sheet)
{
    if (sheet->dataset_count == 1) return sheet->datasets->title;
    if (sheet->datasets) return locale_word(book->locale, "workbook.data_note");
    return sheet->section ? sheet->title : locale_word(book->locale, "workbook.calculations_note");
}

static void add_links(struct book *book, const plan *sheets, blocks *list)
{
    struct doc_table *table = two_columns(book, sheets->count);
    table->columns[0].title = locale_word(book->locale, "workbook.sheet");
    table->columns[1].title = locale_word(book->locale, "workbook.content");
    for (size_t i = 0; i < sheets->count; i++) {
        struct doc_cell *cells = table->rows[table->row_count++].cells;
        cells[0] = text_cell(str_from(sheets->at[i].name));
        cells[0].href = arena_printf(book->arena, "#sheet:%s", sheets->at[i].name);
        cells[1] = text_cell(planned_note(book, &sheets->at[i]));
    }
    blocks_add_table(book, list, table)->is_unfiltered = true;
}

static void write_contents(struct book *book, const plan *sheets)
{
    struct sheet *sheet = ARENA_NEW(book->arena, struct sheet);
    blocks        list = {0};
    add_key_facts(book, &list);
    for (const struct doc_node *node = book->doc->root->first; node; node = node->next) {
        if (node->kind == DOC_OPENING) blocks_collect(book, node, &list);
    }
    blocks_add_text(book, &list, TEXT_HEADING, locale_word(book->locale, "workbook.sheets"));
    add_links(book, sheets, &list);
    sheet_open(sheet, book, book->contents, book->doc->title);
    sheet_write_blocks(sheet, &list);
    sheet_close(sheet);
}

/* ---- the others ---- */

/* The tables keep the names of their files, so that a formula of the reader's can speak of them. */
static void add_datasets(struct book *book, const struct planned *planned, blocks *list)
{
    for (size_t i = 0; i < planned->dataset_count; i++) {
        const struct doc_dataset *set = &planned->datasets[i];
        struct doc_table         *table = arena_copy(book->arena, &set->table, 1, sizeof set->table);
        if (table->column_count == 0) continue;
        table->caption = set->title;
        blocks_add_table(book, list, table)->name = set->name;
    }
}

static void write_planned(struct book *book, const struct planned *planned)
{
    if (!planned->section && !planned->datasets) {
        calculation_write_sheet(book, planned->name);
        return;
    }
    struct sheet *sheet = ARENA_NEW(book->arena, struct sheet);
    blocks        list = {0};
    if (planned->section)
        blocks_collect(book, planned->section, &list);
    else
        add_datasets(book, planned, &list);
    sheet_open(sheet, book, planned->name, planned->title);
    sheet_write_blocks(sheet, &list);
    sheet_close(sheet);
}

static char *property(struct book *book, str text)
{
    return text.len ? (char *)cell_text_line(book->arena, text, 255) : NULL;
}

/* No clock: the date the document speaks of is the date it is of. */
static void set_properties(struct book *book)
{
    const struct doc  *doc = book->doc;
    lxw_doc_properties properties = {0};
    properties.title = property(book, doc->title);
    properties.subject = property(book, doc->kind_title);
    properties.author = property(book, doc->csm.len ? doc->csm : doc->vendor);
    properties.company = property(book, doc->vendor);
    properties.keywords = property(book, doc->period_label);
    if (book->is_internal) properties.category = property(book, locale_word(book->locale, "workbook.internal"));
    properties.created = CREATED_DEFAULT;
    if (doc->as_of != DATE_NONE && doc->as_of > 0) properties.created = (time_t)doc->as_of * 86400;
    workbook_set_properties(book->out, &properties);
}

static const char *literal_code(struct book *book, const char *key, const char *otherwise)
{
    return locale_has_word(book->locale, key) ? book_word(book, key) : otherwise;
}

static void set_words(struct book *book)
{
    struct value missing = value_missing(STR_NONE), not_applicable = value_not_applicable(STR_NONE);
    book->missing = arena_cstr(book->arena, locale_print(book->locale, book->arena, &missing));
    book->not_applicable = arena_cstr(book->arena, locale_print(book->locale, book->arena, &not_applicable));
    book->date_code = literal_code(book, "workbook.date_code", "yyyy-mm-dd");
    book->month_code = literal_code(book, "workbook.month_code", "mmm yyyy");
    book->text_code = "@";
    book->status_code = "\"● \"@";
    book->cut_note = locale_word(book->locale, "workbook.cut");
    str contents = locale_word(book->locale, "workbook.contents");
    book->contents = sheet_name_choose(book->arena, &book->sheets, contents, "1");
}

static void write_sheets(struct book *book)
{
    plan sheets = {0};
    set_words(book);
    plan_sections(book, &sheets);
    plan_data(book, &sheets);
    set_properties(book);
    write_contents(book, &sheets);
    for (size_t i = 0; i < sheets.count; i++)
        write_planned(book, &sheets.at[i]);
}

/*
 * The library writes each part of the archive to a temporary file first, some sixty a workbook: in memory where the
 * system has such a folder, which halves the time of a workbook.
 */
static lxw_workbook *new_workbook(const char *path)
{
    static char          in_memory[] = "/dev/shm";
    lxw_workbook_options options = {.tmpdir = access(in_memory, R_OK | W_OK | X_OK) == 0 ? in_memory : NULL};
    return workbook_new_opt(path, &options);
}

/* The library says on the terminal when it cannot create the file; so it is created before. */
static enum rc create_file(const char *path, struct diag *diag)
{
    FILE *file = fopen(path, "wb");
    if (file && fclose(file) == 0) return RC_OK;
    diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(errno));
    return RC_IO;
}

enum rc workbook_write(const struct doc *doc, const struct locale *locale, const struct theme *theme, const char *path,
                       struct diag *diag)
{
    if (create_file(path, diag) != RC_OK) return RC_IO;
    struct arena *arena = arena_new();
    struct book  *book = ARENA_NEW(arena, struct book);
    *book = (struct book){.doc = doc, .locale = locale, .theme = theme, .arena = arena, .out = new_workbook(path)};
    book->is_internal = doc->has_editions && doc->edition == EDITION_INTERNAL;
    write_sheets(book);
    lxw_error error = workbook_close(book->out);
    if (error != LXW_NO_ERROR) {
        diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, path, lxw_strerror(error));
        (void)remove(path);
    }
    arena_free(arena);
    return error == LXW_NO_ERROR ? RC_OK : RC_IO;
}
