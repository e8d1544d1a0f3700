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

static struct run_cell pack_number(struct arena *arena, struct exact number)
{
    struct run_cell cell = {.num = number.num, .den = number.den};
    if (!is_one_limb(cell.num, cell.den))
        cell.limbs = run_keep(arena, number).limbs;
    else if (cell.num)
        cell.limb = number.limbs[0];
    return cell;
}

struct run_cell run_pack_whole(int64_t number)
{
    mp_limb_t size = number < 0 ? (mp_limb_t)0 - (mp_limb_t)number : (mp_limb_t)number;
    return (struct run_cell){.limb = size, .num = (number > 0) - (number < 0)};
}

struct run_cell run_pack(struct run *run, struct arena *arena, const struct formula_value *value)
{
    if (!value->state) return pack_number(arena, value->number);
    return (struct run_cell){.reason = intern(run, value->reason),
                             .den = value->state == FORMULA_MISSING ? CELL_MISSING : CELL_NOT_APPLICABLE};
}

struct formula_value run_unpack(const struct run_cell *cell)
{
    if (cell->den == CELL_MISSING) return formula_missing(*cell->reason);
    if (cell->den == CELL_NOT_APPLICABLE) return formula_not_applicable(*cell->reason);
    const mp_limb_t *limbs = is_one_limb(cell->num, cell->den) ? &cell->limb : cell->limbs;
    return formula_known((struct exact){cell->num ? limbs : NULL, cell->num, cell->den});
}

bool run_is_known(const struct run_cell *cell)
{
    return cell->den >= 0;
}

/* A whole number that a sum of two still fits. */
static bool is_small(const struct run_cell *cell, int64_t *out)
{
    if (!is_one_limb(cell->num, cell->den) || cell->limb > INT64_MAX / 2) return false;
    *out = cell->num < 0 ? -(int64_t)cell->limb : (int64_t)cell->limb;
    return true;
}

struct run_cell run_add(struct arena *arena, struct arena *scratch, const struct run_cell *a, const struct run_cell *b)
{
    int64_t one, other;
    if (!is_small(a, &one) || !is_small(b, &other))
        return pack_number(arena, exact_add(scratch, run_unpack(a).number, run_unpack(b).number));
    return run_pack_whole(one + other);
}
