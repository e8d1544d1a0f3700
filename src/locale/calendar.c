/* SPDX-License-Identifier: MIT */
/* Dates by the language's own patterns (UTS 35, fields y M d), the month names read once from CLDR. */
#include "locale/parts.h"

static void add_number(struct strbuf *out, int number, size_t width)
{
    strbuf_printf(out, "%0*d", (int)width, number);
}

static void add_month(const struct cldr *cldr, int month, size_t width, struct strbuf *out)
{
    if (width >= 4)
        strbuf_add(out, cldr->months[month - 1]);
    else if (width == 3)
        strbuf_add(out, cldr->months_short[month - 1]);
    else
        add_number(out, month, width);
}

static void add_field(const struct locale *locale, char field, size_t width, struct civil civil, struct strbuf *out)
{
    switch (field) {
    case 'y': add_number(out, width == 2 ? civil.year % 100 : civil.year, width == 2 ? 2 : 1); break;
    case 'M':
    case 'L': add_month(&locale->cldr, civil.month, width, out); break;
    case 'd':
        /* The first of the month is an ordinal in French, in words' dates only. */
        if (civil.day == 1 && width == 1 && locale->first_day.len)
            strbuf_add(out, locale->first_day);
        else
            add_number(out, civil.day, width);
        break;
    default: break;
    }
}

static str print_pattern(const struct locale *locale, struct arena *arena, str pattern, date day)
{
    struct strbuf out = {0};
    struct civil  civil = date_civil(day);
    bool          is_literal = false;
    for (size_t i = 0, end; i < pattern.len; i = end) {
        char c = pattern.ptr[i];
        end = i + 1;
        if (c == '\'') {
            is_literal = !is_literal;
        } else if (!is_literal && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            while (end < pattern.len && pattern.ptr[end] == c)
                end++;
            add_field(locale, c, end - i, civil, &out);
        } else {
            strbuf_addc(&out, c);
        }
    }
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

str locale_date(const struct locale *locale, struct arena *arena, date day)
{
    return print_pattern(locale, arena, locale->cldr.date, day);
}

str locale_date_long(const struct locale *locale, struct arena *arena, date day)
{
    return print_pattern(locale, arena, locale->cldr.date_long, day);
}

str locale_month_short(const struct locale *locale, struct arena *arena, date day)
{
    return print_pattern(locale, arena, locale->cldr.month_short, day);
}

str locale_month_long(const struct locale *locale, struct arena *arena, date day)
{
    return print_pattern(locale, arena, locale->cldr.month_long, day);
}

str locale_period(const struct locale *locale, struct arena *arena, struct period period)
{
    if (period.kind == PERIOD_MONTH) return locale_month_long(locale, arena, period.start);
    const struct locale_arg args[] = {{"number", arena_printf(arena, "%d", period.number)},
                                      {"year", arena_printf(arena, "%d", period.year)}};
    const char             *key = period.kind == PERIOD_QUARTER ? "period.quarter" : "period.year";
    return locale_phrase(locale, arena, key, -1, args, COUNT_OF(args));
}
