#include "node/block_store.hpp"

#include "base/error.hpp"
#include "random/xof.hpp"

#include <array>

namespace emrshare::node {
namespace {

/// The next 8 bytes as a number; false at the end.
bool read_le64(std::istream& file, std::uint64_t& number) {
    std::array<char, 8> bytes{};
    if (!file.read(bytes.data(), bytes.size())) return false;
    number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
    return true;
}

} // namespace

void MemoryBlocks::append(std::uint64_t num, const Bytes& message) {
    messages_.emplace_back(num, message);
}

std::vector<Bytes> MemoryBlocks::from(std::uint64_t num) const {
    std::vector<Bytes> chosen;
    for (const auto& [number, message] : messages_) {
        if (number >= num) chosen.push_back(message);
    }
    return chosen;
}

FileBlocks::FileBlocks(std::string path) : path_(std::move(path)), file_(path_, std::ios::binary | std::ios::trunc) {
    require(file_.good(), "NODE.Blocks.C1", path_, "it cannot be written");
}

void FileBlocks::append(std::uint64_t num, const Bytes& message) {
    for (const Bytes& part : {le64(num), le64(message.size()), message})
        file_.write(reinterpret_cast<const char*>(part.data()), static_cast<std::streamsize>(part.size()));
    file_.flush();
    require(file_.good(), "NODE.Blocks.C1", path_, "it cannot be written");
}

std::vector<Bytes> FileBlocks::from(std::uint64_t num) const {
    std::vector<Bytes> chosen;
    std::ifstream file(path_, std::ios::binary);
    std::uint64_t number = 0;
    std::uint64_t length = 0;
    while (read_le64(file, number) && read_le64(file, length)) {
        Bytes message(number >= num ? length : 0);
        if (message.empty())
            file.seekg(static_cast<std::streamoff>(length), std::ios::cur);
        else
            file.read(reinterpret_cast<char*>(message.data()), static_cast<std::streamsize>(length));
        if (number >= num) chosen.push_back(std::move(message));
    }
    return chosen;
}

} // namespace emrshare::node
