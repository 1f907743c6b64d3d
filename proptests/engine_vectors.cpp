// Every published vector holds under every engine and instruction set. Of the large sets, whose vectors take long, only
// the operations that multiply: the rest of their steps is the same under every engine.
#include "support.hpp"

#include "files.hpp"
#include "ring/engine.hpp"
#include "validate/judge.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace emrshare::kat {
namespace {

/// Recomputes the vectors of some files; the number of them.
std::size_t recompute(const Selection& selection) {
    std::size_t count = 0;
    for (const FileKey& key : select_files(selection)) {
        const std::filesystem::path path = std::filesystem::path(EMRSHARE_SOURCE_DIR "/vectors") / key.file_name();
        for (const Question& question : questions_of(parse_json(read_file(path), path.string()), path.string())) {
            const Finding finding = judge(question, reference_reply(key, question.vector["inputs"]), true);
            ++count;
            if (finding.outcome == Outcome::passed) continue;
            INFO(question.name() << ": " << finding.reason);
            CHECK(finding.outcome == Outcome::passed);
        }
    }
    return count;
}

} // namespace

TEST_CASE("the vectors hold under every engine") {
    const std::vector<std::string> products{"dec",   "dec-reencrypted",    "enc",           "kem-decaps", "kem-encaps",
                                            "reenc", "rekeygen-requester", "rekeygen-cloud"};
    for (const std::string& engine : engine_names()) {
        INFO(engine);
        select_engine(engine);
        CHECK(recompute({{}, {"toy-64"}, {}}) >= 500);
        CHECK(recompute({products, {"small-256"}, {}}) >= 50);
        CHECK(recompute({products, {"high-2048"}, {}}) >= 20);
    }
    select_engine("flint");
}

} // namespace emrshare::kat
