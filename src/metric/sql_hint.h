/* SPDX-License-Identifier: MIT */
/* sql_hint: a way out of what SQLite says about a query: the nearest column, table or metric to a name it does not know. */
#ifndef RELIURE_METRIC_SQL_HINT_H
#define RELIURE_METRIC_SQL_HINT_H

#include "metric/catalogue.h"

/* Adds « did you mean X? » to a message just added (NULL is allowed) where `error` is about an unknown name. */
void sql_hint(const struct catalogue *catalogue, struct diag *diag, struct diag_message *message, const char *error);

#endif
