/* SPDX-License-Identifier: MIT */
/* Notes a person wrote about an account: notes/ACCOUNT/NAME.md, plain paragraphs and lists, **strong** words. */
#include "base/file.h"
#include "base/limits.h"
#include "template/run.h"

#include <unistd.h>

static struct doc_text read_strong(struct builder *builder, str line)
{
    VEC(struct doc_run) runs = {0};
    unsigned style = 0;
    while (line.len) {
        size_t at = str_find_str(line, STR("**"));
        if (at)
            *VEC_PUSH(builder->arena, runs) = (struct doc_run){
                .text = locale_typeset(builder->locale, builder->arena, str_slice(line, 0, at)), .style = style};
        style ^= RUN_STRONG;
        line = str_slice(line, at + 2, line.len);
    }
    return (struct doc_text){runs.at, runs.count};
}

/* The text of « - item », « * item » or « 1. item »; false for other lines. */
static bool is_item(str line, str *text, bool *is_ordered)
{
    size_t digits = 0;
    while (digits < line.len && line.ptr[digits] >= '0' && line.ptr[digits] <= '9')
        digits++;
    *is_ordered = digits > 0;
    bool is_numbered = digits && digits < 4 && str_starts(str_slice(line, digits, line.len), ". ");
    if (is_numbered)
        *text = str_slice(line, digits + 2, line.len);
    else if (str_starts(line, "- ") || str_starts(line, "* "))
        *text = str_slice(line, 2, line.len);
    return is_numbered || (!digits && text->ptr);
}

struct note_build {
    struct builder  *builder;
    struct doc_node *parent, *list;
    struct strbuf    paragraph;
    struct span      span;
};

static void end_paragraph(struct note_build *note)
{
    if (note->paragraph.len) {
        struct doc_node *node = doc_add(note->builder->doc, note->parent, DOC_PARAGRAPH, note->span);
        node->u.paragraph.text =
            read_strong(note->builder, arena_str(note->builder->arena, strbuf_str(&note->paragraph)));
    }
    strbuf_clear(&note->paragraph);
}

static void add_item(struct note_build *note, str text, bool is_ordered)
{
    end_paragraph(note);
    if (!note->list || note->list->u.list.is_ordered != is_ordered) {
        note->list = doc_add(note->builder->doc, note->parent, DOC_LIST, note->span);
        note->list->u.list.is_ordered = is_ordered;
    }
    struct doc_node *item = doc_add(note->builder->doc, note->list, DOC_ITEM, note->span);
    item->u.item.mark = is_ordered ? MARK_NUMBER : MARK_BULLET;
    item->u.item.text = read_strong(note->builder, text);
}

static void add_line(struct note_build *note, str line)
{
    str  text = STR_NONE;
    bool is_ordered;
    if (is_item(line, &text, &is_ordered)) {
        add_item(note, str_trim(text), is_ordered);
        return;
    }
    note->list = NULL;
    if (!line.len) {
        end_paragraph(note);
        return;
    }
    if (note->paragraph.len) strbuf_addc(&note->paragraph, ' ');
    strbuf_add(&note->paragraph, line);
}

static const char *path_of(struct builder *builder, str name)
{
    str         account = builder->bindings.subject;
    const char *folder = builder->run->options.notes;
    if (!folder || !account.len || account.ptr[0] == '.' || str_find(account, '/') < account.len) return NULL;
    str file = arena_printf(builder->arena, "%.*s/%.*s.md", STR_ARG(account), STR_ARG(name));
    return file_join(builder->arena, folder, arena_cstr(builder->arena, file));
}

bool build_note(struct builder *builder, struct doc_node *parent, str name, struct span span)
{
    const char *path = path_of(builder, name);
    str         text;
    if (!path || access(path, R_OK) != 0 ||
        file_read(path, LIMIT_FILE_BYTES, builder->arena, builder->diag, span, &text) != RC_OK)
        return false;
    struct note_build note = {.builder = builder, .parent = parent};
    note.span.file = file_source(builder->arena, path, text);
    struct doc_node *before = parent->last;
    if (str_utf8_valid(text) < text.len) return false;
    while (text.len) {
        note.span.line++;
        add_line(&note, str_trim(str_cut(text, '\n', &text)));
    }
    end_paragraph(&note);
    strbuf_release(&note.paragraph);
    return parent->last != before;
}
