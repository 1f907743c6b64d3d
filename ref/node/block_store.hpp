/// @file
/// Where a node keeps the blocks that it has applied: outside its state, as they only grow (spec, section 13.6).
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace emrshare::node {

/// Encoded messages by block number, in the order in which they were applied.
class BlockStore {
public:
    virtual ~BlockStore() = default;
    /// Appends a message that belongs to block @p num.
    virtual void append(std::uint64_t num, const Bytes& message) = 0;
    /// The messages of all blocks from @p num on.
    virtual std::vector<Bytes> from(std::uint64_t num) const = 0;
};

/// In memory.
class MemoryBlocks final : public BlockStore {
public:
    void append(std::uint64_t num, const Bytes& message) override;
    std::vector<Bytes> from(std::uint64_t num) const override;

private:
    std::vector<std::pair<std::uint64_t, Bytes>> messages_;
};

/// In a file: each message behind its block's number and its length, 8 bytes each, least significant first.
class FileBlocks final : public BlockStore {
public:
    /// @param path of a file that is made anew
    /// @throws Rejection `NODE.Blocks.C1` if it cannot be written
    explicit FileBlocks(std::string path);
    void append(std::uint64_t num, const Bytes& message) override;
    std::vector<Bytes> from(std::uint64_t num) const override;

private:
    std::string path_;
    std::ofstream file_;
};

} // namespace emrshare::node
