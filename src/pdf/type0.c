/* SPDX-License-Identifier: MIT */
#include "pdf/font_parts.h"
#include "pdf/syntax.h"

#include <string.h>

#include <hb-ot.h>

/* A PostScript name of letters and digits, so that it needs no escape anywhere. */
static str postscript_name(struct arena *arena, const struct font *font, const char *tag)
{
    char     name[64];
    unsigned size = sizeof name;
    hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    size_t kept = 0;
    for (size_t i = 0; i < sizeof name && name[i]; i++) {
        char c = name[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') name[kept++] = c;
    }
    if (kept == 0) return arena_printf(arena, "%s+Font%u", tag, font->id);
    return arena_printf(arena, "%s+%.*s", tag, (int)kept, name);
}

static int32_t mills(const struct font *font, int32_t units)
{
    return (int32_t)((int64_t)units * 1000 / font->units_per_em);
}

/* FontBBox of the whole face, from its head table (OpenType 1.9, head: xMin at byte 36). */
static void add_font_box(struct strbuf *out, const struct font *font)
{
    hb_blob_t  *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned    size = 0;
    const char *bytes = hb_blob_get_data(head, &size);
    strbuf_adds(out, "/FontBBox[");
    for (unsigned at = 36; at < 44; at += 2) {
        int units = size >= 44 ? (int8_t)bytes[at] * 256 + (uint8_t)bytes[at + 1] : 0;
        syntax_int(out, mills(font, units));
        strbuf_addc(out, at < 42 ? ' ' : ']');
    }
    hb_blob_destroy(head);
}

static struct pdf_dict *program_write(struct pdf_file *file, const struct font *font, const struct subset *subset)
{
    struct pdf_dict *stream = pdf_stream_packed(file, arena_str(pdf_file_arena(file), subset->program));
    if (font->is_cff)
        pdf_dict_name(stream, "Subtype", "CIDFontType0C");
    else
        pdf_dict_int(stream, "Length1", (int32_t)subset->size);
    return stream;
}

static struct pdf_dict *descriptor_write(struct pdf_file *file, const struct font *font, const struct subset *subset,
                                         const char *name)
{
    enum { FLAG_SYMBOLIC = 4, STEM_GUESS = 80 }; /* StemV is required and in no table; nobody renders with it */
    struct pdf_dict *dict = pdf_object(file);
    pdf_dict_name(dict, "Type", "FontDescriptor");
    pdf_dict_name(dict, "FontName", name);
    pdf_dict_int(dict, "Flags", FLAG_SYMBOLIC);
    pdf_dict_int(dict, "ItalicAngle", font->is_italic ? -10 : 0);
    pdf_dict_int(dict, "Ascent", mills(font, font->ascent));
    pdf_dict_int(dict, "Descent", -mills(font, font->descent));
    pdf_dict_int(dict, "CapHeight", mills(font, font->cap_height));
    pdf_dict_int(dict, "StemV", STEM_GUESS);
    pdf_dict_ref(dict, font->is_cff ? "FontFile3" : "FontFile2", program_write(file, font, subset));
    struct strbuf box = {0};
    add_font_box(&box, font);
    pdf_dict_raw(dict, strbuf_str(&box));
    strbuf_release(&box);
    return dict;
}

/* W: widths by code; consecutive codes share a bracket (ISO 32000-1, 9.7.4.3). */
static void add_widths(struct strbuf *out, const struct shown *shown, size_t count)
{
    strbuf_adds(out, "/W[");
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || shown[i].code != shown[i - 1].code + 1) {
            if (i) strbuf_addc(out, ']');
            syntax_int(out, shown[i].code);
            strbuf_addc(out, '[');
        } else {
            strbuf_addc(out, ' ');
        }
        syntax_hundredths(out, shown[i].width);
    }
    strbuf_adds(out, "]]");
}

static struct pdf_dict *descendant_write(struct pdf_file *file, const struct pdf_face *face,
                                         const struct subset *subset, const char *name)
{
    struct pdf_dict *dict = pdf_object(file);
    struct strbuf    raw = {0};
    pdf_dict_name(dict, "Type", "Font");
    pdf_dict_name(dict, "Subtype", face->font->is_cff ? "CIDFontType0" : "CIDFontType2");
    pdf_dict_name(dict, "BaseFont", name);
    if (!face->font->is_cff) pdf_dict_name(dict, "CIDToGIDMap", "Identity");
    pdf_dict_ref(dict, "FontDescriptor", descriptor_write(file, face->font, subset, name));
    strbuf_adds(&raw, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>");
    add_widths(&raw, face->shown.at, face->shown.count);
    pdf_dict_raw(dict, strbuf_str(&raw));
    strbuf_release(&raw);
    return dict;
}

enum rc type0_write(struct pdf_file *file, struct subsetter *subsetter, struct pdf_face *face, struct strbuf *resources)
{
    struct arena *arena = pdf_file_arena(file);
    uint32_t     *ids = ARENA_ARRAY(arena, uint32_t, face->shown.count);
    for (size_t i = 0; i < face->shown.count; i++)
        ids[i] = face->shown.at[i].id;
    const struct subset *subset;
    enum rc              rc = subset_make(subsetter, face->font, ids, face->shown.count, &subset);
    if (rc != RC_OK) return rc;
    for (size_t i = 0, at = 0; i < face->shown.count; i++) { /* both ascend */
        while (subset->ids[at] < face->shown.at[i].id)
            at++;
        face->shown.at[i].code = subset->codes[at];
    }

    const char      *name = postscript_name(arena, face->font, subset->tag).ptr;
    struct pdf_dict *dict = pdf_object(file);
    pdf_dict_name(dict, "Type", "Font");
    pdf_dict_name(dict, "Subtype", "Type0");
    pdf_dict_name(dict, "BaseFont", name);
    pdf_dict_name(dict, "Encoding", "Identity-H");
    pdf_dict_ref(dict, "ToUnicode", to_unicode_write(file, face->shown.at, face->shown.count, 4));
    struct strbuf raw = {0};
    strbuf_adds(&raw, "/DescendantFonts[");
    syntax_ref(&raw, NULL, pdf_object_id(descendant_write(file, face, subset, name)));
    strbuf_addc(&raw, ']');
    pdf_dict_raw(dict, strbuf_str(&raw));
    strbuf_release(&raw);

    pdf_font_name(resources, face->font, 0);
    strbuf_addc(resources, ' ');
    syntax_ref(resources, NULL, pdf_object_id(dict));
    return RC_OK;
}
