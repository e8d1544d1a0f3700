/* SPDX-License-Identifier: MIT */
/*
 * messages: the diagnostics of a run and of its workers, each once. Messages are rendered where they arise, for the
 * files they point into are there; the parent keeps text. A message that many documents give is kept once.
 */
#ifndef RELIURE_BATCH_MESSAGES_H
#define RELIURE_BATCH_MESSAGES_H

#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"
#include "batch/wire.h"

struct rendered {
    enum diag_code code;
    str            text[2], json[2]; /* by enum diag_language, as diag_render_in() and diag_render_json() write them */
};

struct messages {
    struct arena *arena;
    VEC(struct rendered) list;
    struct map seen;
    size_t     counts[DIAG_CODE_COUNT]; /* all, kept or not */
};

void messages_init(struct messages *messages, struct arena *arena);
/* Adds those of `diag`, and forgets them there. */
void messages_take(struct messages *messages, struct diag *diag);
/* From worker to parent. */
void messages_put(struct strbuf *out, const struct diag *diag);
void messages_get(struct messages *messages, struct wire *wire);

bool messages_have_errors(const struct messages *messages, enum diag_family family);
bool messages_have_any_error(const struct messages *messages);
/* Like diag_exit_status(). */
int  messages_exit_status(const struct messages *messages);
void messages_render(const struct messages *messages, bool is_json, enum diag_language language, struct strbuf *out);
/* Only those about the command line and a day before all data: what a run that went well still says where nobody watches. */
void messages_render_pressing(const struct messages *messages, enum diag_language language, struct strbuf *out);

#endif
