/* SPDX-License-Identifier: MIT */
#include "batch/look.h"

#include "base/file.h"
#include "base/vec.h"
#include "raster/raster.h"

/* One group's documents, looked at one after the other. */
struct looking {
    const struct run_options *options;
    const struct group       *group;
    struct arena             *arena;
    struct diag              *diag;
    struct strbuf            *out;
    struct prepared           prepared;
    struct plan               plan;
    enum dump                 dump;
    const char               *folder; /* preview */
    double                    scale;
};

/* The rows of one query of ours, for `put`. */
typedef void put_rows(const struct looking *looking, const struct query_rows *rows, str name);

static void each_row(const struct looking *looking, struct results *results, str sql, str name, put_rows *put)
{
    const struct query_bindings bindings = {
        .as_of = looking->group->as_of, .start = looking->group->period.start, .end = looking->group->period.end};
    struct query_rows rows;
    if (results_query(results, looking->arena, sql, &bindings, looking->diag, SPAN_NONE, &rows) == RC_OK)
        put(looking, &rows, name);
}

static void put_cell(const struct looking *looking, const struct value *cell)
{
    if (cell->kind == VALUE_NUMBER) strbuf_add(looking->out, exact_dump(looking->arena, cell->number));
    if (cell->kind == VALUE_MISSING) strbuf_addc(looking->out, '?');
    if (cell->kind == VALUE_NOT_APPLICABLE) strbuf_addc(looking->out, '-');
    if (cell->kind != VALUE_NUMBER) strbuf_add(looking->out, cell->text);
}

static void put_figures(const struct looking *looking, const struct query_rows *rows, str name)
{
    (void)name;
    for (size_t i = 0; i < rows->row_count * rows->column_count; i++) {
        bool is_last = (i + 1) % rows->column_count == 0;
        put_cell(looking, &rows->cells[i]);
        strbuf_addc(looking->out, is_last ? '\n' : '\t');
    }
}

/* « table  subject  period  column=value … » */
static void put_table(const struct looking *looking, const struct query_rows *rows, str name)
{
    for (size_t i = 0; i < rows->row_count; i++) {
        strbuf_add(looking->out, name);
        for (size_t j = 0; j < rows->column_count; j++) {
            strbuf_addc(looking->out, '\t');
            if (j > 1) strbuf_printf(looking->out, "%.*s=", STR_ARG(rows->columns[j].name));
            put_cell(looking, &rows->cells[i * rows->column_count + j]);
        }
        strbuf_addc(looking->out, '\n');
    }
}

static void dump_table(const struct looking *looking, struct results *results, str name)
{
    str sql = arena_printf(looking->arena, "SELECT * FROM \"%.*s\" ORDER BY subject, period, rowid", STR_ARG(name));
    each_row(looking, results, sql, name, put_table);
}

static void dump_figures(const struct looking *looking)
{
    static const char            figures[] = "SELECT metric, subject, period, state, number, band, tone, COALESCE(n, '') || "
                                             "COALESCE(char(9) || note, '') AS n FROM metric_value ORDER BY 1, 2, 3";
    const struct catalogue      *catalogue = looking->options->definitions->catalogue;
    const struct results_options files = {
        .store = looking->prepared.store, .metrics = looking->prepared.metrics, .catalogue = catalogue};
    struct results *results;
    if (results_open(&files, looking->diag, &results) != RC_OK) return;
    if (looking->dump == DUMP_METRICS) each_row(looking, results, str_from(figures), STR_NONE, put_figures);
    for (size_t i = 0; looking->dump == DUMP_TABLES && i < catalogue->table_count; i++)
        dump_table(looking, results, catalogue->tables[i].id);
    if (looking->dump == DUMP_TABLES) dump_table(looking, results, STR("metric_part"));
    results_close(results);
}

static const char *base_name(struct arena *arena, str path)
{
    size_t dot = path.len;
    while (dot && path.ptr[dot] != '.')
        dot--;
    char *name = arena_copy(arena, path.ptr, dot + 1, 1);
    for (size_t i = 0; i < dot; i++) {
        if (name[i] == '/') name[i] = '-';
    }
    name[dot] = '\0';
    return name;
}

static void draw_pages(const struct looking *looking, struct press *press, const struct job *job,
                       const struct pages *pages)
{
    const char *name = base_name(looking->arena, looking->plan.documents[job->first].path);
    for (size_t i = 0; i < pages->count; i++) {
        const char *path =
            file_join(looking->arena, looking->folder, arena_printf(looking->arena, "%s-%zu.png", name, i + 1).ptr);
        if (raster_page(press_fonts(press), &pages->at[i], looking->scale, path, looking->diag) == RC_OK)
            strbuf_printf(looking->out, "%s\n", path);
    }
}

