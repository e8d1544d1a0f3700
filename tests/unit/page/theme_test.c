/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../arena.h"
#include "base/file.h"
#include "page/image.h"
#include "page/theme.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/reliure-theme-XXXXXX";

static int set_up(void **state)
{
    open_arena(state);
    strcpy(path + sizeof path - 7, "XXXXXX");
    int fd = mkstemp(path);
    if (fd >= 0) close(fd);
    return fd >= 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    unlink(path);
    return close_arena(state);
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

static void zooms_are_at_least_the_size_of_paper_and_leave_room(void **state)
{
    (void)state;
    struct theme theme;
    assert_int_equal(load("page: {width: 200}\n", &theme), RC_OK);
    assert_int_equal(theme.zoom, 1000);
    assert_int_equal(load("page: {zoom: 1.2}\n", &theme), RC_OK);
    assert_int_equal(theme.zoom_most, 1200);
    assert_int_equal(load("page: {zoom: 0}\n", &theme), RC_INVALID);
    assert_int_equal(load("page: {zoom: 1.5, zoom_most: 1.2}\n", &theme), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_VALUE_WRONG], 2);
    assert_int_equal(load("page: {zoom: 3}\n", &theme), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_THEME_ROOM], 1);
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

/* ---- colours as eyes and printers see them ---- */

enum eye { EYE_NORMAL, EYE_PROTAN, EYE_DEUTAN };

struct lab {
    double l, a, b;
};

/* Linear light of one channel (IEC 61966-2-1). */
static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lab_root(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIELAB of a colour; dichromats by the matrices of Machado, Oliveira and Fernandes (2009), severity 1. */
static struct lab lab_of(uint32_t color, enum eye eye)
{
    static const double seen[3][3][3] = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
    };
    double rgb[3] = {linear(color >> 16 & 255), linear(color >> 8 & 255), linear(color & 255)}, light[3];
    for (int i = 0; i < 3; i++)
        light[i] = fmin(1, fmax(0, seen[eye][i][0] * rgb[0] + seen[eye][i][1] * rgb[1] + seen[eye][i][2] * rgb[2]));
    double x = lab_root((0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.95047);
    double y = lab_root(0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]);
    double z = lab_root((0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.08883);
    return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static double distance(uint32_t one, uint32_t other, enum eye eye)
{
    struct lab a = lab_of(one, eye), b = lab_of(other, eye);
    return sqrt(pow(a.l - b.l, 2) + pow(a.a - b.a, 2) + pow(a.b - b.b, 2));
}

static void series_stay_apart_on_a_grey_printer(void **state)
{
    (void)state;
    struct theme theme;
    theme_default(&theme);
    /* The sixth is told by its label alone: 3 is what an eye can just see side by side. */
    for (int i = 1; i < 6; i++)
        assert_true(lab_of(theme.series[i], EYE_NORMAL).l - lab_of(theme.series[i - 1], EYE_NORMAL).l >
                    (i < 5 ? 7 : 3));
}

static void tones_stay_apart_for_every_eye_and_in_grey(void **state)
{
    (void)state;
    struct theme theme;
    theme_default(&theme);
    for (int i = 1; i < 4; i++) {
        for (int j = i + 1; j < 4; j++) {
            for (enum eye eye = EYE_NORMAL; eye <= EYE_DEUTAN; eye++)
                assert_true(distance(theme.tone[i], theme.tone[j], eye) > 20);
            assert_true(fabs(lab_of(theme.tone[i], EYE_NORMAL).l - lab_of(theme.tone[j], EYE_NORMAL).l) > 6);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shipped_theme_is_the_default_look, set_up, tear_down),
        cmocka_unit_test_setup_teardown(brand_of_the_workspace_wins_and_tints_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_mistake_in_a_theme_is_reported_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sections_begin_pages_where_the_theme_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shipped_slides_are_wide_and_begin_a_page_a_section, set_up, tear_down),
        cmocka_unit_test_setup_teardown(zooms_are_at_least_the_size_of_paper_and_leave_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(margins_without_room_are_refused, set_up, tear_down),
        cmocka_unit_test(series_stay_apart_on_a_grey_printer),
        cmocka_unit_test(tones_stay_apart_for_every_eye_and_in_grey),
        cmocka_unit_test_setup_teardown(svg_logo_becomes_pixels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_picture_that_would_fill_memory_is_refused_before_it_is_read, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
