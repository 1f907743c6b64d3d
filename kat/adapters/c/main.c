// An adapter for `emrshare kat validate` in C: answers requests (spec/adapter.md) through the library's C interface.
#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

// ---- writing ----

static void add(json_t* object, const char* name, json_t* member) {
    if (json_object_set_new(object, name, member) != 0) fail("no memory");
}

/// Writes one line and frees @p json.
static void write_line(json_t* json) {
    if (json_dumpf(json, stdout, JSON_COMPACT) != 0 || putchar('\n') == EOF || fflush(stdout) != 0)
        fail("standard output cannot be written");
    json_decref(json);
}

static void write_hello(void) {
    json_t* const names = json_array();
    for (const struct operation* row = operations; row->name != NULL; ++row) {
        // Rows of one operation under two profiles stand together.
        if (row == operations || strcmp(row->name, row[-1].name) != 0)
            json_array_append_new(names, json_string(row->name));
    }
    json_t* const sets = json_pack("[s]", "any");
    for (size_t i = 0; i < emrshare_set_count(); ++i)
        json_array_append_new(sets, json_string(emrshare_set_name(emrshare_set_at(i))));
    json_t* const hello = json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:[s, s]}", "type", "hello", "protocol", 1, "name",
                                    "emrshare, C", "version", emrshare_version(), "operations", names, "sets", sets,
                                    "profiles", "as-printed", "corrected");
    if (hello == NULL) fail("no memory");
    write_line(hello);
}

static json_t* write_values(const struct value* values, const struct field* fields) {
    json_t* const object = json_object();
    for (size_t i = 0; fields[i].symbol != NULL; ++i) {
        if (values[i].present) add(object, fields[i].symbol, value_to_json(&values[i], fields[i].kind));
    }
    return object;
}

// ---- reading ----

/// Fails unless @p json is an object with exactly these members.
static void require_members(const json_t* json, const char* what, const char* const* names, size_t count) {
    if (!json_is_object(json)) fail("%s: no JSON object", what);
    for (size_t i = 0; i < count; ++i) {
        if (json_object_get(json, names[i]) == NULL) fail("%s: no member '%s'", what, names[i]);
    }
    if (json_object_size(json) != count) fail("%s: a member too many", what);
}

static const char* text_of(const json_t* json, const char* name) {
    const json_t* const member = json_object_get(json, name);
    if (!json_is_string(member)) fail("'%s' is not a string", name);
    return json_string_value(member);
}

static json_int_t integer_of(const json_t* json, const char* name) {
    const json_t* const member = json_object_get(json, name);
    if (!json_is_integer(member)) fail("'%s' is not an integer", name);
    return json_integer_value(member);
}

static void read_hello(const json_t* json) {
    static const char* const members[] = {"type", "protocol"};
    require_members(json, "hello", members, 2);
    if (strcmp(text_of(json, "type"), "hello") != 0) fail("the first line is not a hello");
    if (integer_of(json, "protocol") != 1) fail("this adapter speaks protocol 1 alone");
}

static void read_inputs(const json_t* json, const struct field* fields, struct value* values) {
    const char* names[MAX_INPUTS];
    size_t count = 0;
    for (; fields[count].symbol != NULL; ++count)
        names[count] = fields[count].symbol;
    require_members(json, "inputs", names, count);
    for (size_t i = 0; i < count; ++i)
        values[i] = value_from_json(json_object_get(json, names[i]), &fields[i]);
}

// ---- answers ----

/// The row of a request, or null.
static const struct operation* find_operation(const char* name, const char* profile) {
    for (const struct operation* row = operations; row->name != NULL; ++row) {
        if (strcmp(row->name, name) == 0 && strcmp(row->profile, profile) == 0) return row;
    }
    return NULL;
}

/// Whether @p row has a set of this name; if it is a parameter set, @p set receives it.
static bool find_set(const struct operation* row, const char* name, const emrshare_set** set) {
    if (!row->per_set) return strcmp(name, "any") == 0;
    return emrshare_set_by_name(name, set) == EMRSHARE_OK;
}

/// Runs an operation and adds to @p answer what it gives.
static void add_result(json_t* answer, const struct operation* row, const emrshare_set* set, const json_t* inputs) {
    struct value in[MAX_INPUTS] = {{0}};
    struct value out[MAX_OUTPUTS] = {{0}};
    struct value on_the_way[MAX_OUTPUTS] = {{0}};
    read_inputs(inputs, row->inputs, in);
    struct call call = {.set = set, .in = in, .out = out, .on_the_way = on_the_way};
    call.profile = strcmp(row->profile, "as-printed") == 0 ? EMRSHARE_AS_PRINTED : EMRSHARE_CORRECTED;
    const emrshare_status status = row->run(&call);
    if (status == EMRSHARE_OK) {
        add(answer, "outputs", write_values(out, row->outputs));
        if (row->intermediates[0].symbol != NULL)
            add(answer, "intermediates", write_values(on_the_way, row->intermediates));
    } else if (status == EMRSHARE_REJECTED) {
        json_t* const rejected = json_object();
        add(rejected, "check", json_string(call.check != NULL ? call.check : emrshare_last_check()));
        add(rejected, "field", json_string(call.field != NULL ? call.field : emrshare_last_field()));
        add(answer, "rejected", rejected);
    } else {
        fail("%s: %s: %s", row->name, emrshare_last_field(), emrshare_last_reason());
    }
}

/// Answers a request; gives its id.
static json_int_t answer_request(const json_t* request, json_int_t previous_id) {
    static const char* const members[] = {"type", "id", "operation", "set", "profile", "inputs"};
    require_members(request, "request", members, 6);
    if (strcmp(text_of(request, "type"), "request") != 0) fail("a line that is no request");
    const json_int_t id = integer_of(request, "id");
    if (id <= previous_id) fail("the request's id is not greater than the one before");
    const struct operation* const row = find_operation(text_of(request, "operation"), text_of(request, "profile"));
    const emrshare_set* set = NULL;
    json_t* const answer = json_pack("{s:s, s:I}", "type", "answer", "id", id);
    if (row == NULL)
        add(answer, "unsupported", json_string("no such operation under this profile"));
    else if (!find_set(row, text_of(request, "set"), &set))
        add(answer, "unsupported", json_string("the operation has no such set"));
    else
        add_result(answer, row, set, json_object_get(request, "inputs"));
    write_line(answer);
    release_all();
    return id;
}

int main(void) {
    char* line = NULL;
    size_t capacity = 0;
    bool greeted = false;
    json_int_t id = 0;
    for (;;) {
        const ssize_t length = getline(&line, &capacity, stdin);
        if (length < 0) break;
        if (line[length - 1] != '\n') fail("a line without its end");
        json_error_t error;
        json_t* const json = json_loadb(line, (size_t)length - 1, JSON_REJECT_DUPLICATES, &error);
        if (json == NULL) fail("not JSON: %s", error.text);
        if (greeted) {
            id = answer_request(json, id);
        } else {
            read_hello(json);
            write_hello();
            greeted = true;
        }
        json_decref(json);
    }
    if (ferror(stdin) != 0) fail("standard input cannot be read");
    free(line);
    forget_keys();
    return 0;
}
