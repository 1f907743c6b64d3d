// Helpers that check for themselves: apart from the others, which programs without Catch2's main use, too.
#include "statistics.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace emrshare::test {

void check_unread(const UnreadBlocks& blocks) {
    CAPTURE(blocks.blocks(), blocks.bits(), blocks.rate(), blocks.spread());
    CHECK(UnreadBlocks::log2_alarm(blocks.blocks(), blocks.bits()) <= kFalseAlarm);
    CHECK(UnreadBlocks::log2_miss(blocks.blocks(), blocks.bits()) <= kMiss);
    CHECK(std::abs(blocks.rate() - 0.5) < UnreadBlocks::kMargin);
    CHECK(blocks.spread() > UnreadBlocks::least_spread(blocks.blocks()));
    CHECK(blocks.spread() < UnreadBlocks::greatest_spread(blocks.blocks()));
}

} // namespace emrshare::test
