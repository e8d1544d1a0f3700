/* SPDX-License-Identifier: MIT */
/* definitions: all that a run reads as YAML, read once before any process is forked, everything wrong with it reported
 * together. */
#ifndef RELIURE_BATCH_DEFINITIONS_H
#define RELIURE_BATCH_DEFINITIONS_H

#include "batch/press.h"

struct definitions_options {
    const char *folder;   /* the workspace */
    const char *data;     /* folder of templates/ and fonts/: definitions_data() */
    const str  *programs; /* words of the command line; none: all programs */
    size_t      program_count;
    const struct yaml_node *what_if; /* settings over the workspace's, or NULL */
};

struct definitions {
    struct workspace       *workspace;
    const struct catalogue *catalogue;
    struct programs         all;      /* of the workspace, by file name */
    struct press_program   *programs; /* those chosen, in the order of their files */
    size_t                  program_count;
    struct locale          *locale; /* of the workspace: what is not in a document is said in it */
    const char             *data;
};

/*
 * RC_INVALID or RC_IO when anything was reported; what could be read is in *out all the same. The caller ends it with
 * definitions_close() in any case.
 */
enum rc definitions_load(struct arena *arena, const struct definitions_options *options, struct diag *diag,
                         struct definitions *out) MUST_CHECK;
void    definitions_close(struct definitions *definitions);
/* $RELIURE_DATA, else the source tree the program was built from, else where it is installed. */
const char *definitions_data(void);
/* Notes what the languages beside fr and en lack of the templates, metrics, bands and library in use. */
void        definitions_list_gaps(const struct definitions *definitions, struct arena *arena, struct diag *diag);
void        definitions_dump(const struct definitions *definitions, struct strbuf *out);

#endif
