/* SPDX-License-Identifier: MIT */
/* init_report: what `init` says of its proposal: what was recognised, how surely, and what only a person can say. */
#ifndef RELIURE_COMMAND_INIT_REPORT_H
#define RELIURE_COMMAND_INIT_REPORT_H

#include "source/guess.h"

/* `from` says where the exports lie. */
void init_report_write(const struct guess *guess, str from, struct strbuf *out);

#endif
