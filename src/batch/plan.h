/* SPDX-License-Identifier: MIT */
/*
 * plan: every document a run will make, with its name, before any is made. The name of a document depends on the
 * workspace's accounts and the program alone, never on what a run selects.
 */
#ifndef RELIURE_BATCH_PLAN_H
#define RELIURE_BATCH_PLAN_H

#include "definition/program.h"

/* One client, as the plan needs it; or a segment or the portfolio, whose id is the subject's ("segment:PME"). */
struct account {
    enum program_each level;
    str id, name, segment, csm, language;
    str key;        /* slug of its name alone, by which names are compared; the name where nothing is left of it */
    str slug, part; /* of its name and of its id, for paths; unique in the workspace: account_paths() */
    str reason;     /* why it is quarantined, in the documents' language; empty for most */
    str told[2];    /* the same by enum diag_language, for the terminal */
};

/* An id that became another's. */
struct merged {
    str id, account;
};

struct accounts {
    struct account *at; /* the accounts by id; after them the segments by name and the portfolio */
    size_t          count, group_count;
    struct merged  *merged; /* by id; not there in a worker's copy */
    size_t          merged_count;
};

enum format { FORMAT_PDF, FORMAT_XLSX, FORMAT_COUNT };

/* One file. */
struct document {
    const struct program *program;
    const struct account *account;
    bool                  is_internal; /* edition */
    bool                  is_skipped;  /* as its job */
    enum format           format;
    str                   path; /* in the drop, with suffix; unique in the plan */
};

/* The documents of one account, program and edition: made from one tree, by one worker. */
struct job {
    const struct program *program;
    const struct account *account;
    bool                  is_internal, is_skipped; /* skipped: the program's `when` wants no document */
    size_t                first, count;            /* in documents */
};

struct plan {
    struct document *documents;
    size_t           count;
    struct job      *jobs;
    size_t           job_count;
};

/* One program and the accounts it is for. */
struct selection {
    const struct program  *program;
    const struct account **accounts;   /* by id */
    bool                  *is_skipped; /* by account: the program's `when` is false */
    size_t                 count;
};

struct plan_options {
    const char *period;          /* "2026-Q3" */
    str         internal_suffix; /* "-interne" */
    unsigned    formats;         /* PROGRAM_PDF | PROGRAM_XLSX: those wanted of the program's */
    unsigned    editions;        /* PROGRAM_CLIENT | PROGRAM_INTERNAL */
};

/*
 * Gives each account its slug (of its name, else of its id) and its part (of its id). Where several would share one,
 * ASCII case aside, each of them has its id, or the id's hash, added. All accounts of the store are needed for that.
 */
void account_paths(struct arena *arena, struct accounts *accounts);

/*
 * Jobs in the order of programs, accounts, editions. A program whose `output` does not name the account gets its id
 * added. Two programs that would write one file are reported: RC_INVALID.
 */
enum rc plan_build(struct arena *arena, const struct plan_options *options, const struct selection *selections,
                   size_t count, struct diag *diag, struct plan *out) MUST_CHECK;

const char *format_word(enum format format); /* "pdf": the word of --format and the suffix */

#endif
