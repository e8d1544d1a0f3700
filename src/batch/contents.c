/* SPDX-License-Identifier: MIT */
#include "batch/contents.h"

#include <stdio.h>

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:60rem;margin:3rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem;margin:0}p{color:#4a5462;margin:.25rem 0 2rem}table{border-collapse:collapse;width:100%}"
    "th{font-size:.8rem;text-align:left;color:#4a5462;border-bottom:1px solid #a9b2bd}"
    "th,td{padding:.4rem 1rem .4rem 0;vertical-align:top}td{border-bottom:1px solid #e9edf1}a{color:#16476a}"
    "a+a{margin-left:1rem}small{color:#4a5462;white-space:nowrap}.none{color:#8f1d18}";

static str word(const struct locale *locale, str key)
{
    char dotted[64];
    snprintf(dotted, sizeof dotted, "drop.%.*s", STR_ARG(key));
    return locale_word(locale, dotted);
}

static void put_tag(struct strbuf *out, const char *tag, str text)
{
    strbuf_printf(out, "<%s>", tag);
    strbuf_add_markup(out, text);
    strbuf_printf(out, "</%s>", tag);
}

static void put_document(const struct manifest_entry *entry, const struct locale *locale, struct strbuf *out)
{
    if (!outcome_has_file(entry->outcome)) {
        strbuf_adds(out, "<span class=none>");
        strbuf_add_markup(out, word(locale, str_from(outcome_word(entry->outcome))));
        strbuf_adds(out, "</span> ");
        put_tag(out, "small", entry->reason);
        return;
    }
    strbuf_adds(out, "<a href=\"");
    strbuf_add_reference(out, entry->path);
    strbuf_adds(out, "\">");
    strbuf_add_markup(out, word(locale, entry->format));
    if (str_is(entry->edition, "internal")) strbuf_printf(out, " %.*s", STR_ARG(word(locale, STR("internal"))));
    strbuf_adds(out, "</a>");
}

/* The documents of one edition among the entries from..to; a reason is said once. */
static void put_edition(const struct manifest *manifest, size_t from, size_t to, bool is_internal,
                        const struct locale *locale, struct strbuf *out)
{
    str said = STR_NONE;
    for (size_t i = from; i < to; i++) {
        const struct manifest_entry *entry = &manifest->entries[i];
        if (str_is(entry->edition, "internal") != is_internal) continue;
        if (!outcome_has_file(entry->outcome) && str_equal(said, entry->reason)) continue;
        put_document(entry, locale, out);
        said = entry->reason;
    }
}

/* Documents of one account stand one after the other where paths begin with it. Returns the entry after them. */
static size_t put_row(const struct manifest *manifest, size_t from, const struct locale *locale, struct strbuf *out)
{
    const struct manifest_entry *first = &manifest->entries[from];
    size_t                       to = from;
    while (to < manifest->count && str_equal(manifest->entries[to].account, first->account))
        to++;
    strbuf_adds(out, "<tr><td>");
    put_tag(out, "bdi", first->name.len ? first->name : first->account);
    strbuf_adds(out, "<td>");
    put_tag(out, "small", first->account);
    strbuf_adds(out, "<td>");
    put_edition(manifest, from, to, false, locale, out);
    put_edition(manifest, from, to, true, locale, out);
    strbuf_adds(out, "</tr>\n");
    return to;
}

static void put_head(const struct manifest *manifest, struct period period, date as_of, const struct locale *locale,
                     struct strbuf *out)
{
    struct arena *arena = arena_new();
    str           name = locale_period(locale, arena, period);
    strbuf_printf(out, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=utf-8>\n", locale_language(locale));
    strbuf_adds(out, "<meta name=viewport content=\"width=device-width\">\n<title>");
    strbuf_add_markup(out, manifest->workspace);
    strbuf_printf(out, " – %.*s</title>\n<style>%s</style>\n", STR_ARG(name), style);
    put_tag(out, "h1", arena_printf(arena, "%.*s – %.*s", STR_ARG(manifest->workspace), STR_ARG(name)));
    str day = locale_date_long(locale, arena, as_of);
    put_tag(out, "p", arena_printf(arena, "%.*s %.*s", STR_ARG(word(locale, STR("as_of"))), STR_ARG(day)));
    arena_free(arena);
}

void contents_write(const struct manifest *manifest, struct period period, date as_of, const struct locale *locale,
                    struct strbuf *out)
{
    put_head(manifest, period, as_of, locale, out);
    strbuf_adds(out, "\n<table>\n<tr>");
    put_tag(out, "th", word(locale, STR("client")));
    put_tag(out, "th", word(locale, STR("account")));
    put_tag(out, "th", word(locale, STR("documents")));
    strbuf_adds(out, "</tr>\n");
    for (size_t i = 0; i < manifest->count;)
        i = put_row(manifest, i, locale, out);
    strbuf_adds(out, "</table>\n</html>\n");
}
