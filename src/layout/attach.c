/* SPDX-License-Identifier: MIT */
#include "layout/attach.h"

#include <string.h>

enum { PLACES_MOST = 12 };

/* A spreadsheet reads a leading =, +, - or @ as a formula: an apostrophe keeps the text a text. */
static void add_text(struct strbuf *out, struct arena *arena, str text)
{
    bool is_formula = text.len > 0 && memchr("=+-@\t", text.ptr[0], 5);
    bool is_quoted = false;
    for (size_t i = 0; i < text.len && !is_quoted; i++)
        is_quoted = memchr(",\"\r\n", text.ptr[i], 4) != NULL;
    if (is_formula)
        strbuf_add_quoted(out, arena_printf(arena, "'%.*s", STR_ARG(text)));
    else if (is_quoted)
        strbuf_add_quoted(out, text);
    else
        strbuf_add(out, text);
}

/* Enough decimals for any printed figure, trailing zeros dropped. */
static void add_number(struct strbuf *out, struct arena *arena, struct exact number)
{
    str text = exact_print(arena, number, PLACES_MOST);
    if (str_find(text, '.') < text.len) {
        while (text.len > 0 && text.ptr[text.len - 1] == '0')
            text.len--;
        if (text.len > 0 && text.ptr[text.len - 1] == '.') text.len--;
    }
    strbuf_add(out, text);
}

static void add_value(struct strbuf *out, struct arena *arena, const struct value *value)
{
    char iso[11];
    switch (value->kind) {
    case VALUE_NUMBER: add_number(out, arena, value->number); break;
    case VALUE_DATE:
        date_iso(value->day, iso);
        strbuf_adds(out, iso);
        break;
    case VALUE_TEXT: add_text(out, arena, value->text); break;
    default: break; /* missing and not applicable are empty fields */
    }
}

static str csv_of(const struct doc_table *table, struct arena *arena)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < table->column_count; i++) {
        if (i > 0) strbuf_addc(&out, ',');
        add_text(&out, arena, table->columns[i].key.len > 0 ? table->columns[i].key : table->columns[i].title);
    }
    strbuf_adds(&out, "\r\n");
    for (size_t i = 0; i < table->row_count; i++) {
        struct arena_mark mark = arena_mark(arena);
        for (size_t j = 0; j < table->column_count; j++) {
            if (j > 0) strbuf_addc(&out, ',');
            add_value(&out, arena, &table->rows[i].cells[j].value);
        }
        strbuf_adds(&out, "\r\n");
        arena_reset(arena, mark);
    }
    str bytes = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return bytes;
}

void attach_datasets(const struct doc *doc, struct arena *arena, struct pages *pages)
{
    pages->attachments = ARENA_ARRAY(arena, struct attachment, doc->dataset_count);
    pages->attachment_count = doc->dataset_count;
    for (size_t i = 0; i < doc->dataset_count; i++) {
        const struct doc_dataset *dataset = &doc->datasets[i];
        pages->attachments[i] =
            (struct attachment){.name = arena_printf(arena, "%.*s.csv", STR_ARG(dataset->name)),
                                .mime = STR("text/csv"),
                                .description = dataset->title.len > 0 ? dataset->title : dataset->name,
                                .bytes = csv_of(&dataset->table, arena),
                                .relationship = "Data"};
    }
}
