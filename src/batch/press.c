/* SPDX-License-Identifier: MIT */
#include "batch/press.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "batch/links.h"
#include "batch/resource.h"
#include "batch/verify.h"
#include "layout/layout.h"
#include "page/image.h"
#include "pdf/pdf.h"
#include "workbook/workbook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The profile of PDF/A's output intent, from package icc-profiles-free. */
static const char color_profile[] = "/usr/share/color/icc/sRGB.icc";

/* A language at work; NULL locale: it could not be opened, which was reported. */
struct speech {
    const char    *language;
    struct locale *locale; /* its own, or the one of the setup */
    str            words; /* the locale's file, for fingerprints */
    struct speech *next;
};

/* What the theme file, the logo and the faces say, and their fingerprint. */
struct look {
    struct theme theme;
    char         print[33];
};

struct press {
    const struct press_setup *setup;
    struct arena             *arena; /* lives as long as the press */
    struct results           *results;
    struct template_run     **runs; /* one a program */
    struct fonts             *fonts;
    struct look              *looks; /* one a program */
    struct pdf_writer        *pdf;
    struct speech            *speeches;
    struct links              links;
};

const char *stage_word(enum stage stage)
{
    static const char *const words[STAGE_COUNT] = {"tree", "layout", "pdf", "workbook", "file"};
    return words[stage];
}

/* The program's theme, else the workspace's. */
static const char *theme_path(const struct press *press, const struct program *program)
{
    const struct workspace *w = press->setup->workspace;
    str                     name = program->theme.text.len ? program->theme.text : w->theme.text;
    return resource_path(press->arena, w, press->setup->data, "templates/themes",
                          arena_printf(press->arena, "%.*s.yaml", STR_ARG(name)).ptr);
}

static void hash_look(const struct press *press, str text, uint32_t brand, struct look *look)
{
    char           faces[33];
    struct hasher *hasher = hasher_new();
    fonts_fingerprint(press->fonts, faces);
    hasher_add_str(hasher, str_from(RELIURE_VERSION));
    hasher_add_str(hasher, text);
    hasher_add_int(hasher, brand);
    hasher_add_str(hasher, str_from(faces));
    if (look->theme.logo)
        hasher_add(hasher, look->theme.logo->pixels,
                   (size_t)look->theme.logo->width * look->theme.logo->height *
                       (look->theme.logo->has_alpha ? 4 : 3));
    hash_hex(hasher_end(hasher), look->print);
}

static enum rc open_look(struct press *press, const struct program *program, const struct image *logo,
                         struct diag *diag, struct look *out)
{
    const struct workspace *w = press->setup->workspace;
    uint32_t                brand = COLOR_NONE;
    str                     text = STR_NONE;
    const char             *path = theme_path(press, program);
    if (w->brand.color.text.len && theme_parse_color(w->brand.color.text, &brand) != RC_OK) brand = COLOR_NONE;
    enum rc rc = theme_load(path, brand, press->arena, diag, &out->theme);
    if (rc == RC_OK) rc = file_read(path, LIMIT_YAML_BYTES, press->arena, diag, SPAN_NONE, &text);
    if (rc != RC_OK) return rc;
    out->theme.logo = logo;
    hash_look(press, text, brand, out);
    return RC_OK;
}

static enum rc open_looks(struct press *press, struct diag *diag)
{
    const struct press_setup *setup = press->setup;
    const struct workspace   *w = setup->workspace;
    const struct image       *logo = NULL;
    enum rc rc = fonts_open(file_join(press->arena, setup->data, "fonts/fonts.yaml"), diag, &press->fonts);
    if (rc == RC_OK && w->brand.logo.text.len)
        rc = image_load(file_join(press->arena, w->folder, w->brand.logo.text.ptr), press->arena, diag,
                        w->brand.logo.span, &logo);
    if (rc == RC_OK) rc = pdf_writer_open(press->fonts, color_profile, diag, &press->pdf);
    press->looks = ARENA_ARRAY(press->arena, struct look, setup->program_count);
    for (size_t i = 0; i < setup->program_count && rc == RC_OK; i++)
        rc = open_look(press, setup->programs[i].program, logo, diag, &press->looks[i]);
    return rc;
}

