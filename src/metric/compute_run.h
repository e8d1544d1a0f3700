/* SPDX-License-Identifier: MIT */
/* compute_run: what the parts of compute share during one run. Private to compute*.c. */
#ifndef RELIURE_METRIC_COMPUTE_RUN_H
#define RELIURE_METRIC_COMPUTE_RUN_H

#include "metric/cells.h"
#include "metric/compute.h"
#include "metric/result_rows.h"
#include "metric/sql.h"

#include "base/map.h"
#include "base/vec.h"

struct run_subject {
    str               id;
    enum metric_level level;
    size_t            segment;     /* of an account: index of its segment's subject, or SIZE_MAX */
    const size_t     *above;       /* of an account: the subjects it is counted in, the portfolio last */
    size_t            above_count;
    char              currency[4]; /* empty: several, so money cannot be added up */
    date from, until; /* signed_up_on and churned_on of an account, DATE_NONE when not known; above: the first of all */
};

struct run_period {
    str           key;
    struct period period;
    date          last;  /* last day counted */
    unsigned      roles; /* PERIODS_… */
    bool          is_partial, is_trailing;
    size_t        previous; /* index of the period before, or SIZE_MAX */
};

/* The periods that something is asked for, numbered: of a dozen most are wanted for two. */
struct run_slots {
    size_t *of;      /* of each period, SIZE_MAX where it is not asked for it */
    size_t *periods; /* of each slot */
    size_t  count;
};

/* An input or a figure in as little room as it needs, for there are thousands an account. */
struct run_cell {
    union {
        mp_limb_t        limb;   /* of a whole number of one limb */
        const mp_limb_t *limbs;  /* of any other */
        const str       *reason; /* of what is not known */
    };
    int32_t num, den; /* as in struct exact; den below 0: not known */
};

/* What a query gave: one cell a subject, period that it is asked for and input, NULL until it has run. */
struct run_inputs {
    struct arena    *arena;
    struct run_slots slots;
    struct run_cell *cells; /* [subject][slot][input] */
    size_t           count; /* inputs of the query */
    size_t           users; /* metrics that have yet to read it */
};

/* The figures of one metric; NULL once nobody needs them. */
struct run_figures {
    struct arena    *arena;
    struct run_slots slots;
    struct run_cell *cells;    /* [subject][slot] */
    struct exact    *coverage; /* the same, of a weighted() metric; else NULL */
    size_t           users;    /* metrics made of it that are yet to come */
};

/* What a metric says of a subject in a period: its figure, and the packed cell that the file holds. */
struct run_said {
    struct run_cell *key; /* what it follows from; NULL: nothing said */
    struct run_cell  figure;
    struct exact     coverage;
    str              cell;
};

/* What the metric under way said last: most accounts are alike in most periods. */
struct run_memo {
    struct arena     *arena; /* of the cells' texts; forgotten when it grows */
    struct arena_mark empty;
    struct run_said  *said;
    size_t            key_cells;
    size_t            found, made;
};

/* One table that the query of an entry or of a shared table reads. */
struct run_read {
    str reader, place, table;
};

/* The rows of a query: to whom they go, and which columns, beside subject and period. */
struct run_rows {
    str                     owner;
    const struct yaml_node *node;
    const str              *columns;
    size_t                  column_count;
    /* Subject, period and the columns of one row, borrowed. Anything but RC_OK, which is reported, ends the query. */
    enum rc (*take)(void *context, sqlite3_value **values);
    void         *context;
    struct arena *scratch; /* what `take` needs goes with the row */
    enum rc       rc;
};

struct run {
    const struct catalogue       *catalogue;
    const struct compute_options *options;
    struct diag                  *diag;
    struct arena                 *arena;  /* of the run */
    sqlite3                      *handle; /* main: the metrics file; store: the store, read-only */
    struct sql_guard              guard;
    struct sql_budget             budget;
    struct run_subject           *subjects; /* accounts by id, segments by name, the portfolio */
    size_t                        subject_count, account_count, segment_count;
    struct run_period            *periods;
    size_t                        period_count;
    unsigned                      view_levels, view_periods; /* what scope and periods hold now */
    struct run_inputs            *inputs;  /* one a query of the catalogue */
    struct run_figures           *figures; /* one a metric */
    struct run_memo               memo;
    struct run_cell               no_data; /* of a metric that is not asked for a period */
    struct map                    reasons; /* of inputs that are not known, to const str * */
    const str                    *last_reason;
    struct run_rows              *rows_under_way; /* of the query that runs, or NULL */
    str            reader; /* whose query is being prepared */
    VEC(struct run_read) reads;
    struct cells_writer       cells;
    struct result_rows_writer rows, parts;
    struct result_tables     *tables; /* those that queries may read */
    sqlite3_stmt             *insert_benchmark;
};

