/* SPDX-License-Identifier: MIT */
/*
 * phrase: the texts of a template. A text is one wording, a mapping of wordings by language, or a list of such with
 * conditions of which the first that holds speaks. A wording holds **strong** words and {{ path | filter }} values.
 */
#ifndef RELIURE_TEMPLATE_PHRASE_H
#define RELIURE_TEMPLATE_PHRASE_H

#include "template/model.h"

/* NULL gives the empty phrase. Mistakes are reported and left out. */
struct phrase phrase_read(struct reader *reader, const struct yaml_node *node);
/* The same for map[key]. */
struct phrase phrase_read_key(struct reader *reader, const struct yaml_node *map, const char *key);
/* The wordings of a mapping that holds other keys too, which the caller has checked. */
struct phrase phrase_read_wordings(struct reader *reader, const struct yaml_node *map);
/* The only piece of a phrase that is nothing but one value, so that its type is kept; else NULL. */
const struct piece *phrase_single_value(const struct form *form);
/* The wording in a language: its own, the common one, else the first. */
const struct form *phrase_form(const struct variant *variant, const char *language);

/* A path as written, "metric.nps.band"; reported when it names nothing. */
bool path_parse(struct reader *reader, str text, struct span span, struct path *out);
/* Whether it names a column of the account that holds words or days, never a number. */
bool path_is_word(const struct path *path);
/* Name and arity of a filter, and the way back. */
const char *filter_word(enum filter filter);

/* The keys of a condition, for lists of keys that a mapping may have. */
#define CONDITION_KEYS STR("when"), STR("has"), STR("lacks"), STR("trend")
bool is_condition_key(str key);
/* The condition that a mapping states, added to the template's list; -1 when it states none. */
int condition_read(struct reader *reader, const struct yaml_node *map);

#endif
