/* SPDX-License-Identifier: MIT */
#include "workbook/number_look.h"

#include "workbook/cell_text.h"

#include <math.h>
#include <string.h>

/* What decides a code; compared by its bytes. */
struct look_key {
    int32_t unit, places, step; /* step: index into duration_steps, durations only */
    uint8_t is_signed, trend, plural, spare;
    char    currency[4];
};

/* Half away from zero, as the page rounds; exact enough for the question « whole or not ». */
static bool is_whole(double number, int places)
{
    double scale = places == 1 ? 10 : 100;
    double rounded = round(fabs(number) * scale * (1 + 1e-15));
    return fmod(rounded, scale) == 0;
}

/* What the locale prints before and after the digits of a figure, and how many decimals. */
struct around {
    str before, after;
    int decimals;
};

/* Signs are the number format's own, not part of what stands around the digits. */
static str without_sign(str before)
{
    static const str signs[] = {STR("+"), STR("-"), STR("−")};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (before.len >= signs[i].len && str_equal(str_slice(before, 0, signs[i].len), signs[i]))
            return str_slice(before, signs[i].len, before.len);
    }
    return before;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_mark(uint32_t c)
{
    return c == '.' || c == ',' || c == 0x202F || c == 0xA0;
}

static struct around split_printed(str printed)
{
    size_t from = 0;
    while (from < printed.len && !is_digit((unsigned char)printed.ptr[from]))
        from++;
    size_t to = from, after_mark = from;
    for (size_t at = from; at < printed.len;) {
        uint32_t c = str_next(printed, &at);
        if (!is_digit(c) && !is_mark(c)) break;
        if (!is_digit(c)) continue;
        if (at - to > 1) /* a mark between this digit and the one before */
            after_mark = at - 1;
        to = at;
    }
    if (from == printed.len) return (struct around){0};
    return (struct around){without_sign(str_slice(printed, 0, from)), str_slice(printed, to, printed.len),
                           after_mark > from ? (int)(to - after_mark) : 0};
}

/* Decimals of the unit's normal precision (domain 1.2) for the number as shown; of cents, the currency decides. */
static int normal_places(struct book *book, const struct value *value, double shown)
{
    switch (value->unit) {
    case UNIT_MONEY:
        if (fabs(shown) >= 1000 || is_whole(shown, 2)) return 0;
        return split_printed(locale_print(book->locale, book->arena, value)).decimals;
    case UNIT_SCORE100:
    case UNIT_NPS: return 0;
    case UNIT_RATING5: return 1;
    default: return is_whole(shown, 1) ? 0 : 1;
    }
}

static void add_literal(struct strbuf *code, str text)
{
    if (text.len == 0) return;
    strbuf_addc(code, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '"') strbuf_addc(code, text.ptr[i]);
    }
    strbuf_addc(code, '"');
}

/* One section of a code: arrow, sign, digits, what stands around them. */
static void add_section(struct strbuf *code, const struct number_look *look, const struct around *around,
                        const char *arrow, char sign)
{
    add_literal(code, str_from(arrow));
    if (sign) strbuf_addc(code, sign);
    add_literal(code, around->before);
    strbuf_adds(code, "#,##0");
    if (look->places > 0) strbuf_printf(code, ".%0*d", look->places, 0);
    if (look->is_percent)
        strbuf_addc(code, '%');
    else
        add_literal(code, around->after);
}

static const char *write_code(struct book *book, const struct number_look *look, const struct around *around,
                              const struct look_key *key)
{
    static const char *const arrows[] = {
        [TREND_NONE] = "", [TREND_UP] = "↑ ", [TREND_FLAT] = "→ ", [TREND_DOWN] = "↓ "};
    struct strbuf code = {0};
    const char   *arrow = arrows[key->trend];
    bool          is_signed = key->is_signed;
    add_section(&code, look, around, arrow, is_signed ? '+' : '\0');
    if (is_signed || *arrow) {
        strbuf_addc(&code, ';');
        add_section(&code, look, around, arrow, '-');
        strbuf_addc(&code, ';');
        add_section(&code, look, around, arrow, '\0');
    }
    const char *text = arena_cstr(book->arena, strbuf_str(&code));
    strbuf_release(&code);
    return text;
}

