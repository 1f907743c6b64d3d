/// @file
/// The operations of section 8.3 of the specification as rows of one table.
#ifndef EMRSHARE_ADAPTER_OPERATIONS_H
#define EMRSHARE_ADAPTER_OPERATIONS_H

#include "values.h"

enum { MAX_INPUTS = 10, MAX_OUTPUTS = 5 };

/// One call of an operation.
struct call {
    const emrshare_set* set;  ///< null for an operation that knows none
    emrshare_profile profile; ///< corrected where the profiles do not differ
    const struct value* in;   ///< in the order of the row's inputs
    struct value* out;        ///< in the order of the row's outputs
    struct value* on_the_way; ///< in the order of the row's intermediates
    const char* check;        ///< of a rejection: the check, if it is not emrshare_last_check()
    const char* field;        ///< of a rejection: the field, if it is not emrshare_last_field()
};

/// An operation under one profile.
struct operation {
    const char* name;
    const char* profile; ///< as in requests
    bool per_set;        ///< or else its set is "any"
    emrshare_status (*run)(struct call* call);
    struct field inputs[MAX_INPUTS];
    struct field outputs[MAX_OUTPUTS];
    struct field intermediates[MAX_OUTPUTS]; ///< those that cost nothing; the others are not sent
};

/// Ends with a row whose name is null.
extern const struct operation operations[];

/// Frees what was kept between requests.
void forget_keys(void);

#endif
