/* SPDX-License-Identifier: MIT */
/* The library as tables of the metrics file: library_ID, a row a language, and library_lines. */
#include "metric/compute_run.h"

#include "base/vec.h"
#include "source/pour.h"

struct library_line {
    str     list, field, language, text;
    int     position; /* of the row in its list, from 1 */
    int64_t number;   /* of the line in its cell, from 1 */
};

/* The rows of library_lines, two thirds of all: gathered, then poured in by one statement. */
struct lines {
    VEC(struct library_line) all;
    size_t at; /* from 1 */
};

static const char *column_type(enum library_type type)
{
    return type == LIBRARY_NUMBER ? "INTEGER" : "TEXT";
}

/* Creates the table and the statement that fills it: list, position, language, then the columns. */
static sqlite3_stmt *create_table(struct run *run, const struct library_table *table)
{
    struct strbuf create = {0}, insert = {0};
    str           name = arena_printf(run->arena, "library_%.*s", STR_ARG(table->id));
    strbuf_adds(&create, "CREATE TABLE main.");
    strbuf_add_quoted(&create, name);
    strbuf_adds(&create, "(sequence TEXT, position INTEGER, language TEXT");
    strbuf_adds(&insert, "INSERT INTO main.");
    strbuf_add_quoted(&insert, name);
    strbuf_adds(&insert, " VALUES(?1, ?2, ?3");
    for (size_t i = 0; i < table->column_count; i++) {
        strbuf_adds(&create, ", ");
        strbuf_add_quoted(&create, table->columns[i].name);
        strbuf_printf(&create, " %s", column_type(table->columns[i].type));
        strbuf_printf(&insert, ", ?%zu", i + 4);
    }
    strbuf_addc(&create, ')');
    strbuf_addc(&insert, ')');
    sqlite3_stmt *statement = run_execute(run, create.at) == RC_OK ? run_prepare(run, insert.at) : NULL;
    strbuf_release(&create);
    strbuf_release(&insert);
    return statement;
}

/* The lines of a cell as one text, with the language's mark between them. */
static str joined(struct run *run, const struct library_cell *cell, size_t language)
{
    const struct library *library = &run->catalogue->library;
    const char           *word = arena_cstr(run->arena, library->languages[language]);
    struct strbuf         out = {0};
    for (size_t i = 0; i < cell->line_count; i++) {
        if (i) strbuf_add(&out, catalogue_word(run->catalogue, STR("between-lines"), word));
        strbuf_add(&out, cell->texts[i * library->language_count + language]);
    }
    str text = arena_str(run->arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static void bind_number(struct run *run, sqlite3_stmt *insert, int at, struct exact number)
{
    int64_t whole;
    if (number.den == 0 && exact_int(number, &whole) == RC_OK) {
        sqlite3_bind_int64(insert, at, whole);
        return;
    }
    str text = exact_dump(run->arena, number);
    sqlite3_bind_text(insert, at, text.ptr, (int)text.len, SQLITE_STATIC);
}

/* `text` lives as long as the catalogue or the run. */
static void bind_text(sqlite3_stmt *insert, int at, str text)
{
    sqlite3_bind_text(insert, at, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

static enum rc step(sqlite3_stmt *insert)
{
    int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    return rc == SQLITE_DONE ? RC_OK : RC_IO;
}

static void add_lines(struct run *run, struct lines *lines, const struct library_table *table,
                      const struct library_row *row, size_t language)
{
    const struct library *library = &run->catalogue->library;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct library_cell *cell = &row->cells[i];
        bool                       is_text = table->columns[i].type == LIBRARY_TEXT;
        for (size_t line = 0; is_text && line < cell->line_count; line++)
            *VEC_PUSH(run->arena, lines->all) =
                (struct library_line){.list = row->list,
                                      .field = table->columns[i].name,
                                      .language = library->languages[language],
                                      .text = cell->texts[line * library->language_count + language],
                                      .position = row->position,
                                      .number = (int64_t)line + 1};
    }
}

static bool next_line(void *context)
{
    struct lines *lines = context;
    return lines->at++ < lines->all.count;
}

static void give_line(void *context, int column, sqlite3_context *result)
{
    const struct lines        *lines = context;
    const struct library_line *line = &lines->all.at[lines->at - 1];
    const str texts[] = {[0] = line->list, [2] = line->field, [4] = line->language, [5] = line->text};
    if (column == 1)
        sqlite3_result_int(result, line->position);
    else if (column == 3)
        sqlite3_result_int64(result, line->number);
    else
        sqlite3_result_text(result, texts[column].ptr ? texts[column].ptr : "", (int)texts[column].len, SQLITE_STATIC);
}

static enum rc write_row(struct run *run, sqlite3_stmt *insert, const struct library_table *table,
                         const struct library_row *row, size_t language)
{
    sqlite3_clear_bindings(insert);
    bind_text(insert, 1, row->list);
    sqlite3_bind_int(insert, 2, row->position);
    bind_text(insert, 3, run->catalogue->library.languages[language]);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct library_cell *cell = &row->cells[i];
        if (cell->has_number)
            bind_number(run, insert, (int)i + 4, cell->number);
        else if (cell->line_count)
            bind_text(insert, (int)i + 4, joined(run, cell, language));
    }
    return step(insert);
}

static enum rc write_table(struct run *run, struct lines *lines, const struct library_table *table)
{
    sqlite3_stmt *insert = create_table(run, table);
    enum rc       rc = insert ? RC_OK : RC_IO;
    for (size_t i = 0; i < table->row_count; i++) {
        for (size_t language = 0; rc == RC_OK && language < run->catalogue->library.language_count; language++) {
            rc = write_row(run, insert, table, &table->rows[i], language);
            add_lines(run, lines, table, &table->rows[i], language);
        }
    }
    sqlite3_finalize(insert);
    return rc;
}

enum rc run_write_library(struct run *run)
{
    const struct library *library = &run->catalogue->library;
    struct lines          lines = {0};
    const struct pour     pour = {&lines, next_line, give_line};
    enum rc               rc = run_execute(run, "CREATE TABLE main.library_lines(sequence TEXT, position INTEGER, "
                                                              "field TEXT, line INTEGER, language TEXT, text TEXT)");
    for (size_t i = 0; rc == RC_OK && i < library->table_count; i++)
        rc = write_table(run, &lines, &library->tables[i]);
    return rc == RC_OK ? pour_rows(run->handle, "library_lines", 6, &pour) : rc;
}
