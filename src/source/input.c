/* SPDX-License-Identifier: MIT */
#include "source/input.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unistd.h>

enum { CHUNK_BYTES = 128 * 1024, PIVOT_UNITS = 4096 };

struct input {
    int         fd;    /* -1 when reading from memory */
    str         bytes; /* what is left of the memory */
    int         error;
    bool        is_read;    /* all bytes were read */
    bool        is_begun;   /* the byte-order mark is behind us */
    bool        is_started; /* the converters hold state */
    UConverter *from, *to;  /* NULL for UTF-8 */
    char       *chunk;      /* bytes waiting for conversion */
    const char *at, *end;   /* the part of it not yet converted */
    UChar       pivot[PIVOT_UNITS], *pivot_in, *pivot_out;
};

static size_t read_bytes(struct input *input, char *to, size_t room)
{
    if (input->fd < 0) {
        size_t take = input->bytes.len < room ? input->bytes.len : room;
        if (take) memcpy(to, input->bytes.ptr, take);
        input->bytes = str_slice(input->bytes, take, input->bytes.len);
        return take;
    }
    for (;;) {
        ssize_t got = read(input->fd, to, room);
        if (got >= 0) return (size_t)got;
        if (errno == EINTR) continue;
        input->error = errno;
        return 0;
    }
}

static void refill(struct input *input)
{
    if (input->at < input->end || input->is_read) return;
    size_t got = read_bytes(input, input->chunk, CHUNK_BYTES);
    input->at = input->chunk;
    input->end = input->chunk + got;
    if (!got) input->is_read = true;
}

static size_t read_converted(struct input *input, char *to, size_t room)
{
    char *out = to;
    while (out == to) {
        refill(input);
        UErrorCode error = U_ZERO_ERROR;
        ucnv_convertEx(input->to, input->from, &out, to + room, &input->at, input->end, input->pivot, &input->pivot_in,
                       &input->pivot_out, input->pivot + PIVOT_UNITS, !input->is_started, input->is_read, &error);
        input->is_started = true;
        if (input->is_read && error != U_BUFFER_OVERFLOW_ERROR) break;
    }
    return (size_t)(out - to);
}

static size_t read_some(struct input *input, char *to, size_t room)
{
    return input->from ? read_converted(input, to, room) : read_bytes(input, to, room);
}

size_t input_read(struct input *input, char *to, size_t room)
{
    size_t got = read_some(input, to, room);
    if (input->is_begun || room < 8) return got;
    input->is_begun = true;
    while (got && got < 3) {
        size_t more = read_some(input, to + got, room - got);
        if (!more) break;
        got += more;
    }
    if (got < 3 || memcmp(to, "\xEF\xBB\xBF", 3) != 0) return got;
    memmove(to, to + 3, got - 3);
    return got > 3 ? got - 3 : read_some(input, to, room);
}

const char *input_encoding_name(str name, struct arena *arena)
{
    /* ICU calls the encoding of old Macintosh files `macintosh`; people write it in two words. */
    char       folded[64];
    size_t     length = 0;
    UErrorCode error = U_ZERO_ERROR;
    for (size_t i = 0; i < name.len && length < sizeof folded - 1; i++) {
        if (name.ptr[i] != ' ') folded[length++] = name.ptr[i];
    }
    folded[length] = '\0';
    if (strncasecmp(folded, "mac", 3) == 0) return "macintosh";
    UConverter *converter = length ? ucnv_open(folded, &error) : NULL;
    if (!converter || U_FAILURE(error)) return NULL;
    const char *iana = ucnv_getStandardName(ucnv_getName(converter, &error), "MIME", &error);
    const char *copy = arena_cstr(arena, str_from(iana ? iana : folded));
    ucnv_close(converter);
    return copy;
}

static bool is_utf8(const char *encoding)
{
    return !encoding || strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0;
}

/* RC_INVALID when ICU has no such converter. */
static enum rc open_converters(struct input *input, const char *encoding)
{
    UErrorCode error = U_ZERO_ERROR;
    input->pivot_in = input->pivot_out = input->pivot;
    if (is_utf8(encoding)) return RC_OK;
    input->chunk = mem_new(1, CHUNK_BYTES);
    input->from = ucnv_open(encoding, &error);
    input->to = ucnv_open("UTF-8", &error);
    return U_SUCCESS(error) ? RC_OK : RC_INVALID;
}

static enum rc input_new(int fd, str bytes, const char *encoding, struct input **out)
{
    struct input *input = mem_new(1, sizeof *input);
    input->fd = fd;
    input->bytes = bytes;
    enum rc rc = open_converters(input, encoding);
    if (rc != RC_OK) {
        input_close(input);
        input = NULL;
    }
    *out = input;
    return rc;
}

enum rc input_open(const char *path, const char *encoding, struct diag *diag, struct span span, struct input **out)
{
    int     fd;
    enum rc rc = file_open(path, diag, span, &fd);
    *out = NULL;
    if (rc != RC_OK) return rc;
    rc = input_new(fd, STR_NONE, encoding, out);
    if (rc != RC_OK) diag_add(diag, DIAG_SOURCE_ENCODING, span, encoding);
    return rc;
}

