/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind_word(mode_t mode)
{
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

enum rc file_open(const char *path, struct diag *diag, struct span span, int *fd)
{
    struct stat status;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0) {
        diag_add(diag, DIAG_FILE_READ, span, path, strerror(errno));
        return RC_IO;
    }
    if (fstat(*fd, &status) == 0 && S_ISREG(status.st_mode)) return RC_OK;
    diag_add(diag, DIAG_FILE_KIND, span, path, kind_word(status.st_mode));
    close(*fd);
    *fd = -1;
    return RC_IO;
}

static enum rc read_all(int fd, size_t most, struct strbuf *buf)
{
    char    chunk[65536];
    ssize_t got;
    buf->most = most + 1;
    while ((got = read(fd, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return RC_IO;
        strbuf_add(buf, (str){chunk, (size_t)got});
        if (buf->is_full) return RC_LIMIT;
    }
    return RC_OK;
}

enum rc file_read(const char *path, size_t most, struct arena *arena, struct diag *diag, struct span span, str *out)
{
    int           fd;
    struct strbuf buf = {0};
    enum rc       rc = file_open(path, diag, span, &fd);
    if (rc != RC_OK) return rc;
    rc = read_all(fd, most, &buf);
    if (rc == RC_IO) diag_add(diag, DIAG_FILE_READ, span, path, strerror(errno));
    if (rc == RC_LIMIT) diag_add(diag, DIAG_FILE_SIZE, span, path, most);
    if (rc == RC_OK) *out = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    close(fd);
    return rc;
}

static bool write_all(int fd, str bytes)
{
    while (bytes.len) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes = str_slice(bytes, (size_t)put, bytes.len);
    }
    return true;
}

enum rc file_write(const char *path, str bytes, struct diag *diag)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd >= 0) {
        bool is_written = write_all(fd, bytes);
        int  reason = errno;
        if (close(fd) == 0 && is_written) return RC_OK;
        if (!is_written) errno = reason;
        reason = errno;
        unlink(path);
        errno = reason;
    }
    diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(errno));
    return RC_IO;
}

const struct source_file *file_source(struct arena *arena, const char *name, str text)
{
    struct source_file *file = ARENA_NEW(arena, struct source_file);
    file->name = arena_cstr(arena, str_from(name));
    file->text = text;
    return file;
}

const char *file_join(struct arena *arena, const char *folder, const char *name)
{
    if (name[0] == '/' || folder[0] == '\0') return arena_cstr(arena, str_from(name));
    const char *separator = str_ends(str_from(folder), "/") ? "" : "/";
    return arena_printf(arena, "%s%s%s", folder, separator, name).ptr;
}

enum rc file_make_folders(const char *path, struct diag *diag)
{
    char   partial[4096];
    size_t length = strlen(path);
    if (length >= sizeof partial) {
        diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(ENAMETOOLONG));
        return RC_IO;
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0') continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (mkdir(partial, 0777) == 0 || errno == EEXIST) continue;
        diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, partial, strerror(errno));
        return RC_IO;
    }
    return RC_OK;
}

const char *file_shown(const char *path)
{
    const char *shown = path, *next = path;
    while ((next = strstr(next, "/templates/"))) shown = ++next;
    return shown;
}
