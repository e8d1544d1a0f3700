/* SPDX-License-Identifier: MIT */
/* drawing: the project's faces, the French locale and the default theme, for a group of tests that draw. */
#ifndef RELIURE_TESTS_DRAWING_H
#define RELIURE_TESTS_DRAWING_H

#include "locale/locale.h"
#include "page/theme.h"
#include "text/fonts.h"

static struct fonts  *fonts;
static struct locale *locale;
static struct theme   theme;
static struct arena  *drawing_arena;

static inline int open_drawing(void **state)
{
    (void)state;
    struct diag messages;
    drawing_arena = arena_new();
    diag_init(&messages, drawing_arena);
    theme_default(&theme);
    if (fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &messages, &fonts) != RC_OK) return -1;
    return locale_open(PROJECT_ROOT "/templates/locales", "fr", &messages, &locale) == RC_OK ? 0 : -1;
}

static inline int close_drawing(void **state)
{
    (void)state;
    locale_close(locale);
    fonts_close(fonts);
    arena_free(drawing_arena);
    return 0;
}

#endif
