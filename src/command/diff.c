/* SPDX-License-Identifier: MIT */
/* diff: what would change if settings were others: the portfolio as configured against the portfolio so set. */
#include "command/verbs.h"

#include "base/file.h"
#include "base/say.h"
#include "base/vec.h"
#include "locale/locale.h"
#include "metric/compare.h"

/* One setting of the what-if. */
struct wish {
    const struct setting *setting; /* as configured */
    str                   text;
    bool                  is_shared; /* not said, but following from what was: weights still add up to 1 */
};

struct what_if {
    struct command    *command;
    struct definitions after;
    VEC(struct wish) wishes;
    struct prepared   was, is;
    struct group      group;
    struct comparison found;
};

static bool is_number(struct arena *arena, str text, struct exact *out)
{
    return exact_parse(arena, text, out) == RC_OK && str_find(text, '/') == text.len;
}

/* The setting of a key, or the only one whose key ends with it: "weights.usage". */
static const struct setting *find_setting(struct command *command, str key)
{
    const struct map     *keys = &command->definitions.catalogue->settings.keys;
    const struct setting *found = map_lookup(keys, key);
    str                  *names = ARENA_ARRAY(command->arena, str, keys->count);
    size_t                hits = 0;
    const char           *tail = arena_printf(command->arena, ".%.*s", STR_ARG(key)).ptr;
    for (size_t i = 0; !found && i < keys->count; i++)
        hits += str_ends(keys->entries[i].key, tail);
    for (size_t i = 0; hits == 1 && !found && i < keys->count; i++)
        if (str_ends(keys->entries[i].key, tail)) found = keys->entries[i].value;
    if (found) return found;
    struct diag_message *message = diag_add(&command->diag, DIAG_SETTING_UNKNOWN, SPAN_NONE, STR_ARG(key));
    for (size_t i = 0; i < keys->count; i++)
        names[i] = keys->entries[i].key;
    diag_hint_nearest(&command->diag, message, key, names, keys->count);
    return NULL;
}

static void read_wishes(struct what_if *what)
{
    struct command         *command = what->command;
    const struct arguments *a = &command->arguments;
    for (size_t i = 0; i < a->counts[OPTION_SET]; i++) {
        str value, key = str_cut(a->values[OPTION_SET][i], '=', &value);
        if (!value.ptr || !key.len) {
            command_usage(command, "--set wants KEY=VALUE, not '%.*s'", STR_ARG(a->values[OPTION_SET][i]));
            continue;
        }
        const struct setting *setting = find_setting(command, str_trim(key));
        if (setting) *VEC_PUSH(command->arena, what->wishes) = (struct wish){setting, str_trim(value), false};
    }
}

static const struct wish *wish_of(const struct what_if *what, str key)
{
    for (size_t i = what->wishes.count; i-- > 0;)
        if (str_equal(what->wishes.at[i].setting->key, key)) return &what->wishes.at[i];
    return NULL;
}

/* "health.weights." of "health.weights.usage". */
static str parent(str key)
{
    size_t at = key.len;
    while (at && key.ptr[at - 1] != '.')
        at--;
    return str_slice(key, 0, at);
}

