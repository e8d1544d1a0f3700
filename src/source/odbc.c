/* SPDX-License-Identifier: MIT */
/* odbc_fetch(): a query over any database that has an ODBC driver, through unixODBC, row by row. */
#include "source/server.h"

#include "base/late.h"
#include "base/limits.h"
#include "base/mem.h"

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define UNIXODBC(F)                                                                                                         \
    F(SQLAllocHandle) F(SQLCancel) F(SQLDescribeColW) F(SQLDisconnect) F(SQLDriverConnectW) F(SQLEndTran) F(SQLExecDirectW) \
    F(SQLFetch) F(SQLFreeHandle) F(SQLFreeStmt) F(SQLGetData) F(SQLGetDiagRecW) F(SQLGetInfo) F(SQLNumResultCols)           \
    F(SQLSetConnectAttrW) F(SQLSetEnvAttr) F(SQLSetStmtAttrW)
static struct {
    UNIXODBC(LATE_POINTER)
} odbc;

enum { CHUNK_CHARS = 8 * 1024, NAME_CHARS = 256 };

struct fetch {
    SQLHENV                    environment;
    SQLHDBC                    connection;
    SQLHSTMT                   statement;
    const struct server_query *query;
    struct spool              *spool;
    struct server_failure     *failure;
    SQLSMALLINT                columns;
    bool                      *typed;
    SQLWCHAR                   chunk[CHUNK_CHARS];
    struct strbuf              value;
};

/* UTF-16, as unixODBC has it, as UTF-8. Half a pair at the end of `units` is handed back in `*pending`. */
static void add_units(struct strbuf *out, const SQLWCHAR *units, size_t count, uint32_t *pending)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t unit = units[i];
        bool     is_low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (*pending && is_low) {
            strbuf_add_code_point(out, 0x10000 + ((*pending - 0xD800) << 10) + (unit - 0xDC00));
            *pending = 0;
            continue;
        }
        if (*pending) strbuf_add_code_point(out, 0xFFFD);
        *pending = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
        if (!*pending) strbuf_add_code_point(out, is_low ? 0xFFFD : unit);
    }
}

/* UTF-8 as UTF-16, ended by 0. The caller frees it. */
static SQLWCHAR *units_of(str text)
{
    SQLWCHAR *units = mem_new(text.len + 1, sizeof *units);
    size_t    count = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        if (c >= 0x10000) units[count++] = (SQLWCHAR)(0xD800 + ((c - 0x10000) >> 10));
        units[count++] = (SQLWCHAR)(c >= 0x10000 ? 0xDC00 + (c & 0x3FF) : c);
    }
    return units;
}

/* What the driver says of the last failure of a handle. */
static enum rc fail(struct fetch *fetch, SQLSMALLINT kind, SQLHANDLE handle, enum server_fault otherwise)
{
    SQLWCHAR      state[8] = {0};
    SQLINTEGER    native;
    SQLSMALLINT   length = 0;
    uint32_t      pending = 0;
    struct strbuf says = {0}, code = {0};
    SQLRETURN     status = odbc.SQLGetDiagRecW(kind, handle, 1, state, &native, fetch->chunk, CHUNK_CHARS, &length);
    if (SQL_SUCCEEDED(status)) {
        size_t shown = length > 0 && length < CHUNK_CHARS ? (size_t)length : CHUNK_CHARS - 1;
        add_units(&says, fetch->chunk, shown, &pending);
        add_units(&code, state, 5, &pending);
    }
    enum server_fault fault = server_fault_of(code.at);
    if (fault == SERVER_QUERY) fault = otherwise;
    /* Drivers tell a wrong password as any other failure to connect. */
    bool is_login = says.at && (strcasestr(says.at, "password") || strcasestr(says.at, "authentication"));
    if (otherwise == SERVER_CONNECT && is_login) fault = SERVER_LOGIN;
    if (says.at && strcasestr(says.at, "statement timeout")) fault = SERVER_TIMEOUT;
    enum rc rc = server_fail(fetch->failure, fault, says.len ? strbuf_str(&says) : STR("the driver says nothing more"));
    strbuf_release(&says);
    strbuf_release(&code);
    return rc;
}

