/* SPDX-License-Identifier: MIT */
/*
 * segments: groups of accounts by criteria of inclusion and exclusion, beside the exports' own segments; they may
 * overlap. `segments:` of reliure.yaml:
 *
 *   segments:
 *     dormants:
 *       label: {fr: Clients dormants, en: Dormant clients}
 *       include: [{text: {fr: inscription > 30 jours, en: sign-up > 30 days ago}, where: "signed_up_on < date(:as_of, '-30 days')"}]
 *       exclude: ["plan = 'Entreprise'"]
 */
#ifndef RELIURE_DEFINITION_SEGMENTS_H
#define RELIURE_DEFINITION_SEGMENTS_H

#include "definition/field.h"

struct criterion {
    const struct yaml_node *text;  /* text, or mapping by language; NULL: the condition is printed */
    struct placed_text      where; /* SQL over accounts */
};

struct criteria {
    struct criterion *at;
    size_t            count;
};

struct segment_def {
    struct placed_text      name;
    const struct yaml_node *label; /* text, or mapping by language; NULL: the name */
    const struct yaml_node *include_node, *exclude_node;
    struct criteria         include, exclude;
};

struct segments {
    struct segment_def *at; /* in the order of the file */
    size_t              count;
    char                key[33]; /* hash of all that is said of them */
};

/* `map` is the value of `segments`, or NULL. What is wrong is reported and left out. Lives in `arena`. */
void segments_read(struct arena *arena, const struct yaml_node *map, struct diag *diag, struct segments *out);
/* The wording of a label or a criterion's text in a language, else the first one; `fallback` where nothing is said. */
str segments_wording(const struct yaml_node *words, str language, str fallback);

const struct field_table *segments_tables(size_t *count);

#endif
