/* SPDX-License-Identifier: MIT */
#include "batch/drop.h"

#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* [levels] Folders below the drop that are carried over; people do not nest deeper, loops do. */
enum { FOLDER_DEPTH = 32 };

void drop_init(struct drop *drop, struct arena *arena, const char *out, const char *period, struct diag *diag)
{
    *drop = (struct drop){.arena = arena, .out = out, .diag = diag};
    drop->path = file_join(arena, out, period);
    drop->stage = file_join(arena, out, arena_printf(arena, ".%s.new", period).ptr);
}

static enum rc fail(const struct drop *drop, const char *path)
{
    diag_add(drop->diag, DIAG_FILE_WRITE, SPAN_NONE, path, strerror(errno));
    return RC_IO;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)place;
    if (kind == FTW_DP || kind == FTW_DNR || kind == FTW_D) return rmdir(path);
    return unlink(path);
}

static enum rc remove_tree(const struct drop *drop, const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0) return errno == ENOENT ? RC_OK : fail(drop, path);
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? RC_OK : fail(drop, path);
}

enum rc drop_stage(struct drop *drop)
{
    enum rc rc = file_make_folders(drop->out, drop->diag);
    if (rc == RC_OK) rc = remove_tree(drop, drop->stage);
    if (rc != RC_OK) return rc;
    if (mkdir(drop->stage, 0700) != 0) return fail(drop, drop->stage);
    drop->is_staged = true;
    return RC_OK;
}

void drop_abandon(struct drop *drop)
{
    if (!drop->is_staged) return;
    drop->is_staged = false;
    if (remove_tree(drop, drop->stage) != RC_OK) return; /* reported */
}

/* "a/b/c.pdf" gives "a/b"; empty for a file at the top. */
static str folder_of(str path)
{
    size_t at = path.len;
    while (at && path.ptr[at - 1] != '/')
        at--;
    return str_slice(path, 0, at ? at - 1 : 0);
}

const char *drop_place(struct drop *drop, str path)
{
    const char *place = file_join(drop->arena, drop->stage, arena_cstr(drop->arena, path));
    str         folder = folder_of(path);
    if (!folder.len) return place;
    const char *made = file_join(drop->arena, drop->stage, arena_cstr(drop->arena, folder));
    return file_make_folders(made, drop->diag) == RC_OK ? place : NULL;
}

static bool copy_bytes(int from, int to)
{
    char    chunk[65536];
    ssize_t got;
    while ((got = read(from, chunk, sizeof chunk)) > 0) {
        for (ssize_t done = 0, put; done < got; done += put) {
            put = write(to, chunk + done, (size_t)(got - done));
            if (put <= 0) return false;
        }
    }
    return got == 0;
}

/* For a file that cannot be linked: another owner's (fs.protected_hardlinks), or a file system without links. */
static bool copy_file(const char *from, const char *to)
{
    struct stat status;
    int         source = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), target = -1;
    bool        is_copied = false;
    if (source >= 0 && fstat(source, &status) == 0 && S_ISREG(status.st_mode))
        target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0777);
    if (target >= 0) {
        const struct timespec times[2] = {status.st_atim, status.st_mtim};
        is_copied = copy_bytes(source, target) && futimens(target, times) == 0;
        is_copied = close(target) == 0 && is_copied;
    }
    if (source >= 0) close(source);
    return is_copied;
}

/* A symbolic link is linked itself, not followed. */
static bool link_or_copy(const char *from, const char *to)
{
    if (link(from, to) == 0 || errno == EEXIST) return true;
    int reason = errno;
    if (reason == EPERM || reason == EXDEV || reason == EMLINK || reason == EOPNOTSUPP) return copy_file(from, to);
    return false;
}

enum rc drop_keep(struct drop *drop, str path)
{
    const char *from = file_join(drop->arena, drop->path, arena_cstr(drop->arena, path)), *to = drop_place(drop, path);
    if (!to) return RC_IO;
    if (link_or_copy(from, to)) return RC_OK;
    return errno == ENOENT ? RC_MISSING : fail(drop, to);
}

