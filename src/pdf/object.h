/* SPDX-License-Identifier: MIT */
/*
 * object: the objects of one PDF file and the file itself. libharu holds dictionaries, references and numbering and
 * prints them; this module alone knows it. Bodies it cannot hold (long arrays, exact decimals, compressed streams)
 * are handed over as text. The file is laid out here, for libharu writes neither object nor xref streams, which
 * save 40 % of a tagged document.
 */
#ifndef RELIURE_PDF_OBJECT_H
#define RELIURE_PDF_OBJECT_H

#include "pdf/pack.h"

struct pdf_file; /* all objects of a file; one a document */
struct pdf_dict; /* a dictionary, perhaps of a stream; lives as long as its file */

struct pdf_file *pdf_file_new(struct packer *packer);
void             pdf_file_free(struct pdf_file *file); /* NULL is allowed */
/* Ends with the file; for texts handed to pdf_dict_raw(). */
struct arena *pdf_file_arena(struct pdf_file *file);

/* An indirect dictionary with the next number. */
struct pdf_dict *pdf_object(struct pdf_file *file);
/* A stream; `bytes` are compressed now and need not stay. */
struct pdf_dict *pdf_stream(struct pdf_file *file, str bytes);
/* A stream of bytes that are compressed already; borrowed until the file is written. */
struct pdf_dict *pdf_stream_packed(struct pdf_file *file, str packed);
/* A stream left uncompressed, for readers that search a file for its metadata; borrowed likewise. */
struct pdf_dict *pdf_stream_plain(struct pdf_file *file, str bytes);
uint32_t         pdf_object_id(const struct pdf_dict *dict);

/* Keys are without the slash. A key is set once. */
void pdf_dict_name(struct pdf_dict *dict, const char *key, const char *name);
void pdf_dict_int(struct pdf_dict *dict, const char *key, int32_t number);
void pdf_dict_true(struct pdf_dict *dict, const char *key);
void pdf_dict_ref(struct pdf_dict *dict, const char *key, const struct pdf_dict *target);
/* A text string (syntax_text); nothing when it is empty. */
void pdf_dict_text(struct pdf_dict *dict, const char *key, str text);
/* Entries as they shall stand in the file, keys included; copied. */
void pdf_dict_raw(struct pdf_dict *dict, str entries);
/* The same, borrowed until the file is written. */
void pdf_dict_raw_borrowed(struct pdf_dict *dict, str entries);

/*
 * Header, objects (those without a stream in object streams), cross-reference stream with root, info and the file
 * identifier of 32 hexadecimal digits. RC_LIMIT when `out` is full or libharu met one of its limits.
 */
enum rc pdf_file_write(struct pdf_file *file, const struct pdf_dict *root, const struct pdf_dict *info,
                       const char *identifier, struct strbuf *out) MUST_CHECK;

#endif
