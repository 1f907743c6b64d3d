// What every experiment is about, as data.
#include "attack/experiments.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace emrshare::kat::attack {
namespace {

const std::vector<std::string_view> kAllSets = {"toy-64", "small-256", "std-1024", "high-2048"};
const std::vector<std::string_view> kToy = {"toy-64"};

const std::vector<Experiment> kExperiments = {
    {"lemma2", "Lemma 2: the requester decrypts what the cloud has re-encrypted", "nobody: owner, cloud and requester are honest",
     "f_B and C_B", "Dec, for random messages, over the size of q", "half of all bits are wrong, whatever q is",
     "no bit is wrong", "6.7, 9.8", {"small-256", "std-1024"}, "blocks", 200, 20000, lemma2},
    {"average", "anti-collusion: requesters and the cloud do not learn f_A", "the cloud and N requesters",
     "a_B and r_B of N delegations of one owner", "rounds the mean of a_B / r_B to the nearest coefficients that are possible",
     "no wrong coefficient of f_A from N = 64 on (std-1024)", "as many wrong ones as by chance", "6.7, 9.9", {"std-1024"},
     "corrected delegations", 1000, 10000, average},
    {"covariance", "the law of d depends on pk_A alone", "the cloud and N requesters", "(d, y) of N delegations of one owner",
     "compares the mean of dd* + yy* with what pk_A predicts", "not run: the mean is enough there (average)",
     "what pk_A predicts; the control e_B = f_A e', which decrypts too, shows ff* + ww*", "9.9", kToy, "delegations", 6000,
     100000, covariance},
    {"requester-alone", "a requester learns the blocks that he was granted and nothing else", "the requester",
     "f_B, C_B, and C_A by the printed integrity check", "divides f_B C_B by C_A", "finds d", "does not", "6.7, 9.6", kAllSets,
     "delegations", 5, 100, requester_alone},
    {"owner-and-cloud", "anti-collusion: owner and cloud do not learn the requester's key", "owner and cloud", "a_B and b_B",
     "divides a_B by b_B", "finds the requester's own f_B", "finds the key of this delegation, which reads nothing else", "6.7, 9.6",
     kAllSets, "delegations", 5, 100, owner_and_cloud},
    {"cloud-and-requester", "the scope of a credential is enforced", "cloud and requester", "rk and f_B",
     "multiplies them and decrypts any block of the owner's with the product", "finds d, which decrypts nothing (Lemma 2 is false)",
     "finds d, which decrypts every block of the owner's: no variant prevents it", "9.11", kAllSets, "blocks", 20, 1000,
     cloud_and_requester},
    {"onward", "only the owner delegates", "cloud and requester, for a third person", "rk and f_B",
     "makes rk' = rk f_B / f_C for her", "she reads nothing (Lemma 2 is false)", "she reads everything: no variant prevents it", "9.11", kAllSets,
     "blocks", 20, 1000, onward},
    {"identity-collision", "an identity has a private key of its own", "two users", "their f'",
     "looks for two identities with one printed H_1(id)", "a collision after about sqrt(pi/2 3^k) identities",
     "after sqrt(pi/2 q^k): at toy-64, where q^k is 2^22.6, and at no larger set", "4",
     {"toy-64", "small-256", "std-1024"}, "identities", 60000, 1000000, identity_collision},
    {"identity-sum", "only the MN makes private keys", "two users", "their f'", "looks for an identity whose H_1 is the sum of theirs",
     "the sum of two f' is an f' of a third person", "no such identity", "4", {"small-256", "std-1024"}, "identities", 6000, 20000,
     identity_sum},
    {"strip", "a block's answer hides d C_A", "a malicious requester", "a_B, and C_B for f* = 1 and a scaled b_B",
     "rounds the mask away", "not run: there is no mask (requester-alone)", "no block gives d; a mask from CBD_1 is stripped",
     "9.10", kAllSets, "blocks", 10, 1000, strip},
    {"repeat", "asking again tells nothing new", "a malicious requester", "N answers to one question, for f* = pk* = 1",
     "finds the mask of the first answer by maximum likelihood", "not run: there is no mask (requester-alone)",
     "the answers are equal; with fresh coins each time, N answers give d", "9.6, 9.10", kToy, "answers", 32000, 32000, repeat},
    {"chosen-block", "the cloud re-encrypts only what the owner has stored", "a malicious requester",
     "C_B of a few blocks, for f* = pk* = 1", "reads d off the answers to constants, digit by digit",
     "not run: there is no mask (requester-alone)", "the owner's blocks give nothing; constants give d in 2 to 4 answers", "9.10",
     kAllSets, "answers at most", 8, 64, chosen_block},
    {"known-coins", "the coins of a record's blocks are independent of their messages", "a malicious requester",
     "C_B for f* = pk* = 1, M, and b and v if they derive from M", "least squares for (d, y) on the noise, rounded",
     "not run: d pk is not short", "without b and v nothing is found; with them, d after some thousand blocks", "9.7", kToy, "blocks",
     4000, 20000, known_coins},
    {"noise-regression", "within the block budget the requester does not learn d", "the requester", "f*, C_B and M of N blocks",
     "regression of the noise on the known messages, rounded", "the noise is uniform: nothing (but see requester-alone)",
     "an error of 4 s sqrt(eta/N) in each coefficient of d", "9.10", kToy, "blocks", 8192, 100000, noise_regression},
    {"lattice-decrypt", "only f_A decrypts", "anybody", "pk_A",
     "decrypts with the shortest (x, y = x pk), x(1) odd, of an LLL-reduced basis", "every bit is right at toy-64",
     "every bit is right at toy-64", "2.2", kToy, "blocks", 20, 1000, lattice_decrypt},
    {"lattice", "f_A is safe behind pk_A", "anybody; as printed also cloud and requester", "pk_A; as printed also d",
     "LLL (FLINT) and BKZ (fplll) on the lattice of (f', w), or of (e_B, w) with d as a hint",
     "found for n = 32 and 64; with d found by LLL", "found for n = 32 and 64, not with q of 17 bits", "2.2", kToy, "keys", 1, 10,
     lattice},
    {"identity", "knowledge of a short f' proves a right to an identity", "anybody", "B and H_1(id)",
     "Babai's nearest plane on an LLL-reduced basis of the kernel of some columns of B", "finds an f' shorter than the MN's",
     "finds an f' shorter than the MN's", "2.2", kAllSets, "identities", 2, 20, short_preimages},
    {"cloud-alone", "the cloud learns neither f_B nor d", "the cloud", "rk = d / f_B",
     "LLL and BKZ on the lattice of (f'_B, (d - 1)/2)", "found at toy-64", "not found with block sizes up to 10: d is too long", "2.2",
     kToy, "delegations", 1, 10, cloud_alone},
    {"zonotope", "the noise of blocks hides d beyond the regression", "the requester", "f*, C_B and M of N blocks",
     "fixed-point iteration on the fourth moments of the whitened noise", "not run: there is no small noise",
     "finds d or y up to rotation, with a relative error of about 8 eta/sqrt(N); the block budget is made for it", "9.10", kToy,
     "blocks", 16000, 200000, zonotope},
    {"reaction", "the cloud does not learn f*", "the cloud", "whether Bob accepts a changed C_B",
     "adds 2 (K + L x^i) to C_B and looks for the greatest K that is accepted", "nothing: Bob accepts no block at all",
     "nothing in 3 failed fetches; without the limit f*", "9.10", {"small-256"}, "blocks at most", 40, 40, reaction},
    {"owner-reaction", "owner and cloud do not learn the requester's key", "the owner",
     "whether Bob takes a changed ciphertext of a_B", "the same, with ciphertexts under Bob's own key",
     "finds f_B", "the KEM refuses every change", "9.7", {"small-256"}, "ciphertexts at most", 40, 40, owner_reaction},
    {"nonce-swap", "replay resistance: a request is accepted once", "anybody who saw a request", "a committed request, a fresh nonce",
     "replaces the nonce", "a hospital endorses it again", "refused: the nonce is signed", "12.2", kToy, "networks", 1, 1, nonce_swap},
    {"block-renumber", "a block has one place in the chain", "anybody who saw a block", "a committed block", "changes its number",
     "the node appends it again", "refused: number and predecessor are signed", "12.4", kToy, "networks", 1, 1, block_renumber},
    {"request-replay", "replay resistance: an access request is answered once", "anybody who saw a request",
     "an AccessRequest that the owner has answered", "sends it again", "accepted", "refused: its nonce is spent", "13.5", kToy, "networks",
     1, 1, request_replay},
    {"leader-bias", "the next leader is chosen at random", "the leader", "the acknowledgements of a block",
     "chooses which of them go into the block", "the leader names the next one", "of 2 its wish comes in 31 of 32 cases, not in 1 of 2",
     "12.5", kToy, "blocks", 150, 2000, leader_bias},
    {"malleability", "data integrity: nobody changes what is stored or sent", "whoever carries a ciphertext or an answer",
     "C, or a FetchAnswer", "adds 1 to C, or sends an answer of his own", "C + 1 flips a bit; anybody's answer is taken",
     "C + 1 flips a bit; the KEM and the signature on answers catch a change", "6.4, 9.7, 13.7", kToy, "networks", 1, 1, malleability},
    {"sybil", "nobody has two identities", "a person, or two", "cards and keys", "registers one card or one key twice",
     "not run: the desk is the same", "refused; who shows two cards is two persons", "13.3", kToy, "networks", 1, 1, sybil},
};

} // namespace

std::span<const Experiment> experiments() {
    return kExperiments;
}

const Experiment& experiment(std::string_view name) {
    const auto found = std::find_if(kExperiments.begin(), kExperiments.end(),
                                    [name](const Experiment& candidate) { return candidate.name == name; });
    require(found != kExperiments.end(), "ATTACK.Name.C1", "NAME", "no experiment has the name '" + std::string(name) + "'");
    return *found;
}

std::vector<Row> run(const Experiment& experiment, Setting setting) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 32;
    require(setting.samples <= kMost, "ATTACK.Samples.C1", "--samples", "more than 2^32");
    setting.experiment = experiment.name;
    if (setting.samples == 0) setting.samples = experiment.quick;
    return experiment.run(setting);
}

bool as_expected(const std::vector<Row>& rows) {
    return std::all_of(rows.begin(), rows.end(), [](const Row& row) { return !row.expected || *row.expected == row.succeeded; });
}

} // namespace emrshare::kat::attack
