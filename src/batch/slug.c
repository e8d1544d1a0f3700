/* SPDX-License-Identifier: MIT */
#include "batch/slug.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

struct slugger {
    UTransliterator *to_ascii; /* NULL until a name needs it */
    bool             is_tried;
};

struct slugger *slugger_new(void)
{
    return mem_new(1, sizeof(struct slugger));
}

void slugger_free(struct slugger *slugger)
{
    if (!slugger) return;
    if (slugger->to_ascii) utrans_close(slugger->to_ascii);
    free(slugger);
}

static bool is_ascii(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80) return false;
    }
    return true;
}

static void open_transliterator(struct slugger *slugger)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII";
    UErrorCode         status = U_ZERO_ERROR;
    if (slugger->is_tried) return;
    slugger->is_tried = true;
    slugger->to_ascii = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status)) slugger->to_ascii = NULL;
}

/* The name in ASCII as far as ICU can; the name itself when it cannot. */
static str to_ascii(struct slugger *slugger, struct arena *arena, str name)
{
    enum { ROOM = 2048 };
    UChar      text[ROOM];
    char       utf8[ROOM * 3];
    int32_t    length = 0, bytes = 0;
    UErrorCode status = U_ZERO_ERROR;
    open_transliterator(slugger);
    if (!slugger->to_ascii || name.len > ROOM / 4) return name;
    u_strFromUTF8(text, ROOM, &length, name.ptr, (int32_t)name.len, &status);
    int32_t limit = length;
    utrans_transUChars(slugger->to_ascii, text, &length, ROOM, 0, &limit, &status);
    u_strToUTF8(utf8, sizeof utf8, &bytes, text, length, &status);
    return U_SUCCESS(status) ? arena_str(arena, (str){utf8, (size_t)bytes}) : name;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_kept(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* At a '-' in the last third where there is one, else in the middle of a word. */
static str cut(str slug)
{
    if (slug.len <= SLUG_MAX) return slug;
    size_t at = SLUG_MAX;
    while (at > SLUG_MAX * 2 / 3 && slug.ptr[at] != '-') at--;
    return str_slice(slug, 0, slug.ptr[at] == '-' ? at : SLUG_MAX);
}

str slug_of(struct slugger *slugger, struct arena *arena, str name)
{
    str    text = is_ascii(name) ? name : to_ascii(slugger, arena, name);
    char  *out = arena_alloc(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = lower(text.ptr[i]);
        if (is_kept(c)) out[len++] = c;
        else if (len && out[len - 1] != '-') out[len++] = '-';
    }
    if (len && out[len - 1] == '-') len--;
    return arena_str(arena, cut((str){out, len}));
}

static bool is_plain(char c)
{
    return is_kept(lower(c)) || c == '-' || c == '_' || c == '.';
}

str slug_part(struct arena *arena, str text)
{
    size_t len = text.len < LIMIT_NAME_BYTES ? text.len : LIMIT_NAME_BYTES;
    char  *out = arena_alloc(arena, len + 2, 1);
    for (size_t i = 0; i < len; i++) out[i] = is_plain(text.ptr[i]) ? text.ptr[i] : '-';
    if (len == 0) out[len++] = '-';
    if (out[0] == '.') out[0] = '-';
    return (str){out, len};
}
