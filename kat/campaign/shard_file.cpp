// The files of shards, and how they are put together.
#include "base/error.hpp"
#include "campaign/campaign.hpp"
#include "capi/emrshare.h"
#include "random/xof.hpp"
#include "value.hpp"

#include <algorithm>
#include <numeric>

namespace emrshare::kat::campaign {
namespace {

constexpr std::string_view kFormat = "emrshare-campaign-1";
constexpr std::uint64_t kMostUnits = std::uint64_t{1} << 32;

/// The profiles as a file names them.
constexpr std::string_view kBoth = "both";

std::string digest_of(const Json& content) {
    return to_hex(sha3_256(bytes_of(content.dump())));
}

Json content_of(const Shard& shard) {
    Json content = {{"format", kFormat}, {"version", emrshare_version()}};
    content.update(parameters_of(shard.plan));
    content["first"] = shard.first;
    content["end"] = shard.end;
    content["done"] = shard.done;
    content["tally"] = json_of(shard.tally);
    return content;
}

/// The members of a shard's file, read with complaints that name the file and the member.
class Reader {
public:
    Reader(const Json& json, const std::string& source) : json_(json), source_(source) {
        complain_unless(json.is_object(), "it", "is no object");
    }
    void complain_unless(bool holds, const std::string& member, const std::string& reason) const {
        require(holds, "CAMPAIGN.File.C1", source_, member + " " + reason);
    }
    const Json& at(const char* member) const {
        complain_unless(json_.contains(member), member, "is missing");
        return json_[member];
    }
    std::string text(const char* member) const {
        complain_unless(at(member).is_string(), member, "is no text");
        return at(member).get<std::string>();
    }
    std::uint64_t number(const char* member, std::uint64_t least, std::uint64_t most) const {
        complain_unless(at(member).is_number_unsigned(), member, "is no number");
        const auto value = at(member).get<std::uint64_t>();
        complain_unless(least <= value && value <= most, member,
                        "is not from " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    }
    /// What @p decode makes of a member; its refusals become complaints.
    template <class Decode>
    auto decoded(const char* member, const Decode& decode) const {
        const std::string value = text(member);
        try {
            return decode(value);
        } catch (const Rejection& rejection) {
            throw Rejection("CAMPAIGN.File.C1", source_, std::string(member) + ": " + rejection.reason());
        }
    }

private:
    const Json& json_;
    const std::string& source_;
};

std::optional<Profile> profile_in(const Reader& file) {
    const std::string name = file.text("profile");
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (name == name_of(profile)) return profile;
    }
    file.complain_unless(name == kBoth, "profile", "is none");
    return {};
}

Plan plan_in(const Reader& file) {
    Plan plan;
    plan.kind = file.decoded("campaign", [](const std::string& name) { return &kind_of(name); });
    plan.set = file.decoded("set", [](const std::string& name) { return &parameter_set(name); });
    plan.profile = profile_in(file);
    plan.experiment = file.text("experiment");
    const bool repeats = plan.kind->name == "attack";
    file.complain_unless(repeats == !plan.profile, "profile", "is none of this campaign's");
    file.complain_unless(repeats == !plan.experiment.empty(), "experiment", "is none of this campaign's");
    if (repeats) {
        file.decoded("experiment", [](const std::string& name) {
            require_repeatable(name);
            return 0;
        });
    }
    plan.samples = file.number("samples", repeats ? 1 : 0, repeats ? kMostUnits : 0);
    plan.seed = file.decoded("seed", [](const std::string& hex) {
        const Json wrapped = {{"seed", hex}};
        return Inputs(wrapped, nullptr).coins("seed");
    });
    plan.units = file.number("units", 1, kMostUnits);
    return plan;
}

/// Units as a person counts them.
std::string units_text(std::uint64_t first, std::uint64_t end) {
    return "units " + std::to_string(first) + " to " + std::to_string(end - 1);
}

} // namespace

Json parameters_of(const Plan& plan) {
    return {{"campaign", plan.kind->name},
            {"set", plan.set->name},
            {"profile", plan.profile ? name_of(*plan.profile) : kBoth},
            {"experiment", plan.experiment},
            {"samples", plan.samples},
            {"seed", to_hex(plan.seed)},
            {"units", plan.units}};
}

std::string text_of(const Shard& shard) {
    Json file = content_of(shard);
    file["digest"] = digest_of(file);
    return to_text(file);
}

Shard shard_of(const std::string& text, const std::string& source) {
    Json json;
    try {
        json = parse_json(text, source);
    } catch (const Rejection& rejection) {
        throw Rejection("CAMPAIGN.File.C1", source, rejection.reason());
    }
    const Reader file(json, source);
    file.complain_unless(file.text("format") == kFormat, "format", "is not " + std::string(kFormat));
    file.complain_unless(file.text("version") == emrshare_version(), "version",
                         "is not " + std::string(emrshare_version()) + ", this program's");
    Json content = json;
    content.erase("digest");
    require(file.text("digest") == digest_of(content), "CAMPAIGN.File.C2", source,
            "digest is not that of the rest: the file is damaged");
    Shard shard;
    shard.plan = plan_in(file);
    shard.first = file.number("first", 0, shard.plan.units);
    shard.end = file.number("end", shard.first, shard.plan.units);
    shard.done = file.number("done", shard.first, shard.end);
    shard.tally = tally_of(file.at("tally"), source);
    file.complain_unless(content_of(shard) == content, "it", "has members that no campaign writes");
    return shard;
}

void require_same_campaign(const Plan& mine, const Plan& other, std::string_view check, const std::string& source) {
    const Json ours = parameters_of(mine);
    const Json theirs = parameters_of(other);
    for (const auto& [name, value] : ours.items())
        require(theirs[name] == value, check, source, name + " is " + theirs[name].dump() + ", not " + value.dump());
}

Shard merge(std::vector<Shard> shards, const std::vector<std::string>& sources) {
    std::vector<std::size_t> order(shards.size());
    std::iota(order.begin(), order.end(), 0);
    for (const std::size_t i : order) {
        require_same_campaign(shards.front().plan, shards[i].plan, "CAMPAIGN.Merge.C1", sources[i]);
        require(shards[i].is_finished(), "CAMPAIGN.Merge.C2", sources[i],
                "done is " + std::to_string(shards[i].done) + ", not " + std::to_string(shards[i].end) +
                    ": run this shard to its end");
    }
    // A shard without units stands before the one that begins where it does.
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(shards[a].first, shards[a].end) < std::pair(shards[b].first, shards[b].end);
    });
    Shard whole{shards.front().plan, 0, 0, 0, {}};
    for (const std::size_t i : order) {
        const Shard& next = shards[i];
        require(next.first >= whole.end, "CAMPAIGN.Merge.C3", sources[i],
                units_text(next.first, std::min(whole.end, std::max(next.end, next.first + 1))) +
                    " are in another shard, too");
        require(next.first == whole.end, "CAMPAIGN.Merge.C4", sources[i],
                units_text(whole.end, next.first) + " are in no shard");
        whole.tally.append(next.tally);
        whole.end = whole.done = next.end;
    }
    require(whole.is_whole(), "CAMPAIGN.Merge.C4", sources[order.back()],
            units_text(whole.end, whole.plan.units) + " are in no shard");
    return whole;
}

} // namespace emrshare::kat::campaign
