/* SPDX-License-Identifier: MIT */
#include "batch/figures.h"

#include "base/clock.h"
#include "base/file.h"
#include "metric/compute.h"
#include "source/import.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* [months] of history before the document's last one where the catalogue has no setting: domain 12, row 15. */
enum { HISTORY_MONTHS = 6 };

/* Metrics files kept besides the one in use. */
enum { METRICS_KEPT = 3 };

static int history_months(const struct catalogue *catalogue)
{
    const struct setting *setting = settings_lookup(&catalogue->settings, STR("review.history_months"));
    int64_t               months;
    if (!setting || !setting->has_number || exact_int(setting->number, &months) != RC_OK) return HISTORY_MONTHS;
    return months >= 1 && months <= 120 ? (int)months : HISTORY_MONTHS;
}

/* A store made by import has its hash in its name; one given by hand is known by its size and time. */
static str store_key(struct arena *arena, const struct prepare_options *options, const char *store)
{
    struct stat status;
    if (!options->store) return str_from(store);
    if (stat(store, &status) != 0) return STR_NONE;
    return arena_printf(arena, "%s %lld %lld.%09ld", store, (long long)status.st_size, (long long)status.st_mtim.tv_sec,
                        status.st_mtim.tv_nsec);
}

/* STATE/metrics-PERIOD-HASH.sqlite, of all that its figures depend on. */
static const char *metrics_path(const struct prepare_options *options, struct arena *arena, str store)
{
    char           key[16], hex[33];
    struct hasher *hasher = hasher_new();
    period_key(options->period, key);
    hasher_add_str(hasher, store);
    hasher_add_str(hasher, str_from(options->definitions->catalogue->key));
    hasher_add_str(hasher, str_from(options->definitions->workspace->segments.key));
    hasher_add_str(hasher, str_from(RELIURE_VERSION));
    hasher_add_int(hasher, options->period.start);
    hasher_add_int(hasher, options->as_of);
    hash_hex(hasher_end(hasher), hex);
    return file_join(arena, options->state, arena_printf(arena, "metrics-%s-%.16s.sqlite", key, hex).ptr);
}

/* A file of the folder and when it was last used. */
struct kept {
    const char     *path;
    struct timespec used;
};

static int by_use(const void *a, const void *b)
{
    const struct timespec *x = &((const struct kept *)a)->used, *y = &((const struct kept *)b)->used;
    if (x->tv_sec != y->tv_sec) return x->tv_sec > y->tv_sec ? -1 : 1;
    return x->tv_nsec > y->tv_nsec ? -1 : x->tv_nsec < y->tv_nsec;
}

static int is_metrics(const struct dirent *entry)
{
    return str_starts(str_from(entry->d_name), "metrics-") && str_ends(str_from(entry->d_name), ".sqlite");
}

/* Marks `current` as used now and removes the oldest others; a run that still reads one keeps it open. */
static void prune(struct arena *arena, const char *state, const char *current)
{
    struct dirent **entries;
    int             count = scandir(state, &entries, is_metrics, alphasort);
    struct kept    *kept = ARENA_ARRAY(arena, struct kept, count > 0 ? (size_t)count : 1);
    size_t          others = 0;
    (void)utimensat(AT_FDCWD, current, NULL, 0);
    for (int i = 0; i < count; i++) {
        struct stat status;
        const char *path = file_join(arena, state, entries[i]->d_name);
        if (strcmp(path, current) != 0 && stat(path, &status) == 0)
            kept[others++] = (struct kept){path, status.st_mtim};
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    if (others) qsort(kept, others, sizeof *kept, by_use);
    for (size_t i = METRICS_KEPT; i < others; i++)
        unlink(kept[i].path);
}

static enum rc make_metrics(const struct prepare_options *options, struct arena *arena, struct diag *diag,
                            struct prepared *out)
{
    const struct definitions    *d = options->definitions;
    str                          key = store_key(arena, options, out->store);
    const struct compute_options compute = {
        .store = out->store,
        .metrics = metrics_path(options, arena, key),
        .store_key = key,
        .period = options->period,
        .as_of = options->as_of,
        .fiscal_start = (int)d->workspace->fiscal_year_start,
        .watch = options->watch,
        .segments = &d->workspace->segments,
        .history_months = history_months(d->catalogue),
    };
    enum rc rc = metric_compute(d->catalogue, &compute, diag);
    out->metrics = compute.metrics;
    if (rc == RC_OK) prune(arena, options->state, out->metrics);
    return rc;
}

enum rc figures_make(const struct prepare_options *options, struct arena *arena, struct diag *diag,
                     struct prepared *out)
{
    struct import_report report;
    int64_t              began = clock_cpu_us();
    if (file_make_folders(options->state, diag) != RC_OK) return RC_IO;
    enum rc rc = import_store(options->definitions->workspace, options->as_of, options->state, options->store, arena,
                              diag, &report);
    if (rc != RC_OK) return rc;
    out->import_us = clock_cpu_us() - began;
    out->store = report.store;
    out->is_store_reused = report.is_reused;
    out->sources = report.sources;
    out->source_count = report.count;
    rc = make_metrics(options, arena, diag, out);
    out->metrics_us = clock_cpu_us() - began - out->import_us;
    return rc;
}