/* Weights that add up to 1 still do: those not said share what is left in proportion. */
static void share_weights(struct what_if *what, str prefix)
{
    struct command   *command = what->command;
    struct arena     *arena = command->arena;
    const struct map *keys = &command->definitions.catalogue->settings.keys;
    struct exact      one = exact_from_int(arena, 1), sum = EXACT_ZERO, said = EXACT_ZERO, unsaid = EXACT_ZERO, number;
    if (!str_ends(prefix, "weights.")) return;
    const char *start = arena_cstr(arena, prefix);
    for (size_t i = 0; i < keys->count; i++) {
        const struct setting *setting = keys->entries[i].value;
        if (!str_starts(setting->key, start) || !setting->has_number) continue;
        const struct wish *wish = wish_of(what, setting->key);
        sum = exact_add(arena, sum, setting->number);
        if (!wish)
            unsaid = exact_add(arena, unsaid, setting->number);
        else if (is_number(arena, wish->text, &number))
            said = exact_add(arena, said, number);
    }
    if (exact_compare(sum, one) != 0 || exact_sign(unsaid) <= 0 || exact_compare(said, one) > 0) return;
    struct exact scale = exact_div(arena, exact_sub(arena, one, said), unsaid);
    for (size_t i = 0; i < keys->count; i++) {
        const struct setting *setting = keys->entries[i].value;
        if (!str_starts(setting->key, start) || !setting->has_number || wish_of(what, setting->key)) continue;
        str text = exact_print(arena, exact_mul(arena, setting->number, scale), 6);
        *VEC_PUSH(arena, what->wishes) = (struct wish){setting, text, true};
    }
}

/* The wishes as a mapping, read like any other. */
static enum rc wished_node(struct what_if *what, const struct yaml_node **out)
{
    struct command *command = what->command;
    struct strbuf   text = {0};
    struct exact    number;
    for (size_t i = 0; i < what->wishes.count; i++) {
        const struct wish *wish = &what->wishes.at[i];
        if (wish_of(what, wish->setting->key) != wish) continue;
        strbuf_printf(&text, "%.*s: ", STR_ARG(wish->setting->key));
        if (is_number(command->arena, wish->text, &number))
            strbuf_add(&text, wish->text);
        else
            strbuf_add_json(&text, wish->text);
        strbuf_addc(&text, '\n');
    }
    const struct source_file *file = file_source(command->arena, "--set", arena_str(command->arena, strbuf_str(&text)));
    strbuf_release(&text);
    return yaml_parse(command->arena, file, &command->diag, out);
}

/* The settings as wished; what the definitions have to say, they said as configured. */
static enum rc open_after(struct what_if *what)
{
    struct command         *command = what->command;
    const struct yaml_node *node;
    str                     folder = arguments_last(&command->arguments, OPTION_FOLDER);
    for (size_t i = 0, said = what->wishes.count; i < said; i++)
        share_weights(what, parent(what->wishes.at[i].setting->key));
    enum rc rc = wished_node(what, &node);
    if (rc != RC_OK) return rc;
    const struct definitions_options options = {.folder = folder.ptr ? folder.ptr : ".", .data = definitions_data(), .what_if = node};
    struct diag                      own;
    diag_init(&own, command->arena);
    rc = definitions_load(command->arena, &options, &own, &what->after);
    diag_merge(&command->diag, &own);
    return rc;
}

/* One side; what the data has to say, it says on both. */
static enum rc prepare_side(struct command *command, const struct prepare_options *options, struct prepared *out)
{
    struct diag own;
    diag_init(&own, command->arena);
    enum rc rc = prepare_here(options, command->arena, &own, out);
    diag_merge(&command->diag, &own);
    return rc;
}

/* The same store twice, with figures under either settings. */
static enum rc prepare_both(struct what_if *what)
{
    struct command *command = what->command;
    enum rc         rc = group_of_figures(&command->run, command->arena, &command->diag, &what->group);
    if (rc != RC_OK) return rc;
    struct prepare_options options = group_prepare(&command->run, &what->group, command->arena);
    rc = prepare_side(command, &options, &what->was);
    options.definitions = &what->after;
    if (rc == RC_OK) rc = prepare_side(command, &options, &what->is);
    if (rc != RC_OK) return rc;
    const struct compare_files files = {.catalogue_before = command->definitions.catalogue,
                                        .catalogue_after = what->after.catalogue,
                                        .store = what->was.store,
                                        .before = what->was.metrics,
                                        .after = what->is.metrics,
                                        .period = str_from(what->group.key)};
    return compare_find(command->arena, &files, &command->diag, &what->found);
}

