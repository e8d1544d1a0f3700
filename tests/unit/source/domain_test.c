/* SPDX-License-Identifier: MIT */
#include "source/domain.h"
#include "source/salesforce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(const char *address, const char *expected)
{
    char buffer[DOMAIN_BYTES];
    str  domain = domain_of(str_from(address), buffer);
    if (!str_is(domain, expected)) fail_msg("'%s' has the domain '%.*s'", address, STR_ARG(domain));
}

static void domains_of_addresses_of_all_kinds(void **state)
{
    (void)state;
    check("anne@verdier.fr", "verdier.fr");
    check("Anne Réau <Anne.Reau@Verdier.FR>", "verdier.fr");
    check("https://www.verdier.fr/contact?x=1", "verdier.fr");
    check("verdier.fr", "verdier.fr");
    check("\"a@b\"@eu.verdier.fr", "eu.verdier.fr");
    check("société.example", "société.example");
    check("standard", "");
    check("anne@", "");
    check("", "");
    check(".fr", "");
}

static void a_subdomain_leads_to_its_domain(void **state)
{
    (void)state;
    assert_true(str_is(domain_parent(STR("a.b.verdier.fr")), "b.verdier.fr"));
    assert_true(str_is(domain_parent(STR("b.verdier.fr")), "verdier.fr"));
    assert_int_equal(domain_parent(STR("verdier.fr")).len, 0);
    assert_true(domain_is_free_mail(STR("gmail.com")));
    assert_false(domain_is_free_mail(STR("verdier.fr")));
}

static void check_other(const char *id, const char *expected)
{
    char buffer[SALESFORCE_LONG];
    str  other = salesforce_other(str_from(id), buffer);
    if (!str_is(other, expected)) fail_msg("'%s' is '%.*s'", id, STR_ARG(other));
}

static void an_id_of_salesforce_has_two_forms(void **state)
{
    (void)state;
    check_other("0015800000aBcDe", "0015800000aBcDeAAK");
    check_other("0015800000aBcDeAAK", "0015800000aBcDe");
    check_other("0015800000abcde", "0015800000abcdeAAA");
    check_other("0015800000abcdeAAK", ""); /* its letters do not fit its capitals */
    check_other("0015800000-Bc/e", "");
    check_other("A-1001", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(domains_of_addresses_of_all_kinds),
        cmocka_unit_test(a_subdomain_leads_to_its_domain),
        cmocka_unit_test(an_id_of_salesforce_has_two_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