/* A walk through the old drop. */
struct walk {
    struct drop           *drop;
    const struct manifest *old;
    const char            *from, *to; /* roots: where the old drop is, where its foreign files go */
};

static bool is_ours(const struct walk *walk, str path)
{
    return str_is(path, "manifest.json") || str_is(path, "index.html") || manifest_lookup(walk->old, path);
}

static enum rc walk_folder(const struct walk *walk, str folder, int depth);

static enum rc make_folder_like(const struct walk *walk, str path, mode_t mode)
{
    struct drop *drop = walk->drop;
    const char  *made = file_join(drop->arena, walk->to, arena_cstr(drop->arena, path));
    if (file_make_folders(made, drop->diag) != RC_OK) return RC_IO;
    return chmod(made, mode & 07777) == 0 ? RC_OK : fail(drop, made);
}

static enum rc carry(const struct walk *walk, str path, int depth)
{
    struct drop *drop = walk->drop;
    const char  *from = file_join(drop->arena, walk->from, arena_cstr(drop->arena, path));
    struct stat  status;
    if (lstat(from, &status) != 0) return errno == ENOENT ? RC_OK : fail(drop, from);
    if (S_ISDIR(status.st_mode)) return walk_folder(walk, path, depth + 1);
    if (is_ours(walk, path)) return RC_OK;
    const char *to = file_join(drop->arena, walk->to, arena_cstr(drop->arena, path));
    str         folder = folder_of(path);
    if (folder.len &&
        file_make_folders(file_join(drop->arena, walk->to, arena_cstr(drop->arena, folder)), drop->diag) != RC_OK)
        return RC_IO;
    return link_or_copy(from, to) ? RC_OK : fail(drop, to);
}

/* A folder that held only our documents is not carried over; one that was empty was put there by somebody. */
static enum rc walk_folder(const struct walk *walk, str folder, int depth)
{
    struct drop   *drop = walk->drop;
    const char    *from = folder.len ? file_join(drop->arena, walk->from, arena_cstr(drop->arena, folder)) : walk->from;
    DIR           *stream = opendir(from);
    struct dirent *entry;
    struct stat    status;
    size_t         entries = 0;
    enum rc        rc = RC_OK;
    if (!stream) return errno == ENOENT && !folder.len ? RC_OK : fail(drop, from);
    while (rc == RC_OK && (entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        entries++;
        str path = folder.len ? arena_printf(drop->arena, "%.*s/%s", STR_ARG(folder), entry->d_name)
                              : arena_str(drop->arena, str_from(entry->d_name));
        if (depth >= FOLDER_DEPTH) {
            errno = ELOOP;
            rc = fail(drop, from);
        } else
            rc = carry(walk, path, depth);
    }
    if (rc == RC_OK && !entries && folder.len && fstat(dirfd(stream), &status) == 0)
        rc = make_folder_like(walk, folder, status.st_mode);
    closedir(stream);
    return rc;
}

enum rc drop_keep_foreign(struct drop *drop, const struct manifest *old)
{
    const struct walk walk = {drop, old, drop->path, drop->stage};
    return walk_folder(&walk, STR_NONE, 0);
}

static bool flush_file_system(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return false;
    bool is_flushed = syncfs(fd) == 0;
    close(fd);
    return is_flushed;
}

static void flush_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    (void)fsync(fd);
    close(fd);
}

/* The mode of the drop it replaces, else what the user's mask gives. */
static enum rc open_to_readers(const struct drop *drop)
{
    struct stat status;
    mode_t      mode;
    if (stat(drop->path, &status) == 0)
        mode = status.st_mode & 07777;
    else {
        mode_t mask = umask(022);
        umask(mask);
        mode = 0777 & ~mask;
    }
    return chmod(drop->stage, mode) == 0 ? RC_OK : fail(drop, drop->stage);
}

