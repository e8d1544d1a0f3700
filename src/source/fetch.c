/* SPDX-License-Identifier: MIT */
#include "source/fetch.h"

#include "base/file.h"
#include "base/limits.h"
#include "source/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PASSWORD_BYTES = 4096 };

struct asking {
    const struct source_def *source;
    const char              *workspace;
    struct arena            *arena;
    struct diag             *diag;
};

static const char *home_path(const struct asking *a, str path)
{
    const char *home = getenv("HOME");
    if (str_starts(path, "~/") && home) return arena_printf(a->arena, "%s%s", home, path.ptr + 1).ptr;
    return file_join(a->arena, a->workspace, path.ptr);
}

/* `of` is what `why` is about, "" when it says so itself. */
static enum rc refuse_password(const struct asking *a, const struct placed_text *name, const char *why, const char *of,
                               const char *hint)
{
    struct diag_message *message =
        diag_say(a->diag, DIAG_SOURCE_SERVER, name->span, "source '%.*s' cannot be read from its database: %s%s",
                 STR_ARG(a->source->name.text), why, of);
    diag_hint(a->diag, message, "%s", hint);
    return RC_INVALID;
}

/* A file that others may read keeps no secret; libpq holds its own to the same. */
static enum rc open_secret(const struct asking *a, const struct placed_text *name, int *fd)
{
    struct stat status;
    *fd = open(home_path(a, name->text), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return refuse_password(a, name, "its password file: ", strerror(errno),
                               "password_file: is relative to the workspace; ~/ is the home folder");
    if (fstat(*fd, &status) != 0 || !S_ISREG(status.st_mode))
        return refuse_password(a, name, "its password file is not a regular file", "", "write the password into a file");
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        return refuse_password(a, name, "its password file can be read by others", "", "chmod 600 the file");
    return RC_OK;
}

static enum rc read_secret(const struct asking *a, const struct placed_text *name, char *out)
{
    int     fd = -1;
    ssize_t length = 0;
    enum rc rc = open_secret(a, name, &fd);
    if (rc == RC_OK) length = read(fd, out, PASSWORD_BYTES - 1);
    if (fd >= 0) close(fd);
    if (rc != RC_OK) return rc;
    out[length > 0 ? length : 0] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return *out ? RC_OK : refuse_password(a, name, "its password file is empty", "", "its first line is the password");
}

/* Into `out`, of PASSWORD_BYTES; empty where the driver is to find its own. */
static enum rc find_password(const struct asking *a, char *out)
{
    const struct connection_def *connection = &a->source->connection;
    const struct placed_text    *variable = &connection->password_env;
    *out = '\0';
    if (!variable->text.len)
        return connection->password_file.text.len ? read_secret(a, &connection->password_file, out) : RC_OK;
    const char *value = getenv(variable->text.ptr);
    if (value && *value && strlen(value) < PASSWORD_BYTES) {
        memcpy(out, value, strlen(value) + 1);
        return RC_OK;
    }
    return refuse_password(a, variable, "the environment has no ", variable->text.ptr,
                           "set the variable in the environment that runs reliure");
}

/* Drivers quote what they were given; the password goes no further. */
static str without_secret(struct arena *arena, str text, const char *password)
{
    str secret = str_from(password);
    if (secret.len == 0 || str_find_str(text, secret) == text.len) return text;
    size_t at = str_find_str(text, secret);
    str    rest = str_slice(text, at + secret.len, text.len);
    return arena_printf(arena, "%.*s***%.*s", (int)at, text.ptr, STR_ARG(without_secret(arena, rest, password)));
}

static struct span place_of(const struct source_def *source, enum server_fault fault)
{
    bool is_query = fault != SERVER_LIBRARY && fault != SERVER_CONNECT && fault != SERVER_LOGIN;
    if (is_query) return source->query.span;
    return source->connection_map ? source->connection_map->span : source->name.span;
}

static enum rc report(const struct asking *a, const struct server_failure *failure, str says)
{
    static const char *const hints[] = {
        [SERVER_LIBRARY] = "install the library, which Debian has in the packages libpq5 and libodbc2",
        [SERVER_CONNECT] = "check that the server runs and that connection: names it",
        [SERVER_LOGIN] = "check user:, and the password in PGPASSWORD, password_env: or password_file:",
        [SERVER_QUERY] = "mend query:, or ask for the right to read what it names",
        [SERVER_TIMEOUT] = "narrow the query, or allow it more seconds with timeout:",
        [SERVER_TYPE] = "name the columns wanted in query: rather than *, or convert this one there",
        [SERVER_SPOOL] = "make room in the state folder, or narrow the query",
    };
    struct span          span = place_of(a->source, failure->fault);
    struct diag_message *message =
        diag_add(a->diag, DIAG_SOURCE_SERVER, span, STR_ARG(a->source->name.text), STR_ARG(says));
    diag_hint(a->diag, message, "%s", hints[failure->fault]);
    return failure->fault == SERVER_SPOOL ? RC_IO : RC_INVALID;
}

static enum rc ask(const struct asking *a, const char *password, struct spool *spool, struct hasher *hasher)
{
    const struct server_query query = {
        .connection = &a->source->connection,
        .password = *password ? password : NULL,
        .sql = a->source->query.text,
        .timeout = a->source->timeout,
    };
    struct server_failure failure = {0};
    bool                  is_postgresql = a->source->format == FORMAT_POSTGRESQL;
    enum rc rc = is_postgresql ? postgres_fetch(&query, spool, &failure) : odbc_fetch(&query, spool, &failure);
    const char *lost = spool_finish(spool, hasher);
    if (lost) {
        failure.fault = SERVER_SPOOL;
        rc = report(a, &failure, str_from(lost));
    } else if (rc != RC_OK) {
        rc = report(a, &failure, without_secret(a->arena, strbuf_str(&failure.text), password));
    }
    strbuf_release(&failure.text);
    return rc;
}

enum rc fetch_source(const struct source_def *source, const char *workspace, const char *folder,
                     struct hasher *hasher, struct arena *arena, struct diag *diag, struct export_files *out)
{
    const struct asking a = {source, workspace, arena, diag};
    char                password[PASSWORD_BYTES];
    *out = (struct export_files){0};
    enum rc rc = find_password(&a, password);
    if (rc != RC_OK) return rc;
    struct spool *spool = spool_new(folder);
    if (spool) {
        rc = ask(&a, password, spool, hasher);
    } else {
        diag_add(diag, DIAG_STORE_WRITE, SPAN_NONE, folder, strerror(errno));
        rc = RC_IO;
    }
    explicit_bzero(password, sizeof password);
    if (rc != RC_OK) {
        spool_free(spool);
        return rc;
    }
    const char *name = arena_printf(arena, "%.*s (%s)", STR_ARG(source->name.text),
                                    source->format == FORMAT_POSTGRESQL ? "postgresql" : "odbc").ptr;
    struct export_file *file = ARENA_NEW(arena, struct export_file);
    *file = (struct export_file){
        .file = file_source(arena, name, STR_NONE), .path = spool_path(spool), .spool = spool};
    file->profile = (struct input_profile){.bytes = spool_bytes(spool), .encoding = "UTF-8"};
    *out = (struct export_files){file, 1};
    return RC_OK;
}
