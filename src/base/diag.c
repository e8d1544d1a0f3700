/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include "base/french.h"
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

/* What stands around a message; French has a no-break space before its colon. */
static const struct frame {
    const char *severity[SEVERITY_COUNT], *before_count, *behind_count, *hint;
} frames[] = {
    [DIAG_ENGLISH] = {{"note: ", "warning: ", "error: "}, "", " more of ", "hint: "},
    [DIAG_FRENCH] = {{"note\u00a0: ", "avertissement\u00a0: ", "erreur\u00a0: "}, "encore ", " de ", "conseil\u00a0: "},
};

const char *diag_slug(enum diag_code code)
{
    return rows[code].slug;
}

enum rc diag_find(str slug, enum diag_code *out)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!str_is(slug, rows[i].slug)) continue;
        *out = (enum diag_code)i;
        return RC_OK;
    }
    return RC_MISSING;
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

static struct diag_message *append(struct diag *diag, enum diag_code code, struct span span)
{
    struct diag_message *message = ARENA_NEW(diag->arena, struct diag_message);
    *message = (struct diag_message){.code = code, .span = span};
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

static struct diag_message *add_formatted(struct diag *diag, enum diag_code code, struct span span, const char *format,
                                          va_list args)
{
    if (!count_one(diag, code)) return NULL;
    struct diag_message *message = append(diag, code, span);
    va_list              again;
    va_copy(again, args);
    message->text = arena_vprintf(diag->arena, format, args);
    message->french.text = french_vprintf(diag->arena, format, again);
    va_end(again);
    return message;
}

struct diag_message *diag_add(struct diag *diag, enum diag_code code, struct span span, ...)
{
    va_list args;
    va_start(args, span);
    struct diag_message *message = add_formatted(diag, code, span, rows[code].format, args);
    va_end(args);
    return message;
}

struct diag_message *diag_say(struct diag *diag, enum diag_code code, struct span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct diag_message *message = add_formatted(diag, code, span, format, args);
    va_end(args);
    return message;
}

static struct diag_words copy_words(struct arena *arena, const struct diag_words *words)
{
    return (struct diag_words){arena_str(arena, words->text), arena_str(arena, words->hint)};
}

struct diag_message *diag_add_words(struct diag *diag, enum diag_code code, struct span span,
                                    const struct diag_words *english, const struct diag_words *french)
{
    if (!count_one(diag, code)) return NULL;
    struct diag_message *message = append(diag, code, span);
    struct diag_words    words = copy_words(diag->arena, english);
    message->text = words.text;
    message->hint = words.hint;
    message->french = copy_words(diag->arena, french);
    return message;
}

void diag_count(struct diag *diag, enum diag_code code, size_t messages)
{
    if (rows[code].severity == SEVERITY_ERROR) diag->errors += messages;
    if (rows[code].severity == SEVERITY_WARNING) diag->warnings += messages;
    diag->counts[code] += messages;
}

static struct diag_detail copy_detail(struct arena *arena, const struct diag_detail *detail)
{
    return (struct diag_detail){arena_str(arena, detail->field), arena_str(arena, detail->value),
                                arena_str(arena, detail->rule)};
}

void diag_set_detail(struct diag *diag, struct diag_message *message, const struct diag_detail *detail)
{
    if (message) message->detail = copy_detail(diag->arena, detail);
}

void diag_hint(struct diag *diag, struct diag_message *message, const char *format, ...)
{
    if (!message) return;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    message->hint = arena_vprintf(diag->arena, format, args);
    message->french.hint = french_vprintf(diag->arena, format, again);
    va_end(again);
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

static bool is_same_place(struct span a, struct span b)
{
    bool is_same_file = a.file == b.file || (a.file && b.file && strcmp(a.file->name, b.file->name) == 0);
    return is_same_file && a.line == b.line && a.col == b.col;
}

/* Up to `last`; what was added since is not looked at. */
static bool is_listed(const struct diag *diag, const struct diag_message *last, const struct diag_message *wanted)
{
    for (const struct diag_message *m = last ? diag->first : NULL; m; m = m == last ? NULL : m->next) {
        if (m->code == wanted->code && str_equal(m->text, wanted->text) && is_same_place(m->span, wanted->span)) return true;
    }
    return false;
}

/* Of each code, the messages that are not listed. */
static void count_unlisted(const struct diag *diag, size_t *out)
{
    memcpy(out, diag->counts, sizeof diag->counts);
    for (const struct diag_message *m = diag->first; m; m = m->next) out[m->code]--;
}

void diag_merge(struct diag *diag, const struct diag *from)
{
    const struct diag_message *last = diag->last;
    size_t                     before[DIAG_CODE_COUNT], more[DIAG_CODE_COUNT];
    bool                       repeats[DIAG_CODE_COUNT] = {false};
    count_unlisted(diag, before);
    count_unlisted(from, more);
    for (const struct diag_message *m = from->first; m; m = m->next) {
        const struct diag_words english = {m->text, m->hint};
        if (is_listed(diag, last, m))
            repeats[m->code] = true;
        else
            diag_set_detail(diag, diag_add_words(diag, m->code, m->span, &english, &m->french), &m->detail);
    }
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
        size_t known = repeats[i] ? before[i] : 0;
        if (more[i] > known) diag_count(diag, (enum diag_code)i, more[i] - known);
    }
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

static struct diag_words words_of(const struct diag_message *message, enum diag_language language)
{
    return language == DIAG_FRENCH ? message->french : (struct diag_words){message->text, message->hint};
}

void diag_render_in(const struct diag *diag, enum diag_language language, struct strbuf *out)
{
    const struct frame *frame = &frames[language];
    for (const struct diag_message *m = diag->first; m; m = m->next) {
        struct diag_words words = words_of(m, language);
        render_place(&m->span, out);
        strbuf_printf(out, "%s%.*s [%s]\n", frame->severity[rows[m->code].severity], STR_ARG(words.text),
                      rows[m->code].slug);
        if (m->span.file && m->span.line) render_excerpt(&m->span, out);
        if (words.hint.len) strbuf_printf(out, "  %s%.*s\n", frame->hint, STR_ARG(words.hint));
    }
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
        if (diag->counts[i] <= LIMIT_DIAG_PER_CODE) continue;
        strbuf_printf(out, "%s%s%zu%s[%s]\n", frame->severity[rows[i].severity], frame->before_count,
                      diag->counts[i] - LIMIT_DIAG_PER_CODE, frame->behind_count, rows[i].slug);
    }
}

void diag_render(const struct diag *diag, struct strbuf *out)
{
    diag_render_in(diag, DIAG_ENGLISH, out);
}

static void json_member(struct strbuf *out, const char *key, str text)
{
    if (!text.len) return;
    strbuf_printf(out, ",\"%s\":", key);
    strbuf_add_json(out, text);
}

void diag_render_json(const struct diag *diag, enum diag_language language, struct strbuf *out)
{
    for (const struct diag_message *m = diag->first; m; m = m->next) {
        struct diag_words words = words_of(m, language);
        strbuf_printf(out, "{\"severity\":\"%s\",\"code\":\"%s\"", severity_words[rows[m->code].severity],
                      rows[m->code].slug);
        if (m->span.file) {
            json_member(out, "file", str_from(m->span.file->name));
            if (m->span.line) strbuf_printf(out, ",\"line\":%u,\"column\":%u", m->span.line, m->span.col);
        }
        json_member(out, "field", m->detail.field);
        json_member(out, "value", m->detail.value);
        json_member(out, "rule", m->detail.rule);
        strbuf_adds(out, ",\"message\":");
        strbuf_add_json(out, words.text);
        json_member(out, "hint", words.hint);
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
