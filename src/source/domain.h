/* SPDX-License-Identifier: MIT */
/* domain: the domain of an e-mail or web address, as far as it tells whose it is. */
#ifndef RELIURE_SOURCE_DOMAIN_H
#define RELIURE_SOURCE_DOMAIN_H

#include "base/str.h"

enum { DOMAIN_BYTES = 254 };

/* "verdier.fr" of "Anne <anne@Verdier.fr>", "https://www.verdier.fr/contact" or "verdier.fr"; empty: there is none. */
str domain_of(str address, char buffer[DOMAIN_BYTES]);
/* "verdier.fr" of "eu.verdier.fr"; empty where two labels are left. */
str domain_parent(str domain);
/* gmail.com and its like: they are nobody's. */
bool domain_is_free_mail(str domain);

#endif
