/* SPDX-License-Identifier: MIT */
/* guess_write: a proposal as the text of reliure.yaml, with what is not sure as comments. */
#ifndef RELIURE_SOURCE_GUESS_WRITE_H
#define RELIURE_SOURCE_GUESS_WRITE_H

#include "source/guess.h"

/* `name` is the vendor's, as far as anybody knows; `from` says where the exports lie. */
void guess_write(const struct guess *guess, str name, str from, struct strbuf *out);
/* A scalar of YAML: plain where that is safe, else in double quotes. */
void guess_write_scalar(str text, struct strbuf *out);
/* A text on one line, without what a terminal would obey. */
void guess_write_line(str text, struct strbuf *out);
/* "perhaps plan (62 %), industry (21 %) or segment (20 %)" of the best guesses, or nothing. */
void guess_write_best(const struct guess_best *best, size_t count, enum diag_language language, struct strbuf *out);

#endif
