/* SPDX-License-Identifier: MIT */
#include "source/tally.h"

#include "base/mem.h"
#include "base/sum.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ENTRIES = 256 * 1024, /* held in memory: 6 MB, and as much to sort them */
    RUN_ENTRIES = 1024    /* read ahead of each run */
};

struct run {
    off_t              at, end; /* [bytes] not yet read, in the file */
    struct tally_entry entries[RUN_ENTRIES];
    size_t             next, count;
};

struct tally {
    const char         *folder;
    struct tally_entry *entries, *spare; /* `spare` is made when there is something to sort */
    size_t              count, next;
    int                 fd; /* of the runs; -1: none was needed */
    off_t               written;
    off_t              *run_ends;
    size_t              run_count, run_cap;
    struct run        **heap; /* the run with the least key first */
    size_t              heap_count;
    bool                is_failed;
};

struct tally *tally_new(const char *folder)
{
    struct tally *tally = mem_new(1, sizeof *tally);
    tally->folder = folder;
    tally->entries = mem_new(ENTRIES, sizeof *tally->entries);
    tally->fd = -1;
    return tally;
}

void tally_free(struct tally *tally)
{
    if (!tally) return;
    for (size_t i = 0; i < tally->heap_count; i++) free(tally->heap[i]);
    free(tally->heap);
    free(tally->run_ends);
    free(tally->entries);
    free(tally->spare);
    if (tally->fd >= 0) close(tally->fd);
    free(tally);
}

static int compare(const struct tally_entry *a, const struct tally_entry *b)
{
    for (size_t i = 0; i < 4; i++) {
        if (a->key[i] != b->key[i]) return a->key[i] < b->key[i] ? -1 : 1;
    }
    return 0;
}

/* How often each byte value stands at each of a key's bytes. */
struct histogram {
    uint32_t counts[4][4][256]; /* part, byte of the part from the lowest, value */
};

static void count_bytes(const struct tally *tally, struct histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
    for (size_t i = 0; i < tally->count; i++) {
        for (size_t part = 0; part < 4; part++) {
            uint32_t word = tally->entries[i].key[part];
            for (size_t byte = 0; byte < 4; byte++) histogram->counts[part][byte][word >> (8 * byte) & 0xFF]++;
        }
    }
}

/* One stable pass of a radix sort into the spare entries, which become the entries. */
static void sort_by_byte(struct tally *tally, size_t part, size_t byte, const uint32_t counts[256])
{
    uint32_t            starts[256], sum = 0;
    struct tally_entry *swapped = tally->spare;
    for (size_t i = 0; i < 256; i++) {
        starts[i] = sum;
        sum += counts[i];
    }
    for (size_t i = 0; i < tally->count; i++) {
        const struct tally_entry *entry = &tally->entries[i];
        tally->spare[starts[entry->key[part] >> (8 * byte) & 0xFF]++] = *entry;
    }
    tally->spare = tally->entries;
    tally->entries = swapped;
}

/* Keys are small numbers: most of their bytes are the same in all and need no pass; qsort() takes thrice the time. */
static void sort(struct tally *tally)
{
    struct histogram histogram;
    if (tally->count < 2) return;
    if (!tally->spare) tally->spare = mem_new(ENTRIES, sizeof *tally->spare);
    count_bytes(tally, &histogram);
    for (size_t part = 4; part-- > 0;) {
        for (size_t byte = 0; byte < 4; byte++) {
            const uint32_t *counts = histogram.counts[part][byte];
            bool            is_same = counts[tally->entries[0].key[part] >> (8 * byte) & 0xFF] == tally->count;
            if (!is_same) sort_by_byte(tally, part, byte, counts);
        }
    }
}

/* Sorts what is held and makes one entry of equal keys. */
static void combine(struct tally *tally)
{
    size_t kept = 0;
    sort(tally);
    for (size_t i = 1; i < tally->count; i++) {
        struct tally_entry *last = &tally->entries[kept];
        if (compare(last, &tally->entries[i]) == 0) sum_add(&last->amount, tally->entries[i].amount);
        else tally->entries[++kept] = tally->entries[i];
    }
    if (tally->count) tally->count = kept + 1;
}

/* An unnamed file goes with the process, whatever becomes of it. */
static int open_unnamed(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    FILE *file = tmpfile();
    if (!file) return -1;
    fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
    fclose(file);
    return fd;
}

