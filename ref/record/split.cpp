#include "record/split.hpp"

#include "base/error.hpp"
#include "message/message.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace emrshare {
namespace {

using Json = nlohmann::json;

/// Where a resource lies in a bundle.
struct Range {
    std::size_t begin;
    std::size_t end;
    std::string type;
    std::string id;
};

/// The characters of a text, counted as they are read.
class CountingIterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;
    CountingIterator(const std::uint8_t* position, std::size_t* count)
        : position_(reinterpret_cast<const char*>(position)), count_(count) {}
    reference operator*() const { return *position_; }
    CountingIterator& operator++() {
        ++position_;
        ++*count_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return position_ == other.position_; }
    bool operator!=(const CountingIterator& other) const { return position_ != other.position_; }

private:
    const char* position_;
    std::size_t* count_;
};

/// Notes where the resources of a bundle begin and end. A brace is read without looking ahead, so that the count of
/// characters at its event is the position behind it.
class BundleReader final : public nlohmann::json_sax<Json> {
public:
    explicit BundleReader(const std::size_t& count) : count_(count) {}
    bool is_bundle() const noexcept { return is_bundle_; }
    const std::vector<Range>& resources() const noexcept { return resources_; }

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(std::int64_t /*value*/) override { return true; }
    bool number_unsigned(std::uint64_t /*value*/) override { return true; }
    bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
    bool binary(Json::binary_t& /*value*/) override { return true; }
    bool string(std::string& value) override {
        if (path_.empty()) return true;
        const std::string& key = path_.back().key;
        if (path_.size() == 1 && key == "resourceType") is_bundle_ = value == "Bundle";
        if (path_.size() == 4 && is_inside_ && key == "resourceType") resources_.back().type = value;
        if (path_.size() == 4 && is_inside_ && key == "id") resources_.back().id = value;
        return true;
    }
    bool start_object(std::size_t /*size*/) override {
        if (is_at_resource()) {
            resources_.push_back({count_ - 1, 0, "", ""});
            is_inside_ = true;
        }
        path_.push_back({false, ""});
        return true;
    }
    bool end_object() override {
        path_.pop_back();
        if (is_inside_ && path_.size() == 3) {
            resources_.back().end = count_;
            is_inside_ = false;
        }
        return true;
    }
    bool start_array(std::size_t /*size*/) override {
        path_.push_back({true, ""});
        return true;
    }
    bool end_array() override {
        path_.pop_back();
        return true;
    }
    bool key(std::string& value) override {
        path_.back().key = value;
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return false;
    }

private:
    struct Level {
        bool is_array;
        std::string key;
    };
    bool is_at_resource() const {
        return path_.size() == 3 && path_[0].key == "entry" && path_[1].is_array && path_[2].key == "resource";
    }
    const std::size_t& count_;
    std::vector<Level> path_;
    std::vector<Range> resources_;
    bool is_bundle_ = false;
    bool is_inside_ = false;
};

/// The resources of a bundle, in their order.
std::vector<Range> resources_of(ByteView record) {
    // For the library a zero byte is the end of the text.
    require(std::find(record.begin(), record.end(), 0) == record.end(), "RECORD.Split.C3", "EMR", "it has a zero byte");
    std::size_t count = 0;
    BundleReader reader(count);
    const CountingIterator begin(record.data(), &count);
    std::size_t ignored = 0;
    const CountingIterator end(record.data() + record.size(), &ignored);
    const bool is_json = Json::sax_parse(begin, end, &reader);
    require(is_json && reader.is_bundle(), "RECORD.Split.C3", "EMR", "it is no FHIR Bundle in JSON");
    return reader.resources();
}

std::string name_of(const Range& resource) {
    constexpr std::size_t kLongest = 1024;
    std::string name = resource.type + "/" + resource.id;
    return name.size() <= kLongest ? name : "/";
}

Bytes bytes_between(ByteView record, std::size_t begin, std::size_t end) {
    return {record.begin() + static_cast<std::ptrdiff_t>(begin), record.begin() + static_cast<std::ptrdiff_t>(end)};
}

} // namespace

std::vector<Piece> split_record(std::string_view form, ByteView record) {
    require(form == "file" || form == "fhir", "RECORD.Split.C1", "form", "it is neither 'file' nor 'fhir'");
    require(record.size() <= kRecordLimit, "RECORD.Split.C2", "EMR", "it has more than 2^23 bytes");
    std::vector<Range> resources;
    if (form == "fhir") resources = resources_of(record); // RECORD.Split.1
    require(resources.size() + 2 <= kMostSections, "RECORD.Split.C4", "EMR", "it has more than 4093 resources");
    std::vector<Piece> pieces(1);
    message::Items frame; // RECORD.Split.2
    std::size_t position = 0;
    for (const Range& resource : resources) {
        frame.emplace_back(bytes_between(record, position, resource.begin));
        pieces.push_back({name_of(resource), bytes_between(record, resource.begin, resource.end)}); // RECORD.Split.3
        position = resource.end;
    }
    frame.emplace_back(bytes_between(record, position, record.size()));
    pieces.front() = {"frame", message::encode(message::Item(std::move(frame)))};
    return pieces;
}

namespace {

/// The entries of a frame; null if it is none.
const message::Items* entries_of_frame(const message::Item& frame, std::size_t sections) {
    const message::Items* entries = frame.entries();
    const auto is_bytes = [](const message::Item& entry) { return entry.bytes() != nullptr; };
    if (entries == nullptr || entries->size() != sections) return nullptr;
    return std::all_of(entries->begin(), entries->end(), is_bytes) ? entries : nullptr;
}

message::Item decoded_frame(const std::vector<Bytes>& contents) {
    try {
        if (!contents.empty()) return message::decode_item(contents.front());
    } catch (const Rejection&) {
        return message::Item(false);
    }
    return message::Item(false);
}

} // namespace

Bytes join_record(const std::vector<Bytes>& contents) {
    const message::Item frame = decoded_frame(contents);
    const message::Items* entries = entries_of_frame(frame, contents.size());
    require(entries != nullptr, "RECORD.Join.C1", "sections", "the first is no frame for the others");
    Bytes record;
    for (std::size_t i = 0; i < contents.size(); ++i) { // RECORD.Join.1
        if (i > 0) record.insert(record.end(), contents[i].begin(), contents[i].end());
        const Bytes& piece = *(*entries)[i].bytes();
        record.insert(record.end(), piece.begin(), piece.end());
    }
    return record;
}

} // namespace emrshare
