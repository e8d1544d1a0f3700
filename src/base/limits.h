/* SPDX-License-Identifier: MIT */
/* limits: every ceiling on what input may cost, with its unit and its reason. */
#ifndef RELIURE_BASE_LIMITS_H
#define RELIURE_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* [bytes] A definition, template or catalogue file; the largest shipped one is under 64 KB. */
#define LIMIT_YAML_BYTES ((size_t)4 * 1024 * 1024)
/* [levels] Nesting of a YAML tree; templates need 10. Bounds recursion. */
#define LIMIT_YAML_DEPTH 64
/* [nodes] Nodes of one YAML tree, aliases expanded; stops « billion laughs ». */
#define LIMIT_YAML_NODES 200000
/* [bytes] A file read whole (logo, notes, manifest). */
#define LIMIT_FILE_BYTES ((size_t)64 * 1024 * 1024)
/* [bytes] What the store tells of one account in one text: of some five million users. */
#define LIMIT_HISTORY_BYTES ((size_t)512 * 1024 * 1024)
/* [messages] Diagnostics of one code that are listed; further ones are counted. */
#define LIMIT_DIAG_PER_CODE 100
/* Records kept out of a source for one column and rule that are messages of their own; the others are summed up. */
#define LIMIT_DIAG_PER_CAUSE 10
/* [bytes] One field of an export; a verbatim of 100 KB is already unreadable in print. */
#define LIMIT_FIELD_BYTES ((size_t)1024 * 1024)
/* [columns] Of one export: a HubSpot import may have 999, an XLSX sheet 16 384. */
#define LIMIT_COLUMNS 16384
/* [bytes] One record of an export, all its fields. */
#define LIMIT_RECORD_BYTES ((size_t)16 * 1024 * 1024)
/* [levels] Objects and arrays inside one another in a JSON record. Bounds the parser's stack. */
#define LIMIT_JSON_DEPTH 64
/* [bytes] One part of a workbook, unpacked: a full sheet of 1 048 576 rows and 100 columns is under 4 GB. */
#define LIMIT_PART_BYTES ((uint64_t)4 * 1024 * 1024 * 1024)
/* [times] A part may unpack to so much of its packed size; sheets reach 50, DEFLATE 1 032: a bomb. */
#define LIMIT_PART_RATIO 250
/* [bytes] Up to this size a part may unpack at any ratio: a small sheet of one repeated row. */
#define LIMIT_PART_FREE_BYTES ((uint64_t)32 * 1024 * 1024)
/* [levels] Elements of a workbook's XML inside one another; real ones need 10. */
#define LIMIT_XML_DEPTH 64
/* [bytes] One tag or comment of a workbook's XML, which the parser keeps whole. */
#define LIMIT_XML_TOKEN_BYTES ((uint64_t)1024 * 1024)
/* [bytes] Shared strings of a workbook, kept in memory: 1 million distinct texts of 90 characters. */
#define LIMIT_SHARED_BYTES ((size_t)96 * 1024 * 1024)
/* [rows] Of a sheet (ECMA-376: the most a spreadsheet program shows). */
#define LIMIT_SHEET_ROWS 1048576
/* [entries] Sheets, and cell formats, of a workbook; spreadsheet programs allow 65 490 formats. */
#define LIMIT_BOOK_ENTRIES 65536
/* [entries] Format codes of a workbook; each cell format looks for its own. */
#define LIMIT_BOOK_CODES 4096
/* [bytes] The result of a query over a database server, on disk while it is imported: 100 million rows of usage. */
#define LIMIT_RESULT_BYTES ((uint64_t)16 * 1024 * 1024 * 1024)
/* [bytes] What a server says about its own failure; the rest is left out. */
#define LIMIT_SERVER_SAYS 600
/* [accounts] That `init` lists out of an export that speaks of them; a vendor of businesses has under 100 000. */
#define LIMIT_GUESS_ACCOUNTS 100000
/* [files] That `init` looks at; a folder of exports of many years has under 2 000. */
#define LIMIT_GUESS_FILES 20000
/* [bytes] SQL text of a template or catalogue entry. */
#define LIMIT_SQL_BYTES ((size_t)64 * 1024)
/* [virtual machine steps] One query of a template; the shipped ones need under 1e6 for 100 000 accounts. */
#define LIMIT_SQL_STEPS 2000000000LL
/* [bytes] Heap of SQLite in one process (source/sql_heap.h); `zeroblob(900000000)` must not pass. */
#define LIMIT_SQL_HEAP ((size_t)512 * 1024 * 1024)
/* [nodes] Of one document tree: a table of 10 000 rows is one node, so this is generous. */
#define LIMIT_DOC_NODES 100000
/* [levels] Nesting of a document tree. */
#define LIMIT_DOC_DEPTH 32
/* [rows] Of one table block. */
#define LIMIT_TABLE_ROWS 1000000
/* [pages] Of one document. */
#define LIMIT_PAGES 5000
/* [characters] A formula of the catalogue. */
#define LIMIT_FORMULA_CHARS 4000
/* [levels] Parentheses and operators of a formula. Bounds recursion. */
#define LIMIT_FORMULA_DEPTH 100
/*
 * [records] Kept out of one source, and half of all its records so far, beyond its tolerance: its reading ends. Two hundred
 * times what messages name; a stray quote would else list each of 52 million lines, for minutes and gigabytes.
 */
#define LIMIT_HOPELESS_RECORDS 20000
/* [entries] Metrics, and result tables, of one catalogue; the shipped one has under 100. Bounds recursion. */
#define LIMIT_METRICS 2000
/* [segments] By criteria, of one workspace; people keep apart under 30. */
#define LIMIT_SEGMENTS 100
/* [criteria] Of inclusion, or of exclusion, of one segment. */
#define LIMIT_CRITERIA 100
/* [months] Of history before the document's last month. */
#define LIMIT_HISTORY_MONTHS 120
/* [bits] Numerator and denominator of an exact number; printing needs far less. */
#define LIMIT_EXACT_BITS 4096
/* [bytes] A file name in the drop, before its suffix (NAME_MAX is 255). */
#define LIMIT_NAME_BYTES 120
/* [bytes] Shaped pieces kept by one process (pdf-notes: unbounded, it reached 134 MB). */
#define LIMIT_WORD_CACHE_BYTES ((size_t)12 * 1024 * 1024)
/* [bytes] Font subsets kept by one process. */
#define LIMIT_SUBSET_CACHE_BYTES ((size_t)8 * 1024 * 1024)
/* [bytes] Compressed images (logo, emoji) kept by one process. */
#define LIMIT_IMAGE_CACHE_BYTES ((size_t)4 * 1024 * 1024)
/* [elements] Structure tree of one document: a table of 10 000 rows of 10 columns takes 210 000. */
#define LIMIT_TAGS 2000000
/* [processes] Workers of one run. */
#define LIMIT_WORKERS 256
/* [seconds] One document; a worker past it is replaced and the document failed. */
#define LIMIT_DOCUMENT_SECONDS 60

/* [pixels] A logo once decoded; 4 bytes each. */
#define LIMIT_IMAGE_PIXELS ((size_t)16 * 1000 * 1000)

#endif
