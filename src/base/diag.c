/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include "base/limits.h"

#include <string.h>
#include <strings.h>

struct diag_row {
    const char      *slug;
    enum severity    severity;
    enum diag_family family;
    const char      *format;
};

static const struct diag_row rows[] = {
#define DIAG(code, slug, severity, family, format) {slug, severity, family, format},
#include "base/diag.def"
#undef DIAG
};

static const char *const severity_words[SEVERITY_COUNT] = {"note", "warning", "error"};

const char *diag_slug(enum diag_code code)
{
    return rows[code].slug;
}

enum severity diag_severity(enum diag_code code)
{
    return rows[code].severity;
}

enum diag_family diag_family(enum diag_code code)
{
    return rows[code].family;
}

void diag_init(struct diag *diag, struct arena *arena)
{
    *diag = (struct diag){.arena = arena};
}

static struct diag_message *append(struct diag *diag, enum diag_code code, struct span span, str text, str hint)
{
    struct diag_message *message = ARENA_NEW(diag->arena, struct diag_message);
    *message = (struct diag_message){.code = code, .span = span, .text = text, .hint = hint};
    if (diag->last) diag->last->next = message;
    else diag->first = message;
    diag->last = message;
    return message;
}

static bool count_one(struct diag *diag, enum diag_code code)
{
    if (rows[code].severity == SEVERITY_ERROR) diag->errors++;
    if (rows[code].severity == SEVERITY_WARNING) diag->warnings++;
    return ++diag->counts[code] <= LIMIT_DIAG_PER_CODE;
}

struct diag_message *diag_add(struct diag *diag, enum diag_code code, struct span span, ...)
{
    if (!count_one(diag, code)) return NULL;
    va_list args;
    va_start(args, span);
    str text = arena_vprintf(diag->arena, rows[code].format, args);
    va_end(args);
    return append(diag, code, span, text, STR_NONE);
}

void diag_hint(struct diag *diag, struct diag_message *message, const char *format, ...)
{
    if (!message) return;
    va_list args;
    va_start(args, format);
    message->hint = arena_vprintf(diag->arena, format, args);
    va_end(args);
}

void diag_hint_nearest(struct diag *diag, struct diag_message *message, str wrong, const str *names, size_t count)
{
    size_t most = wrong.len / 3 + 1, best = count;
    for (size_t i = 0; i < count && message; i++) {
        size_t distance = str_distance(wrong, names[i], most);
        if (distance <= most) {
            best = i;
            most = distance ? distance - 1 : 0;
            if (distance == 0) break;
        }
    }
    if (best < count) diag_hint(diag, message, "did you mean '%.*s'?", STR_ARG(names[best]));
}

void diag_merge(struct diag *diag, const struct diag *from)
{
    for (const struct diag_message *m = from->first; m; m = m->next) {
        if (diag->counts[m->code] + 1 > LIMIT_DIAG_PER_CODE) continue;
        append(diag, m->code, m->span, arena_str(diag->arena, m->text), arena_str(diag->arena, m->hint));
    }
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++) diag->counts[i] += from->counts[i];
    diag->errors += from->errors;
    diag->warnings += from->warnings;
}

/* The text of a 1-based line, without its end; false when the file's text is not kept. */
static bool line_of(const struct source_file *file, uint32_t number, str *line)
{
    str rest = file->text;
    if (!rest.ptr || number == 0) return false;
    while (rest.ptr && --number) (void)str_cut(rest, '\n', &rest);
    if (!rest.ptr) return false;
    *line = str_cut(rest, '\n', &rest);
    if (str_ends(*line, "\r")) line->len--;
    return true;
}

/* Does what follows the word « password » or « pwd » look like its value? Case does not matter. */
static bool is_followed_by_value(str line, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= line.len; i++) {
        if (strncasecmp(line.ptr + i, word, length) != 0) continue;
        str after = str_slice(line, i + length, line.len);
        while (after.len && strchr(" \t\"'", after.ptr[0]))
            after = str_slice(after, 1, after.len);
        if (after.len && (after.ptr[0] == ':' || after.ptr[0] == '=')) return true;
    }
    return false;
}

