// A project of somebody else that uses the installed library: seals a buffer and opens it again.
#include <emrshare.hpp>

#include <iostream>
#include <sstream>
#include <string>

namespace {

using namespace emrshare;

/// A key pair without a management node: f' comes from the Gaussian law that SamplePre aims at.
KeyPair make_key_pair(const ParameterSet& set) {
    for (;;) {
        const Poly f_prime = gaussian_poly(set.n, set.sigma, XofInput("consumer").with(random_coins()));
        if (Rq(set.ring(), set.p * f_prime + 1).inverse()) return keygen_printed(set, f_prime);
    }
}

} // namespace

int main() {
    const ParameterSet& set = parameter_set("high-2048");
    const KeyPair key = make_key_pair(set);
    const std::string text = "Blood group AB, Rh negative. " + std::string(1000, '.');

    std::istringstream plaintext(text);
    std::stringstream sealed;
    seal(set, key.pk, plaintext, text.size(), sealed, random_coins());
    std::ostringstream opened;
    open(key.f, key.pk, sealed, sealed_size(set, text.size()), opened);

    if (opened.str() != text) {
        std::cerr << "the opened text differs from the sealed one\n";
        return 1;
    }
    std::cout << "sealed and opened " << text.size() << " bytes with " << set.name << '\n';
    return 0;
}
#include "pre/key_pair.hpp"
#include "pre/keygen_printed.hpp"
