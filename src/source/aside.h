/* SPDX-License-Identifier: MIT */
/*
 * aside: records of an export that are none of its table: totals, notices and footers below it, its header once more
 * where exports were put together. They are ignored by rule and counted, so that « Grand Totals (5700 records) » never
 * becomes a customer. Whatever might be data is left to be judged as data.
 */
#ifndef RELIURE_SOURCE_ASIDE_H
#define RELIURE_SOURCE_ASIDE_H

#include "source/record.h"

struct asides {
    size_t     columns;
    const str *header;      /* the first record's names; NULL: there is no header */
    bool       after_blank; /* the record before was blank */
    bool       is_below;    /* notices have begun: what has one value is one more */
};

/* To be called with every record in turn. Sets record->aside. */
void aside_judge(struct asides *asides, struct record *record);

#endif
