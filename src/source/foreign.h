/* SPDX-License-Identifier: MIT */
/* foreign: files that people drop for an export and that are none Reliure reads, recognised by their first bytes. */
#ifndef RELIURE_SOURCE_FOREIGN_H
#define RELIURE_SOURCE_FOREIGN_H

/* What the file is, and what to do about it: "a PDF; export the table as CSV or XLSX". NULL: nothing known. */
const char *foreign_kind(const char *path);

#endif
