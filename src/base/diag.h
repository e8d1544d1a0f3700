/* SPDX-License-Identifier: MIT */
/*
 * diag: what the reader of a run should know, collected; nothing here prints. Every problem of an input is
 * reported in one run: the first LIMIT_DIAG_PER_CODE of a code are kept, the rest counted.
 */
#ifndef RELIURE_BASE_DIAG_H
#define RELIURE_BASE_DIAG_H

#include "base/arena.h"
#include "base/span.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

/* One row per message in base/diag.def: DIAG(CODE, "slug", SEVERITY, FAMILY, "format"). */
enum diag_code {
#define DIAG(code, slug, severity, family, format) DIAG_##code,
#include "base/diag.def"
#undef DIAG
    DIAG_CODE_COUNT
};

/* What an error of the code means for the exit status (design section 10). */
enum diag_family {
    FAMILY_USAGE,      /* exit 2 */
    FAMILY_DEFINITION, /* exit 3 */
    FAMILY_DATA,       /* exit 4 */
    FAMILY_LOCK,       /* exit 5 */
    FAMILY_OUTPUT,     /* exit 6 */
    FAMILY_DOCUMENT    /* exit 1: one document failed or was quarantined */
};

/* The language of the person at the terminal; it never changes a document. */
enum diag_language { DIAG_ENGLISH, DIAG_FRENCH };

/* What a message says; both are there as soon as it is added, for who will read it is known only later. */
struct diag_words {
    str text, hint; /* no hint: empty */
};

/* Of a value that was read: the export's column, what stands there, and the rule it breaks. Empty where there is none. */
struct diag_detail {
    str field, value, rule;
};

struct diag_message {
    enum diag_code       code;
    struct span          span;
    str                  text, hint; /* in English */
    struct diag_words    french;
    struct diag_detail   detail;
    struct diag_message *next;
};

struct diag {
    struct arena        *arena; /* owns the messages */
    struct diag_message *first, *last;
    size_t               counts[DIAG_CODE_COUNT]; /* all, kept or not */
    size_t               errors, warnings;
};

void diag_init(struct diag *diag, struct arena *arena);

/* Adds a message; its text is the format of the code filled with the arguments. NULL when only counted. */
struct diag_message *diag_add(struct diag *diag, enum diag_code code, struct span span, ...);
/* The same in other words than the code's; `format` has a row in french.def. */
struct diag_message *diag_say(struct diag *diag, enum diag_code code, struct span span, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same with a text made beforehand, for codes whose format is one text; `text` is copied. */
struct diag_message *diag_add_words(struct diag *diag, enum diag_code code, struct span span,
                                    const struct diag_words *english, const struct diag_words *french);
/* Counts messages that are not listed. */
void diag_count(struct diag *diag, enum diag_code code, size_t messages);
/* Copies the detail to a message just added; NULL is allowed. */
void diag_set_detail(struct diag *diag, struct diag_message *message, const struct diag_detail *detail);
/* Adds a way out to a message just added; NULL is allowed. */
void diag_hint(struct diag *diag, struct diag_message *message, const char *format, ...) PRINTF_LIKE(3, 4);
/* The nearest of `names` to `wrong` as « did you mean X? », or no hint when none is near. */
void diag_hint_nearest(struct diag *diag, struct diag_message *message, str wrong, const str *names, size_t count);
/*
 * Copies the messages and counts of `from`, but for those that `diag` had before: of a code, place and text. Where such
 * were met, the code's messages that `from` only counted are taken for those that `diag` did, as far as these go.
 */
void diag_merge(struct diag *diag, const struct diag *from);

const char      *diag_slug(enum diag_code code);
/* The code of a slug; RC_MISSING: there is none. */
enum rc          diag_find(str slug, enum diag_code *out) MUST_CHECK;
enum severity    diag_severity(enum diag_code code);
enum diag_family diag_family(enum diag_code code);

/*
 * All messages as text, in order of arrival: `file:line:col: error: text [slug]`, the line with a caret under
 * the place where the file is small enough to be kept, the hint; and for a code beyond its limit, how many more.
 */
void diag_render_in(const struct diag *diag, enum diag_language language, struct strbuf *out);
void diag_render(const struct diag *diag, struct strbuf *out); /* in English */
/* The same as JSON Lines: severity, code, file, line, column, field, value, rule, message, hint; those there are. */
void diag_render_json(const struct diag *diag, enum diag_language language, struct strbuf *out);
/* The exit status that the errors call for: the lowest family number among 2..6, else 1, 0 without errors. */
int diag_exit_status(const struct diag *diag);

#endif
