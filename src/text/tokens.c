/* SPDX-License-Identifier: MIT */
#include "text/tokens.h"

#include "text/fonts.h"

#include <pango/pango.h>
#include <string.h>

/* [bytes] A longer unbreakable piece is shaped in parts, so that cutting it into lines stays linear. */
enum { PIECE_BYTES_MAX = 256 };

const struct piece *token_piece(const struct token *token)
{
    return &token->word->pieces[token->piece];
}

static mpt scale(int64_t units, mpt size, const struct font *font)
{
    return (mpt)((units * size + font->units_per_em / 2) / font->units_per_em);
}

/* Cleaning */

static bool is_dropped(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB);
}

static uint32_t cleaned(uint32_t c)
{
    if (c == '\t') return ' ';
    return c == 0x2028 || c == 0x2029 ? '\n' : c;
}

/* The two bytes after a lead byte are looked at only where one of the characters above could begin. */
static bool is_clean(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0;
        unsigned char third = i + 2 < text.len ? (unsigned char)text.ptr[i + 2] : 0;
        if ((c < 0x20 && c != '\n') || c == 0x7F) return false;
        if (c == 0xC2 && (next < 0xA0 || next == 0xAD)) return false;
        if (c == 0xE2 && next == 0x80 && (third == 0xA8 || third == 0xA9)) return false;
        if (c == 0xEF && (next == 0xBB || next == 0xBF)) return false;
    }
    return str_utf8_valid(text) == text.len;
}

static size_t clean_into(char *out, str text)
{
    if (is_clean(text)) {
        if (text.len) memcpy(out, text.ptr, text.len);
        return text.len;
    }
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        if (!is_dropped(c)) len += str_encode(cleaned(c), out + len);
    }
    return len;
}

/* A bad byte becomes U+FFFD, three bytes for one: hence the room. */
static void join_spans(struct paragraph *paragraph)
{
    size_t room = 1;
    for (size_t i = 0; i < paragraph->span_count; i++)
        room += paragraph->spans[i].text.len * 3;
    char  *out = arena_alloc(paragraph->fonts->scratch, room, 1);
    size_t len = 0;
    for (size_t i = 0; i < paragraph->span_count; i++) {
        len += clean_into(out + len, paragraph->spans[i].text);
        paragraph->ends[i] = (uint32_t)len;
    }
    paragraph->text = arena_str(paragraph->arena, (str){out, len});
}

/* Simple paragraphs */

/* Characters whose words need no look at the paragraph around them: left to right, no joining, no emoji. */
static bool is_simple(str text)
{
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t c = str_next(text, &at);
        if (c < 0x530) continue;
        bool is_general = (c >= 0x1E00 && c < 0x2070 && c != 0x200B && c != 0x200D && c != 0x200F &&
                           !(c >= 0x202A && c <= 0x202E) && !(c >= 0x2060 && c <= 0x206F)) ||
                          (c >= 0x2070 && c < 0x2300) || c == 0xFFFD;
        if (!is_general) return false;
    }
    return true;
}

static void push_newline(struct paragraph *paragraph, uint32_t at, uint32_t span)
{
    *VEC_PUSH(paragraph->fonts->scratch, paragraph->tokens) =
        (struct token){.from = at, .to = at + 1, .span = span, .is_newline = true, .breaks_after = true};
}

static void push_pieces(struct paragraph *paragraph, const struct word *word, uint32_t from, uint32_t span,
                        uint8_t level)
{
    mpt size = paragraph->spans[span].style.size;
    for (size_t i = 0; i < word->piece_count; i++) {
        const struct piece *piece = &word->pieces[i];
        *VEC_PUSH(paragraph->fonts->scratch, paragraph->tokens) =
            (struct token){.word = word,
                           .piece = (uint32_t)i,
                           .from = from + piece->from,
                           .to = from + piece->to,
                           .span = span,
                           .width = scale(piece->advance, size, piece->font),
                           .level = level,
                           .breaks_after = piece->breaks_after};
    }
}

