// Feeds a target: with the inputs of files, or, where libFuzzer is linked, with inputs that it makes up.
#include "fuzz.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#ifdef EMRSHARE_LIBFUZZER
// Of libFuzzer's interface for programs that have a main of their own.
extern "C" int LLVMFuzzerRunDriver(int* argc, char*** argv,
                                   int (*callback)(const std::uint8_t* data, std::size_t size));
#endif

namespace emrshare::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr int kUsage = 2;

std::vector<Target> targets() {
    std::vector<Target> all;
    for (const std::span<const Target> group : {decoder_targets(), node_targets(), control_targets()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

const Target* target_named(std::string_view name) {
    static const std::vector<Target> all = targets();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Target& target) { return target.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<fs::path> files_in(const fs::path& path) {
    if (!fs::exists(path)) return {};
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

int replay(const Target& target, const fs::path& path) {
    const std::vector<fs::path> files = files_in(path);
    for (const fs::path& file : files) {
        std::ifstream stream(file, std::ios::binary);
        const Bytes input((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
        if (!stream.is_open() || stream.bad()) {
            std::cerr << "error: cannot read " << file << '\n';
            return EXIT_FAILURE;
        }
        target.feed(input);
    }
    if (files.empty())
        std::cerr << "error: nothing in " << path << '\n';
    else
        std::cout << target.name << ": " << files.size() << " inputs\n";
    return files.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}

/// Every target, from the folder of its name; a target without inputs is a failure, controls have none.
int replay_all(const fs::path& folder) {
    int worst = EXIT_SUCCESS;
    for (const Target& target : targets()) {
        if (!target.has_planted_fault) worst = std::max(worst, replay(target, folder / std::string(target.name)));
    }
    return worst;
}

int usage() {
    std::cerr << "usage: proptests_fuzz list [controls]\n"
                 "       proptests_fuzz seeds VECTORS FOLDER      writes first inputs, made of vectors\n"
                 "       proptests_fuzz replay FOLDER             every target, from the folder of its name\n"
                 "       proptests_fuzz replay TARGET FILE-OR-FOLDER\n"
#ifdef EMRSHARE_LIBFUZZER
                 "       proptests_fuzz TARGET [arguments of libFuzzer, as -runs=1000 FOLDER]\n"
#endif
        ;
    return kUsage;
}

int list(bool controls) {
    for (const Target& target : targets()) {
        if (target.has_planted_fault == controls) std::cout << target.name << '\t' << target.what << '\n';
    }
    return EXIT_SUCCESS;
}

#ifdef EMRSHARE_LIBFUZZER
const Target* chosen = nullptr;

int feed_chosen(const std::uint8_t* data, std::size_t size) {
    chosen->feed({data, size});
    return 0;
}

/// libFuzzer starts the program again to merge, with its own arguments alone: the target's name goes with the
/// environment.
constexpr const char* kTargetVariable = "EMRSHARE_FUZZ_TARGET";

/// The first argument names the target, the others are libFuzzer's.
int fuzz(int argc, char** argv) {
    const char* inherited = std::getenv(kTargetVariable);
    const bool is_started_again = inherited != nullptr && argv[1][0] == '-';
    chosen = target_named(is_started_again ? inherited : argv[1]);
    if (chosen == nullptr) return usage();
    if (!is_started_again) {
        setenv(kTargetVariable, argv[1], 1);
        argv[1] = argv[0];
        --argc;
        ++argv;
    }
    return LLVMFuzzerRunDriver(&argc, &argv, feed_chosen);
}
#endif

int run(int argc, char** argv) {
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    if (!words.empty() && words.front() == "list") return list(words.size() == 2 && words.back() == "controls");
    if (words.size() == 3 && words.front() == "replay") {
        const Target* target = target_named(words[1]);
        return target == nullptr ? usage() : replay(*target, words[2]);
    }
    if (words.size() == 2 && words.front() == "replay") return replay_all(words.back());
    if (words.size() == 3 && words.front() == "seeds") {
        std::cout << write_seeds(argv[2], argv[3]) << " inputs\n";
        return EXIT_SUCCESS;
    }
#ifdef EMRSHARE_LIBFUZZER
    if (!words.empty()) return fuzz(argc, argv);
#endif
    return usage();
}

} // namespace
} // namespace emrshare::fuzz

int main(int argc, char** argv) {
    // The networks of the targets derive from it: a finding has to be one again.
    setenv("EMRSHARE_TEST_SEED", "1", 1);
    try {
        return emrshare::fuzz::run(argc, argv);
    } catch (const emrshare::Rejection& rejection) { // of files; what a target throws is a finding and ends the process
        std::cerr << "error: " << rejection.what() << '\n';
        return EXIT_FAILURE;
    }
}
