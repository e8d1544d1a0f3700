/* SPDX-License-Identifier: MIT */
#include "batch/lock.h"

#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Two spellings of one path are one lock: the folder the drop stands in is resolved where it exists. */
static void lock_name(const char *drop, char name[48])
{
    char        folder[4096], *resolved;
    const char *slash = strrchr(drop, '/');
    size_t      len = slash ? (size_t)(slash - drop) : 0;
    char        hex[33];
    if (len >= sizeof folder) len = sizeof folder - 1;
    memcpy(folder, len ? drop : ".", len ? len : 1);
    folder[len ? len : 1] = '\0';
    resolved = realpath(folder, NULL);
    struct hasher *hasher = hasher_new();
    hasher_add_str(hasher, str_from(resolved ? resolved : folder));
    hasher_add_str(hasher, str_from(slash ? slash + 1 : drop));
    hash_hex(hasher_end(hasher), hex);
    snprintf(name, 48, "lock-%.16s", hex);
    free(resolved);
}

enum rc lock_take(const char *state, const char *drop, struct diag *diag, int *fd)
{
    char name[48], holder[32] = "";
    *fd = -1;
    if (file_make_folders(state, diag) != RC_OK) return RC_IO;
    lock_name(drop, name);
    const char *path = file_join(diag->arena, state, name);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (*fd < 0) {
        diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(errno));
        return RC_IO;
    }
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0) {
        if (ftruncate(*fd, 0) == 0) dprintf(*fd, "%ld\n", (long)getpid());
        return RC_OK;
    }
    ssize_t got = read(*fd, holder, sizeof holder - 1);
    holder[got > 0 ? strcspn(holder, "\n") : 0] = '\0';
    struct diag_message *message = diag_add(diag, DIAG_LOCK_HELD, SPAN_NONE, drop);
    diag_hint(diag, message, "process %s holds the lock %s; it ends with the process", holder[0] ? holder : "?", path);
    close(*fd);
    *fd = -1;
    return RC_BUSY;
}

void lock_release(int fd)
{
    if (fd >= 0) close(fd);
}
