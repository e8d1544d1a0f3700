/* SPDX-License-Identifier: MIT */
/*
 * field: a mapping of YAML read into a struct by a table of its keys (workspace.def, program.def). One pass reports
 * every unknown key with the nearest known one, every missing key and every wrong type or value.
 */
#ifndef RELIURE_DEFINITION_FIELD_H
#define RELIURE_DEFINITION_FIELD_H

#include "definition/yaml.h"

#include <stddef.h>

/* Text with its place; the text is NUL-terminated. Not given: text.ptr is that of the default, span is SPAN_NONE. */
struct placed_text {
    str         text;
    struct span span;
};

struct placed_list {
    struct placed_text *at;
    size_t              count;
};

enum field_type {
    FIELD_TEXT,    /* struct placed_text */
    FIELD_LIST,    /* struct placed_list; one text alone is a list of one */
    FIELD_INTEGER, /* int64_t */
    FIELD_BOOLEAN, /* bool */
    FIELD_DATE,    /* date; DATE_NONE without default */
    FIELD_PERCENT, /* struct exact, the ratio: « 1% » is 1/100 */
    FIELD_CHOICE,  /* an enum whose constants are in the order of `choices` */
    FIELD_MAPPING, /* const struct yaml_node *, or NULL */
    FIELD_ANY      /* const struct yaml_node *, or NULL */
};

struct field {
    const char     *key;
    enum field_type type;
    size_t          offset; /* in the struct */
    bool            is_required;
    const char     *choices;  /* "csv|jsonl", or "" */
    const char     *fallback; /* as written in YAML; "" for none */
    const char     *sentence; /* what the key means, for schema and manual */
};

/*
 * What a list of FIELD rows (workspace.def) is made into: a row of the table of fields, or the place of one in it. Use:
 * `#define FIELD FIELD_AS_ROW`, include the list, `#undef FIELD`.
 */
#define FIELD_AS_ROW(owner, member, key, type, presence, choices, fallback, sentence)                                  \
    {key, FIELD_##type, offsetof(struct owner, member), FIELD_IS_##presence, choices, fallback, sentence},
#define FIELD_AS_PLACE(owner, member, key, type, presence, choices, fallback, sentence) AT_##owner##_##member,
#define FIELD_IS_REQUIRED true
#define FIELD_IS_OPTIONAL false

struct field_table {
    const char         *what; /* in messages: "a source" */
    const struct field *fields;
    size_t              count;
};

/* Fills the members at the tables' offsets in `into`; a wrong one keeps its default. `map` is a mapping. */
void field_read(struct arena *arena, const struct field_table *table, const struct yaml_node *map, void *into,
                struct diag *diag);
/* A text or a sequence of texts; anything else is reported. `key` names it in messages. */
struct placed_list field_texts(struct arena *arena, const struct yaml_node *node, const char *key, struct diag *diag);
/* A scalar other than null, numbers as they are written; else reported. */
bool field_text(struct arena *arena, const struct yaml_node *node, const char *key, struct diag *diag,
                struct placed_text *out);
/* Is the text given in the file rather than a default? */
bool field_is_given(const struct placed_text *text);

#endif
