/* SPDX-License-Identifier: MIT */
#include "source/salesforce.h"

#include <string.h>

static bool is_alphanumeric(str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) return false;
    }
    return true;
}

/* Each group of five characters gives a letter: bit i is set where the group's character i is a capital. */
static void put_case(str id, char out[3])
{
    for (int group = 0; group < 3; group++) {
        int bits = 0;
        for (int i = 0; i < 5; i++) {
            char c = id.ptr[group * 5 + i];
            bits |= (c >= 'A' && c <= 'Z') << i;
        }
        out[group] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits];
    }
}

str salesforce_other(str id, char buffer[SALESFORCE_LONG])
{
    char letters[3];
    if ((id.len != SALESFORCE_SHORT && id.len != SALESFORCE_LONG) || !is_alphanumeric(id)) return STR_NONE;
    put_case(id, letters);
    if (id.len == SALESFORCE_LONG)
        return memcmp(letters, id.ptr + SALESFORCE_SHORT, 3) == 0 ? str_slice(id, 0, SALESFORCE_SHORT) : STR_NONE;
    memcpy(buffer, id.ptr, SALESFORCE_SHORT);
    memcpy(buffer + SALESFORCE_SHORT, letters, 3);
    return (str){buffer, SALESFORCE_LONG};
}