/* A line that holds a password, or an address with one (scheme://user:password@host), is not repeated in a message. */
static bool holds_secret(str line)
{
    static const char *const words[] = {"password", "passwd", "pass", "pwd"};
    size_t                   address = str_find_str(line, STR("://"));
    if (str_find(str_slice(line, address, line.len), '@') < line.len - address) return true;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (is_followed_by_value(line, words[i])) return true;
    }
    return false;
}

static void render_excerpt(const struct span *span, struct strbuf *out)
{
    enum { LONGEST = 160 };
    str line;
    if (!line_of(span->file, span->line, &line) || line.len > LONGEST || str_utf8_valid(line) != line.len) return;
    if (holds_secret(line)) return;
    strbuf_printf(out, "%5u | ", span->line);
    strbuf_add(out, line);
    strbuf_adds(out, "\n      | ");
    size_t at = 0;
    for (uint32_t col = 1; col < span->col && at < line.len; col++) strbuf_addc(out, str_next(line, &at) == '\t' ? '\t' : ' ');
    strbuf_addc(out, '^');
    size_t left = str_chars(str_slice(line, at, line.len));
    for (uint32_t i = 1; i < span->len && i < left; i++) strbuf_addc(out, '~');
    strbuf_addc(out, '\n');
}

static void render_place(const struct span *span, struct strbuf *out)
{
    if (!span->file) return;
    strbuf_adds(out, span->file->name);
    if (span->line) strbuf_printf(out, ":%u:%u", span->line, span->col ? span->col : 1);
    strbuf_adds(out, ": ");
}

void diag_render(const struct diag *diag, struct strbuf *out)
{
    for (const struct diag_message *m = diag->first; m; m = m->next) {
        render_place(&m->span, out);
        strbuf_printf(out, "%s: %.*s [%s]\n", severity_words[rows[m->code].severity], STR_ARG(m->text), rows[m->code].slug);
        if (m->span.file && m->span.line) render_excerpt(&m->span, out);
        if (m->hint.len) strbuf_printf(out, "  hint: %.*s\n", STR_ARG(m->hint));
    }
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
        if (diag->counts[i] > LIMIT_DIAG_PER_CODE)
            strbuf_printf(out, "%s: %zu more of [%s]\n", severity_words[rows[i].severity],
                          diag->counts[i] - LIMIT_DIAG_PER_CODE, rows[i].slug);
    }
}

static void json_string(struct strbuf *out, str text)
{
    strbuf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\') strbuf_addc(out, '\\');
        if (c < 0x20) strbuf_printf(out, "\\u%04x", c);
        else strbuf_addc(out, (char)c);
    }
    strbuf_addc(out, '"');
}

void diag_render_json(const struct diag *diag, struct strbuf *out)
{
    for (const struct diag_message *m = diag->first; m; m = m->next) {
        strbuf_printf(out, "{\"severity\":\"%s\",\"code\":\"%s\"", severity_words[rows[m->code].severity], rows[m->code].slug);
        if (m->span.file) {
            strbuf_adds(out, ",\"file\":");
            json_string(out, str_from(m->span.file->name));
            strbuf_printf(out, ",\"line\":%u,\"column\":%u", m->span.line, m->span.col);
        }
        strbuf_adds(out, ",\"message\":");
        json_string(out, m->text);
        if (m->hint.len) {
            strbuf_adds(out, ",\"hint\":");
            json_string(out, m->hint);
        }
        strbuf_adds(out, "}\n");
    }
}

int diag_exit_status(const struct diag *diag)
{
    static const int statuses[] = {
        [FAMILY_USAGE] = 2, [FAMILY_DEFINITION] = 3, [FAMILY_DATA] = 4,
        [FAMILY_LOCK] = 5,  [FAMILY_OUTPUT] = 6,     [FAMILY_DOCUMENT] = 7,
    };
    int status = 8;
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
        if (!diag->counts[i] || rows[i].severity != SEVERITY_ERROR) continue;
        if (statuses[rows[i].family] < status) status = statuses[rows[i].family];
    }
    if (status == 8) return 0;
    return status == 7 ? 1 : status;
}
