/* SPDX-License-Identifier: MIT */
#include "batch/runlog.h"

#include "base/file.h"
#include "base/value.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds in UTC; `is_compact` for file names, which then sort by time. */
static void stamp(char *out, size_t room, bool is_compact)
{
    struct timespec now;
    struct tm       parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t len = strftime(out, room, is_compact ? "%Y%m%dT%H%M%S" : "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out + len, room - len, ".%03ldZ", now.tv_nsec / 1000000);
}

static int is_log(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && str_ends(str_from(entry->d_name), ".jsonl");
}

static void remove_oldest(struct arena *arena, const char *folder)
{
    struct dirent **entries;
    int             count = scandir(folder, &entries, is_log, alphasort);
    for (int i = 0; i < count; i++) {
        if (i + RUNLOG_KEPT <= count) unlink(file_join(arena, folder, entries[i]->d_name));
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

void runlog_open(struct runlog *log, struct arena *arena, const char *state)
{
    char        name[40];
    struct diag quiet;
    const char *folder = file_join(arena, state, "runs");
    *log = (struct runlog){.fd = -1};
    diag_init(&quiet, arena);
    if (file_make_folders(folder, &quiet) != RC_OK) return;
    remove_oldest(arena, folder);
    stamp(name, sizeof name, true);
    const char *path = file_join(arena, folder, arena_printf(arena, "%s-%ld.jsonl", name, (long)getpid()).ptr);
    log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

void runlog_close(struct runlog *log)
{
    if (log->fd >= 0) close(log->fd);
    strbuf_release(&log->line);
    log->fd = -1;
}

void runlog_begin(struct runlog *log, const char *event)
{
    char at[40];
    stamp(at, sizeof at, false);
    strbuf_clear(&log->line);
    strbuf_printf(&log->line, "{\"at\":\"%s\",\"event\":\"%s\"", at, event);
}

void runlog_text(struct runlog *log, const char *key, str text)
{
    strbuf_printf(&log->line, ",\"%s\":", key);
    strbuf_add_json(&log->line, text);
}

void runlog_number(struct runlog *log, const char *key, int64_t number)
{
    strbuf_printf(&log->line, ",\"%s\":%lld", key, (long long)number);
}

void runlog_raw(struct runlog *log, const char *key, str json)
{
    strbuf_printf(&log->line, ",\"%s\":%.*s", key, STR_ARG(json));
}

void runlog_end(struct runlog *log)
{
    strbuf_adds(&log->line, "}\n");
    if (log->fd >= 0 && write(log->fd, log->line.at, log->line.len) < 0) runlog_close(log);
}
