/* SPDX-License-Identifier: MIT */
/*
 * metadata: what a file says of itself: document information and the same as XMP, with the claims to PDF/A-3a and
 * PDF/UA-1; the output intent; and the files it carries (ISO 19005-3, 6.2.3, 6.6 and 6.8).
 */
#ifndef RELIURE_PDF_METADATA_H
#define RELIURE_PDF_METADATA_H

#include "page/page.h"
#include "pdf/object.h"

/* The information dictionary. */
struct pdf_dict *metadata_info(struct pdf_file *file, const struct pages *pages);
/* The XMP packet; it agrees with the information dictionary. */
struct pdf_dict *metadata_xmp(struct pdf_file *file, const struct pages *pages);
/* An sRGB output intent around a compressed ICC profile. */
struct pdf_dict *metadata_intent(struct pdf_file *file, str packed_profile);
/* Adds /AF and the name tree of the attachments to the entries of a catalogue and its /Names. */
void metadata_attachments(struct pdf_file *file, const struct pages *pages, struct strbuf *catalog);

#endif
