/* SPDX-License-Identifier: MIT */
#include "text/text.h"

#include "text/fonts.h"
#include "text/tokens.h"

#include <string.h>

/* [mpt] No page is wider; sums of a few such widths stay within an mpt. */
#define WIDTH_MOST ((mpt)100000000)
/* [bytes] Of one unbroken line; it would be 30 m long. Bounds its width, and what a hostile name may cost. */
enum { LINE_BYTES_MOST = 16384 };

/* Lines being broken; `line` holds the tokens of the current one. */
struct breaking {
    struct paragraph *paragraph;
    mpt               limit;
    VEC(struct token) line;
    mpt    width;      /* of the line with its spaces so far */
    size_t last_break; /* tokens up to and with the last break opportunity; 0 none */
    VEC(struct text_line) lines;
};

/* Runs */

/* Unicode Bidirectional Algorithm, L1: spaces that end a line take the paragraph's direction. */
static void settle_trailing(const struct paragraph *paragraph, struct token *tokens, size_t count)
{
    while (count > 0 && tokens[count - 1].is_space)
        tokens[--count].level = paragraph->is_rtl;
}

/* L2: from the highest level down to the lowest odd one, reverse what is at that level or higher. */
static void reorder(struct token *tokens, size_t count)
{
    uint8_t highest = 0;
    for (size_t i = 0; i < count; i++)
        if (tokens[i].level > highest) highest = tokens[i].level;
    for (uint8_t level = highest; level > 0; level--)
        for (size_t i = 0; i < count; i++) {
            size_t end = i;
            while (end < count && tokens[end].level >= level)
                end++;
            for (size_t a = i, b = end; a + 1 < b; a++, b--) {
                struct token token = tokens[a];
                tokens[a] = tokens[b - 1];
                tokens[b - 1] = token;
            }
            if (end > i) i = end;
        }
}

/* True when visual neighbours can be one run: same face, style and direction, and next to each other in the text. */
static bool merges(const struct token *left, const struct token *right)
{
    if (token_piece(left)->font != token_piece(right)->font || left->span != right->span) return false;
    if ((left->level & 1) != (right->level & 1)) return false;
    return left->level & 1 ? right->to == left->from : left->to == right->from;
}

static void fill_run(const struct paragraph *paragraph, struct arena *arena, const struct token *tokens, size_t count,
                     struct glyph_run *run)
{
    const struct text_style *style = &paragraph->spans[tokens->span].style;
    uint32_t                 from = tokens[0].from, to = tokens[0].to;
    size_t                   glyph_count = 0;
    int64_t                  advance = 0;
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].from < from) from = tokens[i].from;
        if (tokens[i].to > to) to = tokens[i].to;
        glyph_count += token_piece(&tokens[i])->glyph_count;
        advance += token_piece(&tokens[i])->advance;
    }
    const struct font *font = token_piece(tokens)->font;
    *run = (struct glyph_run){.font = font,
                              .size = style->size,
                              .color = style->color,
                              .is_rtl = tokens->level & 1,
                              .text = str_slice(paragraph->text, from, to),
                              .span = tokens->span};
    run->width = (mpt)((advance * style->size + font->units_per_em / 2) / font->units_per_em);
    run->glyphs = ARENA_ARRAY(arena, struct glyph, glyph_count);
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = token_piece(&tokens[i]);
        uint32_t            shift = tokens[i].from - piece->from - from;
        for (size_t j = 0; j < piece->glyph_count; j++) {
            struct glyph *glyph = &run->glyphs[run->count++];
            *glyph = tokens[i].word->glyphs[piece->first_glyph + j];
            glyph->cluster += shift;
        }
    }
}

static void fill_runs(const struct paragraph *paragraph, struct arena *arena, const struct token *tokens, size_t count,
                      struct text_line *line)
{
    size_t run_count = 0;
    for (size_t i = 0; i < count; i++)
        run_count += i == 0 || !merges(&tokens[i - 1], &tokens[i]);
    line->runs = ARENA_ARRAY(arena, struct glyph_run, run_count);
    mpt x = 0;
    for (size_t i = 0; paragraph->is_rtl && i < count && tokens[i].is_space; i++)
        x -= tokens[i].width;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && merges(&tokens[end - 1], &tokens[end]))
            end++;
        struct glyph_run *run = &line->runs[line->count++];
        fill_run(paragraph, arena, &tokens[i], end - i, run);
        run->x = x;
        x += run->width;
        i = end;
    }
    line->width = x;
}

