/* SPDX-License-Identifier: MIT */
#include "batch/contents.h"

#include "base/map.h"

#include <stdio.h>

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:60rem;margin:3rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem;margin:0}p{color:#4a5462;margin:.25rem 0 2rem}table{border-collapse:collapse;width:100%}"
    "th{font-size:.8rem;text-align:left;color:#4a5462;border-bottom:1px solid #a9b2bd}"
    "th,td{padding:.4rem 1rem .4rem 0;vertical-align:top}td{border-bottom:1px solid #e9edf1}a{color:#16476a}"
    "a+a,b+a,b+span{margin-left:1rem}b{font-weight:600}small{color:#4a5462;white-space:nowrap}.none{color:#8f1d18}";

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

/* The condition that wants no document is SQL: it is said in words, and in full to whoever points at it. */
static void put_reason(const struct manifest_entry *entry, const struct locale *locale, struct strbuf *out)
{
    if (entry->outcome != OUTCOME_SKIPPED) {
        put_tag(out, "small", entry->reason);
        return;
    }
    strbuf_adds(out, "<small title=\"");
    strbuf_add_markup(out, entry->reason);
    strbuf_adds(out, "\">");
    strbuf_add_markup(out, word(locale, STR("condition")));
    strbuf_adds(out, "</small>");
}

static void put_document(const struct manifest_entry *entry, const struct locale *locale, struct strbuf *out)
{
    if (!outcome_has_file(entry->outcome)) {
        strbuf_adds(out, "<span class=none>");
        strbuf_add_markup(out, word(locale, str_from(outcome_word(entry->outcome))));
        strbuf_adds(out, "</span> ");
        put_reason(entry, locale, out);
        return;
    }
    strbuf_adds(out, "<a href=\"");
    strbuf_add_reference(out, entry->path);
    strbuf_adds(out, "\">");
    strbuf_add_markup(out, word(locale, entry->format));
    if (str_is(entry->edition, "internal")) strbuf_printf(out, " %.*s", STR_ARG(word(locale, STR("internal"))));
    strbuf_adds(out, "</a>");
}

/* What a document is called: its file without folder, suffixes and the dashes that stand for spaces. */
static void put_name(const struct manifest_entry *entry, const struct locale *locale, struct strbuf *out)
{
    str    suffix = word(locale, STR("internal_suffix")), name = entry->path;
    size_t from = name.len, to = name.len;
    while (from && name.ptr[from - 1] != '/')
        from--;
    while (to > from && name.ptr[to - 1] != '.')
        to--;
    name = str_slice(name, from, to > from ? to - 1 : name.len);
    bool is_suffixed = name.len > suffix.len && str_equal(str_slice(name, name.len - suffix.len, name.len), suffix);
    if (is_suffixed && str_is(entry->edition, "internal")) name.len -= suffix.len;
    strbuf_adds(out, "<b>");
    for (str rest = name; rest.ptr;) {
        strbuf_add_markup(out, str_cut(rest, '-', &rest));
        if (rest.ptr) strbuf_addc(out, ' ');
    }
    strbuf_adds(out, "</b>");
}

/* The documents by account, in the order of the paths; those of a row stand one after the other. */
struct shelf {
    const struct manifest_entry **entries;
    size_t                        count;
    bool                          has_names; /* several programs: each document is called by its name */
    const struct locale          *locale;
};

/* Documents of one edition and program among from..to; a reason is said once. */
static void put_edition(const struct shelf *shelf, size_t from, size_t to, str program, bool is_internal,
                        struct strbuf *out)
{
    str said = STR_NONE;
    for (size_t i = from; i < to; i++) {
        const struct manifest_entry *entry = shelf->entries[i];
        if (str_is(entry->edition, "internal") != is_internal || !str_equal(entry->program, program)) continue;
        if (!outcome_has_file(entry->outcome) && str_equal(said, entry->reason)) continue;
        put_document(entry, shelf->locale, out);
        said = entry->reason;
    }
}

/* Whether a document is the first of its program since `from`. */
static bool is_first(const struct shelf *shelf, size_t from, size_t at)
{
    for (size_t i = from; i < at; i++)
        if (str_equal(shelf->entries[i]->program, shelf->entries[at]->program)) return false;
    return true;
}

/* The documents of one account, a line a program. Returns the entry after them. */
static size_t put_row(const struct shelf *shelf, size_t from, struct strbuf *out)
{
    const struct manifest_entry *first = shelf->entries[from];
    size_t                       to = from;
    while (to < shelf->count && str_equal(shelf->entries[to]->account, first->account))
        to++;
    strbuf_adds(out, "<tr><td>");
    put_tag(out, "bdi", first->name.len ? first->name : first->account);
    strbuf_adds(out, "<td>");
    put_tag(out, "small", first->account);
    strbuf_adds(out, "<td>");
    for (size_t i = from; i < to; i++) {
        if (!is_first(shelf, from, i)) continue;
        strbuf_adds(out, "<div>");
        if (shelf->has_names) put_name(shelf->entries[i], shelf->locale, out);
        put_edition(shelf, from, to, shelf->entries[i]->program, false, out);
        put_edition(shelf, from, to, shelf->entries[i]->program, true, out);
        strbuf_adds(out, "</div>");
    }
    strbuf_adds(out, "</tr>\n");
    return to;
}

/* Counting sort by account: accounts stand in the order of their first paths. */
static struct shelf sort_by_account(struct arena *arena, const struct manifest *manifest, const struct locale *locale)
{
    struct shelf shelf = {.count = manifest->count, .locale = locale};
    struct map   known = {0};
    size_t      *ranks = ARENA_ARRAY(arena, size_t, manifest->count + 1), accounts = 0;
    size_t      *starts = ARENA_ARRAY(arena, size_t, manifest->count + 2);
    shelf.entries = ARENA_ARRAY(arena, const struct manifest_entry *, manifest->count + 1);
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_entry *entry = &manifest->entries[i];
        size_t                      *rank = map_lookup(&known, entry->account);
        ranks[i] = rank ? *rank : accounts++;
        if (!rank) map_set(arena, &known, entry->account, &ranks[i]);
        starts[ranks[i] + 1]++;
        shelf.has_names |= !str_equal(entry->program, manifest->entries[0].program);
    }
    for (size_t i = 0; i < accounts; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < manifest->count; i++)
        shelf.entries[starts[ranks[i]]++] = &manifest->entries[i];
    return shelf;
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
    struct arena      *arena = arena_new();
    const struct shelf shelf = sort_by_account(arena, manifest, locale);
    for (size_t i = 0; i < shelf.count;)
        i = put_row(&shelf, i, out);
    arena_free(arena);
    strbuf_adds(out, "</table>\n</html>\n");
}
