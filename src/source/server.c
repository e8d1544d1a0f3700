/* SPDX-License-Identifier: MIT */
#include "source/server.h"

#include "base/limits.h"

#include <string.h>

enum rc server_fail(struct server_failure *failure, enum server_fault fault, str says)
{
    failure->fault = fault;
    failure->text.most = LIMIT_SERVER_SAYS;
    strbuf_clear(&failure->text);
    bool is_apart = false;
    says = str_trim(says);
    for (size_t at = 0; at < says.len && failure->text.len + 8 < LIMIT_SERVER_SAYS;) {
        uint32_t c = str_next(says, &at);
        bool     is_space = c <= ' ' || c == 0x7F;
        if (!is_space && is_apart) strbuf_addc(&failure->text, ' ');
        if (!is_space) strbuf_add_code_point(&failure->text, c);
        is_apart = is_space;
    }
    return RC_INVALID;
}

enum server_fault server_fault_of(const char *state)
{
    static const struct {
        const char       *start;
        enum server_fault fault;
    } faults[] = {
        {"28", SERVER_LOGIN},      {"57014", SERVER_TIMEOUT}, {"HYT00", SERVER_TIMEOUT}, {"S1T00", SERVER_TIMEOUT},
        {"HYT01", SERVER_CONNECT}, {"08", SERVER_CONNECT},    {"IM", SERVER_CONNECT},    {"3D", SERVER_CONNECT},
        {"57P", SERVER_CONNECT},   {"01S00", SERVER_CONNECT},
    };
    for (size_t i = 0; state && i < COUNT_OF(faults); i++) {
        if (strncmp(state, faults[i].start, strlen(faults[i].start)) == 0) return faults[i].fault;
    }
    return SERVER_QUERY;
}
