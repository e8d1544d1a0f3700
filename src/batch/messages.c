/* SPDX-License-Identifier: MIT */
#include "batch/messages.h"

#include "base/limits.h"

void messages_init(struct messages *messages, struct arena *arena)
{
    *messages = (struct messages){.arena = arena};
}

static const enum diag_language languages[] = {DIAG_ENGLISH, DIAG_FRENCH};

static void add(struct messages *messages, const struct rendered *message)
{
    str key = message->text[DIAG_ENGLISH];
    if (map_lookup(&messages->seen, key)) return;
    map_set(messages->arena, &messages->seen, key, messages);
    if (++messages->counts[message->code] <= LIMIT_DIAG_PER_CODE)
        *VEC_PUSH(messages->arena, messages->list) = *message;
}

/* One message alone, as text or JSON. */
static void render_one(const struct diag_message *message, bool is_json, enum diag_language language,
                       struct strbuf *out)
{
    struct diag_message copy = *message;
    struct diag         one = {.first = &copy, .last = &copy};
    copy.next = NULL;
    strbuf_clear(out);
    if (is_json)
        diag_render_json(&one, language, out);
    else
        diag_render_in(&one, language, out);
}

void messages_put(struct strbuf *out, const struct diag *diag)
{
    struct strbuf buf = {0};
    int64_t       count = 0;
    for (const struct diag_message *m = diag->first; m; m = m->next)
        count++;
    wire_put_int(out, count);
    for (const struct diag_message *m = diag->first; m; m = m->next) {
        wire_put_int(out, m->code);
        for (size_t i = 0; i < COUNT_OF(languages) * 2; i++) {
            render_one(m, i % 2, languages[i / 2], &buf);
            wire_put_str(out, strbuf_str(&buf));
        }
    }
    strbuf_release(&buf);
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++)
        wire_put_int(out, diag->counts[i] > LIMIT_DIAG_PER_CODE ? (int64_t)diag->counts[i] - LIMIT_DIAG_PER_CODE : 0);
}

void messages_get(struct messages *messages, struct wire *wire)
{
    for (int64_t left = wire_int(wire); left > 0 && !wire->is_short; left--) {
        int64_t         code = wire_int(wire);
        struct rendered message = {.code = (enum diag_code)code};
        for (size_t i = 0; i < COUNT_OF(languages); i++) {
            message.text[languages[i]] = wire_str(wire, messages->arena);
            message.json[languages[i]] = wire_str(wire, messages->arena);
        }
        if (!wire->is_short && code >= 0 && code < DIAG_CODE_COUNT) add(messages, &message);
    }
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++)
        messages->counts[i] += (size_t)wire_int(wire);
}

void messages_take(struct messages *messages, struct diag *diag)
{
    struct strbuf packed = {0};
    messages_put(&packed, diag);
    struct wire wire = {.bytes = strbuf_str(&packed)};
    messages_get(messages, &wire);
    strbuf_release(&packed);
    diag_init(diag, diag->arena);
}

bool messages_have_errors(const struct messages *messages, enum diag_family family)
{
    for (enum diag_code code = 0; code < DIAG_CODE_COUNT; code++) {
        if (messages->counts[code] && diag_severity(code) == SEVERITY_ERROR && diag_family(code) == family) return true;
    }
    return false;
}

int messages_exit_status(const struct messages *messages)
{
    struct diag counted = {0};
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++)
        counted.counts[i] = messages->counts[i];
    return diag_exit_status(&counted);
}

bool messages_have_any_error(const struct messages *messages)
{
    return messages_exit_status(messages) != 0;
}

void messages_render(const struct messages *messages, bool is_json, enum diag_language language, struct strbuf *out)
{
    for (size_t i = 0; i < messages->list.count; i++) {
        const struct rendered *message = &messages->list.at[i];
        strbuf_add(out, is_json ? message->json[language] : message->text[language]);
    }
    struct diag more = {0};
    for (size_t i = 0; i < DIAG_CODE_COUNT; i++)
        more.counts[i] = messages->counts[i];
    if (!is_json) diag_render_in(&more, language, out); /* no messages: only how many more of each code there are */
}

void messages_render_pressing(const struct messages *messages, enum diag_language language, struct strbuf *out)
{
    for (size_t i = 0; i < messages->list.count; i++) {
        enum diag_code code = messages->list.at[i].code;
        if (diag_family(code) == FAMILY_USAGE || code == DIAG_SOURCE_NOTHING_YET) strbuf_add(out, messages->list.at[i].text[language]);
    }
}
