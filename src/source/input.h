/* SPDX-License-Identifier: MIT */
/*
 * input: the bytes of an export as a stream of UTF-8. A byte-order mark is left out. A file in UTF-8 comes through
 * unchanged, bad bytes and all, for the reader to report where they stand; from any other encoding ICU converts, and
 * a byte that means nothing in it becomes U+FFFD, which the readers treat as the same fault.
 */
#ifndef RELIURE_SOURCE_INPUT_H
#define RELIURE_SOURCE_INPUT_H

#include "base/diag.h"

struct input;

/* Canonical name of an encoding ("windows-1252", "UTF-16LE", "macos-roman"), or NULL when ICU knows none such. */
const char *input_encoding_name(str name, struct arena *arena);

/* Opens a regular file; `encoding` is a name of input_encoding_name(). `span` is where the file is asked for. */
enum rc input_open(const char *path, const char *encoding, struct diag *diag, struct span span,
                   struct input **out) MUST_CHECK;
/* The same over bytes in memory, which are borrowed. */
enum rc input_from_bytes(str bytes, const char *encoding, struct input **out) MUST_CHECK;
void    input_close(struct input *input); /* NULL is allowed */

/* Up to `room` bytes of UTF-8 into `to`; 0 at the end or after a failure. */
size_t input_read(struct input *input, char *to, size_t room);
/* errno of a read that failed, 0 else. */
int  input_error(const struct input *input);
bool input_is_converted(const struct input *input);

/* What all the bytes of a file say about themselves, learnt while they are hashed. */
struct input_profile {
    uint64_t    bytes;
    uint64_t    bad;      /* sequences that are not UTF-8 */
    uint64_t    wide;     /* valid sequences of two bytes or more */
    uint64_t    between;  /* bad bytes 80 to 9F, which only Windows-1252 has characters for */
    uint64_t    latin9;   /* bad bytes that are € or œ in ISO-8859-15, where Windows-1252 has signs nobody means */
    char        mark;     /* 'b' UTF-8 mark, 'l' or 'e' UTF-16 little or big endian mark, 0 none */
    char        nul;      /* 'l' or 'e': every other byte of the start is NUL, as in UTF-16 of Latin text; 0 */
    const char *encoding; /* the one to read it with */
};

struct hasher;

/* Reads the whole file once. The name of the encoding is a constant. */
enum rc input_profile(const char *path, struct hasher *hasher, struct diag *diag, struct span span,
                      struct input_profile *out) MUST_CHECK;

#endif
