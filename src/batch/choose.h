/* SPDX-License-Identifier: MIT */
/* choose: from the words after --account to accounts. A word is an id, or a name, case, accents and punctuation aside.
 */
#ifndef RELIURE_BATCH_CHOOSE_H
#define RELIURE_BATCH_CHOOSE_H

#include "batch/plan.h"

/*
 * Sets is_chosen[i] for each account a word stands for. Several of one name are listed with their ids, none brings the
 * closest names: RC_INVALID then (usage).
 */
enum rc choose_accounts(const struct accounts *accounts, const str *words, size_t count, struct arena *arena,
                        struct diag *diag, bool *is_chosen) MUST_CHECK;

#endif
