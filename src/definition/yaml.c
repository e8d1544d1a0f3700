/* SPDX-License-Identifier: MIT */
/* Events to tree. Typed reading of the tree is in yaml_read.c. */
#include "definition/yaml.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

#include <yaml.h>

/* An anchored node, with what it costs when it is repeated. */
struct anchor {
    struct yaml_node *node;   /* NULL while it is still being read: an alias in there would never end */
    size_t            nodes;  /* in its tree, aliases expanded */
    size_t            height; /* levels of its tree */
};

/* A sequence or mapping being read. */
struct frame {
    struct yaml_node *node, *last, *key; /* key: waits for its value */
    struct anchor    *anchor;
    struct map        seen; /* keys of a mapping, to their nodes */
    size_t            nodes, height;
};

struct reader {
    struct arena             *arena;
    struct diag              *diag;
    const struct source_file *file;
    str                       text; /* the file's, without byte order mark */
    yaml_parser_t             parser;
    struct map                anchors;
    struct frame              stack[LIMIT_YAML_DEPTH];
    size_t                    depth;
    struct yaml_node         *root;
    size_t                    nodes; /* so far, aliases expanded */
    bool                      is_wrong;
};

/* Line and column of a byte; used only on the way to an error. */
static struct span place_of_byte(const struct reader *r, size_t offset)
{
    struct span span = {.file = r->file, .line = 1, .col = 1};
    str         before = str_slice(r->text, 0, offset);
    for (size_t at = 0; at < before.len;) {
        if (str_next(before, &at) != '\n') {
            span.col++;
            continue;
        }
        span.line++;
        span.col = 1;
    }
    return span;
}

static struct span place_of_mark(const struct reader *r, const yaml_mark_t *mark)
{
    return (struct span){.file = r->file, .line = (uint32_t)mark->line + 1, .col = (uint32_t)mark->column + 1};
}

static struct span place_of_event(const struct reader *r, const yaml_event_t *event)
{
    struct span span = place_of_mark(r, &event->start_mark);
    if (event->end_mark.line == event->start_mark.line)
        span.len = (uint32_t)(event->end_mark.column - event->start_mark.column);
    return span;
}

static enum rc over_limit(struct reader *r, struct span span, const char *what, size_t limit)
{
    diag_add(r->diag, DIAG_YAML_LIMIT, span, what, limit);
    return RC_LIMIT;
}

static struct diag_message *unsupported(struct reader *r, struct span span, const char *what)
{
    r->is_wrong = true;
    return diag_add(r->diag, DIAG_YAML_UNSUPPORTED, span, what);
}

/* YAML 1.2 core schema in decimal notation only: a number in base 16 or with an exponent is text. */

static bool is_one_of(str text, const str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(text, words[i])) return true;
    }
    return false;
}

static enum yaml_kind number_kind(str text)
{
    size_t at = 0, digits = 0, points = 0;
    if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+')) at++;
    for (; at < text.len; at++) {
        if (text.ptr[at] >= '0' && text.ptr[at] <= '9')
            digits++;
        else if (text.ptr[at] == '.' && digits)
            points++;
        else
            return YAML_TEXT;
    }
    if (!digits || points > 1 || str_ends(text, ".")) return YAML_TEXT;
    return points ? YAML_DECIMAL : YAML_INTEGER;
}

static enum yaml_kind plain_kind(str text)
{
    static const str nulls[] = {STR(""), STR("~"), STR("null"), STR("Null"), STR("NULL")};
    static const str booleans[] = {STR("true"), STR("True"), STR("TRUE"), STR("false"), STR("False"), STR("FALSE")};
    if (is_one_of(text, nulls, COUNT_OF(nulls))) return YAML_NULL;
    if (is_one_of(text, booleans, COUNT_OF(booleans))) return YAML_BOOLEAN;
    return number_kind(text);
}

