/* SPDX-License-Identifier: MIT */
#include "document/document.h"

#include <string.h>

static const char *const kind_words[DOC_KIND_COUNT] = {
    [DOC_DOCUMENT] = "document",
    [DOC_OPENING] = "opening",
    [DOC_SECTION] = "section",
    [DOC_PARAGRAPH] = "paragraph",
    [DOC_LIST] = "list",
    [DOC_ITEM] = "item",
    [DOC_FACTS] = "facts",
    [DOC_TABLE] = "table",
    [DOC_CHART] = "chart",
    [DOC_TILES] = "tiles",
    [DOC_QUOTE] = "quote",
    [DOC_CALLOUT] = "callout",
    [DOC_CODE] = "code",
    [DOC_TREE] = "tree",
    [DOC_TIMELINE] = "timeline",
    [DOC_COLUMNS] = "columns",
    [DOC_COLUMN] = "column",
    [DOC_TOC] = "toc",
    [DOC_PAGE_BREAK] = "page-break",
};

static const char *const chart_words[CHART_KIND_COUNT] = {
#define CHART(code, word, native) [CHART_##code] = word,
#include "document/chart.def"
#undef CHART
};

struct doc *doc_new(struct arena *arena)
{
    struct doc *doc = ARENA_NEW(arena, struct doc);
    doc->arena = arena;
    doc->language = "fr";
    doc->as_of = DATE_NONE;
    doc->root = doc_add(doc, NULL, DOC_DOCUMENT, SPAN_NONE);
    return doc;
}

struct doc_node *doc_add(struct doc *doc, struct doc_node *parent, enum doc_kind kind, struct span span)
{
    struct doc_node *node = ARENA_NEW(doc->arena, struct doc_node);
    node->kind = kind;
    node->span = span;
    node->parent = parent;
    doc->node_count++;
    if (!parent) return node;
    node->previous = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

void doc_remove(struct doc_node *node)
{
    if (node->previous)
        node->previous->next = node->next;
    else if (node->parent)
        node->parent->first = node->next;
    if (node->next)
        node->next->previous = node->previous;
    else if (node->parent)
        node->parent->last = node->previous;
    node->parent = node->next = node->previous = NULL;
}

str doc_text_plain(struct arena *arena, struct doc_text text)
{
    if (text.count == 1) return text.runs[0].text;
    size_t len = 0;
    for (size_t i = 0; i < text.count; i++)
        len += text.runs[i].text.len;
    char  *joined = arena_alloc(arena, len + 1, 1);
    size_t at = 0;
    for (size_t i = 0; i < text.count; i++) {
        if (text.runs[i].text.len) memcpy(joined + at, text.runs[i].text.ptr, text.runs[i].text.len);
        at += text.runs[i].text.len;
    }
    return (str){joined, len};
}

struct doc_text doc_text_from(struct arena *arena, str plain)
{
    if (!plain.len) return (struct doc_text){0};
    struct doc_run *run = ARENA_NEW(arena, struct doc_run);
    run->text = plain;
    return (struct doc_text){run, 1};
}

struct doc_iterator doc_walk(const struct doc_node *root)
{
    return (struct doc_iterator){.root = root};
}

bool doc_next(struct doc_iterator *it)
{
    if (!it->node) {
        it->node = it->root;
        it->is_entering = true;
        return it->root != NULL;
    }
    if (it->is_entering && it->node->first) {
        it->node = it->node->first;
    } else if (it->is_entering) {
        it->is_entering = false;
    } else if (it->node == it->root) {
        return false;
    } else if (it->node->next) {
        it->node = it->node->next;
        it->is_entering = true;
    } else {
        it->node = it->node->parent;
    }
    return true;
}

struct hash doc_hash(const struct doc *doc)
{
    struct strbuf all = {0};
    doc_dump(doc, &all);
    struct hash hash = hash_of(all.at, all.len);
    strbuf_release(&all);
    return hash;
}

const char *doc_kind_word(enum doc_kind kind)
{
    return kind_words[kind];
}

const char *chart_kind_word(enum chart_kind kind)
{
    return chart_words[kind];
}

const char *series_role_word(enum series_role role)
{
    static const char *const words[SERIES_ROLE_COUNT] = {"key",       "other", "previous", "target",
                                                         "benchmark", "low",   "high"};
    return words[role];
}

const char *bar_role_word(enum bar_role role)
{
    static const char *const words[BAR_ROLE_COUNT] = {"plain", "total", "up", "down", "friction", "partial"};
    return words[role];
}