static enum rc open_programs(struct press *press, struct diag *diag)
{
    const struct press_setup *setup = press->setup;
    const struct workspace   *w = setup->workspace;
    enum rc                   rc = RC_OK;
    press->runs = ARENA_ARRAY(press->arena, struct template_run *, setup->program_count);
    for (size_t i = 0; i < setup->program_count && rc == RC_OK; i++) {
        const struct program         *program = setup->programs[i].program;
        const struct template_options options = {
            .results = press->results,
            .period = setup->period,
            .fiscal_start = (int)w->fiscal_year_start,
            .as_of = setup->as_of,
            .vendor = w->name.text,
            .program = program->name.text,
            .currency = w->currency.text.ptr,
            .notes = file_join(press->arena, w->folder, "notes"),
            .title = program->title,
            .narrative = program->narrative,
            .has_editions = (program->editions & PROGRAM_INTERNAL) != 0,
            .find_document = links_find,
            .context = &press->links,
        };
        rc = template_open(setup->programs[i].template, &options, diag, &press->runs[i]);
    }
    return rc;
}

enum rc press_open(const struct press_setup *setup, struct diag *diag, struct press **out)
{
    struct press *press = mem_new(1, sizeof *press);
    press->setup = setup;
    press->arena = arena_new();
    links_init(&press->links, setup, press->arena);
    const struct results_options results = {
        .store = setup->store, .metrics = setup->metrics, .history = setup->history, .catalogue = setup->catalogue};
    enum rc rc = results_open(&results, diag, &press->results);
    if (rc == RC_OK) rc = open_programs(press, diag);
    if (rc == RC_OK) rc = open_looks(press, diag);
    if (rc == RC_OK) {
        *out = press;
        return RC_OK;
    }
    press_close(press);
    *out = NULL;
    return rc;
}

void press_close(struct press *press)
{
    if (!press) return;
    for (struct speech *s = press->speeches; s; s = s->next) {
        if (s->locale != press->setup->locale) locale_close(s->locale);
    }
    if (press->pdf) pdf_writer_close(press->pdf);
    if (press->fonts) fonts_close(press->fonts);
    for (size_t i = 0; press->runs && i < press->setup->program_count; i++)
        template_close(press->runs[i]);
    if (press->results) results_close(press->results);
    arena_free(press->arena);
    free(press);
}

struct fonts *press_fonts(struct press *press)
{
    return press->fonts;
}

/* Opens a language whose file exists. */
static void open_speech(struct press *press, struct speech *speech, struct diag *diag)
{
    struct arena *arena = press->arena;
    const char *folder = resource_locales(arena, press->setup->workspace, press->setup->data, str_from(speech->language));
    if (!folder) return;
    const char *file = file_join(arena, folder, arena_printf(arena, "%s.yaml", speech->language).ptr);
    if (file_read(file, LIMIT_YAML_BYTES, arena, diag, SPAN_NONE, &speech->words) != RC_OK) return;
    struct locale *known = press->setup->locale;
    if (known && strcmp(locale_language(known), speech->language) == 0)
        speech->locale = known;
    else if (locale_open(folder, speech->language, diag, &speech->locale) != RC_OK)
        speech->locale = NULL;
}

static const struct speech *speak(struct press *press, str language, struct diag *diag)
{
    for (struct speech *s = press->speeches; s; s = s->next) {
        if (str_is(language, s->language)) return s->locale ? s : NULL;
    }
    struct speech *added = ARENA_NEW(press->arena, struct speech);
    struct diag    lasting; /* what a locale reads lives with its messages: longer than the job */
    diag_init(&lasting, press->arena);
    *added = (struct speech){.language = arena_cstr(press->arena, language), .next = press->speeches};
    press->speeches = added;
    open_speech(press, added, &lasting);
    diag_merge(diag, &lasting);
    return added->locale ? added : NULL;
}

/* « A document speaks the account's language, else the program's, else the workspace's » (design section 6). */
static const struct speech *job_speech(struct press *press, const struct job *job, struct diag *diag)
{
    const struct placed_text *said = &press->setup->workspace->locale;
    const str                 wanted[] = {job->account->language, job->program->locale.text, said->text};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        const struct speech *speech = wanted[i].len ? speak(press, wanted[i], diag) : NULL;
        if (speech) return speech;
    }
    diag_add(diag, DIAG_LOCALE_ABSENT, said->span, STR_ARG(said->text));
    return NULL;
}