static struct word_key style_key(const struct text_style *style, hb_language_t language)
{
    return (struct word_key){.language = language,
                             .weight = (uint16_t)style->weight,
                             .is_italic = style->is_italic,
                             .has_tabular_figures = style->has_tabular_figures};
}

static hb_language_t style_language(const struct text_style *style)
{
    return hb_language_from_string(style->language ? style->language : "en", -1);
}

/*
 * UAX 14 across a space, for the characters of simple paragraphs: no break before closing marks (LB13) nor after
 * opening ones (LB14); else the space breaks (LB18).
 */
static bool space_breaks(str text, size_t from, size_t to)
{
    static const char closing[] = ")]}!?;:,./%", opening[] = "([{";
    if (to >= text.len) return true;
    return !memchr(closing, text.ptr[to], sizeof closing - 1) &&
           !(from > 0 && memchr(opening, text.ptr[from - 1], sizeof opening - 1));
}

static void push_space(struct paragraph *paragraph, uint32_t at, uint32_t span, hb_language_t language, bool breaks)
{
    struct word_key key = style_key(&paragraph->spans[span].style, language);
    key.text = STR(" ");
    push_pieces(paragraph, words_lookup(paragraph->fonts, &key), at, span, 0);
    struct token *token = &paragraph->tokens.at[paragraph->tokens.count - 1];
    token->is_space = true;
    token->breaks_after = breaks;
}

