/* SPDX-License-Identifier: MIT */
/* schema: the statements that make a store: canonical tables from tables.def, and the import's own. */
#ifndef RELIURE_SOURCE_SCHEMA_H
#define RELIURE_SOURCE_SCHEMA_H

#include "source/tables.h"

/* Raised whenever a store of an older program must not be read by this one. */
#define STORE_VERSION 7

/* CREATE TABLE of all tables, without indexes. */
void schema_write_tables(struct strbuf *out);
/* CREATE INDEX and views: after the rows are in. */
void schema_write_indexes(struct strbuf *out);

#endif
