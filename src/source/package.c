/* SPDX-License-Identifier: MIT */
#include "source/package.h"

#include "base/limits.h"
#include "base/mem.h"

#include <expat.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum { CHUNK_BYTES = 64 * 1024 };

struct package {
    zip_t *zip;
};

struct part {
    zip_file_t                 *file;
    XML_Parser                  parser;
    const struct part_handlers *handlers;
    void                       *context;
    uint64_t                    packed, unpacked; /* [bytes] in the archive; parsed so far */
    size_t                      depth;
    bool                        is_last; /* the parser has the end of the text */
    const char                 *failure;
};

struct package *package_open(const char *path, const char **why)
{
    struct stat status;
    int         error = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    zip_t      *zip = NULL;
    *why = "it cannot be opened";
    if (fd < 0) return NULL;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) zip = zip_fdopen(fd, 0, &error);
    if (!zip) {
        close(fd);
        *why = "it is damaged or cut off: its archive cannot be opened";
        return NULL;
    }
    struct package *package = mem_new(1, sizeof *package);
    package->zip = zip;
    return package;
}

void package_close(struct package *package)
{
    if (!package) return;
    zip_discard(package->zip);
    free(package);
}

bool package_has(const struct package *package, const char *name)
{
    return zip_name_locate(package->zip, name, 0) >= 0;
}

static str local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_from(colon ? colon + 1 : name);
}

const char *part_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(attributes[0], name) == 0 || str_is(local_name(attributes[0]), name)) return attributes[1];
    }
    return NULL;
}

void part_pause(struct part *part)
{
    if (!part->failure) XML_StopParser(part->parser, XML_TRUE);
}

void part_fail(struct part *part, const char *sentence)
{
    if (part->failure) return;
    part->failure = sentence;
    XML_StopParser(part->parser, XML_FALSE);
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct part *part = context;
    if (part->failure) return;
    if (++part->depth > LIMIT_XML_DEPTH)
        part_fail(part, "its XML is nested too deep");
    else
        part->handlers->start(part->context, local_name(name), attributes);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct part *part = context;
    part->depth--;
    if (!part->failure) part->handlers->end(part->context, local_name(name));
}

static void XMLCALL on_text(void *context, const char *text, int len)
{
    struct part *part = context;
    if (!part->failure && part->handlers->text) part->handlers->text(part->context, (str){text, (size_t)len});
}

static void XMLCALL on_doctype(void *context, const char *name, const char *system, const char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    part_fail(context, "its XML declares a document type, which workbooks never do");
}

struct part *part_open(struct package *package, const char *name, const struct part_handlers *handlers, void *context)
{
    zip_stat_t  status;
    zip_file_t *file = NULL;
    bool        is_there = zip_stat(package->zip, name, 0, &status) == 0;
    if (is_there) file = zip_fopen_index(package->zip, status.index, 0);
    if (!is_there) return NULL;
    struct part *part = mem_new(1, sizeof *part);
    *part = (struct part){.file = file, .handlers = handlers, .context = context};
    part->packed = status.valid & ZIP_STAT_COMP_SIZE ? status.comp_size : 0;
    if (!file) part->failure = "a part of its archive cannot be unpacked, or is encrypted";
    part->parser = XML_ParserCreate(NULL);
    if (!part->parser) mem_exhausted();
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, on_start, on_end);
    XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    return part;
}

void part_close(struct part *part)
{
    if (!part) return;
    if (part->file) zip_fclose(part->file);
    XML_ParserFree(part->parser);
    free(part);
}

/* Checked on what was really unpacked: the sizes an archive declares may lie. */
static void check_size(struct part *part)
{
    bool is_bomb = part->unpacked > LIMIT_PART_FREE_BYTES && part->unpacked / LIMIT_PART_RATIO > part->packed;
    if (part->unpacked > LIMIT_PART_BYTES)
        part_fail(part, "a part of its archive unpacks to more than 4 GB");
    else if (is_bomb)
        part_fail(part, "a part of its archive unpacks to more than 250 times its size");
}

/* A tag, comment or attribute without end would have to be kept whole. */
static void check_token(struct part *part)
{
    XML_Index from = XML_GetCurrentByteIndex(part->parser);
    if (from >= 0 && part->unpacked - (uint64_t)from > LIMIT_XML_TOKEN_BYTES)
        part_fail(part, "its XML has a tag or comment without end");
}

static enum XML_Status feed(struct part *part)
{
    void *room = XML_GetBuffer(part->parser, CHUNK_BYTES);
    if (!room) mem_exhausted();
    zip_int64_t got = zip_fread(part->file, room, CHUNK_BYTES);
    if (got < 0) {
        part_fail(part, "a part of its archive is damaged");
        return XML_STATUS_ERROR;
    }
    part->unpacked += (uint64_t)got;
    check_size(part);
    if (part->failure) return XML_STATUS_ERROR;
    part->is_last = got == 0;
    return XML_ParseBuffer(part->parser, (int)got, part->is_last);
}

enum part_state part_run(struct part *part)
{
    XML_ParsingStatus status;
    while (!part->failure) {
        XML_GetParsingStatus(part->parser, &status);
        bool is_paused = status.parsing == XML_SUSPENDED;
        if (!is_paused && part->is_last) return PART_ENDED;
        enum XML_Status result = is_paused ? XML_ResumeParser(part->parser) : feed(part);
        if (result == XML_STATUS_SUSPENDED) return PART_PAUSED;
        if (result == XML_STATUS_ERROR && !part->failure) part->failure = "its XML is damaged or cut off";
        if (result == XML_STATUS_OK) check_token(part);
    }
    return PART_FAILED;
}

const char *part_failure(const struct part *part)
{
    return part->failure;
}