/* Runs our own SQL text, several statements at once; a failure is reported as METRIC_STORE. */
enum rc run_execute(struct run *run, const char *sql) MUST_CHECK;
/* Reports what SQLite says of the metrics file. RC_IO. */
enum rc run_store_failed(struct run *run);
/* Prepares one statement of ours; NULL when it failed, which is reported. */
sqlite3_stmt *run_prepare(struct run *run, const char *sql);
/* Prepares a query of the catalogue under guard; NULL when it is wrong, reported at `node`. */
sqlite3_stmt *run_query(struct run *run, str owner, const struct yaml_node *node);
/* Reports what stopped the query. */
void run_query_failed(struct run *run, str owner, const struct yaml_node *node);
/* Makes scope and periods what one entry asked for. */
enum rc run_set_view(struct run *run, unsigned levels, unsigned periods) MUST_CHECK;
/* Index of a subject or period by its text, SIZE_MAX when there is none. */
size_t run_find_subject(const struct run *run, str id);
size_t run_find_period(const struct run *run, str key);
/* Of what a query gives: the number that scope or periods told it, or the text. Rows with text come in some order: mostly it is
 * that of the row before, or the one after it. */
size_t run_next_subject(const struct run *run, size_t before, sqlite3_value *given);
size_t run_next_period(const struct run *run, size_t before, sqlite3_value *given);

/* [µs of CPU] Where somebody watches, else 0; and telling them what an entry took since. */
int64_t run_clock(const struct run *run);
void    run_spent(const struct run *run, str entry, int64_t since);

/* The number with limbs of its own in `arena`: a formula that is a name alone returns its input's. */
struct exact run_keep(struct arena *arena, struct exact number);

/* compute_rows.c: runs a query of the catalogue under guard. RC_INVALID when it is wrong, which is reported at its node; else what
 * `take` gave. */
enum rc run_register_rows(struct run *run) MUST_CHECK; /* once a run, before the first */
enum rc run_each_row(struct run *run, struct run_rows *rows) MUST_CHECK;
/* compute_reads.c: which tables each query reads, for explain. */
void    run_read_for(struct run *run, str reader); /* the next guarded statement is this entry's */
enum rc run_write_reads(struct run *run) MUST_CHECK;
/* compute_library.c */
enum rc run_write_library(struct run *run) MUST_CHECK;
/* compute_scope.c: subjects, periods, scope, shared tables. */
enum rc run_load_scope(struct run *run) MUST_CHECK;
/* compute_segments.c */
str     run_segment_id(struct run *run, str name);
enum rc run_link_accounts(struct run *run) MUST_CHECK; /* what each account is counted in */
enum rc run_write_segments(struct run *run) MUST_CHECK;
/* compute_cells.c: the limbs of what run_pack() makes lie in `arena` where it has more than one; run_unpack() borrows. */
struct run_cell      run_pack(struct run *run, struct arena *arena, const struct formula_value *value);
struct run_cell      run_pack_whole(int64_t number);
struct formula_value run_unpack(const struct run_cell *cell);
bool                 run_is_known(const struct run_cell *cell);
struct run_cell      run_add(struct arena *arena, struct arena *scratch, const struct run_cell *a, const struct run_cell *b);
/* compute_memo.c: `key_cells` a key, 0 where each is new. The entry of a key is the caller's to fill when it is new; it holds until the next. */
void             run_memo_begin(struct run_memo *memo, size_t key_cells);
struct run_said *run_memo_find(struct run_memo *memo, const struct run_cell *key, bool *is_new);
void             run_memo_free(struct run_memo *memo);
/* compute_inputs.c: runs the query once, for all its levels and periods; then one input at a time, borrowed. */
enum rc run_load_inputs(struct run *run, const struct metric *metric, struct run_inputs *inputs) MUST_CHECK;
const struct run_cell *run_input(const struct run_inputs *inputs, size_t subject, size_t period, size_t input);
/* compute_figures.c */
struct run_slots run_slots_of(const struct run *run, struct arena *arena, unsigned periods);
/* False where the metric is not asked for that period. Borrows. */
bool run_figure(const struct run_figures *figures, size_t subject, size_t period, struct formula_value *out);
enum rc run_metric(struct run *run, const struct metric *metric) MUST_CHECK;
/* compute_write.c */
enum rc run_create_schema(struct run *run) MUST_CHECK;
/* The cell of a figure, its period apart; `names` are the formula's, NULL for a mean of accounts. */
struct cell run_make_cell(struct arena *arena, const struct metric *metric, enum metric_level level,
                          const struct formula_value *figure, const struct formula_value *names);
enum rc run_write_parts(struct run *run, struct arena *scratch, const struct metric *metric, size_t subject, size_t period,
                        const struct formula_value *names) MUST_CHECK; /* of a weighted() metric */
enum rc run_end_subject(struct run *run) MUST_CHECK; /* its cells are all there */
enum rc run_end_parts(struct run *run) MUST_CHECK;   /* all of them are */
enum rc run_write_benchmarks(struct run *run, const struct metric *metric, const struct run_figures *figures) MUST_CHECK;
/* compute_tables.c */
struct result_value run_result_value(struct arena *arena, const struct formula_value *figure); /* of a derived column */
enum rc run_tables(struct run *run) MUST_CHECK;
enum rc run_checks(struct run *run) MUST_CHECK;

#endif
