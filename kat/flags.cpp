#include "flags.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace emrshare::kat {
namespace {

struct Note {
    const char* bug_type;
    const char* description;
    const char* effect;
};

const std::map<std::string, Note> kNotes = {
    {"edge",
     {"EDGE_CASE", "extreme or boundary values, chosen on purpose",
      "an off-by-one or an overflow shows here first and rarely in random cases"}},
    {"attempts",
     {"RETRY", "a value was drawn more than once before it was accepted",
      "an implementation that never draws again, or from the wrong coins, differs in rare cases alone"}},
    {"long",
     {"LONG_RUN", "a chain of digests with checkpoints; bisect a mismatch with them",
      "a mistake that random cases meet once in thousands"}},
    {"lemma2-false",
     {"KNOWN_FAILURE",
      "as printed, the requester's decryption is wrong in about half of all coefficients (erratum E-LEMMA2)",
      "an implementation that decrypts here does not compute the printed equations"}},
    {"implicit-rejection",
     {"CHOSEN_CIPHERTEXT", "no honest encapsulation: the key is one that nobody else can compute",
      "without the re-encryption check, answers to crafted ciphertexts tell the private key"}},
    {"rejected",
     {"MISSING_CHECK", "the inputs must be refused by the check that the vector names", "see the vector's other flag"}},
    {"wrong-length",
     {"LENGTH", "a byte string or a list is too short or too long",
      "bytes beyond the input are read, or trailing ones ignored, so that one value has many encodings"}},
    {"not-reduced",
     {"NON_CANONICAL", "a coefficient is not in [0, q)",
      "one value has several encodings: digests and signatures over bytes no longer bind it, and comparisons fail"}},
    {"not-binary",
     {"RANGE", "a message coefficient is neither 0 nor 1",
      "the message changes silently, and decryption noise grows beyond its bound"}},
    {"not-invertible",
     {"NON_UNIT", "an element that is divided by has no inverse in R_q",
      "a division by zero at some roots: a wrong key, or one that gives another party's secret away there"}},
    {"mask-stripping",
     {"NON_UNIT", "a public key for a delegation that is no unit",
      "the requester removes the re-randomisation, or a part of it, and learns the delegation d"}},
    {"out-of-range",
     {"RANGE", "a parameter or a coefficient beyond the range in which the algorithm is right",
      "a lift wraps around, a sampler's law is wrong, or a key does not decrypt"}},
    {"basis-too-long",
     {"RANGE", "a private key too long for a good basis",
      "delegations come from a law that depends on the private key, or do not decrypt"}},
    {"not-odd",
     {"RANGE", "f is not 1 mod p", "no solution of the stated form exists; what comes out is no basis of the lattice"}},
    {"short-stream",
     {"LENGTH", "the byte string ends before the sampler is done",
      "bytes that are not there are read, and their values become samples"}},
    {"file-format",
     {"FORMAT", "the head of a sealed file is wrong, or its length does not fit",
      "a later version or another set is misread, or a cut file opens as a shorter one"}},
    {"damaged", {"INTEGRITY", "a byte of a sealed file was changed", "a damaged record is handed out as a good one"}},
    {"wrong-key", {"KEY", "the file is sealed for another key", "noise is handed out as the record"}},
    {"padding",
     {"NON_CANONICAL", "the filling of the last block is not zero", "data travels, unseen, in a file that opens well"}},
    {"context-too-long",
     {"LENGTH", "a context of more than 255 bytes",
      "its length is taken modulo 256, and a signature on one context and message is one on others"}},
    {"hint-overflow",
     {"OVERFLOW", "the hint of a signature has more than omega ones", "bytes beyond the indices are read as indices"}},
    {"hint-encoding",
     {"NON_CANONICAL", "the hint of a signature is written in another way than signing writes it",
      "whoever sees a signature makes others of it: one message has many, and a digest over one binds none"}},
    {"response-too-large",
     {"RANGE", "a coefficient of a signature's response is too large",
      "the proof that forging is hard covers short responses alone"}},
    {"forged",
     {"FORGERY", "no signature on this message and context under this key",
      "what nobody signed is taken for signed, or a signature for one purpose is used for another"}},
};

const std::map<std::string, std::string> kFlagOfCheck = {
    {"COINS.C1", "wrong-length"},
    {"ENC.Element.C1", "wrong-length"},
    {"ENC.Message.C2", "wrong-length"},
    {"RING.Rq.C1", "wrong-length"},
    {"LAT.GramSchmidt.C1", "wrong-length"},
    {"LAT.NTRUSolve.C1", "wrong-length"},
    {"ENC.Element.C2", "not-reduced"},
    {"RING.Rq.C2", "not-reduced"},
    {"LAT.SamplePre.C1", "not-reduced"},
    {"SEAL.Open.C7", "not-reduced"},
    {"ENC.Message.C1", "not-binary"},
    {"PRE.KeyGen.C2", "not-invertible"},
    {"CPRE.KeyGen.C2", "not-invertible"},
    {"PRE.ReKeyGen.Requester.C3", "not-invertible"},
    {"PRE.ReKeyGen.Cloud.C3", "not-invertible"},
    {"CPRE.ReKeyGen.Cloud.C4", "not-invertible"},
    {"CPRE.ReKeyGen.Cloud.C5", "not-invertible"},
    {"CPRE.ReKeyGen.Cloud.C6", "mask-stripping"},
    {"PRE.KeyGen.C1", "out-of-range"},
    {"CPRE.KeyGen.C1", "out-of-range"},
    {"PRE.ReKeyGen.Owner.C1", "out-of-range"},
    {"GAUSS.SampleZ.C1", "out-of-range"},
    {"GAUSS.SampleZ.C2", "out-of-range"},
    {"SMP.CBD.C1", "out-of-range"},
    {"CPRE.KeyGen.C3", "basis-too-long"},
    {"LAT.NTRUSolve.C2", "not-odd"},
    {"SMP.Bytes.C1", "short-stream"},
    {"SEAL.Open.C1", "file-format"},
    {"SEAL.Open.C2", "file-format"},
    {"SEAL.Open.C3", "file-format"},
    {"SEAL.Open.C4", "file-format"},
    {"SEAL.Open.C5", "damaged"},
    {"SEAL.Open.C6", "wrong-key"},
    {"SEAL.Open.C8", "padding"},
    {"SIG.Sign.C1", "context-too-long"},
    {"SIG.SkDecode.C1", "wrong-length"},
    {"SIG.SkDecode.C2", "out-of-range"},
    {"SIG.Verify.C1", "context-too-long"},
    {"SIG.Verify.C2", "wrong-length"},
    {"SIG.Verify.C3", "wrong-length"},
    {"SIG.Verify.C4", "hint-overflow"},
    {"SIG.Verify.C5", "hint-encoding"},
    {"SIG.Verify.C6", "hint-encoding"},
    {"SIG.Verify.C7", "hint-encoding"},
    {"SIG.Verify.C8", "response-too-large"},
    {"SIG.Verify.C9", "forged"},
};

} // namespace

std::string flag_of_check(const std::string& check) {
    const auto found = kFlagOfCheck.find(check);
    if (found == kFlagOfCheck.end()) throw std::logic_error("no flag says what a missing " + check + " leads to");
    return found->second;
}

Json notes_on_used_flags(const Json& vectors) {
    Json notes = Json::object();
    for (const auto& [flag, note] : kNotes) {
        const auto uses = [&flag = flag](const Json& vector) {
            const Json& flags = vector["flags"];
            return std::find(flags.begin(), flags.end(), flag) != flags.end();
        };
        if (std::any_of(vectors.begin(), vectors.end(), uses))
            notes[flag] = {{"bug_type", note.bug_type}, {"description", note.description}, {"effect", note.effect}};
    }
    return notes;
}

} // namespace emrshare::kat