static void check_tag(struct reader *r, struct span span, const yaml_char_t *tag, const char *allowed)
{
    if (!tag || (allowed && str_is(str_from((const char *)tag), allowed))) return;
    struct diag_message *message = unsupported(r, span, "a tag (!…)");
    diag_hint(r->diag, message, "write the value alone, in quotes when it is text");
}

static void attach_key(struct reader *r, struct frame *frame, struct yaml_node *node)
{
    if (node->kind == YAML_SEQUENCE || node->kind == YAML_MAPPING) {
        struct diag_message *message = unsupported(r, node->span, "a sequence or mapping as a key");
        diag_hint(r->diag, message, "'{{ … }}' at the start of a value must be in quotes");
        frame->key = node;
        return;
    }
    if (!node->is_quoted && str_is(node->text, "<<")) {
        struct diag_message *message = unsupported(r, node->span, "a merge key (<<)");
        diag_hint(r->diag, message, "repeat the keys, or give the whole mapping an anchor (&name) and use *name");
    }
    const struct yaml_node *first = map_lookup(&frame->seen, node->text);
    if (first) {
        diag_add(r->diag, DIAG_YAML_DUPLICATE_KEY, node->span, STR_ARG(node->text), first->span.line);
        r->is_wrong = true;
    }
    map_set(r->arena, &frame->seen, node->text, node);
    frame->key = node;
}

/* Hangs a finished node under the innermost open one; `nodes` and `height` are those of its tree. */
static void attach(struct reader *r, struct yaml_node *node, size_t nodes, size_t height)
{
    if (r->depth == 0) {
        r->root = node;
        return;
    }
    struct frame *frame = &r->stack[r->depth - 1];
    frame->nodes += nodes;
    if (height + 1 > frame->height) frame->height = height + 1;
    if (frame->node->kind == YAML_MAPPING && !frame->key) {
        attach_key(r, frame, node);
        return;
    }
    node->key = frame->key;
    frame->key = NULL;
    if (frame->last)
        frame->last->next = node;
    else
        frame->node->first = node;
    frame->last = node;
    frame->node->count++;
}

static enum rc count_nodes(struct reader *r, struct span span, size_t nodes)
{
    r->nodes += nodes;
    return r->nodes > LIMIT_YAML_NODES
               ? over_limit(r, span, "the number of values, aliases expanded,", LIMIT_YAML_NODES)
               : RC_OK;
}

static struct anchor *anchor_new(struct reader *r, const yaml_char_t *name)
{
    if (!name) return NULL;
    struct anchor *anchor = ARENA_NEW(r->arena, struct anchor);
    map_set(r->arena, &r->anchors, arena_str(r->arena, str_from((const char *)name)), anchor);
    return anchor;
}

static struct yaml_node *node_new(struct reader *r, const yaml_event_t *event, enum yaml_kind kind)
{
    struct yaml_node *node = ARENA_NEW(r->arena, struct yaml_node);
    node->kind = kind;
    node->span = place_of_event(r, event);
    return node;
}

static enum rc read_scalar(struct reader *r, const yaml_event_t *event)
{
    struct yaml_node *node = node_new(r, event, YAML_TEXT);
    const char       *tag = (const char *)event->data.scalar.tag;
    node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || tag;
    node->text = arena_str(r->arena, (str){(const char *)event->data.scalar.value, event->data.scalar.length});
    if (!node->is_quoted) node->kind = plain_kind(node->text);
    check_tag(r, node->span, event->data.scalar.tag, YAML_STR_TAG);
    struct anchor *anchor = anchor_new(r, event->data.scalar.anchor);
    if (anchor) *anchor = (struct anchor){.node = node, .nodes = 1};
    attach(r, node, 1, 0);
    return count_nodes(r, node->span, 1);
}

