/* SPDX-License-Identifier: MIT */
#include "metric/place.h"

/* The text of a line, 1-based, without its end; empty beyond the last. */
static str line_of(str text, uint32_t line)
{
    for (; line > 1 && text.ptr; line--)
        (void)str_cut(text, '\n', &text);
    str rest;
    return str_cut(text, '\n', &rest);
}

static size_t indent_of(str line)
{
    size_t at = 0;
    while (at < line.len && line.ptr[at] == ' ')
        at++;
    return at;
}

/* The indentation of a block scalar: that of its first line that is not empty. */
static size_t block_indent(str file, uint32_t first, uint32_t lines)
{
    for (uint32_t i = 0; i <= lines; i++) {
        str line = line_of(file, first + i);
        if (indent_of(line) < line.len) return indent_of(line);
    }
    return 0;
}

struct span place_in(const struct yaml_node *node, size_t at, size_t len)
{
    struct span span = node->span;
    str         file = span.file ? span.file->text : STR_NONE, before = str_slice(node->text, 0, at);
    str         line = line_of(file, span.line);
    size_t      from = 0, skipped = 0;
    uint32_t    lines = 0;
    for (size_t i = 0; i < before.len; i++) {
        if (before.ptr[i] == '\n') {
            lines++;
            from = i + 1;
        }
    }
    while (skipped < line.len && span.col > 1 && str_chars(str_slice(line, 0, skipped)) < span.col - 1)
        skipped++;
    bool is_block = skipped < line.len && line.ptr[skipped] == '|';
    if (line.len == 0 || (lines && !is_block)) return span;
    uint32_t column = (uint32_t)str_chars(str_slice(before, from, before.len));
    span.len = (uint32_t)len;
    if (!is_block) {
        span.col += column + (node->is_quoted ? 1 : 0);
        return span;
    }
    span.line += 1 + lines;
    span.col = (uint32_t)block_indent(file, node->span.line + 1, lines) + column + 1;
    return span;
}
