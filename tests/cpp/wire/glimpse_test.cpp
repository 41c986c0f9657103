#include "tradewind/wire/glimpse.hpp"

#include <gtest/gtest.h>

#include <array>

#include "wire/bytes.hpp"

namespace tradewind::wire {
namespace {

using test::bytes_of;

TEST(Glimpse, the_end_message_is_a_G_with_20_digits) {
    std::array<std::byte, kGlimpseEndSize> out;
    encode_glimpse_end(8'589'934'592, out);
    EXPECT_EQ(test::copy_of(out), bytes_of("G00000000008589934592"));
    EXPECT_EQ(decode_glimpse_end(out), 8'589'934'592u);
    encode_glimpse_end(UINT64_MAX, out);
    EXPECT_EQ(decode_glimpse_end(out), UINT64_MAX);
    encode_glimpse_end(0, out);
    EXPECT_EQ(decode_glimpse_end(out), 0u);
}

TEST(Glimpse, anything_else_is_not_an_end_message) {
    EXPECT_EQ(decode_glimpse_end(bytes_of("G                  42")), 42u);
    EXPECT_EQ(decode_glimpse_end(bytes_of("G42                  ")), 42u);
    for (const char* text :
         {"", "G", "G0000000000858993459", "G000000000085899345921", "g00000000008589934592",
          "G0000000000858993459x", "G                    ", "G99999999999999999999"})
        EXPECT_EQ(decode_glimpse_end(bytes_of(text)), std::nullopt) << text;
}

TEST(Glimpse, a_snapshot_holds_state_and_resting_orders_only) {
    for (const char type : std::string_view{"SRHYNhAF"}) EXPECT_TRUE(is_glimpse_type(type)) << type;
    for (const char type : std::string_view{"GECXDUPQBILVWKJO"}) EXPECT_FALSE(is_glimpse_type(type)) << type;
}

}  // namespace
}  // namespace tradewind::wire
