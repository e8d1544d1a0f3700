/* SPDX-License-Identifier: MIT */
/* program: programs/NAME.yaml: which documents, for whom, about what period. Everything lives in the given arena. */
#ifndef RELIURE_DEFINITION_PROGRAM_H
#define RELIURE_DEFINITION_PROGRAM_H

#include "definition/workspace.h"

enum { PROGRAM_CLIENT = 1, PROGRAM_INTERNAL = 2 }; /* bits of `editions` */
enum { PROGRAM_PDF = 1, PROGRAM_XLSX = 2 };        /* bits of `formats` */

/* What gets a document each. */
enum program_each { EACH_ACCOUNT, EACH_SEGMENT, EACH_PORTFOLIO };

struct program {
    const struct source_file *file;
    const struct yaml_node   *root; /* the whole file, for templates */
    struct placed_text        kind, name, locale, theme, output;
    const struct yaml_node   *title; /* text, or mapping by language; or NULL */
    struct placed_text        each;
    enum program_each         subjects;
    struct placed_text        condition; /* SQL after « account where » or « segment where »; empty: all */
    struct placed_text        when; /* SQL over the metrics; empty: always */
    enum period_kind          period;
    struct placed_list        edition_names, format_names;
    unsigned                  editions, formats;              /* bits above, never 0 */
    const struct yaml_node   *narrative, *targets, *settings; /* or NULL */
};

struct programs {
    struct program *at; /* by file name */
    size_t          count;
};

/*
 * Reads every .yaml file of FOLDER/programs. What is wrong with a program that is none of the `wanted` is not reported:
 * it does not concern the run; without `wanted` all are. RC_INVALID when anything was reported; the readable ones are
 * in *out all the same.
 */
enum rc programs_load(struct arena *arena, const struct workspace *workspace, const str *wanted, size_t count,
                      struct diag *diag, struct programs *out) MUST_CHECK;
/* One file's text. */
enum rc program_parse(struct arena *arena, const struct source_file *file, struct diag *diag,
                      struct program *out) MUST_CHECK;
/* By the word on the command line; NULL when there is none. */
const struct program     *programs_lookup(const struct programs *programs, str name);
void                      program_dump(const struct program *program, struct strbuf *out);
const struct field_table *program_tables(size_t *count);

#endif
