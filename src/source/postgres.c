/* SPDX-License-Identifier: MIT */
/* postgres_fetch(): a query over PostgreSQL, through libpq, row by row. */
#include "source/server.h"

#include "base/late.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBPQ(F)                                                                                                           \
    F(PQcancel) F(PQclear) F(PQconnectdbParams) F(PQconnectionNeedsPassword) F(PQconnectionUsedPassword) F(PQerrorMessage) \
    F(PQexec) F(PQfinish) F(PQfname) F(PQfreeCancel) F(PQftype) F(PQgetCancel) F(PQgetResult) F(PQgetlength) F(PQgetvalue) \
    F(PQnfields) F(PQntuples) F(PQresultErrorField) F(PQresultErrorMessage) F(PQresultStatus) F(PQsendQueryParams)         \
    F(PQserverVersion) F(PQsetSingleRowMode) F(PQstatus) F(PQtransactionStatus)
static struct {
    LIBPQ(LATE_POINTER)
} pq;

/* Types by their number (PostgreSQL: catalog/pg_type.dat), which never changes. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_OID = 26,
    TYPE_FLOAT4 = 700,
    TYPE_FLOAT8 = 701,
    TYPE_MONEY = 790,
    TYPE_DATE = 1082,
    TYPE_TIMESTAMP = 1114,
    TYPE_TIMESTAMPTZ = 1184,
    TYPE_NUMERIC = 1700
};

struct fetch {
    PGconn                    *connection;
    const struct server_query *query;
    struct spool              *spool;
    struct server_failure     *failure;
    bool                       has_names;
};

static enum rc fail(struct fetch *fetch, const PGresult *result)
{
    const char *state = result ? pq.PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *says = result ? pq.PQresultErrorMessage(result) : pq.PQerrorMessage(fetch->connection);
    enum server_fault fault = server_fault_of(state);
    if (!state && pq.PQstatus(fetch->connection) == CONNECTION_BAD) fault = SERVER_CONNECT;
    return server_fail(fetch->failure, fault, str_from(says));
}

static bool has_login_trouble(PGconn *connection)
{
    return pq.PQconnectionNeedsPassword(connection) || pq.PQconnectionUsedPassword(connection) ||
           strstr(pq.PQerrorMessage(connection), "authentication failed");
}

static enum rc connect_server(struct fetch *fetch)
{
    const struct connection_def *def = fetch->query->connection;
    char                         port[24] = "", seconds[12];
    if (def->port) snprintf(port, sizeof port, "%lld", (long long)def->port);
    snprintf(seconds, sizeof seconds, "%d", SERVER_CONNECT_SECONDS);
    /* libpq takes an empty value for one that is not given. A dead line is noticed within two minutes. */
    const char *const settings[][2] = {
        {"service", def->service.text.ptr},   {"host", def->host.text.ptr},        {"port", port},
        {"dbname", def->database.text.ptr},   {"user", def->user.text.ptr},        {"sslmode", def->sslmode.text.ptr},
        {"password", fetch->query->password}, {"connect_timeout", seconds},        {"application_name", "reliure"},
        {"client_encoding", "UTF8"},          {"keepalives_idle", "30"},           {"keepalives_interval", "10"},
        {"keepalives_count", "5"},            {"tcp_user_timeout", "120000"},
    };
    const char *names[COUNT_OF(settings) + 1] = {0}, *values[COUNT_OF(settings) + 1] = {0};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        names[i] = settings[i][0];
        values[i] = settings[i][1];
    }
    fetch->connection = pq.PQconnectdbParams(names, values, 0);
    if (pq.PQstatus(fetch->connection) == CONNECTION_OK) return RC_OK;
    enum server_fault fault = has_login_trouble(fetch->connection) ? SERVER_LOGIN : SERVER_CONNECT;
    return server_fail(fetch->failure, fault, str_from(pq.PQerrorMessage(fetch->connection)));
}

static enum rc run(struct fetch *fetch, const char *sql)
{
    PGresult *result = pq.PQexec(fetch->connection, sql);
    enum rc   rc = pq.PQresultStatus(result) == PGRES_COMMAND_OK ? RC_OK : fail(fetch, result);
    pq.PQclear(result);
    return rc;
}

/* Every value as one text, whatever the server's habits; one snapshot; nothing can be written. */
static enum rc begin(struct fetch *fetch)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = %lld;"
             "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'iso_8601';"
             "SET LOCAL lc_monetary = 'C'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'",
             (long long)fetch->query->timeout * 1000);
    /* The server ends the query when this process is gone. Not every version and system knows how. */
    if (pq.PQserverVersion(fetch->connection) >= 140000)
        pq.PQclear(pq.PQexec(fetch->connection, "SET client_connection_check_interval = 1000"));
    return run(fetch, sql);
}

