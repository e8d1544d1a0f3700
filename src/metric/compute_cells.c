/* SPDX-License-Identifier: MIT */
/* Inputs and figures in sixteen bytes each while they wait for the metrics made of them. */
#include "metric/compute_run.h"

/* The states of a cell that is no number, in the place of the size of its denominator. */
enum { CELL_MISSING = -1, CELL_NOT_APPLICABLE = -2 };

/* Reasons are a few dozen ids; a cell points to the one text of each. */
static const str *intern(struct run *run, str reason)
{
    if (run->last_reason && str_equal(*run->last_reason, reason)) return run->last_reason;
    str *known = map_lookup(&run->reasons, reason);
    if (!known) {
        known = ARENA_NEW(run->arena, str);
        *known = arena_str(run->arena, reason);
        map_set(run->arena, &run->reasons, *known, known);
    }
    run->last_reason = known;
    return known;
}

static bool is_one_limb(int32_t num, int32_t den)
{
    return den == 0 && num >= -1 && num <= 1;
}

struct run_cell run_pack(struct run *run, struct arena *arena, const struct formula_value *value)
{
    struct run_cell cell = {.num = value->number.num, .den = value->number.den};
    if (value->state)
        cell = (struct run_cell){.reason = intern(run, value->reason),
                                 .den = value->state == FORMULA_MISSING ? CELL_MISSING : CELL_NOT_APPLICABLE};
    else if (!is_one_limb(cell.num, cell.den))
        cell.limbs = run_keep(arena, value->number).limbs;
    else if (cell.num)
        cell.limb = value->number.limbs[0];
    return cell;
}

struct formula_value run_unpack(const struct run_cell *cell)
{
    if (cell->den == CELL_MISSING) return formula_missing(*cell->reason);
    if (cell->den == CELL_NOT_APPLICABLE) return formula_not_applicable(*cell->reason);
    const mp_limb_t *limbs = is_one_limb(cell->num, cell->den) ? &cell->limb : cell->limbs;
    return formula_known((struct exact){cell->num ? limbs : NULL, cell->num, cell->den});
}