/* What a side of a change prints: « JAUNE (67/100) », « 104,1 % », « champions ». */
static str printed(const struct what_if *what, const struct compare_change *change, const struct compare_side *side)
{
    const struct command     *command = what->command;
    const struct definitions *d = side == &change->after ? &what->after : &command->definitions;
    const char               *language = locale_language(d->locale);
    str                       value = side->value.kind == VALUE_EMPTY ? STR("-") : locale_print(d->locale, command->arena, &side->value);
    if (!change->metric)
        return side->value.kind == VALUE_TEXT ? catalogue_word(d->catalogue, side->value.text, language) : value;
    const struct metric *metric = catalogue_metric(d->catalogue, change->metric->id);
    const struct band   *band = metric->bands ? bands_find(metric->bands, side->band) : NULL;
    if (!band) return value;
    return arena_printf(command->arena, "%.*s (%.*s)", STR_ARG(words_in(band->word, language)), STR_ARG(value));
}

/* Why a figure is not known, in the catalogue's words; empty where it is. */
static str reason(const struct what_if *what, const struct compare_side *side)
{
    const struct definitions *d = &what->command->definitions;
    bool                      is_known = side->value.kind != VALUE_MISSING && side->value.kind != VALUE_NOT_APPLICABLE;
    return is_known ? STR_NONE : catalogue_word(d->catalogue, side->value.text, locale_language(d->locale));
}

/* A figure against its goal, with why there is none, or alone: « 104,1 %, goal > 105 not met ». */
static str outcome(const struct what_if *what, const struct compare_change *change, const struct compare_side *side)
{
    str value = printed(what, change, side), why = reason(what, side);
    if (why.len) return arena_printf(what->command->arena, "%.*s (%.*s)", STR_ARG(value), STR_ARG(why));
    if (change->kind != COMPARE_GOAL) return value;
    return say_text(what->command->arena, what->command->language, "%.*s, goal %.*s %s", STR_ARG(value), STR_ARG(side->goal),
                    side->is_goal_met ? "met" : "not met");
}

static str item_of(const struct what_if *what, const struct compare_change *change)
{
    if (change->metric) return change->metric->id;
    return arena_printf(what->command->arena, "%.*s.%.*s", STR_ARG(change->table->id), STR_ARG(change->column));
}

static void put_text(const struct what_if *what, struct strbuf *out)
{
    static const struct {
        enum compare_kind kind;
        bool              is_account;
        const char       *title;
    } parts[] = {{COMPARE_BAND, true, "accounts that change band"},
                 {COMPARE_SEGMENT, true, "accounts that change segment"},
                 {COMPARE_BAND, false, "segments and portfolio that change band"},
                 {COMPARE_GOAL, true, "accounts whose goal is met or no longer met"},
                 {COMPARE_GOAL, false, "goals of segments and portfolio met or no longer met"},
                 {COMPARE_FIGURE, false, "figures of segments and portfolio that move"}};
    enum diag_language language = what->command->language;
    for (size_t i = 0; i < what->wishes.count; i++) {
        const struct wish *wish = &what->wishes.at[i];
        say_add(out, language, "set %.*s: %.*s -> %.*s%s\n", STR_ARG(wish->setting->key), STR_ARG(wish->setting->text), STR_ARG(wish->text),
                      wish->is_shared ? " (shared out, so that the weights add up to 1)" : "");
    }
    for (size_t p = 0; p < COUNT_OF(parts); p++) {
        size_t count = 0;
        for (size_t i = 0; i < what->found.count; i++) {
            const struct compare_change *change = &what->found.changes[i];
            if (change->kind != parts[p].kind || change->is_account != parts[p].is_account) continue;
            if (!count++) say_add(out, language, "\n%s, %s:\n", parts[p].title, what->group.key);
            strbuf_printf(out, "  %.*s%s%.*s  %.*s  %.*s -> %.*s\n", STR_ARG(change->subject), change->name.len ? "  " : "",
                          STR_ARG(change->name), STR_ARG(item_of(what, change)), STR_ARG(outcome(what, change, &change->before)),
                          STR_ARG(outcome(what, change, &change->after)));
        }
    }
    if (!what->found.count) say_add(out, language, "\nnothing changes in %s\n", what->group.key);
}