/* False as soon as a word has a character without a face. */
static bool tokenise_simple(struct paragraph *paragraph)
{
    str    text = paragraph->text;
    size_t at = 0;
    for (size_t i = 0; i < paragraph->span_count; i++) {
        hb_language_t   language = style_language(&paragraph->spans[i].style);
        struct word_key key = style_key(&paragraph->spans[i].style, language);
        size_t          end = paragraph->ends[i];
        while (at < end) {
            if (text.ptr[at] == '\n') {
                push_newline(paragraph, (uint32_t)at++, (uint32_t)i);
                continue;
            }
            if (text.ptr[at] == ' ') {
                size_t from = at++;
                bool   is_last = at >= text.len || text.ptr[at] != ' ';
                push_space(paragraph, (uint32_t)from, (uint32_t)i, language, is_last && space_breaks(text, from, at));
                continue;
            }
            size_t from = at;
            while (at < end && text.ptr[at] != ' ' && text.ptr[at] != '\n' && at - from < PIECE_BYTES_MAX)
                at++;
            while (at < end && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
                at++;
            key.text = str_slice(text, from, at);
            const struct word *word = words_lookup(paragraph->fonts, &key);
            if (word->has_missing) return false;
            push_pieces(paragraph, word, (uint32_t)from, (uint32_t)i, 0);
        }
    }
    return true;
}

/* All other paragraphs */

/* One character of a paragraph that is itemised whole. */
struct unit {
    uint32_t           from; /* [bytes] */
    uint32_t           code_point;
    uint32_t           span;
    hb_script_t        script;
    const struct font *font;
    uint8_t            level;
    bool               starts_grapheme, breaks_before;
};

static enum han_style guess_han(str text, const char *language)
{
    enum han_style han = han_of_language(language);
    for (size_t at = 0; han == HAN_ANY && at < text.len;) {
        uint32_t c = str_next(text, &at);
        if (c >= 0x3040 && c <= 0x30FF) han = HAN_JA;
        if (c >= 0xAC00 && c <= 0xD7A3) han = HAN_KO;
    }
    return han;
}

static bool is_ignorable(uint32_t c)
{
    return c == ' ' || c == '\n' || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || (c >= 0x202A && c <= 0x202F) ||
           (c >= 0x205F && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

static bool is_emoji_sign(uint32_t c)
{
    return c == 0xFE0F || c == 0x20E3 || (c >= 0x1F1E6 && c <= 0x1FAFF);
}

static bool shows_all(const struct font *font, const struct unit *units, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_ignorable(units[i].code_point) && !font_has(font, units[i].code_point)) return false;
    return true;
}

/*
 * The face of one grapheme, in this order: emoji for an emoji sequence, the face before it for a neutral
 * character it has (brackets and digits inside an Arabic name), the first family that has its base character.
 */
static const struct font *grapheme_face(struct paragraph *paragraph, const struct unit *units, size_t count,
                                        const struct font *before, enum han_style han)
{
    const struct text_style *style = &paragraph->spans[units->span].style;
    const struct family     *emoji = fonts_emoji_family(paragraph->fonts);
    bool                     is_emoji = false;
    for (size_t i = 0; i < count; i++)
        is_emoji |= is_emoji_sign(units[i].code_point);
    if (is_emoji && emoji && font_has(family_face(emoji, 400, false), units->code_point))
        return family_face(emoji, (int)style->weight, style->is_italic);

    hb_script_t own = hb_unicode_script(hb_unicode_funcs_get_default(), units->code_point);
    bool        is_neutral = own == HB_SCRIPT_COMMON || own == HB_SCRIPT_INHERITED;
    if (before && !before->is_emoji && is_neutral && shows_all(before, units, count)) return before;

    const struct family *family = fonts_family(paragraph->fonts, units->code_point, han);
    /* Not the emoji face: its space is as wide as a picture. */
    if (is_ignorable(units->code_point))
        return before && !before->is_emoji ? before
                                           : fonts_text_face(paragraph->fonts, style->weight, style->is_italic);
    return family ? family_face(family, (int)style->weight, style->is_italic) : NULL;
}

static void set_scripts(str text, struct unit *units)
{
    PangoScriptIter *iter = pango_script_iter_new(text.ptr, (int)text.len);
    size_t           i = 0;
    do {
        const char *start = NULL, *end = NULL;
        PangoScript script;
        pango_script_iter_get_range(iter, &start, &end, &script);
        hb_script_t hb = hb_script_from_iso15924_tag((hb_tag_t)g_unicode_script_to_iso15924((GUnicodeScript)script));
        if (hb == HB_SCRIPT_COMMON || hb == HB_SCRIPT_INHERITED) hb = HB_SCRIPT_LATIN;
        for (; start < end; start = g_utf8_next_char(start))
            units[i++].script = hb;
    } while (pango_script_iter_next(iter));
    pango_script_iter_free(iter);
}

static bool is_rtl_language(const char *language)
{
    static const char *const names[] = {"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv"};
    for (size_t i = 0; language && i < COUNT_OF(names); i++)
        if (strncmp(language, names[i], 2) == 0 && (language[2] == '\0' || language[2] == '-')) return true;
    return false;
}

/* A paragraph reads right to left when its language does, or when it has no letter that reads left to right. */
static bool reads_rtl(const struct unit *units, size_t count, const char *language)
{
    bool has_rtl = false;
    for (size_t i = 0; i < count; i++) {
        if (!g_unichar_isalpha(units[i].code_point)) continue;
        bool is_rtl = hb_script_get_horizontal_direction(units[i].script) == HB_DIRECTION_RTL;
        if (!is_rtl && !is_rtl_language(language)) return false;
        has_rtl |= is_rtl;
    }
    return has_rtl;
}

static void set_levels(struct paragraph *paragraph, struct unit *units, size_t count)
{
    paragraph->is_rtl = reads_rtl(units, count, paragraph->spans[0].style.language);
    PangoDirection base = paragraph->is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
    guint8        *levels = pango_log2vis_get_embedding_levels(paragraph->text.ptr, (int)paragraph->text.len, &base);
    for (size_t i = 0; i < count; i++)
        units[i].level = levels[i];
    g_free(levels);
}

static struct unit *make_units(struct paragraph *paragraph, size_t count)
{
    struct arena *scratch = paragraph->fonts->scratch;
    str           text = paragraph->text;
    struct unit  *units = ARENA_ARRAY(scratch, struct unit, count + 1);
    PangoLogAttr *attrs = ARENA_ARRAY(scratch, PangoLogAttr, count + 1);
    const char   *language = paragraph->spans[0].style.language;
    pango_get_log_attrs(text.ptr, (int)text.len, -1, pango_language_from_string(language ? language : "en"), attrs,
                        (int)count + 1);
    size_t at = 0, span = 0;
    for (size_t i = 0; i < count; i++) {
        while (at >= paragraph->ends[span])
            span++;
        units[i] = (struct unit){.from = (uint32_t)at,
                                 .span = (uint32_t)span,
                                 .starts_grapheme = attrs[i].is_cursor_position,
                                 .breaks_before = attrs[i].is_line_break};
        units[i].code_point = str_next(text, &at);
    }
    units[count] = (struct unit){.from = (uint32_t)at, .breaks_before = true, .starts_grapheme = true};
    set_scripts(text, units);
    set_levels(paragraph, units, count);
    return units;
}

/* False when a character has no face: then `units` tells which (font NULL). */
static bool set_faces(struct paragraph *paragraph, struct unit *units, size_t count)
{
    enum han_style     han = guess_han(paragraph->text, paragraph->spans[0].style.language);
    const struct font *before = NULL;
    bool               all = true;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && !units[end].starts_grapheme && units[end].span == units[i].span)
            end++;
        bool restarts = i > 0 && (units[i].span != units[i - 1].span || units[i].script != units[i - 1].script ||
                                  units[i].level != units[i - 1].level);
        const struct font *font = grapheme_face(paragraph, &units[i], end - i, restarts ? NULL : before, han);
        for (size_t j = i; j < end; j++)
            units[j].font = font;
        if (!font)
            all = false;
        else
            before = font;
        i = end;
    }
    return all;
}

