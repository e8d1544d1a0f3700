/* SPDX-License-Identifier: MIT */
/* What stands behind the document: each metric it shows with its inputs and formula, and the tables of its charts. */
#include "template/run.h"

static void add_inputs(struct builder *builder, const struct metric_slot *slot, struct doc_calculation *out)
{
    struct metric_input         *inputs;
    size_t                       count;
    str                          plain; /* without weighted(): the workbook writes that itself, and so stays live */
    const struct query_bindings *bind = &builder->bindings;
    if (results_inputs(builder->run->options.results, builder->arena, slot->id, bind->subject, bind->period,
                       bind->language, &inputs, &count, &plain) != RC_OK)
        return;
    out->input_names = ARENA_ARRAY(builder->arena, str, count + 1);
    out->input_labels = ARENA_ARRAY(builder->arena, str, count + 1);
    out->inputs = ARENA_ARRAY(builder->arena, struct value, count + 1);
    out->input_count = count;
    for (size_t i = 0; i < count; i++) {
        out->input_names[i] = inputs[i].name;
        out->input_labels[i] = inputs[i].label;
        out->inputs[i] = inputs[i].value;
        if (!value_has_number(&inputs[i].value) && inputs[i].value.text.len)
            out->inputs[i].text = results_word(builder->run->options.results, inputs[i].value.text, bind->language);
    }
}

void build_calculations(struct builder *builder)
{
    struct doc *doc = builder->doc;
    doc->calculations = ARENA_ARRAY(builder->arena, struct doc_calculation, builder->shown.count + 1);
    for (size_t i = 0; i < builder->shown.count; i++) {
        const struct metric_slot *slot = builder->shown.at[i];
        struct doc_calculation   *out = &doc->calculations[doc->calculation_count++];
        *out = (struct doc_calculation){
            .id = slot->id,
            .label = slot->info.label,
            .formula = slot->info.formula,
            .value = slot->result.value,
            .band = results_band_word(builder->run->options.results, slot->id, slot->result.band,
                                      builder->bindings.language),
            .source = slot->info.band_source,
            .period = doc->period_label,
        };
        add_note(builder, &out->band, scope_mark(builder, slot));
        add_inputs(builder, slot, out);
    }
}

void build_dataset(struct builder *builder, int source, str name, str title, const struct doc_table *table)
{
    if (source >= 0 && builder->is_dataset[source]) return;
    if (source >= 0) builder->is_dataset[source] = true;
    *VEC_PUSH(builder->arena, builder->datasets) =
        (struct doc_dataset){.name = name, .title = title.len ? title : name, .table = *table};
}
