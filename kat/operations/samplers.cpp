#include "random/samplers.hpp"
#include "base/error.hpp"
#include "operation.hpp"
#include "pre/hash.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {

/// Records how much of a raw byte string a sampler used.
void record_taken(const Call& call, const FixedBytes& source) {
    call.trace.record("taken", static_cast<std::int64_t>(source.taken()));
}

// ---- XOF ----

void run_xof(const Call& call) {
    XofInput input(call.in.text("label"));
    for (const Bytes& part : call.in.hex_list("parts"))
        input.with(part);
    call.trace.record("X", input.encoding());
    Bytes stream(static_cast<std::size_t>(call.in.integer("length", 0, 1 << 20)));
    Xof(input).read(stream);
    call.out.record("stream", stream);
}

std::vector<Case> xof_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"no parts", {"edge"}, {{"label", "KAT"}, {"parts", Json::array()}, {"length", 32}}},
        {"one empty part", {"edge"}, {{"label", "KAT"}, {"parts", {""}}, {"length", 32}}},
        {"two parts", {"edge"}, {{"label", "KAT"}, {"parts", {"0001", "02"}}, {"length", 32}}},
        {"the same bytes cut elsewhere", {"edge"}, {{"label", "KAT"}, {"parts", {"00", "0102"}}, {"length", 32}}},
        {"the same bytes moved into the label",
         {"edge"},
         {{"label", "KATA"}, {"parts", Json::array()}, {"length", 32}}},
        {"nothing asked for", {"edge"}, {{"label", "KAT"}, {"parts", Json::array()}, {"length", 0}}},
        {"parts of 256 and of 65,536 bytes",
         {"edge"},
         {{"label", "KAT"}, {"parts", {std::string(512, '0'), std::string(131072, '1')}}, {"length", 32}}},
        {"over several SHAKE256 blocks", {"edge"}, {{"label", "KAT"}, {"parts", Json::array()}, {"length", 300}}},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back(
            {which, {}, {{"label", "KAT"}, {"parts", {to_hex(make.coins(which, "part"))}}, {"length", 64 * (i + 1)}}});
    }
    return cases;
}

// ---- uniform ----

void run_uniform(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    const auto count = static_cast<std::size_t>(call.in.integer("count", 0, 65536));
    const Residues residues = uniform_residues(count, call.in.set().q, source);
    record_taken(call, source);
    call.trace.record("dropped", static_cast<std::int64_t>(source.taken() / 4 - count));
    call.out.record("residues", residues);
}

Bytes candidate(std::uint32_t value) {
    const Bytes bytes = le64(value);
    return Bytes(bytes.begin(), bytes.begin() + 4);
}

std::vector<Case> uniform_cases(const CaseMaker& make) {
    const std::uint32_t q = make.set().q;
    Bytes edges;
    const std::uint32_t top = 1U << make.set().ell; // cleared by the mask unless ell is 32
    for (const std::uint32_t value :
         {0U, q - 1, q, (1U << make.set().ell) - 1, top, top + 1, (q - 1) / 2, (q + 1) / 2}) {
        const Bytes bytes = candidate(value);
        edges.insert(edges.end(), bytes.begin(), bytes.end());
    }
    std::vector<Case> cases = {
        {"0, q - 1, q, 2^ell - 1, 2^ell, 2^ell + 1, (q - 1)/2, (q + 1)/2: two are refused",
         {"edge"},
         {{"count", 6}, {"bytes", to_hex(edges)}}},
        {"bytes used up by refused candidates",
         {"rejected"},
         {{"count", 1}, {"bytes", to_hex(candidate(q))}},
         "SMP.Bytes.C1"},
        {"nothing asked for", {"edge"}, {{"count", 0}, {"bytes", ""}}},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"count", 16}, {"bytes", to_hex(make.bytes(which, "bytes", 256))}}});
    }
    return cases;
}

// ---- ternary ----

void run_ternary(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    const Poly u = ternary(static_cast<std::size_t>(call.in.integer("count", 1, 65536)), source);
    record_taken(call, source);
    call.out.record("u", u);
}

std::vector<Case> ternary_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"least and greatest byte that is used", {"edge"}, {{"count", 10}, {"bytes", "00f2"}}},
        {"refused bytes between used ones", {"edge"}, {{"count", 10}, {"bytes", "f301ffff51"}}},
        {"the last byte's further digits are dropped", {"edge"}, {{"count", 7}, {"bytes", "80a7"}}},
        {"bytes used up", {"rejected"}, {{"count", 6}, {"bytes", "80"}}, "SMP.Bytes.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"count", 64}, {"bytes", to_hex(make.bytes(which, "bytes", 32))}}});
    }
    return cases;
}

// ---- centred binomial ----

void run_cbd(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    const auto count = static_cast<std::size_t>(call.in.integer("count", 1, 65536));
    const Poly e = centred_binomial(count, static_cast<std::uint32_t>(call.in.integer("eta", 0, 255)), source);
    record_taken(call, source);
    call.out.record("e", e);
}

