/* SPDX-License-Identifier: MIT */
#include "base/say.h"

#include "base/french.h"

PRINTF_LIKE(3, 0) static void say(struct strbuf *out, enum diag_language language, const char *english, va_list args)
{
    if (language == DIAG_FRENCH) french_vadd(out, english, args);
    else strbuf_vprintf(out, english, args);
}

void say_add(struct strbuf *out, enum diag_language language, const char *english, ...)
{
    va_list args;
    va_start(args, english);
    say(out, language, english, args);
    va_end(args);
}

str say_text(struct arena *arena, enum diag_language language, const char *english, ...)
{
    struct strbuf out = {0};
    va_list       args;
    va_start(args, english);
    say(&out, language, english, args);
    va_end(args);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

const char *say_phrase(enum diag_language language, const char *english)
{
    const char *french = language == DIAG_FRENCH ? french_of(english) : NULL;
    return french ? french : english;
}