/*
 * Where two names cannot be exchanged, the drop is a symbolic link to one of two hidden folders and is switched by
 * renaming a new link over it. A drop that is still a folder steps aside first, the only moment without one.
 */
static enum rc switch_link(struct drop *drop)
{
    struct arena *arena = drop->arena;
    struct stat   status;
    char          old[256] = "";
    const char   *period = strrchr(drop->path, '/') + 1, *link_path = arena_printf(arena, "%s.link", drop->stage).ptr;
    bool          is_link = lstat(drop->path, &status) == 0 && S_ISLNK(status.st_mode);
    if (is_link && readlink(drop->path, old, sizeof old - 1) < 0) return fail(drop, drop->path);
    const char *name = arena_printf(arena, ".%s.a", period).ptr;
    if (strcmp(old, name) == 0) name = arena_printf(arena, ".%s.b", period).ptr;
    const char *target = file_join(arena, drop->out, name),
               *aside = file_join(arena, drop->out, arena_printf(arena, ".%s.old", period).ptr);
    if (remove_tree(drop, target) != RC_OK || remove_tree(drop, aside) != RC_OK) return RC_IO;
    if (rename(drop->stage, target) != 0) return fail(drop, target);
    (void)unlink(link_path);
    if (symlink(name, link_path) != 0) return fail(drop, link_path);
    if (!is_link && rename(drop->path, aside) != 0 && errno != ENOENT) return fail(drop, drop->path);
    if (rename(link_path, drop->path) != 0) return fail(drop, drop->path);
    drop->is_staged = false;
    flush_folder(drop->out);
    if (is_link && strncmp(old, ".", 1) == 0 && !strchr(old, '/'))
        return remove_tree(drop, file_join(arena, drop->out, old));
    return remove_tree(drop, aside);
}

static enum rc swap(struct drop *drop, bool *is_old_at_stage)
{
    struct stat status;
    bool        has_old = lstat(drop->path, &status) == 0;
    *is_old_at_stage = false;
    if (has_old && S_ISLNK(status.st_mode)) drop->lacks_exchange = true;
    if (!has_old && rename(drop->stage, drop->path) == 0) {
        drop->is_staged = false;
        flush_folder(drop->out);
        return RC_OK;
    }
    if (!drop->lacks_exchange && renameat2(AT_FDCWD, drop->stage, AT_FDCWD, drop->path, RENAME_EXCHANGE) == 0) {
        *is_old_at_stage = true;
        flush_folder(drop->out);
        return RC_OK;
    }
    if (!drop->lacks_exchange && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return fail(drop, drop->path);
    return switch_link(drop);
}

enum rc drop_flush(const struct drop *drop)
{
    enum rc rc = open_to_readers(drop);
    return rc == RC_OK && !flush_file_system(drop->stage) ? fail(drop, drop->stage) : rc;
}

enum rc drop_publish(struct drop *drop, const struct manifest *old)
{
    bool    is_old_at_stage = false;
    enum rc rc = swap(drop, &is_old_at_stage);
    if (rc != RC_OK) {
        drop_abandon(drop);
        return rc;
    }
    if (!is_old_at_stage) return RC_OK;
    /* What somebody put into the old drop while the swap was under way. */
    const struct walk walk = {drop, old, drop->stage, drop->path};
    rc = walk_folder(&walk, STR_NONE, 0);
    drop->is_staged = false;
    return rc == RC_OK ? remove_tree(drop, drop->stage) : rc;
}

enum rc drop_read(const struct drop *drop, struct arena *arena, str path, str *out)
{
    struct diag quiet;
    diag_init(&quiet, arena);
    enum rc rc = file_read(file_join(arena, drop->path, arena_cstr(arena, path)), LIMIT_FILE_BYTES, arena, &quiet,
                           SPAN_NONE, out);
    return rc == RC_OK ? RC_OK : RC_MISSING;
}