std::vector<Case> cbd_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"every byte of two eta = 1 extremes", {"edge"}, {{"eta", 1}, {"count", 8}, {"bytes", "55aa"}}},
        {"eta = 2 extremes", {"edge"}, {{"eta", 2}, {"count", 4}, {"bytes", "33cc"}}},
        {"eta = 3: coefficients cross bytes", {"edge"}, {{"eta", 3}, {"count", 4}, {"bytes", "c7711c"}}},
        {"a count that leaves bits of the last byte unused", {"edge"}, {{"eta", 1}, {"count", 5}, {"bytes", "e4ff"}}},
        {"eta = 0", {"rejected"}, {{"eta", 0}, {"count", 4}, {"bytes", "00"}}, "SMP.CBD.C1"},
        {"eta = 9", {"rejected"}, {{"eta", 9}, {"count", 4}, {"bytes", "000000000000000000"}}, "SMP.CBD.C1"},
        {"bytes used up", {"rejected"}, {{"eta", 2}, {"count", 4}, {"bytes", "33"}}, "SMP.Bytes.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        for (const std::size_t eta : {1U, 2U})
            cases.push_back({which + ", eta = " + std::to_string(eta),
                             {},
                             {{"eta", eta}, {"count", 64}, {"bytes", to_hex(make.bytes(which, "bytes", 16 * eta))}}});
    }
    return cases;
}

// ---- hashes ----

const std::vector<Field> kIdInput = {{"id", Kind::hex, "identity, any byte string"}};

std::vector<Case> id_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"PID-Alice", {}, {{"id", to_hex(bytes_of("PID-Alice"))}}},
        {"PID-Bob", {}, {{"id", to_hex(bytes_of("PID-Bob"))}}},
        {"empty identity", {"edge"}, {{"id", ""}}},
        {"a zero byte", {"edge"}, {{"id", "00"}}},
        {"300 bytes", {"edge"}, {{"id", to_hex(make.bytes("300 bytes", "id", 300))}}},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"id", to_hex(make.bytes(which, "id", 16))}}});
    }
    return cases;
}

void run_h1_printed(const Call& call) {
    call.out.record("H_1(id)", h1_printed(call.in.set(), call.in.bytes("id")));
}

void run_syndrome(const Call& call) {
    call.out.record("h", identity_syndrome(call.profile, call.in.set(), call.in.bytes("id")));
}

void run_h2(const Call& call) {
    call.out.record("delta", h2(call.in.set(), call.in.bytes("x"), call.in.bytes("y")));
}

std::vector<Case> h2_cases(const CaseMaker& make) {
    const std::string pid = to_hex(bytes_of("PID-Alice"));
    std::vector<Case> cases = {
        {"two empty strings", {"edge"}, {{"x", ""}, {"y", ""}}},
        {"a byte in the first string", {"edge"}, {{"x", "00"}, {"y", ""}}},
        {"the same byte in the second string", {"edge"}, {{"x", ""}, {"y", "00"}}},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which + ": a ciphertext's length",
                         {},
                         {{"x", to_hex(make.bytes(which, "x", make.set().element_bytes()))}, {"y", pid}}});
    }
    return cases;
}

} // namespace

std::vector<Operation> sampler_operations() {
    const auto taken = [](std::string step) {
        return Field{"taken", Kind::integer, "bytes taken from the string", std::move(step)};
    };
    const Field raw = {"bytes", Kind::hex, "the stream's first bytes"};
    return {
        {"xof",
         "XOF",
         "the labelled XOF",
         false,
         {"both"},
         {{"label", Kind::text, "label"},
          {"parts", Kind::hex_list, "strings x_1, x_2, ..."},
          {"length", Kind::integer, "bytes wanted"}},
         {{"X", Kind::hex, "input of SHAKE256", "XOF.1"}},
         {{"stream", Kind::hex, "the stream's first bytes", "XOF.2"}},
         run_xof,
         xof_cases},
        {"uniform",
         "SMP.Uniform",
         "integers uniform on [0, q)",
         true,
         {"both"},
         {{"count", Kind::integer, "integers wanted"}, raw},
         {{"dropped", Kind::integer, "candidates dropped", "SMP.Uniform.3"}, taken("SMP.Uniform.2")},
         {{"residues", Kind::integers, "the integers", "SMP.Uniform.3"}},
         run_uniform,
         uniform_cases},
        {"ternary",
         "SMP.Ternary",
         "coefficients uniform on {-1, 0, 1}",
         false,
         {"both"},
         {{"count", Kind::integer, "coefficients wanted"}, raw},
         {taken("SMP.Ternary.2")},
         {{"u", Kind::integers, "the coefficients", "SMP.Ternary.3"}},
         run_ternary,
         ternary_cases},
        {"cbd",
         "SMP.CBD",
         "coefficients from the centred binomial law",
         false,
         {"both"},
         {{"eta", Kind::integer, "parameter of the law"}, {"count", Kind::integer, "coefficients wanted"}, raw},
         {taken("SMP.CBD.1")},
         {{"e", Kind::integers, "the coefficients", "SMP.CBD.2"}},
         run_cbd,
         cbd_cases},
        {"h1",
         "HASH.H1.Printed",
         "H_1 as printed, all n coordinates",
         true,
         {"as-printed"},
         kIdInput,
         {},
         {{"H_1(id)", Kind::integers, "the n coordinates", "HASH.H1.Printed.2"}},
         run_h1_printed,
         id_cases},
        {"syndrome",
         "HASH.Syndrome",
         "the syndrome of an identity",
         true,
         {"as-printed"},
         kIdInput,
         {},
         {{"h", Kind::integers, "k residues mod q", "HASH.Syndrome.Printed.3"}},
         run_syndrome,
         id_cases},
        {"syndrome",
         "HASH.H1",
         "the syndrome of an identity",
         true,
         {"corrected"},
         kIdInput,
         {},
         {{"h", Kind::integers, "k residues mod q", "HASH.H1.2"}},
         run_syndrome,
         id_cases},
        {"h2",
         "HASH.H2",
         "H_2",
         true,
         {"both"},
         {{"x", Kind::hex, "first string"}, {"y", Kind::hex, "second string"}},
         {},
         {{"delta", Kind::integers, "the n coordinates", "HASH.H2.2"}},
         run_h2,
         h2_cases},
    };
}

} // namespace emrshare::kat