static enum rc open_collection(struct reader *r, const yaml_event_t *event, enum yaml_kind kind,
                               const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct yaml_node *node = node_new(r, event, kind);
    node->span.len = 0;
    check_tag(r, node->span, tag, NULL);
    if (r->depth == LIMIT_YAML_DEPTH) return over_limit(r, node->span, "the nesting", LIMIT_YAML_DEPTH);
    r->stack[r->depth++] = (struct frame){.node = node, .nodes = 1, .anchor = anchor_new(r, anchor)};
    return count_nodes(r, node->span, 1);
}

static void close_collection(struct reader *r)
{
    struct frame done = r->stack[--r->depth];
    if (done.anchor) *done.anchor = (struct anchor){.node = done.node, .nodes = done.nodes, .height = done.height};
    attach(r, done.node, done.nodes, done.height);
}

/* The alias shares the children of the anchored node: only its expanded size is counted, so a bomb costs nothing. */
static enum rc read_alias(struct reader *r, const yaml_event_t *event)
{
    struct span          span = place_of_event(r, event);
    const char          *name = (const char *)event->data.alias.anchor;
    const struct anchor *anchor = map_lookup(&r->anchors, str_from(name));
    if (!anchor || !anchor->node) {
        const char *why = anchor ? "stands inside what it repeats" : "has no anchor before it";
        diag_say(r->diag, DIAG_YAML_SYNTAX, span, "not valid YAML: alias '*%s' %s", name, why);
        return RC_INVALID;
    }
    enum rc rc = count_nodes(r, span, anchor->nodes);
    if (rc != RC_OK) return rc;
    if (r->depth + anchor->height > LIMIT_YAML_DEPTH)
        return over_limit(r, span, "the nesting, aliases expanded,", LIMIT_YAML_DEPTH);
    struct yaml_node *node = arena_copy(r->arena, anchor->node, 1, sizeof *node);
    node->key = node->next = NULL;
    attach(r, node, anchor->nodes, anchor->height);
    return RC_OK;
}

static enum rc read_document_start(struct reader *r, const yaml_event_t *event)
{
    if (!r->root) return RC_OK;
    struct diag_message *message = unsupported(r, place_of_event(r, event), "a second document (---)");
    diag_hint(r->diag, message, "put it in a file of its own");
    return RC_INVALID;
}