/* The paragraph's text again with U+FFFD for what cannot be shown, each such character remembered. */
static void replace_missing(struct paragraph *paragraph, const struct unit *units, size_t count)
{
    char  *out = arena_alloc(paragraph->arena, count * 4 + 1, 1);
    size_t len = 0, span = 0;
    for (size_t i = 0; i < count; i++) {
        while (units[i].span > span)
            paragraph->ends[span++] = (uint32_t)len;
        bool is_shown = units[i].font || units[i].code_point == 0xFFFD;
        if (!is_shown) fonts_note_missing(paragraph->fonts, units[i].code_point);
        len += str_encode(is_shown ? units[i].code_point : 0xFFFD, out + len);
    }
    while (span < paragraph->span_count)
        paragraph->ends[span++] = (uint32_t)len;
    paragraph->text = (str){out, len};
}

static bool joins(const struct unit *a, const struct unit *b)
{
    return a->span == b->span && a->script == b->script && a->font == b->font && a->level == b->level;
}

static void push_unit_piece(struct paragraph *paragraph, const struct unit *first, size_t to, bool breaks)
{
    const struct text_style *style = &paragraph->spans[first->span].style;
    struct word_key          key = style_key(style, style_language(style));
    key.text = str_slice(paragraph->text, first->from, to);
    key.font = first->font;
    key.script = first->script;
    key.is_rtl = first->level & 1;
    push_pieces(paragraph, words_lookup(paragraph->fonts, &key), first->from, first->span, first->level);
    struct token *token = &paragraph->tokens.at[paragraph->tokens.count - 1];
    token->is_space = first->code_point == ' ';
    token->breaks_after = breaks;
}

static void push_units(struct paragraph *paragraph, const struct unit *units, size_t count)
{
    for (size_t i = 0; i < count;) {
        if (units[i].code_point == '\n') {
            push_newline(paragraph, units[i].from, units[i].span);
            i++;
            continue;
        }
        size_t end = i + 1;
        bool   is_space = units[i].code_point == ' ';
        while (end < count && joins(&units[i], &units[end]) && !is_space && units[end].code_point != ' ' &&
               units[end].code_point != '\n' && !units[end].breaks_before &&
               !(units[end].from - units[i].from >= PIECE_BYTES_MAX && units[end].starts_grapheme))
            end++;
        push_unit_piece(paragraph, &units[i], units[end].from, units[end].breaks_before);
        i = end;
    }
}

