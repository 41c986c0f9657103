#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <utility>

#include "tradewind/base/memory.hpp"

namespace tradewind::base {
namespace {

TEST(Region, StartsAsZeroBytesAndKeepsWhatIsWritten) {
    Array<std::uint32_t> array(1 << 20);
    EXPECT_EQ(array[0], 0U);
    EXPECT_EQ(array[(1 << 20) - 1], 0U);
    array[12345] = 7;
    EXPECT_EQ(array[12345], 7U);
    EXPECT_EQ(array.capacity(), std::size_t{1} << 20);
}

TEST(Region, MovesItsMemory) {
    Array<std::uint64_t> a(100, {.huge_pages = false, .prefault = true});
    a[3] = 9;
    const std::uint64_t* const data = a.data();
    Array<std::uint64_t> b = std::move(a);
    EXPECT_EQ(b.data(), data);
    EXPECT_EQ(b[3], 9U);
    Array<std::uint64_t> c(5);
    c = std::move(b);
    EXPECT_EQ(c.data(), data);
}

#ifndef __SANITIZE_THREAD__  // the sanitizer refuses the absurd size before the kernel can
TEST(Region, SaysHowMuchItCouldNotReserve) {
    try {
        Region region(std::size_t{1} << 62);
        FAIL() << "2^62 bytes were granted";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("4611686018427387904"), std::string::npos) << error.what();
    }
}
#endif

}  // namespace
}  // namespace tradewind::base
