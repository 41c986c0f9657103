// The typed views and writers against the tables, and against a few messages spelled out byte by byte.
#include <gtest/gtest.h>

#include "wire/bytes.hpp"
#include "wire/typed_check.hpp"

namespace tradewind::wire {
namespace {

using base::DayTime;
using base::Locate;
using base::Symbol;
using test::disagreement;

/// A value of its own in every field, small enough for every strong type.
std::vector<std::byte> filled(const MessageLayout& layout, unsigned seed) {
    std::vector<std::byte> message(layout.length);
    write_blank(layout, message.data());
    unsigned k = seed;
    for (const Field& field : layout.fields) {
        if (field.name == "appendage_length") continue;
        std::byte* p = message.data() + field.offset;
        for (std::size_t i = 0; i < field.size; ++i, k += 7)
            p[i] = static_cast<std::byte>(field.kind == FieldKind::alpha ? 'A' + k % 26 : 1 + k % 199);
        // Eight-byte numbers stay below 2^40, so that no price and no time is out of range.
        if (field.size == 8 && field.kind != FieldKind::alpha) std::fill(p, p + 3, std::byte{0});
    }
    return message;
}

class EveryMessage : public testing::TestWithParam<Protocol> {};
INSTANTIATE_TEST_SUITE_P(Wire, EveryMessage,
                         testing::Values(Protocol::itch50, Protocol::ouch50_inbound,
                                         Protocol::ouch50_outbound));

TEST_P(EveryMessage, view_and_writer_agree_with_the_table_on_every_field) {
    for (const MessageLayout& layout : layouts(GetParam())) {
        for (unsigned seed = 0; seed < 20; ++seed) {
            const auto message = filled(layout, seed);
            EXPECT_EQ(disagreement(GetParam(), message.data()), "") << layout.name;
        }
    }
}

TEST_P(EveryMessage, every_byte_value_is_read_back_or_refused) {
    for (const MessageLayout& layout : layouts(GetParam())) {
        for (const int fill : {0x00, 0x20, 0x7F, 0x80, 0xFF}) {
            std::vector<std::byte> message(layout.length, static_cast<std::byte>(fill));
            message[0] = static_cast<std::byte>(layout.type);
            EXPECT_EQ(disagreement(GetParam(), message.data()), "") << layout.name << " filled with " << fill;
        }
    }
}

TEST_P(EveryMessage, a_fresh_writer_is_the_blank_of_the_table) {
    for (const MessageLayout& layout : layouts(GetParam())) {
        std::vector<std::byte> blank(layout.length);
        write_blank(layout, blank.data());
        const auto image = blank_image(layout);
        EXPECT_EQ(std::memcmp(blank.data(), image.data(), blank.size()), 0) << layout.name;
    }
}

TEST(Itch50, an_add_order_reads_as_its_bytes_say) {
    // A, locate 0x0102, tracking 0x0304, time 0x000506070809, reference 0x0a..11, S, 0x12131415, "AAPL    ",
    // 0x16171819
    const auto bytes =
        test::from_hex("41010203040005060708090a0b0c0d0e0f101153121314154141504c2020202016171819");
    const itch50::AddOrder m{bytes.data()};
    EXPECT_EQ(m.locate().value, 0x0102);
    EXPECT_EQ(m.tracking(), 0x0304);
    EXPECT_EQ(m.time().ns, 0x0506070809);
    EXPECT_EQ(m.order_ref().value, 0x0a0b0c0d0e0f1011u);
    EXPECT_EQ(m.side_letter(), 'S');
    EXPECT_EQ(m.shares().lots, 0x12131415);
    EXPECT_EQ(m.stock(), Symbol::from("AAPL"));
    EXPECT_EQ(m.price().units, 0x16171819LL * 100'000);
}

TEST(Itch50, a_writer_puts_each_field_where_the_sheet_says) {
    std::array<std::byte, 36> out;
    itch50::OrderExecutedWithPriceWriter w{out.data(), Locate{0x0102}, DayTime{0x030405060708}, 0x090a};
    w.order_ref({0x0b0c0d0e0f101112}).shares({0x13141516}).match({0x1718191a1b1c1d1e}).printable('N');
    w.price({0x1f202122LL * 100'000});
    EXPECT_EQ(w.status(), FieldStatus::ok);
    const auto expected =
        test::from_hex("430102090a0304050607080b0c0d0e0f101112131415161718191a1b1c1d1e4e1f202122");
    EXPECT_TRUE(std::ranges::equal(w.bytes(), expected));
}

TEST(Itch50, a_level_of_a_market_wide_halt_has_eight_decimals) {
    std::array<std::byte, 35> out;
    itch50::MwcbDeclineLevelWriter w{out.data(), Locate{}, DayTime{}};
    w.level_1({4'321'123'456'780}).level_2({10}).level_3({15});
    const itch50::MwcbDeclineLevel m{out.data()};
    EXPECT_EQ(base::load_be64(out.data() + 11), 432'112'345'678u);
    EXPECT_EQ(m.level_1().units, 4'321'123'456'780);
    EXPECT_EQ(m.level_2().units, 10);
    EXPECT_EQ(w.status(), FieldStatus::not_a_multiple);
    EXPECT_EQ(m.level_3().units, 0);
}

TEST(Itch50, an_unknown_type_is_not_visited) {
    const std::array bytes{std::byte{'Z'}};
    EXPECT_FALSE(itch50::visit(bytes.data(), [](const auto&) { FAIL(); }));
}

TEST(Writer, the_first_value_that_does_not_fit_is_reported_and_left_at_zero) {
    std::array<std::byte, 36> out;
    const auto fresh = [&] { return itch50::AddOrderWriter{out.data(), Locate{1}, DayTime{2}}; };
    EXPECT_EQ(fresh().shares({0xFFFF'FFFF}).status(), FieldStatus::ok);
    EXPECT_EQ(fresh().shares({0x1'0000'0000}).status(), FieldStatus::out_of_range);
    EXPECT_EQ(base::load_be32(out.data() + 20), 0u);
    EXPECT_EQ(fresh().shares({-1}).price({1}).status(), FieldStatus::out_of_range);
    EXPECT_EQ(fresh().price({1}).shares({-1}).status(), FieldStatus::not_a_multiple);
    using itch50::AddOrderWriter;
    EXPECT_EQ((AddOrderWriter{out.data(), Locate{1}, DayTime{0xFFFF'FFFF'FFFF}}.status()), FieldStatus::ok);
    EXPECT_EQ((AddOrderWriter{out.data(), Locate{1}, DayTime{0x1'0000'0000'0000}}.status()),
              FieldStatus::out_of_range);
    EXPECT_EQ((AddOrderWriter{out.data(), Locate{1}, DayTime{-1}}.status()), FieldStatus::out_of_range);
}

TEST(Writer, text_is_padded_and_too_long_a_text_is_cut_and_reported) {
    std::array<std::byte, 40> out;
    itch50::AttributedAddOrderWriter w{out.data(), Locate{1}, DayTime{2}};
    w.attribution("AB");
    EXPECT_EQ(std::memcmp(out.data() + 36, "AB  ", 4), 0);
    EXPECT_EQ(w.attribution(), "AB");
    EXPECT_EQ(w.status(), FieldStatus::ok);
    w.attribution("ABCDE");
    EXPECT_EQ(w.attribution(), "ABCD");
    EXPECT_EQ(w.status(), FieldStatus::too_long);
}

TEST(Writer, a_patch_keeps_what_it_does_not_name) {
    std::array<std::byte, 36> out;
    itch50::AddOrderWriter{out.data(), Locate{1}, DayTime{2}}
        .shares({3})
        .stock(Symbol::from("A"))
        .price({400'000});
    itch50::AddOrderWriter{out.data(), itch50::AddOrderWriter::Patch{}}.shares({5});
    const itch50::AddOrder m{out.data()};
    EXPECT_EQ(m.shares().lots, 5);
    EXPECT_EQ(m.stock(), Symbol::from("A"));
    EXPECT_EQ(m.price().units, 400'000);
    EXPECT_EQ(m.locate().value, 1);
}

}  // namespace
}  // namespace tradewind::wire