static size_t program_of(const struct press *press, const struct job *job)
{
    size_t i = 0;
    while (press->setup->programs[i].program != job->program)
        i++;
    return i;
}

static const struct look *look_of(const struct press *press, const struct job *job)
{
    return &press->looks[program_of(press, job)];
}

static enum rc build_tree(struct press *press, const struct job *job, const struct locale *locale, struct arena *arena,
                          struct diag *diag, struct doc **out)
{
    enum edition edition = job->is_internal ? EDITION_INTERNAL : EDITION_CLIENT;
    const struct template_subject subject = {job->account->id, job->account->name,
                                             press->setup->plan->documents[job->first].path};
    return template_build(press->runs[program_of(press, job)], &subject, edition, locale, arena, diag, out);
}

static enum rc lay_out(struct press *press, const struct job *job, const struct doc *doc, const struct locale *locale,
                       struct arena *arena, struct diag *diag, struct pages *out)
{
    const struct layout_env env = {press->fonts, locale, &look_of(press, job)->theme};
    return layout_document(&env, doc, arena, diag, out);
}

enum rc press_tree(struct press *press, const struct job *job, struct arena *arena, struct diag *diag, struct doc **out)
{
    const struct speech *speech = job_speech(press, job, diag);
    return speech ? build_tree(press, job, speech->locale, arena, diag, out) : RC_MISSING;
}

enum rc press_pages(struct press *press, const struct job *job, struct arena *arena, struct diag *diag,
                    struct pages *out)
{
    const struct speech *speech = job_speech(press, job, diag);
    struct doc          *doc;
    enum rc              rc = speech ? build_tree(press, job, speech->locale, arena, diag, &doc) : RC_MISSING;
    return rc == RC_OK ? lay_out(press, job, doc, speech->locale, arena, diag, out) : rc;
}

/* One job under way. */
struct work {
    struct press        *press;
    const struct job    *job;
    struct arena        *arena;
    struct diag         *diag;
    const struct speech *speech;
    struct doc          *doc;
    struct hash          tree;
    struct pages         pages;
    bool                 has_pages;
    int64_t             *costs, since;
};

/* The CPU time since the last call goes to `stage`. */
static void charge(struct work *work, enum stage stage)
{
    int64_t now = clock_cpu_us();
    work->costs[stage] += now - work->since;
    work->since = now;
}

/* The first error reported since, or a word for `rc`: why a document failed. */
static str reason_of(const struct work *work, enum rc rc)
{
    static const char *const words[] = {
        [RC_OK] = "",
        [RC_INVALID] = "invalid",
        [RC_LIMIT] = "beyond a limit",
        [RC_RANGE] = "a number out of range",
        [RC_MISSING] = "something is missing",
        [RC_IO] = "cannot be read or written",
        [RC_BUSY] = "busy",
        [RC_STOPPED] = "stopped",
    };
    for (const struct diag_message *m = work->diag->first; m; m = m->next) {
        if (diag_severity(m->code) == SEVERITY_ERROR) return m->text;
    }
    return str_from(words[rc]);
}

static void failed(struct made *made, str reason)
{
    *made = (struct made){.outcome = OUTCOME_FAILED, .reason = reason};
}

/* Tree, look, language, format and program version: equal fingerprints mean equal bytes (design section 7). */
static void fingerprint(const struct work *work, enum format format, char out[33])
{
    struct hasher *hasher = hasher_new();
    hasher_add_str(hasher, str_from(look_of(work->press, work->job)->print));
    hasher_add_str(hasher, work->speech->words);
    hasher_add_int(hasher, (int64_t)work->tree.high);
    hasher_add_int(hasher, (int64_t)work->tree.low);
    hasher_add_int(hasher, format);
    hash_hex(hasher_end(hasher), out);
}

