#include <gtest/gtest.h>

#include "tradewind/base/endian.hpp"
#include "tradewind/base/types.hpp"

namespace tradewind::base {
namespace {

TEST(Types, NotionalDoesNotOverflowAtTheLargestPriceAndQuantity) {
    const Price price{INT64_MAX};
    const Qty qty{INT64_MAX};
    const Notional notional = price * qty;
    EXPECT_EQ(notional.units / INT64_MAX, static_cast<Int128>(INT64_MAX));
    EXPECT_GT(notional.units, 0);
}

TEST(Types, ArithmeticKeepsUnits) {
    EXPECT_EQ((Price{5} - Price{7}).units, -2);
    EXPECT_EQ((-Qty{3}).lots, -3);
    EXPECT_EQ((DayTime{10} + Nanos{5}).ns, 15);
    EXPECT_EQ((DayTime{10} - DayTime{4}).ns, 6);
    EXPECT_DOUBLE_EQ(Price{585'690'000'000}.to_double(), 585.69);
}

TEST(Types, SymbolIsPaddedAndTrimmed) {
    const Symbol symbol = Symbol::from("AAPL");
    EXPECT_EQ(symbol.view(), "AAPL");
    EXPECT_EQ(symbol.chars[4], ' ');
    EXPECT_EQ(Symbol::from("BRK A").view(), "BRK A");
    EXPECT_EQ(Symbol::from("TOOLONGNAME").view(), "TOOLONGN");
    EXPECT_EQ(Symbol{}.view(), "");
}

TEST(Types, SidesAreOpposite) {
    EXPECT_EQ(opposite(Side::buy), Side::sell);
    EXPECT_EQ(opposite(Side::sell), Side::buy);
    EXPECT_EQ(sign(Side::buy), 1);
    EXPECT_EQ(sign(Side::sell), -1);
}

TEST(Endian, LoadsTheMostSignificantByteFirst) {
    const std::byte bytes[] = {std::byte{0x01}, std::byte{0x02}, std::byte{0x03}, std::byte{0x04},
                               std::byte{0x05}, std::byte{0x06}, std::byte{0x07}, std::byte{0x08}};
    EXPECT_EQ(load_be16(bytes), 0x0102U);
    EXPECT_EQ(load_be32(bytes), 0x01020304U);
    EXPECT_EQ(load_be48(bytes), 0x010203040506U);
    EXPECT_EQ(load_be64(bytes), 0x0102030405060708U);
}

TEST(Endian, StoresWhatItLoads) {
    std::byte bytes[8];
    store_be48(bytes, 0x00A1B2C3D4E5F6U & 0xFFFFFFFFFFFFU);
    EXPECT_EQ(load_be48(bytes), 0xA1B2C3D4E5F6U);
    store_be64(bytes, 0xFEDCBA9876543210U);
    EXPECT_EQ(load_be64(bytes), 0xFEDCBA9876543210U);
    store_be32(bytes, 0xDEADBEEFU);
    EXPECT_EQ(load_be32(bytes), 0xDEADBEEFU);
    store_be16(bytes, 0xBEEFU);
    EXPECT_EQ(load_be16(bytes), 0xBEEFU);
}

}  // namespace
}  // namespace tradewind::base