/* Which form of a unit's word the figure takes: a few figures stand for all in French and English. */
static uint8_t plural_of(double shown)
{
    double size = fabs(shown);
    return size == 1 ? 1 : size < 2 ? 2 : 0;
}

/* A small figure of the same unit, plural and sign, printed as the page prints it. */
static struct around print_sample(struct book *book, const struct value *value, const struct look_key *key)
{
    static const int64_t halves[] = {10, 2, 1}; /* by plural_of: 5, 1, ½ */
    struct value         sample = *value;
    int64_t              divide = 2, multiply = halves[key->plural];
    if (value->unit == UNIT_DURATION) multiply *= key->step == 0 && key->plural == 2 ? duration_steps[0] * 2 : duration_steps[key->step];
    if (value->unit == UNIT_POINTS || value->unit == UNIT_PERCENT) divide *= 100;
    sample.places = -1;
    sample.number = exact_from_ratio(book->arena, multiply, divide);
    return split_printed(locale_print(book->locale, book->arena, &sample));
}

static struct number_look *make_look(struct book *book, const struct value *value, const struct look_key *key)
{
    struct number_look *look = ARENA_NEW(book->arena, struct number_look);
    *look = (struct number_look){.multiply = 1, .divide = 1, .places = key->places};
    look->is_percent = value->unit == UNIT_PERCENT;
    if (value->unit == UNIT_POINTS) look->multiply = 100;
    if (value->unit == UNIT_DURATION) look->divide = duration_steps[key->step];
    struct around around = print_sample(book, value, key);
    look->extra =
        cell_text_width(around.before) + cell_text_width(around.after) + (key->trend ? 2 : 0) + key->is_signed;
    look->code = write_code(book, look, &around, key);
    return look;
}

const struct number_look *number_look(struct book *book, const struct value *value, enum trend trend)
{
    double figure = exact_double(value->number);
    if (!isfinite(figure)) figure = 0; /* written as text */
    struct look_key key = {.unit = (int32_t)value->unit, .is_signed = value->is_signed, .trend = (uint8_t)trend};
    memcpy(key.currency, value->currency, sizeof key.currency);
    double shown = figure;
    if (value->unit == UNIT_DURATION) {
        key.step = (int32_t)duration_step(book->arena, value->number);
        shown = figure / (double)duration_steps[key.step];
    } else if (value->unit == UNIT_PERCENT || value->unit == UNIT_POINTS) {
        shown = figure * 100;
    }
    key.places = value->places >= 0 ? value->places : normal_places(book, value, shown);
    key.plural = plural_of(shown);
    struct number_look *look = map_lookup(&book->number_looks, (str){(const char *)&key, sizeof key});
    if (look) return look;
    struct look_key *kept = arena_copy(book->arena, &key, 1, sizeof key);
    look = make_look(book, value, &key);
    map_set(book->arena, &book->number_looks, (str){(const char *)kept, sizeof *kept}, look);
    return look;
}

double number_look_shown(const struct number_look *look, const struct value *value)
{
    double figure = exact_double(value->number);
    return look->multiply == look->divide ? figure : figure * (double)look->multiply / (double)look->divide;
}

double number_look_width(const struct number_look *look, double shown)
{
    double figure = isfinite(shown) ? fabs(look->is_percent ? shown * 100 : shown) : 0;
    double digits = figure < 10 ? 1 : floor(log10(figure)) + 1;
    double groups = floor((digits - 1) / 3) * 0.5;
    return digits + groups + (look->places ? look->places + 0.5 : 0) + look->extra + (shown < 0 ? 0.7 : 0) +
           (look->is_percent ? 1.6 : 0);
}
