/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/file.h"
#include "page/image.h"
#include "page/theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct diag   diag;
static char          path[] = "/tmp/reliure-theme-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    diag_init(&diag, arena);
    strcpy(path + sizeof path - 7, "XXXXXX");
    int fd = mkstemp(path);
    if (fd >= 0) close(fd);
    return fd >= 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    arena_free(arena);
    return 0;
}

static enum rc load(const char *yaml, struct theme *theme)
{
    assert_int_equal(file_write(path, str_from(yaml), &diag), RC_OK);
    return theme_load(path, COLOR_NONE, arena, &diag, theme);
}

static void shipped_theme_is_the_default_look(void **state)
{
    (void)state;
    struct theme shipped, standard;
    theme_default(&standard);
    assert_int_equal(theme_load(PROJECT_ROOT "/templates/themes/reliure.yaml", COLOR_NONE, arena, &diag, &shipped),
                     RC_OK);
    assert_int_equal(diag.errors + diag.warnings, 0);
    assert_memory_equal(&shipped, &standard, sizeof shipped);
}

static void brand_of_the_workspace_wins_and_tints_follow(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(theme_load(PROJECT_ROOT "/templates/themes/reliure.yaml", 0x800000, arena, &diag, &theme), RC_OK);
    assert_int_equal(theme.brand, 0x800000);
    assert_int_equal(theme.brand_tint, theme_mix(0x800000, 0xFFFFFF, 12));
    assert_int_equal(theme.series[0], 0x800000);
}

static void every_mistake_in_a_theme_is_reported_at_once(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(
        load("colors: {ink: blue, paper: \"#FFFFFF\"}\ntype: {body: {size: -3}}\npage: {width: wide}\n", &theme),
        RC_INVALID);
    assert_int_equal(diag.counts[DIAG_VALUE_WRONG], 3);
    assert_int_equal(diag.counts[DIAG_KEY_UNKNOWN], 1);
}

static void sections_begin_pages_where_the_theme_says_so(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(load("page: {width: 200}\n", &theme), RC_OK);
    assert_false(theme.has_section_pages);
    assert_int_equal(load("page: {each_section: true}\n", &theme), RC_OK);
    assert_true(theme.has_section_pages);
    assert_int_equal(load("page: {each_section: often}\n", &theme), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_KEY_UNKNOWN], 0);
}

static void shipped_slides_are_wide_and_begin_a_page_a_section(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(theme_load(PROJECT_ROOT "/templates/themes/slides.yaml", COLOR_NONE, arena, &diag, &theme), RC_OK);
    assert_int_equal(diag.errors + diag.warnings, 0);
    assert_true(theme.has_section_pages);
    assert_true(theme.page_width * 9 / 16 - theme.page_height < MPT_PT(1));
}

static void margins_without_room_are_refused(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(load("page: {margin_left: 100, margin_right: 100}\n", &theme), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_THEME_ROOM], 1);
}

static void svg_logo_becomes_pixels(void **state)
{
    (void)state;
    const struct image *image = NULL;
    str svg = STR("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' "
                  "fill='#ff0000'/></svg>");
    assert_int_equal(file_write(path, svg, &diag), RC_OK);
    assert_int_equal(image_load(path, arena, &diag, SPAN_NONE, &image), RC_OK);
    assert_int_equal(image->width, 2 * image->height);
    assert_int_equal(image->pixels[0], 255);
    assert_int_equal(image->pixels[1], 0);
    assert_int_equal(image->pixels[3], 255);
}

static void a_picture_that_would_fill_memory_is_refused_before_it_is_read(void **state)
{
    (void)state;
    const struct image *image = NULL;
    static const char   png[] = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\x00\x00\xFF\xFF\x00\x00\xFF\xFF\x08\x06\0\0\0....";
    assert_int_equal(file_write(path, (str){png, sizeof png - 1}, &diag), RC_OK);
    assert_int_equal(image_load(path, arena, &diag, SPAN_NONE, &image), RC_INVALID);
    assert_int_equal(file_write(path, STR("neither one nor the other"), &diag), RC_OK);
    assert_int_equal(image_load(path, arena, &diag, SPAN_NONE, &image), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_IMAGE_WRONG], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shipped_theme_is_the_default_look, set_up, tear_down),
        cmocka_unit_test_setup_teardown(brand_of_the_workspace_wins_and_tints_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_mistake_in_a_theme_is_reported_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sections_begin_pages_where_the_theme_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shipped_slides_are_wide_and_begin_a_page_a_section, set_up, tear_down),
        cmocka_unit_test_setup_teardown(margins_without_room_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(svg_logo_becomes_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_picture_that_would_fill_memory_is_refused_before_it_is_read, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
