#include "values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("emrshare-adapter-c: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

// ---- memory ----

/// In front of every block.
struct header {
    struct header* next;
    max_align_t aligned[];
};

static struct header* blocks = NULL;

void* allocate(size_t count, size_t size) {
    if (size != 0 && count > (SIZE_MAX - sizeof(struct header)) / size) fail("no memory");
    struct header* const block = calloc(1, sizeof(struct header) + count * size);
    if (block == NULL) fail("no memory");
    block->next = blocks;
    blocks = block;
    return block->aligned;
}

void release_all(void) {
    while (blocks != NULL) {
        struct header* const next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

// ---- from JSON ----

static const char digits[] = "0123456789abcdef";

/// Also says how many there are.
static uint8_t* bytes_from_json(const json_t* json, const char* symbol, size_t* count) {
    if (!json_is_string(json)) fail("%s: not a string", symbol);
    const char* const hex = json_string_value(json);
    const size_t length = json_string_length(json);
    if (length % 2 != 0) fail("%s: an odd number of hex digits", symbol);
    uint8_t* const bytes = allocate(length / 2, 1);
    for (size_t i = 0; i < length; ++i) {
        const char* const digit = strchr(digits, hex[i]);
        if (digit == NULL) fail("%s: not lower-case hex", symbol);
        bytes[i / 2] = (uint8_t)(bytes[i / 2] << 4 | (digit - digits));
    }
    *count = length / 2;
    return bytes;
}

static int64_t integer_from_json(const json_t* json, const char* symbol) {
    if (!json_is_integer(json)) fail("%s: not an integer", symbol);
    return json_integer_value(json);
}

static double real_from_json(const json_t* json, const char* symbol) {
    size_t count = 0;
    const uint8_t* const bytes = bytes_from_json(json, symbol, &count);
    if (count != 8) fail("%s: not 16 hex digits", symbol);
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; ++i)
        bits = bits << 8 | bytes[i];
    double real = 0;
    memcpy(&real, &bits, sizeof real);
    return real;
}

static void matrix_from_json(const json_t* json, const char* symbol, struct value* value) {
    value->columns = json_array_size(json_array_get(json, 0));
    value->entries = allocate(value->count * value->columns, sizeof *value->entries);
    for (size_t i = 0; i < value->count; ++i) {
        const json_t* const row = json_array_get(json, i);
        if (!json_is_array(row) || json_array_size(row) != value->columns) fail("%s: not a matrix", symbol);
        for (size_t j = 0; j < value->columns; ++j) {
            const int64_t entry = integer_from_json(json_array_get(row, j), symbol);
            if (entry < INT32_MIN || entry > INT32_MAX) fail("%s: an entry beyond 32 bits", symbol);
            value->entries[i * value->columns + j] = (int32_t)entry;
        }
    }
}

static void array_from_json(const json_t* json, const struct field* field, struct value* value) {
    if (!json_is_array(json)) fail("%s: not an array", field->symbol);
    value->count = json_array_size(json);
    if (field->kind == MATRIX) {
        matrix_from_json(json, field->symbol, value);
        return;
    }
    value->list = field->kind == BYTES_LIST ? allocate(value->count, sizeof *value->list) : NULL;
    value->integers = field->kind == INTEGERS ? allocate(value->count, sizeof *value->integers) : NULL;
    value->reals = field->kind == REALS ? allocate(value->count, sizeof *value->reals) : NULL;
    for (size_t i = 0; i < value->count; ++i) {
        const json_t* const item = json_array_get(json, i);
        if (field->kind == BYTES_LIST)
            value->list[i].data = bytes_from_json(item, field->symbol, &value->list[i].size);
        else if (field->kind == INTEGERS)
            value->integers[i] = integer_from_json(item, field->symbol);
        else
            value->reals[i] = real_from_json(item, field->symbol);
    }
}

struct value value_from_json(const json_t* json, const struct field* field) {
    struct value value = {.present = true};
    switch (field->kind) {
    case BYTES:
        value.bytes = bytes_from_json(json, field->symbol, &value.count);
        break;
    case TEXT:
        if (!json_is_string(json)) fail("%s: not a string", field->symbol);
        value.text = json_string_value(json);
        break;
    case INTEGER:
        value.integer = integer_from_json(json, field->symbol);
        break;
    case BOOLEAN:
        if (!json_is_boolean(json)) fail("%s: neither true nor false", field->symbol);
        value.integer = json_is_true(json);
        break;
    case REAL:
        value.real = real_from_json(json, field->symbol);
        break;
    default:
        array_from_json(json, field, &value);
        break;
    }
    return value;
}

// ---- to JSON ----

static json_t* bytes_to_json(const uint8_t* bytes, size_t count) {
    char* const hex = allocate(2 * count + 1, 1);
    for (size_t i = 0; i < count; ++i) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    return json_stringn_nocheck(hex, 2 * count);
}

static json_t* real_to_json(double real) {
    uint64_t bits = 0;
    memcpy(&bits, &real, sizeof bits);
    uint8_t bytes[8];
    for (size_t i = 0; i < 8; ++i)
        bytes[i] = (uint8_t)(bits >> (56 - 8 * i));
    return bytes_to_json(bytes, sizeof bytes);
}

static json_t* array_to_json(const struct value* value, enum kind kind) {
    json_t* const array = json_array();
    for (size_t i = 0; i < value->count; ++i) {
        json_t* item = NULL;
        if (kind == BYTES_LIST) {
            item = bytes_to_json(value->list[i].data, value->list[i].size);
        } else if (kind == INTEGERS) {
            item = json_integer(value->integers[i]);
        } else if (kind == REALS) {
            item = real_to_json(value->reals[i]);
        } else {
            item = json_array();
            for (size_t j = 0; j < value->columns; ++j)
                json_array_append_new(item, json_integer(value->entries[i * value->columns + j]));
        }
        if (json_array_append_new(array, item) != 0) fail("no memory");
    }
    return array;
}

json_t* value_to_json(const struct value* value, enum kind kind) {
    switch (kind) {
    case BYTES:
        return bytes_to_json(value->bytes, value->count);
    case TEXT:
        return json_string(value->text);
    case INTEGER:
        return json_integer(value->integer);
    case BOOLEAN:
        return json_boolean(value->integer != 0);
    case REAL:
        return real_to_json(value->real);
    default:
        return array_to_json(value, kind);
    }
}
