#include "estimate/params_file.hpp"

#include "base/error.hpp"

namespace emrshare::kat::estimate {
namespace {

const char* const kPublished =
#include "params_json.inc" // made from spec/params.json by kat/CMakeLists.txt
    ;

/// Reads the members of one object and says where the file is wrong.
class Members {
public:
    Members(const Json& object, std::string place) : object_(object), place_(std::move(place)) {
        require(object.is_object(), "PARAM.File.C1", place_, "not an object");
    }

    const Json& at(const std::string& name) const {
        require(object_.contains(name), "PARAM.File.C1", place_ + "." + name, "missing");
        return object_[name];
    }
    std::int64_t integer(const std::string& name, std::int64_t least, std::int64_t greatest) const {
        const Json& value = at(name);
        const bool fits = value.is_number_integer() && value <= greatest && value >= least;
        require(fits, "PARAM.File.C1", place_ + "." + name,
                "not an integer from " + std::to_string(least) + " to " + std::to_string(greatest));
        return value.get<std::int64_t>();
    }
    std::uint64_t count(const std::string& name, std::int64_t greatest) const {
        return static_cast<std::uint64_t>(integer(name, 1, greatest));
    }
    double real(const std::string& name) const {
        const Json& value = at(name);
        const bool fits = value.is_number() && value > -1e6 && value < 1e6;
        require(fits, "PARAM.File.C1", place_ + "." + name, "not a number between -1000000 and 1000000");
        return value.get<double>();
    }
    std::string text(const std::string& name) const {
        const Json& value = at(name);
        require(value.is_string(), "PARAM.File.C1", place_ + "." + name, "not a string");
        return value.get<std::string>();
    }
    Members object(const std::string& name) const { return {at(name), place_ + "." + name}; }

private:
    const Json& object_;
    std::string place_;
};

constexpr std::int64_t kGreatest = std::int64_t{1} << 50; // exact as binary64, with room for factors

Figure figure_of(const Members& members) {
    return {members.count("beta", 1'000'000), members.real("classical"), members.real("quantum")};
}

std::map<std::string, Figure> figures_of(const Members& set) {
    std::map<std::string, Figure> figures;
    const Members security = set.object("security");
    for (const auto& [name, value] : set.at("security").items())
        figures.emplace(name, figure_of(security.object(name)));
    return figures;
}

SetNumbers set_of(const Members& set) {
    const Members lemma1 = set.object("lemma1");
    const Members preimage = set.object("preimage");
    return {.name = set.text("name"),
            .code = set.count("code", 255),
            .n = static_cast<std::uint64_t>(set.integer("n", 8, 65536)),
            .q = static_cast<std::uint64_t>(set.integer("q", 3, std::int64_t{1} << 40)),
            .ell = set.count("ell", 64),
            .k = set.count("k", 65536),
            .sigma = set.count("sigma", 1 << 20),
            .eta = set.count("eta", 8),
            .gs2_max = set.count("gs2_max", kGreatest),
            .slack = set.real("slack"),
            .s = set.count("s", 1 << 30),
            .f2_max = set.count("f2_max", kGreatest),
            .gs2_re = set.count("gs2_re", kGreatest),
            .t_re = set.count("t_re", 64),
            .sigma_re = set.count("sigma_re", kGreatest),
            .fail_log2 = set.integer("fail_log2", -4096, 0),
            .fail_bound_log2 = set.real("fail_bound_log2"),
            .lemma1 = {lemma1.real("t"), lemma1.real("tau"), lemma1.real("gamma")},
            .tails_log2 = lemma1.integer("tails_log2", -4096, 0),
            .security = figures_of(set),
            .preimage = {preimage.count("reduced", kGreatest), preimage.count("honest", kGreatest)},
            .use = set.text("use")};
}

} // namespace

std::string published_params() {
    return kPublished;
}

ParamsFile parse_params(const std::string& text, const std::string& source) {
    const Json json = parse_json(text, source);
    const Members file(json, source);
    const Json& sets = file.at("sets");
    require(sets.is_array() && !sets.empty(), "PARAM.File.C1", source + ".sets", "not a list of sets");
    ParamsFile params{file.count("p", 255), {}};
    for (std::size_t i = 0; i < sets.size(); ++i)
        params.sets.push_back(set_of({sets[i], source + ".sets[" + std::to_string(i) + "]"}));
    return params;
}

} // namespace emrshare::kat::estimate
