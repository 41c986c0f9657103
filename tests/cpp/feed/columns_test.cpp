#include "tradewind/feed/columns.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "feed/build_bytes.hpp"

namespace tradewind::feed::test {
namespace {

std::size_t index_of(char type) { return wire::kItch50Index[static_cast<unsigned char>(type)] - 1u; }

const Column& column(char type, std::string_view name) {
    for (const Column& each : record_layouts()[index_of(type)].columns)
        if (each.name == name) return each;
    throw std::out_of_range(std::string(name));
}

template <class T>
T value(const ColumnBatch& batch, char type, std::size_t row, std::string_view name) {
    const RecordLayout& layout = record_layouts()[index_of(type)];
    const Column& at = column(type, name);
    EXPECT_EQ(at.size, sizeof(T)) << name;
    T out;
    std::memcpy(&out, batch.records[index_of(type)].data() + row * layout.size + at.offset, sizeof out);
    return out;
}
std::size_t rows(const ColumnBatch& batch, char type) {
    return batch.records[index_of(type)].bytes() / record_layouts()[index_of(type)].size;
}

Bytes add_order(std::uint64_t ref, std::uint32_t price) {
    Builder out;
    return out.text("A")
        .u16(17)
        .u16(2)
        .number(34'200'000'000'001, 6)
        .u64(ref)
        .text("B")
        .u32(300)
        .text("AAPL    ")
        .u32(price)
        .bytes;
}
Bytes decline_level(std::uint64_t first) {
    Builder out;
    return out.text("V").u16(0).u16(0).number(5, 6).u64(first).u64(2).u64(3).bytes;
}

TEST(Columns, records_are_packed_and_cover_every_field_of_the_wire) {
    ASSERT_EQ(record_layouts().size(), wire::kItch50Layouts.size());
    for (std::size_t i = 0; i < record_layouts().size(); ++i) {
        const RecordLayout& record = record_layouts()[i];
        const wire::MessageLayout& message = wire::kItch50Layouts[i];
        EXPECT_EQ(record.type, message.type);
        ASSERT_EQ(record.columns.size(), message.fields.size() + 1);
        EXPECT_EQ(record.columns[0].name, "seq");
        std::size_t offset = 0;
        for (std::size_t c = 0; c < record.columns.size(); ++c) {
            EXPECT_EQ(record.columns[c].offset, offset);
            offset += record.columns[c].size;
            if (c > 0) {
                EXPECT_EQ(record.columns[c].name, message.fields[c - 1].name);
            }
        }
        EXPECT_EQ(record.size, offset);
    }
}

TEST(Columns, values_keep_their_unit_and_prices_become_1e_9) {
    ColumnDecoder decoder(StreamKind::itch, {}, {});
    decoder.push(
        framed({itch_message('D'), add_order(std::uint64_t{1} << 63, 5'856'900), decline_level(12'345'678)}));
    EXPECT_TRUE(decoder.finish());
    const ColumnBatch batch = decoder.take().value();
    EXPECT_EQ(batch.messages, 3u);
    ASSERT_EQ(rows(batch, 'A'), 1u);
    EXPECT_EQ(value<std::uint64_t>(batch, 'A', 0, "seq"), 2u);
    EXPECT_EQ(value<std::uint16_t>(batch, 'A', 0, "stock_locate"), 17);
    EXPECT_EQ(value<std::uint16_t>(batch, 'A', 0, "tracking_number"), 2);
    EXPECT_EQ(value<std::uint64_t>(batch, 'A', 0, "timestamp"), 34'200'000'000'001u);
    EXPECT_EQ(value<std::uint64_t>(batch, 'A', 0, "order_reference_number"), std::uint64_t{1} << 63);
    EXPECT_EQ(value<char>(batch, 'A', 0, "buy_sell_indicator"), 'B');
    EXPECT_EQ(value<std::uint32_t>(batch, 'A', 0, "shares"), 300u);
    EXPECT_EQ(value<std::int64_t>(batch, 'A', 0, "price"), 585'690'000'000);
    const auto stock = value<std::array<char, 8>>(batch, 'A', 0, "stock");
    EXPECT_EQ(std::string_view(stock.data(), stock.size()), "AAPL    ");
    EXPECT_EQ(value<std::int64_t>(batch, 'V', 0, "level_1"), 123'456'780);
    EXPECT_FALSE(decoder.take());
}

TEST(Columns, the_largest_prices_do_not_overflow) {
    ColumnDecoder decoder(StreamKind::itch, {}, {});
    decoder.push(framed({add_order(1, 0xFFFFFFFF), decline_level(~std::uint64_t{0})}));
    decoder.finish();
    const ColumnBatch batch = decoder.take().value();
    EXPECT_EQ(value<std::int64_t>(batch, 'A', 0, "price"), 429'496'729'500'000);
    EXPECT_EQ(value<std::int64_t>(batch, 'V', 0, "level_1"), std::numeric_limits<std::int64_t>::max());
}

TEST(Columns, batches_hold_exactly_the_number_asked_for_and_the_last_the_rest) {
    ColumnDecoder decoder(StreamKind::itch, {}, {.types = {}, .batch = 3});
    std::vector<Bytes> messages;
    for (unsigned i = 0; i < 8; ++i) messages.push_back(itch_message(i % 2 == 0 ? 'D' : 'X', i));
    decoder.push(framed(messages));
    std::vector<std::uint64_t> sizes;
    while (const auto batch = decoder.take()) sizes.push_back(batch->messages);
    EXPECT_EQ(sizes, (std::vector<std::uint64_t>{3, 3}));
    EXPECT_TRUE(decoder.finish());
    const ColumnBatch rest = decoder.take().value();
    EXPECT_EQ(rest.messages, 2u);
    EXPECT_EQ(value<std::uint64_t>(rest, 'D', 0, "seq"), 7u);
    EXPECT_EQ(value<std::uint64_t>(rest, 'X', 0, "seq"), 8u);
    EXPECT_FALSE(decoder.take());
}

TEST(Columns, only_the_types_asked_for_are_kept_and_all_are_counted) {
    ColumnDecoder decoder(StreamKind::itch, {}, {.types = "XA"});
    decoder.push(framed(every_type()));
    decoder.finish();
    const ColumnBatch batch = decoder.take().value();
    EXPECT_EQ(batch.messages, 2u);
    EXPECT_EQ(rows(batch, 'X'), 1u);
    EXPECT_EQ(rows(batch, 'A'), 1u);
    EXPECT_EQ(rows(batch, 'D'), 0u);
    EXPECT_EQ(decoder.stream().messages(), wire::kItch50Layouts.size());
}

TEST(Columns, the_limit_stops_keeping_and_says_so) {
    ColumnDecoder decoder(StreamKind::itch, {}, {.types = "DX", .limit = 2});
    decoder.push(framed({itch_message('D'), itch_message('A')}));
    EXPECT_FALSE(decoder.full());
    decoder.push(framed({itch_message('X'), itch_message('D')}));
    EXPECT_TRUE(decoder.full());
    decoder.flush();
    EXPECT_EQ(decoder.take().value().messages, 2u);
}

TEST(Columns, what_came_before_an_error_is_kept) {
    Bytes input = framed({itch_message('D'), itch_message('X')});
    input.pop_back();
    ColumnDecoder decoder(StreamKind::itch, {}, {});
    decoder.push(input);
    EXPECT_FALSE(decoder.finish());
    EXPECT_EQ(decoder.take().value().messages, 1u);
    EXPECT_EQ(decoder.stream().error().kind, ErrorKind::truncated_message);
}

TEST(Columns, arrays_grow_without_losing_a_record) {
    ColumnDecoder decoder(StreamKind::itch, {}, {});
    constexpr std::uint64_t kMany = 20'000;
    for (std::uint64_t i = 0; i < kMany; ++i) decoder.push(framed({add_order(i, 1)}));
    decoder.finish();
    const ColumnBatch batch = decoder.take().value();
    ASSERT_EQ(rows(batch, 'A'), kMany);
    for (std::uint64_t i = 0; i < kMany; ++i)
        ASSERT_EQ(value<std::uint64_t>(batch, 'A', i, "order_reference_number"), i);
}

TEST(Columns, wrong_options_are_refused_by_name) {
    EXPECT_THROW(ColumnDecoder(StreamKind::itch, {}, {.types = {}, .batch = 0}), std::invalid_argument);
    try {
        ColumnDecoder decoder(StreamKind::itch, {}, {.types = "Az"});
        FAIL() << "type z was taken";
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("'z'"), std::string::npos);
    }
}

}  // namespace
}  // namespace tradewind::feed::test