static bool is_typed(Oid type)
{
    switch (type) {
    case TYPE_BOOL:
    case TYPE_INT8:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_OID:
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
    case TYPE_MONEY:
    case TYPE_DATE:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_NUMERIC: return true;
    default: return false;
    }
}

static enum rc put_names(struct fetch *fetch, const PGresult *result)
{
    for (int i = 0; i < pq.PQnfields(result); i++) {
        const char *name = pq.PQfname(result, i);
        if (pq.PQftype(result, i) == TYPE_BYTEA) {
            char says[256];
            snprintf(says, sizeof says, "column '%.160s' is binary (bytea); leave it out of the query", name);
            return server_fail(fetch->failure, SERVER_TYPE, str_from(says));
        }
        spool_put(fetch->spool, str_from(name), false);
    }
    fetch->has_names = true;
    return spool_end_row(fetch->spool) ? RC_OK : server_fail(fetch->failure, SERVER_SPOOL, STR_NONE);
}

/* « infinity » is how PostgreSQL says that there is no end. */
static str value_text(const PGresult *result, int row, int column)
{
    Oid type = pq.PQftype(result, column);
    str text = {pq.PQgetvalue(result, row, column), (size_t)pq.PQgetlength(result, row, column)};
    if (type == TYPE_BOOL) return str_is(text, "t") ? STR("true") : str_is(text, "f") ? STR("false") : STR_NONE;
    bool is_date = type == TYPE_DATE || type == TYPE_TIMESTAMP || type == TYPE_TIMESTAMPTZ;
    return is_date && str_is(text, "infinity") ? STR("9999-12-31") : text;
}

static enum rc put_rows(struct fetch *fetch, const PGresult *result)
{
    enum rc rc = fetch->has_names ? RC_OK : put_names(fetch, result);
    for (int row = 0; row < pq.PQntuples(result) && rc == RC_OK; row++) {
        for (int i = 0; i < pq.PQnfields(result); i++)
            spool_put(fetch->spool, value_text(result, row, i), is_typed(pq.PQftype(result, i)));
        if (!spool_end_row(fetch->spool)) rc = server_fail(fetch->failure, SERVER_SPOOL, STR_NONE);
    }
    return rc;
}

static enum rc take_result(struct fetch *fetch, const PGresult *result)
{
    switch (pq.PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK: return put_rows(fetch, result);
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY: return server_fail(fetch->failure, SERVER_QUERY, STR("the query returns no rows: it should be one SELECT"));
    case PGRES_COPY_OUT:
    case PGRES_COPY_IN:
    case PGRES_COPY_BOTH: return server_fail(fetch->failure, SERVER_QUERY, STR("the query should be one SELECT, not COPY"));
    default: return fail(fetch, result);
    }
}

/* Asked with parameters, of which there are none, so that the server takes one statement only. */
static enum rc ask(struct fetch *fetch, const char *sql)
{
    enum rc   rc = RC_OK;
    PGresult *result;
    if (!pq.PQsendQueryParams(fetch->connection, sql, 0, NULL, NULL, NULL, NULL, 0) ||
        !pq.PQsetSingleRowMode(fetch->connection))
        return fail(fetch, NULL);
    while (rc == RC_OK && (result = pq.PQgetResult(fetch->connection))) {
        rc = take_result(fetch, result);
        pq.PQclear(result);
    }
    return rc;
}

/* The server need not work on for somebody who stopped reading. */
static void cancel(struct fetch *fetch)
{
    char      says[256];
    PGcancel *cancel = pq.PQgetCancel(fetch->connection);
    if (cancel) (void)pq.PQcancel(cancel, says, sizeof says);
    pq.PQfreeCancel(cancel);
}

enum rc postgres_fetch(const struct server_query *query, struct spool *spool, struct server_failure *failure)
{
    static const char *const functions[] = {LIBPQ(LATE_NAME)};
    struct fetch             fetch = {.query = query, .spool = spool, .failure = failure};
    const char              *why = late_load("libpq.so.5", functions, COUNT_OF(functions), &pq);
    if (why) return server_fail(failure, SERVER_LIBRARY, str_from(why));
    enum rc rc = connect_server(&fetch);
    if (rc == RC_OK) rc = begin(&fetch);
    if (rc == RC_OK) rc = ask(&fetch, query->sql.ptr);
    if (rc != RC_OK && pq.PQtransactionStatus(fetch.connection) == PQTRANS_ACTIVE) cancel(&fetch);
    pq.PQfinish(fetch.connection);
    return rc;
}
