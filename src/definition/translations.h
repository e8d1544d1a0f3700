/* SPDX-License-Identifier: MIT */
/*
 * translations: the texts of templates, metrics, bands and library in further languages. fr and en stand with the texts;
 * a locale file of any other language says under `translations` what they are in it, by file and by the text's path:
 *
 *   translations:
 *     documents/qbr: {title: Revisión de clientes, sections.2.title: Índices de salud}
 *     metrics/health: {health_score.label: Índice de salud}
 *
 * A path is keys and places in lists (from 1) with dots between them. What has no translation is printed in the first
 * language it has. The workspace's locale files win over the shipped ones.
 */
#ifndef RELIURE_DEFINITION_TRANSLATIONS_H
#define RELIURE_DEFINITION_TRANSLATIONS_H

#include "definition/yaml.h"

struct translation {
    str                     language;
    const struct yaml_node *root;  /* the locale file */
    const struct yaml_node *files; /* value of `translations`, or NULL: nothing is translated yet */
};

struct translations {
    struct translation *at; /* by language; not fr nor en */
    size_t              count;
};

/* `workspace` may be NULL; `templates` is the shipped folder. A file that cannot be read was reported. */
void translations_load(struct arena *arena, const char *workspace, const char *templates, struct diag *diag,
                       struct translations *out);
/* Adds to the texts of one file (« documents/qbr ») their wordings; a path that leads to no text is reported. */
void translations_apply(struct arena *arena, const struct translations *translations, str file,
                        const struct yaml_node *root, struct diag *diag);
/* Notes every text of the file that lacks a wording in one of the languages. */
void translations_list_gaps(const struct translations *translations, str file, const struct yaml_node *root,
                            struct diag *diag);
/* Notes every word of a whole locale file that another language's file lacks. */
void translations_list_words(const struct translations *translations, const struct yaml_node *words, struct diag *diag);

#endif
