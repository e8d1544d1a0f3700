/* SPDX-License-Identifier: MIT */
#include "source/spool.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/row.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 * 1024 };

/* A row is the number of its values, then for each its head and its bytes; numbers as the machine has them. */
struct head {
    uint32_t len;  /* [bytes] */
    uint32_t kind; /* enum kind */
};

enum kind { KIND_TEXT, KIND_TYPED, KIND_LONG /* left out */, KIND_COUNT };

struct spool {
    FILE          *file;
    char           path[40];
    struct hasher *hasher;
    struct strbuf  row;
    uint32_t       count; /* of values in the row being written */
    uint64_t       bytes;
    const char    *failure;
};

struct spool_reader {
    FILE         *file;
    struct row    row;
    struct strbuf value;
    size_t        width; /* columns */
    bool          has_names;
    uint64_t      line; /* of the row handed over */
    const char   *failure;
};

struct spool *spool_new(const char *folder)
{
    struct strbuf name = {0};
    strbuf_printf(&name, "%s/rows-XXXXXX", folder);
    int fd = name.is_full ? -1 : mkostemp(name.at, O_CLOEXEC);
    if (fd >= 0) unlink(name.at);
    strbuf_release(&name);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (!file) {
        if (fd >= 0) close(fd);
        return NULL;
    }
    struct spool *spool = mem_new(1, sizeof *spool);
    spool->file = file;
    snprintf(spool->path, sizeof spool->path, "/proc/self/fd/%d", fd);
    setvbuf(file, NULL, _IOFBF, BUFFER_BYTES);
    spool->hasher = hasher_new();
    spool->row.most = 2 * LIMIT_RECORD_BYTES;
    return spool;
}

void spool_free(struct spool *spool)
{
    if (!spool) return;
    if (spool->hasher) (void)hasher_end(spool->hasher);
    fclose(spool->file);
    strbuf_release(&spool->row);
    free(spool);
}

void spool_put(struct spool *spool, str value, bool is_typed)
{
    bool        is_long = value.len > LIMIT_FIELD_BYTES;
    struct head head = {is_long ? 0 : (uint32_t)value.len, is_long ? KIND_LONG : is_typed ? KIND_TYPED : KIND_TEXT};
    strbuf_add(&spool->row, (str){(const char *)&head, sizeof head});
    if (!is_long) strbuf_add(&spool->row, value);
    spool->count++;
}

bool spool_end_row(struct spool *spool)
{
    str row = strbuf_str(&spool->row);
    if (spool->row.is_full) spool->failure = "a row of the result is larger than 32 MB";
    spool->bytes += sizeof spool->count + row.len;
    if (spool->bytes > LIMIT_RESULT_BYTES) spool->failure = "the result is larger than 16 GB";
    hasher_add(spool->hasher, &spool->count, sizeof spool->count);
    if (row.len) hasher_add(spool->hasher, row.ptr, row.len);
    bool is_written = fwrite(&spool->count, sizeof spool->count, 1, spool->file) == 1 &&
                      fwrite(row.ptr, 1, row.len, spool->file) == row.len;
    if (!is_written && !spool->failure) spool->failure = "there is no room on the disk for the result";
    strbuf_clear(&spool->row);
    spool->count = 0;
    return !spool->failure;
}

const char *spool_finish(struct spool *spool, struct hasher *hasher)
{
    if (fflush(spool->file) != 0 && !spool->failure) spool->failure = "there is no room on the disk for the result";
    struct hash hash = hasher_end(spool->hasher);
    spool->hasher = NULL;
    hasher_add(hasher, &hash, sizeof hash);
    return spool->failure;
}

const char *spool_path(const struct spool *spool)
{
    return spool->path;
}

uint64_t spool_bytes(const struct spool *spool)
{
    return spool->bytes;
}

struct spool_reader *spool_open(const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (!file) return NULL;
    setvbuf(file, NULL, _IOFBF, BUFFER_BYTES);
    struct spool_reader *reader = mem_new(1, sizeof *reader);
    reader->file = file;
    reader->value.most = LIMIT_FIELD_BYTES;
    return reader;
}

void spool_close(struct spool_reader *reader)
{
    if (!reader) return;
    fclose(reader->file);
    row_release(&reader->row);
    free(reader->value.at);
    free(reader);
}

static bool read_value(struct spool_reader *reader, size_t column)
{
    struct head head;
    char        bytes[512];
    if (fread(&head, sizeof head, 1, reader->file) != 1 || head.len > LIMIT_FIELD_BYTES || head.kind >= KIND_COUNT)
        return false;
    strbuf_clear(&reader->value);
    for (size_t left = head.len, got; left; left -= got) {
        got = fread(bytes, 1, left < sizeof bytes ? left : sizeof bytes, reader->file);
        if (got == 0) return false;
        strbuf_add(&reader->value, (str){bytes, got});
    }
    if (head.kind == KIND_LONG) row_fault(&reader->row, RECORD_FIELD_LONG, column);
    if (head.kind == KIND_TYPED) row_put_typed(&reader->row, column, strbuf_str(&reader->value));
    else row_put(&reader->row, column, strbuf_str(&reader->value));
    return true;
}

bool spool_next(struct spool_reader *reader, struct record *record)
{
    uint32_t count;
    *record = (struct record){0};
    row_begin(&reader->row);
    if (reader->failure || fread(&count, sizeof count, 1, reader->file) != 1) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (read_value(reader, i)) continue;
        reader->failure = "the rows of the result cannot be read back from the disk";
        return false;
    }
    if (!reader->has_names) reader->width = count;
    else reader->line++;
    row_end(&reader->row, reader->has_names ? reader->line : 1, reader->width, record);
    /* A row of NULLs is a row. */
    record->is_blank = false;
    reader->has_names = true;
    return true;
}

const char *spool_failure(const struct spool_reader *reader, struct record_place *place)
{
    *place = (struct record_place){(uint32_t)reader->line + 1, 1};
    return reader->failure;
}
