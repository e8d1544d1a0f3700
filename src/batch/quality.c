/* SPDX-License-Identifier: MIT */
#include "batch/quality.h"

static void put_day(const char *key, date day, struct strbuf *out)
{
    char iso[11];
    if (day == DATE_NONE) return;
    date_iso(day, iso);
    strbuf_printf(out, ",\"%s\":\"%s\"", key, iso);
}

void quality_write_json(const struct import_source *source, struct strbuf *out)
{
    strbuf_adds(out, "{\"source\":");
    strbuf_add_json(out, source->name);
    strbuf_adds(out, ",\"table\":");
    strbuf_add_json(out, source->table);
    strbuf_adds(out, ",\"dialect\":");
    strbuf_add_json(out, source->dialect);
    strbuf_printf(out, ",\"files\":%lld,\"records\":%lld,\"rows\":%lld,\"kept_out\":%lld,\"ignored\":%lld",
                  (long long)source->files, (long long)source->records, (long long)source->rows,
                  (long long)source->quarantined, (long long)source->ignored);
    put_day("first", source->first, out);
    put_day("last", source->last, out);
    strbuf_addc(out, '}');
}

/* Pads to a number of characters, not bytes. */
static void put_padded(str text, size_t width, struct strbuf *out)
{
    strbuf_add(out, text);
    for (size_t chars = str_chars(text); chars < width; chars++)
        strbuf_addc(out, ' ');
}

static void put_number(const char *text, struct strbuf *out)
{
    enum { WIDTH = 15 };
    for (size_t chars = str_chars(str_from(text)); chars < WIDTH; chars++)
        strbuf_addc(out, ' ');
    strbuf_adds(out, text);
}

static void put_count(int64_t count, struct strbuf *out)
{
    struct strbuf text = {0};
    strbuf_printf(&text, "%lld", (long long)count);
    put_number(text.at, out);
    strbuf_release(&text);
}

static void put_last(date day, struct strbuf *out)
{
    char iso[11];
    if (day == DATE_NONE) return;
    date_iso(day, iso);
    put_number(iso, out);
}

void quality_write_text(const struct import_source *sources, size_t count, enum diag_language language,
                        struct strbuf *out)
{
    static const char *const heads[][7] = {
        [DIAG_ENGLISH] = {"source", "table", "records", "rows", "kept out", "ignored", "latest date"},
        [DIAG_FRENCH] = {"source", "table", "enregistr.", "lignes", "écartés", "ignorés", "dernière date"},
    };
    size_t wide = 8;
    for (size_t i = 0; i < count; i++)
        wide = str_chars(sources[i].name) > wide ? str_chars(sources[i].name) : wide;
    put_padded(str_from(heads[language][0]), wide + 2, out);
    put_padded(str_from(heads[language][1]), 14, out);
    for (size_t i = 2; i < COUNT_OF(heads[0]); i++)
        put_number(heads[language][i], out);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < count; i++) {
        const int64_t numbers[] = {sources[i].records, sources[i].rows, sources[i].quarantined, sources[i].ignored};
        put_padded(sources[i].name, wide + 2, out);
        put_padded(sources[i].table, 14, out);
        for (size_t j = 0; j < COUNT_OF(numbers); j++)
            put_count(numbers[j], out);
        put_last(sources[i].last, out);
        strbuf_addc(out, '\n');
    }
}
