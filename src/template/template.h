/* SPDX-License-Identifier: MIT */
/*
 * template: templates/documents/KIND.yaml read and checked once, then one document tree an account. A template
 * holds texts in every language, SQL for its rows and its conditions, and no programming language of ours.
 */
#ifndef RELIURE_TEMPLATE_TEMPLATE_H
#define RELIURE_TEMPLATE_TEMPLATE_H

#include "definition/yaml.h"
#include "document/document.h"
#include "locale/locale.h"
#include "metric/catalogue.h"
#include "metric/results.h"

struct template; /* read-only once loaded; lives in the arena given */

/*
 * Reads the template KIND: `workspace`/templates/documents/KIND.yaml where it exists, else `templates`/documents/KIND.yaml.
 * `workspace` may be NULL. Every mistake is reported in one go: unknown blocks, keys, filters and paths, texts
 * without a language. RC_INVALID then; what could be read is in *out all the same, to be checked further.
 */
enum rc template_load(struct arena *arena, const char *workspace, const char *templates, str kind, struct diag *diag,
                      struct template **out) MUST_CHECK;
/* Notes every text of the template and its parts that a further language lacks (definition/translations.h). */
void template_list_gaps(struct arena *arena, const char *workspace, const char *templates, str kind, struct diag *diag);
/* One file's text; it has no parts to include. `kind` stays empty. */
enum rc template_parse(struct arena *arena, const struct source_file *file, struct diag *diag, struct template **out) MUST_CHECK;
/* The metrics a template names are all in the catalogue; each that is not is reported where it stands. */
enum rc template_check(const struct template *template, const struct catalogue *catalogue, struct diag *diag) MUST_CHECK;

/* What is the same for every document of a run. Borrowed as long as the run is open. */
struct template_options {
    struct results         *results;
    struct period           period;
    int                     fiscal_start; /* 1..12 */
    date                    as_of;
    str                     vendor;       /* printed name of the workspace */
    str                     program;      /* its name, as the history knows it */
    const char             *currency;     /* where the account says none */
    const char             *notes;        /* folder of notes/ACCOUNT/SECTION.md, or NULL */
    const struct yaml_node *title;        /* the program's: text or mapping by language; NULL: the template's */
    const struct yaml_node *narrative; /* of the program, or NULL */
    bool                    has_editions; /* the program makes an internal edition too */
    /* Where an account's own document lies, as a link from the document at `from`; empty when it has none. May be NULL. */
    str (*find_document)(void *context, str account, str from, enum edition edition, struct arena *arena);
    void *context;
};

/* A template at work in one process: its conditions answered for all accounts by one query, its benchmarks kept. */
struct template_run;

enum rc template_open(const struct template *template, const struct template_options *options, struct diag *diag,
                      struct template_run **out) MUST_CHECK;
void    template_close(struct template_run *run); /* NULL is allowed */

/* Whom a document is about: an account's id, "segment:NAME" or "portfolio" (metric/results.h). */
struct template_subject {
    str id;
    str name; /* printed; of an account the exports' own is */
    str path; /* of the document in the drop, for links from it */
};

/* The document of one subject, checked by doc_check(). The tree lives in `arena`. RC_MISSING for an unknown account. */
enum rc template_build(struct template_run *run, const struct template_subject *subject, enum edition edition,
                       const struct locale *locale, struct arena *arena, struct diag *diag,
                       struct doc **out) MUST_CHECK;

#endif