static void look_at(const struct looking *looking, struct press *press, const struct job *job)
{
    struct arena *arena = arena_new();
    struct doc   *doc;
    struct pages  pages = {0};
    if (looking->dump != DUMP_NONE)
        strbuf_printf(looking->out, "== %.*s\n", STR_ARG(looking->plan.documents[job->first].path));
    if (looking->dump == DUMP_DOCUMENT) {
        if (press_tree(press, job, arena, looking->diag, &doc) == RC_OK) doc_dump(doc, looking->out);
    } else if (press_pages(press, job, arena, looking->diag, &pages) == RC_OK) {
        if (looking->dump == DUMP_PAGES)
            pages_dump(&pages, looking->out);
        else
            draw_pages(looking, press, job, &pages);
    }
    arena_free(arena);
}

static void look_at_all(struct looking *looking)
{
    const struct press_setup setup =
        group_press(looking->options, looking->group, &looking->prepared, &looking->plan);
    struct press *press;
    if (press_open(&setup, looking->diag, &press) != RC_OK) return;
    for (size_t i = 0; i < looking->plan.job_count; i++)
        if (!looking->plan.jobs[i].is_skipped) look_at(looking, press, &looking->plan.jobs[i]);
    press_close(press);
}

static void look_at_group(struct looking *looking)
{
    const struct prepare_options prepare = group_prepare(looking->options, looking->group, looking->arena);
    if (prepare_here(&prepare, looking->arena, looking->diag, &looking->prepared) != RC_OK) return;
    if (looking->dump == DUMP_METRICS || looking->dump == DUMP_TABLES) {
        dump_figures(looking);
        return;
    }
    if (group_plan(looking->options, looking->group, &looking->prepared, looking->arena, looking->diag,
                   &looking->plan) == RC_OK)
        look_at_all(looking);
}

static void look(const struct looking *what, struct run_report *report)
{
    struct group groups[GROUPS_MAX];
    size_t       count = 0;
    struct diag  diag;
    run_report_init(report, what->arena);
    diag_init(&diag, what->arena);
    if (groups_find(what->options, what->arena, &diag, groups, &count) != RC_OK) count = 0;
    for (size_t i = 0; i < count; i++) {
        struct looking looking = *what;
        looking.group = &groups[i];
        looking.diag = &diag;
        look_at_group(&looking);
    }
    report->status = diag_exit_status(&diag);
    messages_take(&report->messages, &diag);
}

void look_dump(const struct run_options *options, enum dump dump, struct arena *arena, struct run_report *report,
               struct strbuf *out)
{
    if (dump == DUMP_DEFINITION) {
        run_report_init(report, arena);
        definitions_dump(options->definitions, out);
        return;
    }
    look(&(struct looking){.options = options, .arena = arena, .out = out, .dump = dump}, report);
}

void look_preview(const struct run_options *options, const char *folder, double scale, struct arena *arena,
                  struct run_report *report, struct strbuf *out)
{
    struct diag diag;
    run_report_init(report, arena);
    diag_init(&diag, arena);
    if (file_make_folders(folder, &diag) != RC_OK) {
        report->status = diag_exit_status(&diag);
        messages_take(&report->messages, &diag);
        return;
    }
    look(&(struct looking){.options = options, .arena = arena, .out = out, .folder = folder, .scale = scale}, report);
}

/* One program and edition of which a document was looked at. */
struct seen {
    const struct program *program;
    bool                  is_internal;
};
typedef VEC(struct seen) seen_list;

/* Whether the job will be made and is the first of its program and edition, which is noted. */
static bool is_first(const struct job *job, struct arena *arena, seen_list *seen)
{
    if (job->is_skipped || job->account->reason.len) return false;
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->at[i].program == job->program && seen->at[i].is_internal == job->is_internal) return false;
    }
    *VEC_PUSH(arena, *seen) = (struct seen){job->program, job->is_internal};
    return true;
}

void look_check(const struct run_options *options, const struct group *group, const struct prepared *prepared,
                const struct plan *plan, struct diag *diag)
{
    const struct press_setup setup = group_press(options, group, prepared, plan);
    struct press            *press;
    seen_list                seen = {0};
    if (press_open(&setup, diag, &press) != RC_OK) return;
    for (size_t i = 0; i < plan->job_count; i++) {
        struct doc   *doc;
        struct arena *arena;
        if (!is_first(&plan->jobs[i], diag->arena, &seen)) continue;
        arena = arena_new();
        enum rc rc = press_tree(press, &plan->jobs[i], arena, diag, &doc);
        (void)rc; /* reported */
        arena_free(arena);
    }
    press_close(press);
}