static void spill(struct tally *tally)
{
    const char *bytes = (const char *)tally->entries;
    size_t      left = tally->count * sizeof *tally->entries;
    if (tally->fd < 0) tally->fd = open_unnamed(tally->folder);
    while (left && !tally->is_failed) {
        ssize_t put = pwrite(tally->fd, bytes, left, tally->written);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            tally->is_failed = true;
            break;
        }
        bytes += put;
        left -= (size_t)put;
        tally->written += put;
    }
    if (tally->run_count == tally->run_cap) {
        tally->run_cap = tally->run_cap ? tally->run_cap * 2 : 16;
        tally->run_ends = mem_resize(tally->run_ends, tally->run_cap, sizeof *tally->run_ends);
    }
    tally->run_ends[tally->run_count++] = tally->written;
    tally->count = 0;
}

void tally_add(struct tally *tally, const uint32_t key[4], int64_t amount)
{
    struct tally_entry *last = tally->count ? &tally->entries[tally->count - 1] : NULL;
    if (last && memcmp(last->key, key, sizeof last->key) == 0) {
        sum_add(&last->amount, amount);
        return;
    }
    if (tally->count == ENTRIES) {
        combine(tally);
        /* Where little was saved, sorting again and again would cost more than writing. */
        if (tally->count > ENTRIES / 2) spill(tally);
    }
    struct tally_entry *entry = &tally->entries[tally->count++];
    memcpy(entry->key, key, sizeof entry->key);
    entry->amount = amount;
}

/* The next entries of a run into its memory; false at its end. */
static bool refill(struct tally *tally, struct run *run)
{
    size_t want = sizeof run->entries, got = 0;
    if ((off_t)want > run->end - run->at) want = (size_t)(run->end - run->at);
    while (got < want) {
        ssize_t part = pread(tally->fd, (char *)run->entries + got, want - got, run->at + (off_t)got);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) {
            tally->is_failed = true;
            return false;
        }
        got += (size_t)part;
    }
    run->at += (off_t)got;
    run->next = 0;
    run->count = got / sizeof run->entries[0];
    return run->count > 0;
}

static const struct tally_entry *head(const struct run *run)
{
    return &run->entries[run->next];
}

/* Lets the run at `at` sink to its place. */
static void sink(struct tally *tally, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = at * 2 + 1; child <= at * 2 + 2 && child < tally->heap_count; child++) {
            if (compare(head(tally->heap[child]), head(tally->heap[least])) < 0) least = child;
        }
        if (least == at) return;
        struct run *moved = tally->heap[at];
        tally->heap[at] = tally->heap[least];
        tally->heap[least] = moved;
        at = least;
    }
}

enum rc tally_begin(struct tally *tally)
{
    combine(tally);
    if (tally->run_count == 0) return RC_OK;
    if (tally->count) spill(tally);
    tally->heap = mem_new(tally->run_count, sizeof *tally->heap);
    for (size_t i = 0; i < tally->run_count && !tally->is_failed; i++) {
        struct run *run = mem_new(1, sizeof *run);
        run->at = i ? tally->run_ends[i - 1] : 0;
        run->end = tally->run_ends[i];
        if (refill(tally, run)) tally->heap[tally->heap_count++] = run;
        else free(run);
    }
    for (size_t i = tally->heap_count; i-- > 0;) sink(tally, i);
    return tally->is_failed ? RC_IO : RC_OK;
}

/* One entry of the least run, which steps on. */
static bool pop(struct tally *tally, struct tally_entry *entry)
{
    if (tally->heap_count == 0) return false;
    struct run *run = tally->heap[0];
    *entry = *head(run);
    if (++run->next == run->count && !refill(tally, run)) {
        tally->heap[0] = tally->heap[--tally->heap_count];
        free(run);
    }
    if (tally->heap_count) sink(tally, 0);
    return true;
}

bool tally_next(struct tally *tally, struct tally_entry *entry)
{
    struct tally_entry same;
    if (tally->run_count == 0) {
        if (tally->next == tally->count) return false;
        *entry = tally->entries[tally->next++];
        return true;
    }
    if (!pop(tally, entry)) return false;
    while (tally->heap_count && compare(head(tally->heap[0]), entry) == 0 && pop(tally, &same)) {
        sum_add(&entry->amount, same.amount);
    }
    return true;
}

bool tally_is_whole(const struct tally *tally)
{
    return !tally->is_failed;
}