/* Whether the published drop has this document, made from the same and intact. */
static bool is_unchanged(const struct work *work, const struct document *document, struct made *made)
{
    const struct press_setup    *setup = work->press->setup;
    const struct manifest_entry *old = manifest_lookup(setup->old, document->path);
    str                          bytes;
    char                         hex[33];
    if (!old || !outcome_has_file(old->outcome) || !str_is(old->fingerprint, made->fingerprint)) return false;
    if (drop_read(setup->drop, work->arena, document->path, &bytes) != RC_OK || (int64_t)bytes.len != old->bytes)
        return false;
    hash_hex(hash_of(bytes.ptr, bytes.len), hex);
    if (!str_is(old->hash, hex)) return false;
    made->outcome = OUTCOME_UNCHANGED;
    memcpy(made->hash, hex, sizeof hex);
    made->bytes = old->bytes;
    made->pages = old->pages;
    return true;
}

/* What was written, if `wrong` is NULL. */
static void seal(struct work *work, str bytes, size_t pages, const char *wrong, struct made *made)
{
    if (wrong) {
        failed(made, str_from(wrong));
        return;
    }
    made->outcome = OUTCOME_MADE;
    made->bytes = (int64_t)bytes.len;
    made->pages = (int64_t)pages;
    hash_hex(hash_of(bytes.ptr, bytes.len), made->hash);
    charge(work, STAGE_FILE);
}

static void make_pdf(struct work *work, const char *place, struct made *made)
{
    struct press *press = work->press;
    struct strbuf bytes = {0};
    enum rc       rc = RC_OK;
    if (!work->has_pages) rc = lay_out(press, work->job, work->doc, work->speech->locale, work->arena, work->diag, &work->pages);
    work->has_pages = rc == RC_OK;
    fonts_report_missing(press->fonts, SPAN_NONE, work->diag);
    charge(work, STAGE_LAYOUT);
    memcpy(work->pages.fingerprint, made->fingerprint, sizeof work->pages.fingerprint);
    if (rc == RC_OK) rc = pdf_write(press->pdf, &work->pages, &bytes, work->diag);
    charge(work, STAGE_PDF);
    if (rc == RC_OK) rc = file_write(place, strbuf_str(&bytes), work->diag);
    if (rc == RC_OK)
        seal(work, strbuf_str(&bytes), work->pages.count, verify_pdf(strbuf_str(&bytes), work->pages.count), made);
    else
        failed(made, reason_of(work, rc));
    strbuf_release(&bytes);
}

static void make_xlsx(struct work *work, const char *place, struct made *made)
{
    str     bytes = STR_NONE;
    enum rc rc = workbook_write(work->doc, work->speech->locale, &look_of(work->press, work->job)->theme, place, work->diag);
    charge(work, STAGE_WORKBOOK);
    if (rc == RC_OK) rc = file_read(place, LIMIT_FILE_BYTES, work->arena, work->diag, SPAN_NONE, &bytes);
    if (rc == RC_OK)
        seal(work, bytes, 0, verify_xlsx(bytes), made);
    else
        failed(made, reason_of(work, rc));
}

static void make_one(struct work *work, const struct document *document, struct made *made)
{
    struct drop *drop = work->press->setup->drop;
    fingerprint(work, document->format, made->fingerprint);
    if (is_unchanged(work, document, made)) {
        charge(work, STAGE_FILE);
        return;
    }
    const char *place = drop_place(drop, document->path);
    if (!place) {
        failed(made, reason_of(work, RC_IO));
        return;
    }
    if (document->format == FORMAT_PDF)
        make_pdf(work, place, made);
    else
        make_xlsx(work, place, made);
    if (made->outcome == OUTCOME_FAILED) unlink(place);
}

void press_make(struct press *press, const struct job *job, struct arena *arena, struct diag *diag, struct made *made,
                int64_t costs[STAGE_COUNT])
{
    struct work work = {.press = press, .job = job, .arena = arena, .diag = diag, .costs = costs, .since = clock_cpu_us()};
    work.speech = job_speech(press, job, diag);
    enum rc rc = work.speech ? build_tree(press, job, work.speech->locale, arena, diag, &work.doc) : RC_MISSING;
    if (rc == RC_OK) work.tree = doc_hash(work.doc);
    charge(&work, STAGE_TREE);
    for (size_t i = 0; i < job->count; i++) {
        made[i] = (struct made){0};
        if (rc == RC_OK)
            make_one(&work, &press->setup->plan->documents[job->first + i], &made[i]);
        else
            failed(&made[i], reason_of(&work, rc));
    }
}
