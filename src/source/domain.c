/* SPDX-License-Identifier: MIT */
#include "source/domain.h"

#include <string.h>

static bool is_domain_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c < 0;
}

/* What stands before the domain: a name and an @, a scheme, user:password, www. */
static str behind_prefix(str address)
{
    size_t at = address.len;
    for (size_t i = 0; i < address.len; i++) {
        if (address.ptr[i] == '@') at = i;
    }
    size_t scheme = str_find_str(address, STR("://"));
    if (at < address.len) address = str_slice(address, at + 1, address.len);
    else if (scheme < address.len) address = str_slice(address, scheme + 3, address.len);
    return str_trim(address);
}

str domain_of(str address, char buffer[DOMAIN_BYTES])
{
    str    rest = behind_prefix(address);
    size_t length = 0;
    for (size_t i = 0; i < rest.len && length < DOMAIN_BYTES; i++) {
        char c = rest.ptr[i] >= 'A' && rest.ptr[i] <= 'Z' ? (char)(rest.ptr[i] + 32) : rest.ptr[i];
        if (!is_domain_character(c)) break;
        buffer[length++] = c;
    }
    str domain = {buffer, length};
    if (str_starts(domain, "www.")) domain = str_slice(domain, 4, domain.len);
    bool is_whole = domain.len && str_find(domain, '.') < domain.len && domain.ptr[0] != '.';
    return is_whole ? domain : STR_NONE;
}

str domain_parent(str domain)
{
    str rest;
    (void)str_cut(domain, '.', &rest);
    return str_find(rest, '.') < rest.len ? rest : STR_NONE;
}

bool domain_is_free_mail(str domain)
{
    static const char *const domains[] = {
        "gmail.com",   "googlemail.com", "outlook.com", "outlook.fr",   "hotmail.com",     "hotmail.fr",
        "hotmail.co.uk", "live.com",     "live.fr",     "msn.com",      "yahoo.com",       "yahoo.fr",
        "yahoo.co.uk", "ymail.com",      "icloud.com",  "me.com",       "mac.com",         "aol.com",
        "orange.fr",   "wanadoo.fr",     "free.fr",     "laposte.net",  "sfr.fr",          "neuf.fr",
        "bbox.fr",     "gmx.com",        "gmx.de",      "gmx.net",      "web.de",          "t-online.de",
        "proton.me",   "protonmail.com", "pm.me",       "mail.com",     "mail.ru",         "yandex.ru",
        "yandex.com",  "qq.com",         "163.com",     "126.com",      "zoho.com",        "fastmail.com",
        "libero.it",   "virgilio.it",    "bluewin.ch",  "skynet.be",    "telenet.be",      "numericable.fr",
    };
    bool is_free = false;
    for (size_t i = 0; i < COUNT_OF(domains) && !is_free; i++) is_free = str_is(domain, domains[i]);
    return is_free;
}