static enum rc read_event(struct reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: return read_document_start(r, event);
    case YAML_SCALAR_EVENT: return read_scalar(r, event);
    case YAML_ALIAS_EVENT: return read_alias(r, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(r, event, YAML_SEQUENCE, event->data.sequence_start.anchor,
                               event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_collection(r, event, YAML_MAPPING, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: close_collection(r); return RC_OK;
    default: return RC_OK;
    }
}

/* The way out of the mistakes people make most. */
static const char *syntax_hint(const struct reader *r, struct span span)
{
    const char *problem = r->parser.problem;
    str         rest = r->text;
    for (uint32_t line = 1; line < span.line; line++)
        (void)str_cut(rest, '\n', &rest);
    str    line = str_cut(rest, '\n', &rest);
    size_t at = 0;
    for (uint32_t col = 1; col < span.col && at < line.len; col++)
        (void)str_next(line, &at);
    char c = at < line.len ? line.ptr[at] : '\0';
    if (c == '\t') return "indent with spaces, not with tabs";
    if (c == '@' || c == '`' || c == '%') return "text that starts with @, ` or % must be in quotes";
    if (str_find_str(str_from(problem), STR("mapping values")) < str_from(problem).len)
        return "text that contains ': ' must be in quotes";
    if (str_find_str(str_from(problem), STR("block end")) < str_from(problem).len ||
        str_find_str(str_from(problem), STR("expected key")) < str_from(problem).len)
        return "look at the indentation here and on the line before: keys of one mapping start in one column";
    return NULL;
}

/* The way out where a bracket or a quote is open, which the parser notices further on. */
static void hint_unclosed(struct reader *r, struct diag_message *message)
{
    str    context = str_from(r->parser.context);
    size_t line = r->parser.context_mark.line + 1;
    if (str_is(context, "while parsing a flow sequence"))
        diag_hint(r->diag, message, "close the '[' of line %zu with ']', and put ',' between its values", line);
    else if (str_is(context, "while parsing a flow mapping"))
        diag_hint(r->diag, message, "close the '{' of line %zu with '}', and put ',' between its keys", line);
    else if (str_is(context, "while parsing a flow node"))
        diag_hint(r->diag, message, "a '[' or '{' before is not closed, or a value is missing in it");
    else if (str_is(context, "while scanning a quoted scalar"))
        diag_hint(r->diag, message, "close the quote that opens on line %zu", line);
}

static enum rc report_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const char          *problem = p->problem ? p->problem : "not understood";
    bool                 is_reader = p->error == YAML_READER_ERROR;
    struct span          span = is_reader ? place_of_byte(r, p->problem_offset) : place_of_mark(r, &p->problem_mark);
    struct diag_message *message =
        p->context && !is_reader ? diag_say(r->diag, DIAG_YAML_SYNTAX, span, "not valid YAML: %s, %s from line %zu", problem,
                                            p->context, p->context_mark.line + 1)
                                 : diag_add(r->diag, DIAG_YAML_SYNTAX, span, problem);
    const char          *hint = is_reader ? NULL : syntax_hint(r, span);
    if (hint) diag_hint(r->diag, message, "%s", hint);
    else if (!is_reader) hint_unclosed(r, message);
    return RC_INVALID;
}

static enum rc read_events(struct reader *r)
{
    bool is_over = false;
    while (!is_over) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event)) return report_syntax(r);
        enum rc rc = read_event(r, &event);
        is_over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (rc != RC_OK) return rc;
    }
    return r->is_wrong ? RC_INVALID : RC_OK;
}

static enum rc check_bytes(struct reader *r)
{
    size_t bad = str_utf8_valid(r->text), nul = str_find(r->text, '\0');
    if (nul < bad) {
        diag_add(r->diag, DIAG_YAML_SYNTAX, place_of_byte(r, nul), "a zero byte");
        return RC_INVALID;
    }
    if (bad == r->text.len) return RC_OK;
    struct diag_message *message =
        diag_add(r->diag, DIAG_YAML_SYNTAX, place_of_byte(r, bad), "a byte that is not UTF-8");
    diag_hint(r->diag, message, "save the file with the encoding UTF-8");
    return RC_INVALID;
}

enum rc yaml_parse(struct arena *arena, const struct source_file *file, struct diag *diag,
                   const struct yaml_node **root)
{
    struct reader r = {.arena = arena, .diag = diag, .file = file, .text = file->text};
    *root = NULL;
    if (str_starts(r.text, "\xEF\xBB\xBF")) r.text = str_slice(r.text, 3, r.text.len);
    if (r.text.len > LIMIT_YAML_BYTES) return over_limit(&r, SPAN_FILE(file), "the size in bytes", LIMIT_YAML_BYTES);
    enum rc rc = check_bytes(&r);
    if (rc != RC_OK) return rc;
    if (!yaml_parser_initialize(&r.parser)) mem_exhausted();
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(r.text.len ? r.text.ptr : ""), r.text.len);
    rc = read_events(&r);
    yaml_parser_delete(&r.parser);
    if (!r.root) {
        r.root = ARENA_NEW(arena, struct yaml_node);
        r.root->span = (struct span){.file = file};
    }
    if (rc == RC_OK) *root = r.root;
    return rc;
}

enum rc yaml_load(struct arena *arena, const char *path, const char *name, struct diag *diag,
                  const struct yaml_node **root)
{
    str     text;
    enum rc rc = file_read(path, LIMIT_YAML_BYTES, arena, diag, SPAN_NONE, &text);
    *root = NULL;
    if (rc != RC_OK) return rc;
    return yaml_parse(arena, file_source(arena, name, text), diag, root);
}
