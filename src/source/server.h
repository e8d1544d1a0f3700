/* SPDX-License-Identifier: MIT */
/*
 * server: a query over a database server, and what its drivers share: how the query is asked, how a failure is told.
 * A driver connects, asks in a transaction that may only read, and spools the rows as they come.
 */
#ifndef RELIURE_SOURCE_SERVER_H
#define RELIURE_SOURCE_SERVER_H

#include "definition/workspace.h"
#include "source/spool.h"

struct server_query {
    const struct connection_def *connection;
    const char                  *password; /* NULL: the driver finds its own */
    str                          sql;
    int64_t                      timeout; /* [seconds] */
};

enum server_fault {
    SERVER_LIBRARY, /* the driver's library is not there */
    SERVER_CONNECT, /* nobody answers */
    SERVER_LOGIN,   /* who asks is not let in */
    SERVER_QUERY,   /* the query is wrong */
    SERVER_TIMEOUT, /* it takes too long */
    SERVER_TYPE,    /* a column cannot be read */
    SERVER_SPOOL    /* the rows cannot be kept */
};

/* The first fault, and in what words; the caller releases `text`. */
struct server_failure {
    enum server_fault fault;
    struct strbuf     text;
};

enum { SERVER_CONNECT_SECONDS = 10 };

/* Both: RC_INVALID and `failure` filled in. */
enum rc postgres_fetch(const struct server_query *query, struct spool *spool,
                       struct server_failure *failure) MUST_CHECK;
enum rc odbc_fetch(const struct server_query *query, struct spool *spool, struct server_failure *failure) MUST_CHECK;

/* Keeps the fault, and what the driver says of it in one line without control characters; RC_INVALID. */
enum rc server_fail(struct server_failure *failure, enum server_fault fault, str says);
/* The fault that a five-character SQLSTATE stands for (ISO 9075-2, 24.1; PostgreSQL, appendix A). */
enum server_fault server_fault_of(const char *state);

#endif