/* The first `count` tokens of the line become a text_line; what follows stays. */
static void end_line(struct breaking *breaking, size_t count)
{
    struct paragraph *paragraph = breaking->paragraph;
    struct token     *tokens = breaking->line.at;
    struct text_line *line = VEC_PUSH(paragraph->fonts->scratch, breaking->lines);
    size_t            shown = count;
    uint32_t          from = count ? tokens[0].from : 0, to = count ? tokens[count - 1].to : 0;
    if (shown > 0 && tokens[shown - 1].is_newline) shown--;
    mpt trailing = 0;
    settle_trailing(paragraph, tokens, shown);
    for (size_t i = shown; i > 0 && tokens[i - 1].is_space; i--)
        trailing += tokens[i - 1].width;
    mpt size = 0;
    for (size_t i = 0; i < count; i++)
        if (paragraph->spans[tokens[i].span].style.size > size) size = paragraph->spans[tokens[i].span].style.size;
    reorder(tokens, shown);
    fill_runs(paragraph, paragraph->arena, tokens, shown, line);
    if (!paragraph->is_rtl) line->width -= trailing;
    line->size = size ? size : paragraph->spans[0].style.size;
    line->from = from;
    line->to = to;

    size_t rest = breaking->line.count - count;
    if (rest) memmove(tokens, tokens + count, rest * sizeof *tokens);
    breaking->line.count = rest;
    breaking->last_break = 0;
    breaking->width = 0;
    for (size_t i = 0; i < rest; i++)
        breaking->width += tokens[i].width;
}

static void add_token(struct breaking *breaking, struct token token)
{
    *VEC_PUSH(breaking->paragraph->fonts->scratch, breaking->line) = token;
    breaking->width += token.width;
    if (token.breaks_after) breaking->last_break = breaking->line.count;
    if (token.is_newline) end_line(breaking, breaking->line.count);
}

/* A token that does not fit behind a line without a break opportunity: cut it, or begin the next line with it. */
static void add_cut(struct breaking *breaking, struct token token)
{
    while (breaking->width + token.width > breaking->limit) {
        struct token first, rest;
        bool         is_alone = breaking->line.count == 0;
        if (token_cut(breaking->paragraph, &token, breaking->limit - breaking->width, is_alone, &first, &rest)) {
            add_token(breaking, first);
            end_line(breaking, breaking->line.count);
            token = rest;
        } else if (is_alone) {
            break; /* one grapheme wider than the line: it stands out */
        } else {
            end_line(breaking, breaking->line.count);
        }
    }
    add_token(breaking, token);
}

static void break_lines(struct breaking *breaking)
{
    struct paragraph *paragraph = breaking->paragraph;
    for (size_t i = 0; i < paragraph->tokens.count; i++) {
        struct token token = paragraph->tokens.at[i];
        if (token.is_space &&
            breaking->width > breaking->limit) { /* more spaces than a line can hold: they add nothing */
            if (token.breaks_after) breaking->last_break = breaking->line.count;
            continue;
        }
        bool fits = token.is_space || token.is_newline || breaking->width + token.width <= breaking->limit;
        if (!fits && breaking->last_break > 0) {
            end_line(breaking, breaking->last_break);
            fits = breaking->width + token.width <= breaking->limit;
        }
        if (fits)
            add_token(breaking, token);
        else
            add_cut(breaking, token);
    }
    bool ends_with_newline =
        paragraph->tokens.count > 0 && paragraph->tokens.at[paragraph->tokens.count - 1].is_newline;
    if (breaking->line.count > 0 || breaking->lines.count == 0 || ends_with_newline)
        end_line(breaking, breaking->line.count);
}

static void take_lines(struct breaking *breaking, struct arena *arena, struct text_lines *out)
{
    *out = (struct text_lines){.at = arena_copy(arena, breaking->lines.at, breaking->lines.count, sizeof *out->at),
                               .count = breaking->lines.count,
                               .is_rtl = breaking->paragraph->is_rtl};
    for (size_t i = 0; i < out->count; i++)
        if (out->at[i].width > out->width) out->width = out->at[i].width;
}

void text_break(struct fonts *fonts, struct arena *arena, const struct text_span *spans, size_t count, mpt width,
                struct text_lines *out)
{
    *out = (struct text_lines){0};
    if (count == 0) return;
    struct arena_mark mark = arena_mark(fonts->scratch);
    struct paragraph  paragraph;
    paragraph_open(&paragraph, fonts, arena, spans, count);
    struct breaking breaking = {.paragraph = &paragraph, .limit = width};
    break_lines(&breaking);
    take_lines(&breaking, arena, out);
    arena_reset(fonts->scratch, mark);
}

