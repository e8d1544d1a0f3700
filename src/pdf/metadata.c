/* SPDX-License-Identifier: MIT */
#include "pdf/metadata.h"

#include "pdf/syntax.h"

#define CREATOR "Reliure " RELIURE_VERSION

static str producer_of(const struct pages *pages)
{
    return pages->producer.len ? pages->producer : STR(CREATOR);
}

static void add_date(struct strbuf *out, const char *key, date day)
{
    strbuf_adds(out, key);
    syntax_date(out, day);
}

struct pdf_dict *metadata_info(struct pdf_file *file, const struct pages *pages)
{
    struct pdf_dict *info = pdf_object(file);
    pdf_dict_text(info, "Title", pages->title);
    pdf_dict_text(info, "Author", pages->author);
    pdf_dict_text(info, "Subject", pages->subject);
    pdf_dict_text(info, "Keywords", pages->keywords);
    pdf_dict_text(info, "Creator", STR(CREATOR));
    pdf_dict_text(info, "Producer", producer_of(pages));
    struct strbuf dates = {0};
    add_date(&dates, "/CreationDate", pages->as_of);
    add_date(&dates, "/ModDate", pages->as_of);
    pdf_dict_raw(info, strbuf_str(&dates));
    strbuf_release(&dates);
    return info;
}

/* <tag>…</tag>, around what the container `in` needs; nothing for an empty text. */
static void add_property(struct strbuf *out, const char *tag, str text, const char *before, const char *after)
{
    if (text.len == 0) return;
    strbuf_printf(out, "<%s>%s", tag, before);
    strbuf_add_markup(out, text);
    strbuf_printf(out, "%s</%s>\n", after, tag);
}

static void add_dublin_core(struct strbuf *out, const struct pages *pages)
{
    static const char alternative[] = "<rdf:Alt><rdf:li xml:lang=\"x-default\">";
    strbuf_adds(out, "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
                     "<dc:format>application/pdf</dc:format>\n");
    add_property(out, "dc:title", pages->title, alternative, "</rdf:li></rdf:Alt>");
    add_property(out, "dc:description", pages->subject, alternative, "</rdf:li></rdf:Alt>");
    add_property(out, "dc:creator", pages->author, "<rdf:Seq><rdf:li>", "</rdf:li></rdf:Seq>");
    add_property(out, "dc:language", str_from(pages->language), "<rdf:Bag><rdf:li>", "</rdf:li></rdf:Bag>");
    strbuf_adds(out, "</rdf:Description>\n");
}

static void add_file_properties(struct strbuf *out, const struct pages *pages)
{
    char day[11];
    date_iso(pages->as_of, day);
    strbuf_adds(out, "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                     "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n");
    strbuf_printf(out, "<xmp:CreateDate>%sT00:00:00Z</xmp:CreateDate>\n<xmp:ModifyDate>%sT00:00:00Z</xmp:ModifyDate>\n",
                  day, day);
    strbuf_printf(out, "<xmp:MetadataDate>%sT00:00:00Z</xmp:MetadataDate>\n", day);
    add_property(out, "xmp:CreatorTool", STR(CREATOR), "", "");
    add_property(out, "pdf:Producer", producer_of(pages), "", "");
    add_property(out, "pdf:Keywords", pages->keywords, "", "");
    strbuf_adds(out, "</rdf:Description>\n");
}

/* PDF/A knows no pdfuaid schema, so it must be described in the file (ISO 19005-3, 6.6.2.3.3). */
static const char CLAIMS[] =
    "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
    "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n"
    "</rdf:Description>\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</"
    "pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA to which the file conforms</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
    "</rdf:Description>\n";

struct pdf_dict *metadata_xmp(struct pdf_file *file, const struct pages *pages)
{
    struct strbuf out = {0};
    strbuf_adds(
        &out,
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    add_dublin_core(&out, pages);
    add_file_properties(&out, pages);
    strbuf_adds(&out, CLAIMS);
    strbuf_adds(&out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    struct pdf_dict *dict = pdf_stream_plain(file, arena_str(pdf_file_arena(file), strbuf_str(&out)));
    strbuf_release(&out);
    pdf_dict_name(dict, "Type", "Metadata");
    pdf_dict_name(dict, "Subtype", "XML");
    return dict;
}

struct pdf_dict *metadata_intent(struct pdf_file *file, str packed_profile)
{
    struct pdf_dict *profile = pdf_stream_packed(file, packed_profile), *intent = pdf_object(file);
    pdf_dict_int(profile, "N", 3);
    pdf_dict_name(intent, "Type", "OutputIntent");
    pdf_dict_name(intent, "S", "GTS_PDFA1");
    pdf_dict_text(intent, "OutputConditionIdentifier", STR("sRGB IEC61966-2.1"));
    pdf_dict_text(intent, "Info", STR("sRGB IEC61966-2.1"));
    pdf_dict_ref(intent, "DestOutputProfile", profile);
    return intent;
}

static struct pdf_dict *embedded_write(struct pdf_file *file, const struct attachment *attachment, date day)
{
    struct pdf_dict *stream = pdf_stream(file, attachment->bytes);
    struct strbuf    raw = {0};
    pdf_dict_name(stream, "Type", "EmbeddedFile");
    strbuf_adds(&raw, "/Subtype");
    syntax_name(&raw, attachment->mime);
    strbuf_adds(&raw, "/Params<</Size ");
    syntax_int(&raw, (int64_t)attachment->bytes.len);
    add_date(&raw, "/CreationDate", day);
    add_date(&raw, "/ModDate", day);
    strbuf_adds(&raw, ">>");
    pdf_dict_raw(stream, strbuf_str(&raw));
    strbuf_release(&raw);
    return stream;
}

static struct pdf_dict *attachment_write(struct pdf_file *file, const struct attachment *attachment, date day)
{
    uint32_t         embedded = pdf_object_id(embedded_write(file, attachment, day));
    struct pdf_dict *dict = pdf_object(file);
    struct strbuf    raw = {0};
    pdf_dict_name(dict, "Type", "Filespec");
    pdf_dict_text(dict, "F", attachment->name);
    pdf_dict_text(dict, "UF", attachment->name);
    pdf_dict_text(dict, "Desc", attachment->description);
    pdf_dict_name(dict, "AFRelationship", attachment->relationship ? attachment->relationship : "Unspecified");
    strbuf_adds(&raw, "/EF<<");
    syntax_ref(&raw, "F", embedded);
    syntax_ref(&raw, "UF", embedded);
    strbuf_adds(&raw, ">>");
    pdf_dict_raw(dict, strbuf_str(&raw));
    strbuf_release(&raw);
    return dict;
}

/* Keys of the name tree are numbers in order: readers show the names of the file specifications. */
void metadata_attachments(struct pdf_file *file, const struct pages *pages, struct strbuf *catalog)
{
    if (pages->attachment_count == 0) return;
    struct strbuf names = {0};
    strbuf_adds(catalog, "/AF[");
    for (size_t i = 0; i < pages->attachment_count; i++) {
        uint32_t id = pdf_object_id(attachment_write(file, &pages->attachments[i], pages->as_of));
        syntax_ref(catalog, NULL, id);
        strbuf_addc(catalog, ' ');
        strbuf_printf(&names, "(%05zu)", i);
        syntax_ref(&names, NULL, id);
    }
    strbuf_adds(catalog, "]/Names<</EmbeddedFiles<</Names[");
    strbuf_add(catalog, strbuf_str(&names));
    strbuf_adds(catalog, "]>>>>");
    strbuf_release(&names);
}