static void tokenise_whole(struct paragraph *paragraph)
{
    size_t       count = str_chars(paragraph->text);
    struct unit *units = make_units(paragraph, count);
    if (!set_faces(paragraph, units, count)) {
        replace_missing(paragraph, units, count);
        units = make_units(paragraph, count);
        set_faces(paragraph, units, count);
    }
    for (size_t i = 0; i < count; i++)
        if (!units[i].font) units[i].font = fonts_text_face(paragraph->fonts, WEIGHT_REGULAR, false);
    push_units(paragraph, units, count);
}

void paragraph_open(struct paragraph *paragraph, struct fonts *fonts, struct arena *arena,
                    const struct text_span *spans, size_t count)
{
    *paragraph = (struct paragraph){.fonts = fonts, .arena = arena, .spans = spans, .span_count = count};
    paragraph->ends = ARENA_ARRAY(fonts->scratch, uint32_t, count);
    words_trim(&fonts->cache);
    join_spans(paragraph);
    if (paragraph->text.len == 0) return;
    if (is_simple(paragraph->text) && tokenise_simple(paragraph)) return;
    paragraph->tokens.count = 0;
    tokenise_whole(paragraph);
}

/* Emergency cuts */

/* Widest run of whole clusters from the token's logical start that fits; its end in bytes of the word. */
static uint32_t fitting_end(const struct token *token, mpt size, mpt width, bool at_least_one)
{
    const struct piece *piece = token_piece(token);
    const struct glyph *glyphs = token->word->glyphs + piece->first_glyph;
    bool                is_rtl = token->word->key.is_rtl;
    uint32_t            end = piece->from;
    int64_t             advance = 0;
    for (size_t i = 0; i < piece->glyph_count;) {
        size_t   first = is_rtl ? piece->glyph_count - 1 - i : i;
        uint32_t cluster = glyphs[first].cluster, next = piece->to;
        for (; i < piece->glyph_count; i++) {
            const struct glyph *glyph = &glyphs[is_rtl ? piece->glyph_count - 1 - i : i];
            if (glyph->cluster != cluster) {
                next = glyph->cluster;
                break;
            }
            advance += glyph->advance;
        }
        bool is_first = end == piece->from;
        if (scale(advance, size, piece->font) > width && !(is_first && at_least_one)) break;
        end = next;
    }
    return end;
}

static struct token token_part(struct paragraph *paragraph, const struct token *token, uint32_t from, uint32_t to)
{
    const struct piece *piece = token_piece(token);
    struct word_key     key = token->word->key;
    struct token        part = *token;
    uint32_t            base = token->from - piece->from;
    if (!key.font) {
        key.font = piece->font;
        key.script = hb_unicode_script(hb_unicode_funcs_get_default(), str_next(key.text, &(size_t){from}));
        if (key.script == HB_SCRIPT_COMMON || key.script == HB_SCRIPT_INHERITED) key.script = HB_SCRIPT_LATIN;
    }
    key.text = str_slice(key.text, from, to);
    part.word = words_lookup(paragraph->fonts, &key);
    part.piece = 0;
    part.from = base + from;
    part.to = base + to;
    part.width = scale(token_piece(&part)->advance, paragraph->spans[token->span].style.size, piece->font);
    return part;
}

bool token_cut(struct paragraph *paragraph, const struct token *token, mpt width, bool at_least_one,
               struct token *first, struct token *rest)
{
    const struct piece *piece = token_piece(token);
    uint32_t            end = fitting_end(token, paragraph->spans[token->span].style.size, width, at_least_one);
    if (end <= piece->from || end >= piece->to) return false;
    struct token whole = *token;
    *first = token_part(paragraph, &whole, piece->from, end);
    *rest = token_part(paragraph, &whole, end, piece->to);
    first->breaks_after = false;
    return true;
}