/* KEY={value}; a closing brace is doubled (ODBC reference, SQLDriverConnect). */
static void put_setting(struct strbuf *out, const char *key, str value)
{
    if (value.len == 0) return;
    strbuf_printf(out, "%s={", key);
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '}') strbuf_addc(out, '}');
        strbuf_addc(out, value.ptr[i]);
    }
    strbuf_adds(out, "};");
}

/* Not every driver takes braces where none are needed. */
static void put_plain(struct strbuf *out, const char *key, str value)
{
    bool is_plain = value.len > 0;
    for (size_t i = 0; i < value.len; i++)
        is_plain &= !strchr("[]{}(),;?*=!@", value.ptr[i]) && value.ptr[i] != ' ';
    if (is_plain) strbuf_printf(out, "%s=%.*s;", key, STR_ARG(value));
    else put_setting(out, key, value);
}

static void put_connection(const struct server_query *query, struct strbuf *out)
{
    const struct connection_def *def = query->connection;
    put_plain(out, "DSN", def->dsn.text);
    put_setting(out, "DRIVER", def->driver.text);
    put_plain(out, "SERVER", def->host.text);
    if (def->port) strbuf_printf(out, "PORT=%lld;", (long long)def->port);
    put_plain(out, "DATABASE", def->database.text);
    put_plain(out, "UID", def->user.text);
    put_plain(out, "PWD", str_from(query->password));
}

/* The text of the connection holds the password, so its memory is wiped. `more` are further settings of the driver. */
static SQLRETURN log_in(struct fetch *fetch, const char *more)
{
    struct strbuf text = {0};
    put_connection(fetch->query, &text);
    strbuf_adds(&text, more);
    SQLWCHAR *units = units_of(strbuf_str(&text));
    SQLRETURN status = odbc.SQLDriverConnectW(fetch->connection, NULL, units, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT);
    explicit_bzero(units, text.len * sizeof *units);
    if (text.at) explicit_bzero(text.at, text.len);
    free(units);
    strbuf_release(&text);
    return status;
}

/* The driver of PostgreSQL keeps whole results in memory unless it is told otherwise as it connects. */
static bool keeps_results(struct fetch *fetch)
{
    char        name[64] = "";
    SQLSMALLINT length = 0;
    SQLRETURN   status = odbc.SQLGetInfo(fetch->connection, SQL_DRIVER_NAME, name, sizeof name, &length);
    return SQL_SUCCEEDED(status) && strcasestr(name, "psqlodbc") != NULL;
}

static enum rc connect_server(struct fetch *fetch)
{
    SQLRETURN status = odbc.SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &fetch->environment);
    if (SQL_SUCCEEDED(status))
        status = odbc.SQLSetEnvAttr(fetch->environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
    if (SQL_SUCCEEDED(status)) status = odbc.SQLAllocHandle(SQL_HANDLE_DBC, fetch->environment, &fetch->connection);
    if (!SQL_SUCCEEDED(status)) return server_fail(fetch->failure, SERVER_CONNECT, STR("unixODBC cannot be started"));
    odbc.SQLSetConnectAttrW(fetch->connection, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)(uintptr_t)SERVER_CONNECT_SECONDS, 0);
    odbc.SQLSetConnectAttrW(fetch->connection, SQL_ATTR_ACCESS_MODE, (SQLPOINTER)(uintptr_t)SQL_MODE_READ_ONLY, 0);
    status = log_in(fetch, "");
    if (SQL_SUCCEEDED(status) && keeps_results(fetch)) {
        odbc.SQLDisconnect(fetch->connection);
        status = log_in(fetch, "UseDeclareFetch=1;Fetch=1000;");
    }
    return SQL_SUCCEEDED(status) ? RC_OK : fail(fetch, SQL_HANDLE_DBC, fetch->connection, SERVER_CONNECT);
}

static SQLRETURN execute(SQLHSTMT statement, str sql)
{
    SQLWCHAR *units = units_of(sql);
    SQLRETURN status = odbc.SQLExecDirectW(statement, units, SQL_NTS);
    free(units);
    return status;
}

