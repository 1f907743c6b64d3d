/// @file
/// The values of requests and answers: how JSON writes them (section 8.2 of the specification), and their memory.
#ifndef EMRSHARE_ADAPTER_VALUES_H
#define EMRSHARE_ADAPTER_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <emrshare.h>
#include <jansson.h>

/// The written forms. Elements and messages are written like byte strings.
enum kind { BYTES, BYTES_LIST, TEXT, INTEGER, BOOLEAN, INTEGERS, REAL, REALS, MATRIX };

/// A named value of an operation.
struct field {
    const char* symbol; ///< null ends a list of fields
    enum kind kind;
};

/// A value; its kind says which members count.
struct value {
    bool present;         ///< an output that is absent is not written
    size_t count;         ///< of bytes, list items, integers, reals, or rows of a matrix
    size_t columns;       ///< of a matrix
    uint8_t* bytes;       ///< BYTES
    emrshare_bytes* list; ///< BYTES_LIST
    const char* text;     ///< TEXT
    int64_t integer;      ///< INTEGER, BOOLEAN
    int64_t* integers;    ///< INTEGERS
    double real;          ///< REAL
    double* reals;        ///< REALS
    int32_t* entries;     ///< MATRIX, row by row
};

/// Says on standard error what is wrong, as printf does, and ends the process with status 1.
_Noreturn void fail(const char* format, ...);

/// Zeroed memory that lives until release_all(): what one request needs.
void* allocate(size_t count, size_t size);

/// Frees everything that allocate() gave.
void release_all(void);

/// The value that @p json writes as @p field; fails for any other form.
struct value value_from_json(const json_t* json, const struct field* field);

/// The written form of a value.
json_t* value_to_json(const struct value* value, enum kind kind);

#endif