static void put_side(const struct what_if *what, const struct compare_change *change, const struct compare_side *side, struct strbuf *out)
{
    strbuf_adds(out, "{\"printed\":");
    strbuf_add_json(out, printed(what, change, side));
    if (side->value.kind == VALUE_NUMBER) {
        strbuf_adds(out, ",\"exact\":");
        strbuf_add_json(out, exact_dump(what->command->arena, side->value.number));
    }
    if (reason(what, side).len) {
        strbuf_adds(out, ",\"reason\":");
        strbuf_add_json(out, side->value.text);
        strbuf_adds(out, ",\"reason_words\":");
        strbuf_add_json(out, reason(what, side));
    }
    if (side->band.len) {
        strbuf_adds(out, ",\"band\":");
        strbuf_add_json(out, side->band);
    }
    if (change->kind == COMPARE_GOAL) {
        strbuf_adds(out, ",\"goal\":{\"text\":");
        strbuf_add_json(out, side->goal);
        strbuf_printf(out, ",\"is_met\":%s}", side->is_goal_met ? "true" : "false");
    }
    strbuf_addc(out, '}');
}

static void put_json(const struct what_if *what, struct strbuf *out)
{
    static const char *const kinds[] = {"band", "segment", "figure", "goal"};
    strbuf_printf(out, "{\"period\":\"%s\",\"set\":{", what->group.key);
    for (size_t i = 0; i < what->wishes.count; i++) {
        if (i) strbuf_addc(out, ',');
        strbuf_add_json(out, what->wishes.at[i].setting->key);
        strbuf_adds(out, ":{\"before\":");
        strbuf_add_json(out, what->wishes.at[i].setting->text);
        strbuf_adds(out, ",\"after\":");
        strbuf_add_json(out, what->wishes.at[i].text);
        strbuf_addc(out, '}');
    }
    strbuf_adds(out, "},\"changes\":[");
    for (size_t i = 0; i < what->found.count; i++) {
        const struct compare_change *change = &what->found.changes[i];
        strbuf_printf(out, "%s\n{\"kind\":\"%s\",\"item\":", i ? "," : "", kinds[change->kind]);
        strbuf_add_json(out, item_of(what, change));
        strbuf_adds(out, ",\"subject\":");
        strbuf_add_json(out, change->subject);
        strbuf_adds(out, ",\"before\":");
        put_side(what, change, &change->before, out);
        strbuf_adds(out, ",\"after\":");
        put_side(what, change, &change->after, out);
        strbuf_addc(out, '}');
    }
    strbuf_adds(out, "]}\n");
}

int verb_diff(struct command *command)
{
    struct what_if what = {.command = command};
    struct strbuf  text = {.most = (size_t)1 << 30};
    bool           is_json = command_wants_json(command);
    if (!command->arguments.counts[OPTION_SET]) command_usage(command, "diff wants --set KEY=VALUE: what would change if");
    if (command->arguments.word_count) command_usage(command, "diff takes no words: reliure diff --set health.weights.usage=0.4");
    if (command->diag.errors || command_open_programs(command, NULL, 0) != RC_OK) return command_report(command);
    read_wishes(&what);
    bool is_found = !command->diag.errors && open_after(&what) == RC_OK && prepare_both(&what) == RC_OK;
    if (is_found) (is_json ? put_json : put_text)(&what, &text);
    int  status = command_report(command);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    definitions_close(&what.after);
    if (!is_printed) return 6;
    return status ? status : what.found.count ? 1 : 0;
}