/*
 * A transaction that is rolled back whatever happens, and that may only read where the database knows how. What ODBC
 * calls a timeout is the database's to keep.
 */
static enum rc begin(struct fetch *fetch)
{
    SQLRETURN status = odbc.SQLSetConnectAttrW(fetch->connection, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0);
    if (!SQL_SUCCEEDED(status)) return fail(fetch, SQL_HANDLE_DBC, fetch->connection, SERVER_CONNECT);
    status = odbc.SQLAllocHandle(SQL_HANDLE_STMT, fetch->connection, &fetch->statement);
    if (!SQL_SUCCEEDED(status)) return fail(fetch, SQL_HANDLE_DBC, fetch->connection, SERVER_CONNECT);
    (void)execute(fetch->statement, STR("SET TRANSACTION READ ONLY"));
    odbc.SQLFreeStmt(fetch->statement, SQL_CLOSE);
    odbc.SQLSetStmtAttrW(fetch->statement, SQL_ATTR_QUERY_TIMEOUT, (SQLPOINTER)(uintptr_t)fetch->query->timeout, 0);
    return RC_OK;
}

static bool starts_with_word(str sql, const char *word)
{
    size_t length = strlen(word);
    return sql.len > length && strncasecmp(sql.ptr, word, length) == 0 && strchr(" \t\r\n(*\"[", sql.ptr[length]);
}

/* Steps over white space and comments. */
static str start_of(str sql)
{
    for (;;) {
        sql = str_trim(sql);
        bool is_line = str_starts(sql, "--"), is_block = str_starts(sql, "/*");
        if (!is_line && !is_block) return sql;
        size_t end = is_line ? str_find(sql, '\n') : str_find_str(sql, STR("*/")) + 2;
        sql = str_slice(sql, end, sql.len);
    }
}

/* A database without read-only transactions would run whatever it is told. */
static bool is_query(str sql)
{
    sql = start_of(sql);
    return starts_with_word(sql, "SELECT") || starts_with_word(sql, "WITH") || starts_with_word(sql, "VALUES");
}

/* Columns whose texts are numbers or dates by their type; drivers write them as record.h wants them. */
static bool is_typed(SQLSMALLINT type)
{
    switch (type) {
    case SQL_BIT:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
    case SQL_DECIMAL:
    case SQL_NUMERIC:
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
    case SQL_TYPE_DATE:
    case SQL_TYPE_TIMESTAMP: return true;
    default: return false;
    }
}

