/* SPDX-License-Identifier: MIT */
/*
 * record: one row as a reader of a format found it, before anybody knows what it means. Values point into the
 * reader's memory and hold until its next call. Nothing is dropped here: a record that cannot be read is handed over
 * with its fault, so that it is counted and listed.
 */
#ifndef RELIURE_SOURCE_RECORD_H
#define RELIURE_SOURCE_RECORD_H

#include "base/str.h"

/* RECORD_FAULT(CODE, "rule", "what is wrong, said to the reader"); the rule stands in `quarantine`. */
#define RECORD_FAULT_LIST                                                                                              \
    RECORD_FAULT(NONE, "", "")                                                                                         \
    RECORD_FAULT(QUOTE_OPEN, "quote-open", "a quote opened here is never closed")                                      \
    RECORD_FAULT(QUOTE_STRAY, "quote-stray", "text follows a closing quote; a quote inside a value must be doubled")   \
    RECORD_FAULT(QUOTE_HALF, "quote-half", "a quote stands alone below one that never closed: this may be its end")    \
    RECORD_FAULT(WIDTH, "width", "text stands across the end of a column; say its columns with widths:")               \
    RECORD_FAULT(FIELD_LONG, "field-too-long", "a value is longer than 1 MB")                                          \
    RECORD_FAULT(RECORD_LONG, "record-too-long", "the record is longer than 16 MB")                                    \
    RECORD_FAULT(COLUMNS, "too-many-columns", "the record has more than 16384 columns")                                \
    RECORD_FAULT(ENCODING, "encoding", "a byte is not valid in the file's encoding")                                   \
    RECORD_FAULT(NUL, "nul-byte", "the record contains a NUL byte")                                                    \
    RECORD_FAULT(BINARY, "binary", "a value is binary (a BLOB)")                                                       \
    RECORD_FAULT(KEY_TWICE, "key-twice", "the object has a key twice, with different values")                          \
    RECORD_FAULT(HALF_CHARACTER, "half-character", "an escape (\\u) writes half of a character")                         \
    RECORD_FAULT(DEPTH, "depth", "objects and arrays are nested more than 64 deep")                                    \
    RECORD_FAULT(JSON, "json", "not a JSON object")

enum record_fault {
#define RECORD_FAULT(code, rule, sentence) RECORD_##code,
    RECORD_FAULT_LIST
#undef RECORD_FAULT
        RECORD_FAULT_COUNT
};

struct record_value {
    const char *ptr; /* UTF-8; NULL: the record does not have this column (JSON) */
    uint32_t    len; /* [bytes] */
    uint32_t    at;  /* [bytes] where it stands in `raw` */
};

/* Why a record is none of the table's, though it can be read (aside.h). */
enum record_aside { RECORD_DATA, RECORD_NOTICE, RECORD_HEADER_AGAIN };

struct record {
    struct record_value *values;
    const bool          *typed; /* by value: is it a number or date by the format itself, as ISO and with a decimal
                                   point, rather than a text that looks like one? NULL: all are texts */
    size_t            count;
    str               raw;  /* the record as read, without its line end */
    uint64_t          line; /* of the file, 1-based, where the record starts */
    enum record_fault fault;
    uint32_t          fault_at; /* [bytes] in raw */
    enum record_aside aside;
    uint32_t          col;      /* [characters] that stand before the record on its line */
    bool              is_cells; /* a row of cells: `at` of a value is its column, from 0, not a place in `raw` */
    bool              is_blank; /* a line without any value: no record of the table, but counted */
};

struct record_place {
    uint32_t line, col; /* 1-based; columns in characters */
};

/* Where the byte `at` of the record stands in the file. */
struct record_place record_place(const struct record *record, size_t at);
/* The value as text; empty beyond the last. */
str         record_value(const struct record *record, size_t index);
/* Is the value typed, see `typed`? */
bool        record_is_typed(const struct record *record, size_t index);
const char *record_fault_rule(enum record_fault fault);
const char *record_fault_sentence(enum record_fault fault);

#endif
