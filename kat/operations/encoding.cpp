#include "pre/encoding.hpp"
#include "case_values.hpp"
#include "operation.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {

void run_encode_element(const Call& call) {
    Residues residues;
    for (const std::int64_t c : call.in.integers("coefficients")) {
        require(c >= 0 && c < call.in.set().q, "RING.Rq.C2", "coefficients", "a coefficient is not in [0, q)");
        residues.push_back(static_cast<std::uint32_t>(c));
    }
    const Rq element = naming("coefficients", [&] { return Rq(call.in.set().ring(), residues); });
    call.out.record("bytes", encode(element));
}

void run_decode_element(const Call& call) {
    call.out.record("coefficients", decode_element(call.in.set(), call.in.bytes("bytes")));
}

void run_encode_message(const Call& call) {
    const Poly M(call.in.integers("coefficients"));
    call.out.record("bytes", naming("coefficients", [&] { return encode_message(call.in.set(), M); }));
}

void run_decode_message(const Call& call) {
    call.out.record("coefficients", decode_message(call.in.set(), call.in.bytes("bytes")));
}

std::vector<Case> encode_element_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    Json too_large = list_of(edge_element(set));
    too_large[set.n - 1] = set.q;
    Json negative = list_of(edge_element(set));
    negative[0] = -1;
    Json short_list = list_of(edge_element(set));
    short_list.erase(0);
    std::vector<Case> cases = {
        {"coefficients 0, q - 1, (q - 1)/2, (q + 1)/2, 1", {"edge"}, {{"coefficients", list_of(edge_element(set))}}},
        {"zero", {"edge"}, {{"coefficients", list_of(Rq(set.ring()))}}},
        {"the last coefficient is q", {"rejected"}, {{"coefficients", too_large}}, "RING.Rq.C2"},
        {"the first coefficient is -1", {"rejected"}, {{"coefficients", negative}}, "RING.Rq.C2"},
        {"n - 1 coefficients", {"rejected"}, {{"coefficients", short_list}}, "RING.Rq.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"coefficients", list_of(make.element(which, "element"))}}});
    }
    return cases;
}

std::vector<Case> decode_element_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    Bytes shorter = encode(edge_element(set));
    shorter.pop_back();
    Bytes longer = encode(edge_element(set));
    longer.push_back(0);
    const std::uint64_t all_ones = (std::uint64_t{1} << set.ell) - 1;
    const auto hex = [](const Bytes& bytes) { return Json{{"bytes", to_hex(bytes)}}; };
    std::vector<Case> cases = {
        {"coefficients 0, q - 1, (q - 1)/2, (q + 1)/2, 1", {"edge"}, hex(encode(edge_element(set)))},
        {"zero", {"edge"}, hex(encode(Rq(set.ring())))},
        {"first coefficient q", {"rejected"}, hex(with_coefficient(edge_element(set), 0, set.q)), "ENC.Element.C2"},
        {"last coefficient q",
         {"rejected"},
         hex(with_coefficient(edge_element(set), set.n - 1, set.q)),
         "ENC.Element.C2"},
        {"a coefficient of ell one bits",
         {"rejected"},
         hex(with_coefficient(edge_element(set), 7, all_ones)),
         "ENC.Element.C2"},
        {"one byte short", {"rejected"}, hex(shorter), "ENC.Element.C1"},
        {"one byte long", {"rejected"}, hex(longer), "ENC.Element.C1"},
        {"no bytes", {"rejected"}, hex({}), "ENC.Element.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, hex(encode(make.element(which, "element")))});
    }
    return cases;
}

std::vector<Case> encode_message_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const auto list = [](const Poly& poly) { return Json{{"coefficients", list_of(poly)}}; };
    Poly first(set.n);
    first[0] = 1;
    Poly last(set.n);
    last[set.n - 1] = 1;
    Poly two = first;
    two[1] = 2;
    Poly negative = first;
    negative[set.n - 1] = -1;
    std::vector<Case> cases = {
        {"x^0", {"edge"}, list(first)},
        {"x^(n-1)", {"edge"}, list(last)},
        {"a coefficient 2", {"rejected"}, list(two), "ENC.Message.C1"},
        {"a coefficient -1", {"rejected"}, list(negative), "ENC.Message.C1"},
        {"n + 1 coefficients", {"rejected"}, list(Poly(set.n + 1)), "ENC.Message.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, list(decode_message(set, make.bytes(which, "M", set.message_bytes())))});
    }
    return cases;
}

std::vector<Case> decode_message_cases(const CaseMaker& make) {
    const std::size_t size = make.set().message_bytes();
    const auto hex = [](const Bytes& bytes) { return Json{{"bytes", to_hex(bytes)}}; };
    std::vector<Case> cases = {
        {"all zero", {"edge"}, hex(Bytes(size, 0))},
        {"all one", {"edge"}, hex(Bytes(size, 255))},
        {"one byte short", {"rejected"}, hex(Bytes(size - 1, 0)), "ENC.Message.C2"},
        {"one byte long", {"rejected"}, hex(Bytes(size + 1, 0)), "ENC.Message.C2"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, hex(make.bytes(which, "M", size))});
    }
    return cases;
}

} // namespace

std::vector<Operation> encoding_operations() {
    const Field coefficients = {"coefficients", Kind::integers, "n coefficients"};
    const Field bytes = {"bytes", Kind::hex, "the encoding"};
    return {
        {"encode-element",
         "ENC.Element",
         "bytes of an element of R_q",
         true,
         {"both"},
         {coefficients},
         {},
         {made_by(bytes, "ENC.Element.1")},
         run_encode_element,
         encode_element_cases},
        {"decode-element",
         "ENC.Element",
         "an element of R_q from bytes",
         true,
         {"both"},
         {bytes},
         {},
         {made_by(coefficients, "ENC.Element.2")},
         run_decode_element,
         decode_element_cases},
        {"encode-message",
         "ENC.Message",
         "bytes of a message block",
         true,
         {"both"},
         {coefficients},
         {},
         {made_by(bytes, "ENC.Message.1")},
         run_encode_message,
         encode_message_cases},
        {"decode-message",
         "ENC.Message",
         "a message block from bytes",
         true,
         {"both"},
         {bytes},
         {},
         {made_by(coefficients, "ENC.Message.2")},
         run_decode_message,
         decode_message_cases},
    };
}

} // namespace emrshare::kat