/* Newlines stand as spaces in what must be one line. */
static struct text_span without_newlines(struct arena *scratch, const struct text_span *span)
{
    struct text_span plain = *span;
    if (plain.text.len > LINE_BYTES_MOST) {
        plain.text.len = LINE_BYTES_MOST;
        while (plain.text.len > 0 && ((unsigned char)plain.text.ptr[plain.text.len] & 0xC0) == 0x80)
            plain.text.len--;
    }
    if (!plain.text.len || !memchr(plain.text.ptr, '\n', plain.text.len)) return plain;
    char *copy = arena_copy(scratch, plain.text.ptr, plain.text.len, 1);
    for (size_t i = 0; i < plain.text.len; i++)
        if (copy[i] == '\n') copy[i] = ' ';
    plain.text.ptr = copy;
    return plain;
}

void text_line(struct fonts *fonts, struct arena *arena, const struct text_span *span, struct text_line *out)
{
    struct arena_mark mark = arena_mark(fonts->scratch);
    struct text_span  plain = without_newlines(fonts->scratch, span);
    struct text_lines lines;
    text_break(fonts, arena, &plain, 1, INT32_MAX, &lines);
    *out = lines.at[0];
    arena_reset(fonts->scratch, mark);
}

void text_measure(struct fonts *fonts, const struct text_span *spans, size_t count, mpt *natural, mpt *minimum)
{
    *natural = *minimum = 0;
    if (count == 0) return;
    struct arena_mark mark = arena_mark(fonts->scratch);
    struct paragraph  paragraph;
    paragraph_open(&paragraph, fonts, fonts->scratch, spans, count);
    int64_t line = 0, trailing = 0, unbroken = 0;
    for (size_t i = 0; i < paragraph.tokens.count; i++) {
        const struct token *token = &paragraph.tokens.at[i];
        if (token->is_space) {
            trailing += token->width;
        } else {
            line += trailing + token->width;
            unbroken += token->width;
            trailing = 0;
        }
        if (line > *natural) *natural = line > WIDTH_MOST ? WIDTH_MOST : (mpt)line;
        if (unbroken > *minimum) *minimum = unbroken > WIDTH_MOST ? WIDTH_MOST : (mpt)unbroken;
        if (token->breaks_after) unbroken = 0;
        if (token->is_newline) line = trailing = 0;
    }
    arena_reset(fonts->scratch, mark);
}

/* [bytes] of the paragraph that fit in `width` with the cut between graphemes. */
static size_t fitting_bytes(struct paragraph *paragraph, mpt width)
{
    mpt used = 0;
    for (size_t i = 0; i < paragraph->tokens.count; i++) {
        const struct token *token = &paragraph->tokens.at[i];
        if (used + token->width <= width) {
            used += token->width;
            continue;
        }
        struct token first, rest;
        return token_cut(paragraph, token, width - used, false, &first, &rest) ? first.to : token->from;
    }
    return paragraph->text.len;
}

void text_line_fitted(struct fonts *fonts, struct arena *arena, const struct text_span *span, mpt width,
                      struct text_line *out)
{
    text_line(fonts, arena, span, out);
    if (out->width <= width) return;
    struct arena_mark mark = arena_mark(fonts->scratch);
    struct text_span  plain = without_newlines(fonts->scratch, span), dots = plain;
    dots.text = STR("…");
    mpt natural, minimum;
    text_measure(fonts, &dots, 1, &natural, &minimum);
    struct paragraph paragraph;
    paragraph_open(&paragraph, fonts, fonts->scratch, &plain, 1);
    size_t bytes = fitting_bytes(&paragraph, width - natural);
    while (bytes > 0 && paragraph.text.ptr[bytes - 1] == ' ')
        bytes--;
    plain.text = arena_printf(fonts->scratch, "%.*s…", (int)bytes, paragraph.text.ptr);
    text_line(fonts, arena, &plain, out);
    arena_reset(fonts->scratch, mark);
}

mpt text_baseline(struct fonts *fonts, mpt size, mpt leading)
{
    const struct font *font = fonts_text_face(fonts, WEIGHT_REGULAR, false);
    int64_t            ascent = (int64_t)font->ascent * size / font->units_per_em;
    int64_t            descent = (int64_t)font->descent * size / font->units_per_em;
    return (mpt)((leading - ascent - descent) / 2 + ascent);
}

mpt text_cap_height(struct fonts *fonts, mpt size)
{
    const struct font *font = fonts_text_face(fonts, WEIGHT_REGULAR, false);
    return (mpt)((int64_t)font->cap_height * size / font->units_per_em);
}