static bool is_binary(SQLSMALLINT type)
{
    return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

static enum rc put_name(struct fetch *fetch, SQLUSMALLINT column)
{
    SQLWCHAR    name[NAME_CHARS];
    SQLSMALLINT length = 0, type = 0, digits, nullable;
    SQLULEN     size;
    uint32_t    pending = 0;
    SQLRETURN   status =
        odbc.SQLDescribeColW(fetch->statement, column, name, NAME_CHARS, &length, &type, &size, &digits, &nullable);
    if (!SQL_SUCCEEDED(status)) return fail(fetch, SQL_HANDLE_STMT, fetch->statement, SERVER_QUERY);
    strbuf_clear(&fetch->value);
    add_units(&fetch->value, name, length < NAME_CHARS ? (size_t)length : NAME_CHARS - 1, &pending);
    spool_put(fetch->spool, strbuf_str(&fetch->value), false);
    fetch->typed[column - 1] = is_typed(type);
    if (!is_binary(type)) return RC_OK;
    struct strbuf says = {0};
    strbuf_printf(&says, "column '%.160s' is binary; leave it out of the query", fetch->value.at);
    enum rc rc = server_fail(fetch->failure, SERVER_TYPE, strbuf_str(&says));
    strbuf_release(&says);
    return rc;
}

static enum rc ask(struct fetch *fetch)
{
    str sql = fetch->query->sql;
    if (!is_query(sql))
        return server_fail(fetch->failure, SERVER_QUERY, STR("the query should be one SELECT"));
    SQLRETURN status = execute(fetch->statement, sql);
    if (!SQL_SUCCEEDED(status)) return fail(fetch, SQL_HANDLE_STMT, fetch->statement, SERVER_QUERY);
    if (!SQL_SUCCEEDED(odbc.SQLNumResultCols(fetch->statement, &fetch->columns)) || fetch->columns <= 0)
        return server_fail(fetch->failure, SERVER_QUERY, STR("the query returns no rows: it should be one SELECT"));
    fetch->typed = mem_new((size_t)fetch->columns, sizeof *fetch->typed);
    enum rc rc = RC_OK;
    for (SQLSMALLINT i = 1; i <= fetch->columns && rc == RC_OK; i++)
        rc = put_name(fetch, (SQLUSMALLINT)i);
    if (rc == RC_OK && !spool_end_row(fetch->spool)) rc = server_fail(fetch->failure, SERVER_SPOOL, STR_NONE);
    return rc;
}

/* One value, piece by piece; what is beyond the limit is asked for no more. */
static enum rc put_value(struct fetch *fetch, SQLUSMALLINT column)
{
    SQLLEN    length = 0;
    SQLRETURN status;
    uint32_t  pending = 0;
    strbuf_clear(&fetch->value);
    fetch->value.is_full = false;
    do {
        status = odbc.SQLGetData(fetch->statement, column, SQL_C_WCHAR, fetch->chunk, sizeof fetch->chunk, &length);
        if (status == SQL_NO_DATA || length == SQL_NULL_DATA) break;
        if (!SQL_SUCCEEDED(status)) return fail(fetch, SQL_HANDLE_STMT, fetch->statement, SERVER_QUERY);
        size_t count = 0;
        while (count < CHUNK_CHARS - 1 && fetch->chunk[count]) count++;
        add_units(&fetch->value, fetch->chunk, count, &pending);
    } while (status == SQL_SUCCESS_WITH_INFO && fetch->value.len <= LIMIT_FIELD_BYTES);
    spool_put(fetch->spool, strbuf_str(&fetch->value), fetch->typed[column - 1]);
    return RC_OK;
}

static enum rc put_rows(struct fetch *fetch)
{
    SQLRETURN status;
    enum rc   rc = RC_OK;
    while (rc == RC_OK && SQL_SUCCEEDED(status = odbc.SQLFetch(fetch->statement))) {
        for (SQLSMALLINT i = 1; i <= fetch->columns && rc == RC_OK; i++)
            rc = put_value(fetch, (SQLUSMALLINT)i);
        if (rc == RC_OK && !spool_end_row(fetch->spool)) rc = server_fail(fetch->failure, SERVER_SPOOL, STR_NONE);
    }
    if (rc == RC_OK && status != SQL_NO_DATA) rc = fail(fetch, SQL_HANDLE_STMT, fetch->statement, SERVER_QUERY);
    return rc;
}

static void end(struct fetch *fetch)
{
    if (fetch->statement) {
        odbc.SQLCancel(fetch->statement);
        odbc.SQLFreeHandle(SQL_HANDLE_STMT, fetch->statement);
        odbc.SQLEndTran(SQL_HANDLE_DBC, fetch->connection, SQL_ROLLBACK);
    }
    if (fetch->connection) {
        odbc.SQLDisconnect(fetch->connection);
        odbc.SQLFreeHandle(SQL_HANDLE_DBC, fetch->connection);
    }
    if (fetch->environment) odbc.SQLFreeHandle(SQL_HANDLE_ENV, fetch->environment);
    strbuf_release(&fetch->value);
    free(fetch->typed);
}

enum rc odbc_fetch(const struct server_query *query, struct spool *spool, struct server_failure *failure)
{
    static const char *const functions[] = {UNIXODBC(LATE_NAME)};
    const char              *why = late_load("libodbc.so.2", functions, COUNT_OF(functions), &odbc);
    if (why) return server_fail(failure, SERVER_LIBRARY, str_from(why));
    struct fetch *fetch = mem_new(1, sizeof *fetch);
    *fetch = (struct fetch){.query = query, .spool = spool, .failure = failure};
    enum rc rc = connect_server(fetch);
    if (rc == RC_OK) rc = begin(fetch);
    if (rc == RC_OK) rc = ask(fetch);
    if (rc == RC_OK) rc = put_rows(fetch);
    end(fetch);
    free(fetch);
    return rc;
}
