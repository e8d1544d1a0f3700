/* SPDX-License-Identifier: MIT */
#include "base/value.h"

#include <string.h>

static const char *const unit_words[] = {
#define UNIT(code, word) word,
    UNIT_LIST
#undef UNIT
};

static const char *const tone_words[] = {[TONE_NONE] = "", [TONE_GOOD] = "good", [TONE_WATCH] = "watch", [TONE_BAD] = "bad"};

struct value value_number(enum unit unit, struct exact number)
{
    return (struct value){.kind = VALUE_NUMBER, .unit = unit, .number = number, .places = -1};
}

struct value value_money(struct exact number, const char *currency)
{
    struct value value = value_number(UNIT_MONEY, number);
    memcpy(value.currency, currency, strnlen(currency, 3));
    return value;
}

struct value value_count(struct arena *arena, int64_t count)
{
    return value_number(UNIT_COUNT, exact_from_int(arena, count));
}

struct value value_date(date day)
{
    return (struct value){.kind = VALUE_DATE, .day = day, .places = -1};
}

struct value value_text(str text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text, .places = -1};
}

struct value value_missing(str reason)
{
    return (struct value){.kind = VALUE_MISSING, .text = reason, .places = -1};
}

struct value value_not_applicable(str reason)
{
    return (struct value){.kind = VALUE_NOT_APPLICABLE, .text = reason, .places = -1};
}

bool value_has_number(const struct value *value)
{
    return value->kind == VALUE_NUMBER;
}

const int64_t duration_steps[DURATION_STEPS] = {60, 3600, 86400, 2629800};

size_t duration_step(struct arena *scratch, struct exact seconds)
{
    struct arena_mark mark = arena_mark(scratch);
    size_t            step = 0;
    for (; step + 1 < DURATION_STEPS; step++) {
        struct exact amount = exact_div(scratch, exact_abs(seconds), exact_from_int(scratch, duration_steps[step]));
        struct exact most = exact_from_ratio(scratch, duration_steps[step + 1], duration_steps[step]);
        if (exact_compare(exact_round(scratch, amount, 1), most) < 0) break;
    }
    arena_reset(scratch, mark);
    return step;
}

const char *unit_word(enum unit unit)
{
    return unit_words[unit];
}

enum rc unit_parse(str word, enum unit *out)
{
    for (size_t i = 0; i < COUNT_OF(unit_words); i++) {
        if (str_is(word, unit_words[i])) {
            *out = (enum unit)i;
            return RC_OK;
        }
    }
    return RC_MISSING;
}

const char *tone_word(enum tone tone)
{
    return tone_words[tone];
}

enum rc tone_parse(str word, enum tone *out)
{
    for (size_t i = 0; i < COUNT_OF(tone_words); i++) {
        if (str_is(word, tone_words[i])) {
            *out = (enum tone)i;
            return RC_OK;
        }
    }
    return RC_MISSING;
}

static void dump_number(const struct value *value, struct arena *scratch, struct strbuf *out)
{
    struct arena_mark mark = arena_mark(scratch);
    strbuf_adds(out, unit_words[value->unit]);
    strbuf_addc(out, ' ');
    strbuf_add(out, exact_dump(scratch, value->number));
    if (value->unit == UNIT_MONEY) strbuf_printf(out, " %s", value->currency);
    if (value->places >= 0) strbuf_printf(out, " places=%d", value->places);
    if (value->is_signed) strbuf_adds(out, " signed");
    arena_reset(scratch, mark);
}

static void dump_reason(const char *word, str reason, struct strbuf *out)
{
    strbuf_adds(out, word);
    if (reason.len == 0) return;
    strbuf_addc(out, ' ');
    strbuf_add_json(out, reason);
}

void value_dump(const struct value *value, struct arena *scratch, struct strbuf *out)
{
    char iso[11];
    switch (value->kind) {
    case VALUE_NUMBER: dump_number(value, scratch, out); break;
    case VALUE_DATE:
        date_iso(value->day, iso);
        strbuf_printf(out, "date %s", iso);
        break;
    case VALUE_TEXT: dump_reason("text", value->text, out); break;
    case VALUE_MISSING: dump_reason("missing", value->text, out); break;
    case VALUE_NOT_APPLICABLE: dump_reason("n/a", value->text, out); break;
    case VALUE_EMPTY:
    case VALUE_KIND_COUNT: strbuf_adds(out, "empty"); break;
    }
    if (value->tone) strbuf_printf(out, " %s", tone_words[value->tone]);
}
