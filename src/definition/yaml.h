/* SPDX-License-Identifier: MIT */
/*
 * yaml: libyaml events to a small tree in which every node knows its place. YAML 1.2 core typing (`NO` and
 * `on` are text), duplicate keys refused, alias expansion and depth bounded (base/limits.h). Reading a value of
 * the wrong type reports it and gives the default, so that one pass finds everything wrong with a file.
 */
#ifndef RELIURE_DEFINITION_YAML_H
#define RELIURE_DEFINITION_YAML_H

#include "base/date.h"
#include "base/diag.h"
#include "base/exact.h"

enum yaml_kind { YAML_NULL, YAML_BOOLEAN, YAML_INTEGER, YAML_DECIMAL, YAML_TEXT, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
    enum yaml_kind    kind;
    bool              is_quoted; /* scalars: written with quotes or as a block, hence text */
    struct span       span;
    str               text;         /* scalars: as written, unescaped */
    struct yaml_node *key;          /* in a mapping: the key of this value */
    struct yaml_node *first, *next; /* children of a sequence or mapping, siblings */
    size_t            count;        /* children */
};

/* The root of the file's only document. Reports and returns RC_INVALID or RC_LIMIT; an empty file gives a YAML_NULL
 * root. */
enum rc yaml_parse(struct arena *arena, const struct source_file *file, struct diag *diag,
                   const struct yaml_node **root) MUST_CHECK;
/* Reads and parses; `path` is opened, `name` stands in messages. */
enum rc yaml_load(struct arena *arena, const char *path, const char *name, struct diag *diag,
                  const struct yaml_node **root) MUST_CHECK;

/* The value under `key`, or NULL; NULL too when `map` is NULL or no mapping. A dotted key goes down ("fr.title"). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
const char             *yaml_kind_word(const struct yaml_node *node); /* "a mapping", "text", … */

/* Reports each key of `map` that is not among `names` (with the nearest as a hint). `what` names the mapping: "a
 * source". */
void yaml_check_keys(const struct yaml_node *map, const str *names, size_t count, const char *what, struct diag *diag);

/* Typed reading of map[key]; absent or null gives `fallback`, a wrong type is reported and gives `fallback`. */
str          yaml_text(const struct yaml_node *map, const char *key, str fallback, struct diag *diag);
int64_t      yaml_int(const struct yaml_node *map, const char *key, int64_t fallback, struct diag *diag);
bool         yaml_bool(const struct yaml_node *map, const char *key, bool fallback, struct diag *diag);
date         yaml_date(const struct yaml_node *map, const char *key, date fallback, struct diag *diag);
struct exact yaml_exact(struct arena *arena, const struct yaml_node *map, const char *key, struct exact fallback,
                        struct diag *diag);
const struct yaml_node *yaml_mapping(const struct yaml_node *map, const char *key, struct diag *diag);  /* or NULL */
const struct yaml_node *yaml_sequence(const struct yaml_node *map, const char *key, struct diag *diag); /* or NULL */
/* Index of the text in `words`, or `fallback`; a word not listed is reported with the nearest. */
size_t yaml_choice(const struct yaml_node *map, const char *key, const str *words, size_t count, size_t fallback,
                   struct diag *diag);
/* Reports a text that is none of `words`, with the nearest. */
void yaml_report_choice(str text, struct span span, const str *words, size_t count, struct diag *diag);
/* Like yaml_text, and reported when absent. */
str yaml_required_text(const struct yaml_node *map, const char *key, const char *what, struct diag *diag);

#define YAML_EACH(child, parent)                                                                                       \
    for (const struct yaml_node *child = (parent) ? (parent)->first : NULL; child; child = child->next)

#endif