enum rc input_from_bytes(str bytes, const char *encoding, struct input **out)
{
    return input_new(-1, bytes, encoding, out);
}

void input_close(struct input *input)
{
    if (!input) return;
    if (input->fd >= 0) close(input->fd);
    if (input->from) ucnv_close(input->from);
    if (input->to) ucnv_close(input->to);
    free(input->chunk);
    free(input);
}

int input_error(const struct input *input)
{
    return input->error;
}

bool input_is_converted(const struct input *input)
{
    return input->from != NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* € is ¤ in Windows-1252, œ and Œ between letters are ½ and ¼. */
static bool is_latin9(str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    bool is_inside = at > 0 && at + 1 < text.len && is_letter(text.ptr[at - 1]) && is_letter(text.ptr[at + 1]);
    bool is_first = c == 0xBC && at + 1 < text.len && is_letter(text.ptr[at + 1]);
    return c == 0xA4 || (c == 0xBD && is_inside) || is_first;
}

static void count_bad(str text, size_t at, struct input_profile *profile)
{
    profile->bad++;
    profile->between += (unsigned char)text.ptr[at] < 0xA0;
    profile->latin9 += is_latin9(text, at);
}

/* Counts the sequences of a chunk; returns how many bytes at its end wait for the next chunk. */
static size_t count_sequences(str text, struct input_profile *profile, bool is_last)
{
    size_t at = 0;
    while (at < text.len) {
        uint64_t word;
        while (text.len - at >= 8 && (memcpy(&word, text.ptr + at, 8), !(word & 0x8080808080808080u))) at += 8;
        if (at >= text.len) break;
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        if (!is_last && text.len - at < 4) return text.len - at;
        size_t before = at;
        bool   is_bad = str_next(text, &at) == 0xFFFD && at == before + 1;
        if (is_bad) count_bad(text, before, profile);
        else profile->wide++;
    }
    return 0;
}

/* Latin text in UTF-16 without a mark: nearly every other byte is NUL. */
static char nul_pattern(str start)
{
    size_t nuls[2] = {0, 0}, pairs = start.len / 2;
    for (size_t i = 0; i < pairs * 2; i++) nuls[i & 1] += start.ptr[i] == '\0';
    if (pairs < 2) return '\0';
    if (nuls[1] * 10 > pairs * 7 && nuls[0] * 10 < pairs) return 'l';
    if (nuls[0] * 10 > pairs * 7 && nuls[1] * 10 < pairs) return 'e';
    return '\0';
}

static void look_at_start(str start, struct input_profile *profile)
{
    if (start.len >= 3 && memcmp(start.ptr, "\xEF\xBB\xBF", 3) == 0) profile->mark = 'b';
    else if (start.len >= 2 && memcmp(start.ptr, "\xFF\xFE", 2) == 0) profile->mark = 'l';
    else if (start.len >= 2 && memcmp(start.ptr, "\xFE\xFF", 2) == 0) profile->mark = 'e';
    else profile->nul = nul_pattern(str_slice(start, 0, 4096));
}

/*
 * A mark decides. Without one: UTF-8 when all of it is valid, and also when good sequences are about as many as bad
 * bytes, for Latin text hardly ever has one by chance: it is damaged UTF-8, or two exports put together, whose bad records
 * should be named rather than the good names spoilt. Else ISO-8859-15 where its own characters stand and none of
 * Windows-1252's; else this, of which ISO-8859-1 is a part.
 */
static const char *decide(const struct input_profile *profile)
{
    if (profile->mark == 'b') return "UTF-8";
    if (profile->mark == 'l' || profile->nul == 'l') return "UTF-16LE";
    if (profile->mark == 'e' || profile->nul == 'e') return "UTF-16BE";
    if (profile->bad <= 2 * profile->wide) return "UTF-8";
    return profile->latin9 && !profile->between ? "ISO-8859-15" : "windows-1252";
}

enum rc input_profile(const char *path, struct hasher *hasher, struct diag *diag, struct span span,
                      struct input_profile *out)
{
    struct input *input;
    *out = (struct input_profile){0};
    enum rc rc = input_open(path, NULL, diag, span, &input);
    if (rc != RC_OK) return rc;
    char  *chunk = mem_new(1, CHUNK_BYTES);
    size_t kept = 0, got;
    do {
        got = read_bytes(input, chunk + kept, CHUNK_BYTES - kept);
        if (out->bytes == 0) look_at_start((str){chunk, got}, out);
        if (got) hasher_add(hasher, chunk + kept, got);
        out->bytes += got;
        size_t wait = count_sequences((str){chunk, kept + got}, out, got == 0);
        memmove(chunk, chunk + kept + got - wait, wait);
        kept = wait;
    } while (got);
    hasher_add_int(hasher, (int64_t)out->bytes);
    out->encoding = decide(out);
    if (input->error) {
        diag_add(diag, DIAG_FILE_READ, span, path, strerror(input->error));
        rc = RC_IO;
    }
    free(chunk);
    input_close(input);
    return rc;
}
