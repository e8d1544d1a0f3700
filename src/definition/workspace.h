/* SPDX-License-Identifier: MIT */
/*
 * workspace: reliure.yaml, read and checked: who the vendor is, and which exports feed which canonical table. Names
 * of tables and canonical columns are not checked here: source/ knows them. Everything lives in the given arena.
 */
#ifndef RELIURE_DEFINITION_WORKSPACE_H
#define RELIURE_DEFINITION_WORKSPACE_H

#include "definition/rates.h"
#include "definition/segments.h"

enum source_format { FORMAT_AUTO, FORMAT_CSV, FORMAT_JSONL, FORMAT_JSON, FORMAT_WORKBOOK, FORMAT_SQLITE, FORMAT_POSTGRESQL, FORMAT_ODBC };

enum date_order {
    DATES_AUTO,
    DATES_DMY,
    DATES_MDY,
    DATES_YMD,
    DATES_ISO,
    DATES_EPOCH,
    DATES_EPOCH_MS,
    DATES_EPOCH_US,
    DATES_SERIAL,
    DATES_SERIAL_1904
};

enum column_unit {
    COLUMN_UNIT_PLAIN,
    COLUMN_UNIT_CENTS,
    COLUMN_UNIT_PERCENT,
    COLUMN_UNIT_THOUSAND,
    COLUMN_UNIT_WEEK,
    COLUMN_UNIT_QUARTER,
    COLUMN_UNIT_YEAR
};

/* What becomes of a negative recurring revenue (domain 13). */
enum stale { STALE_WARN, STALE_REFUSE }; /* what becomes of an export past its freshness */

enum negative_mrr { NEGATIVE_REJECT, NEGATIVE_NET, NEGATIVE_CLAMP };

enum short_rows { SHORT_ROWS_REFUSE, SHORT_ROWS_FILL };

enum empty_meaning { EMPTY_MISSING, EMPTY_ZERO };

enum scale_direction { DIRECTION_EASE, DIRECTION_EFFORT };

struct value_pair {
    struct placed_text from, to; /* value in the export, canonical value (may be empty) */
};

/* Where one canonical column comes from. Texts not given are empty. */
struct column_def {
    struct placed_text      name; /* canonical */
    struct placed_text      from; /* column of the export, or "#1" by position; empty with a constant */
    struct placed_text      constant;
    bool                    has_constant, has_fallback; /* an empty text may be meant */
    struct placed_text      fallback;                   /* where the export's value is empty */
    const struct yaml_node *values_map;
    struct value_pair      *values;
    size_t                  value_count;
    enum column_unit        unit;
    enum empty_meaning      empty_means;
    struct placed_text      scale;
    int                     scale_low, scale_high; /* both 0 when no scale was given */
    enum scale_direction    direction;
    enum date_order         dates; /* AUTO: the source's */
    /* Of an amount: columns of the export, empty where not given. */
    struct placed_text interval, interval_count, quantity;
    struct placed_text split; /* one character, or empty */
};

/* Rows kept (`keep`) or ignored (`drop`) by the value of one export column; both may be given. */
struct where_def {
    struct placed_text column;
    struct placed_list keep, drop;
};

/* `column` is filled by looking the value of `from` up in `to_table`.`to_column`. */
struct join_def {
    struct placed_text column, from, to;
    struct placed_text split; /* one character, or empty */
    str                to_table, to_column; /* "name" alone is accounts.name */
};

/* How to reach a database server. Passwords stand elsewhere: in the environment or in a file. */
struct connection_def {
    struct placed_text service, host, database, user, sslmode, dsn, driver;
    struct placed_text password_env, password_file;
    int64_t            port; /* 0: the driver's own */
};

#define HEADER_AUTO (-1)

struct source_def {
    struct placed_text      name;  /* the key under `sources` */
    struct placed_list      files; /* paths or globs, relative to the workspace */
    struct placed_text      table;
    enum source_format      format;
    struct placed_text      encoding, delimiter, quote, decimal, time_zone; /* empty: detected, or the workspace's */
    struct placed_text      sheet;   /* of a workbook */
    struct placed_text      query, table_name; /* of a database: what to read */
    const struct yaml_node *connection_map;    /* of a database server, or NULL */
    struct connection_def   connection;
    int64_t                 timeout; /* [seconds] */
    struct placed_text      records; /* dotted path of the array of records in a JSON text */
    struct placed_text      end; /* the first value of the record at which the data end; "blank": a blank line */
    enum date_order         dates;
    struct placed_list      empty;  /* texts that stand for nothing */
    struct placed_list      width_texts;
    const uint32_t         *widths; /* [characters] of columns padded with blanks */
    size_t                  width_count;
    enum short_rows         short_rows;
    int64_t                 header_rows; /* 0: detected */
    int64_t                 header; /* record number, 0 none, HEADER_AUTO */
    int64_t                 skip, freshness;
    enum stale              stale;
    struct exact            tolerance; /* ratio */
    const struct yaml_node *columns_map, *where_node, *join_node;
    struct column_def      *columns; /* in the order of the file */
    size_t                  column_count;
    struct where_def       *wheres; /* a row must pass all */
    size_t                  where_count;
    struct join_def        *joins;
    size_t                  join_count;
};

struct brand {
    struct placed_text color, logo;
};

struct workspace {
    const char               *folder; /* where reliure.yaml stands, as given with -C */
    const struct source_file *file;
    struct placed_text        name, locale, time_zone, currency, theme;
    struct exact              account_tolerance; /* ratio */
    int64_t                   fiscal_year_start; /* 1..12 */
    date                      as_of;             /* or DATE_NONE */
    const struct yaml_node   *brand_map, *sources_map;
    struct brand              brand;
    const struct yaml_node   *rates_node;
    struct rate_list          rates;      /* those of reliure.yaml */
    struct placed_text        rates_file; /* or the file that has them */
    enum negative_mrr         negative_mrr;
    const struct yaml_node   *settings; /* or NULL; leaves are read by metric/ */
    const struct yaml_node   *segments_map; /* or NULL */
    struct segments           segments;
    struct source_def        *sources;  /* in the order of the file */
    size_t                    source_count;
};

/* Is the source a query over a database server rather than files? */
bool source_is_server(const struct source_def *source);

/* Reads FOLDER/reliure.yaml. RC_INVALID when anything was reported; `*out` is then NULL unless the YAML could be read.
 */
enum rc workspace_load(struct arena *arena, const char *folder, struct diag *diag, struct workspace **out) MUST_CHECK;
/* The same of one file's text; `folder` is kept for what is relative to it. */
enum rc workspace_parse(struct arena *arena, const struct source_file *file, const char *folder, struct diag *diag,
                        struct workspace **out) MUST_CHECK;
/* `--dump=definition`, first part: one value a line. */
void workspace_dump(const struct workspace *workspace, struct strbuf *out);
/* The keys of reliure.yaml for schema and manual: tables by owner, in order. */
const struct field_table *workspace_tables(size_t *count);

#endif
