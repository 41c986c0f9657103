// The rule table, the guide and the tests name the same rules.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tradewind/backtest/fill_rules.hpp"

namespace tradewind::backtest::test {
namespace {

const std::map<Effect, std::string> kEffectWords{
    {Effect::nothing, "nothing"},
    {Effect::advance, "advance"},
    {Effect::fill, "fill"},
    {Effect::fill_behind, "fill, counted"},
    {Effect::fill_cross, "fill in cross"},
    {Effect::join, "join"},
    {Effect::take, "take"},
    {Effect::keep, "keep place"},
    {Effect::cancel, "cancel"},
    {Effect::expire, "expire"},
    {Effect::reject, "reject"},
    {Effect::ignore, "ignore"},
};

/// Rows of the guide's tables: id -> effect cell. A row reads `| \`id\` | ... | effect | reason |`.
std::map<std::string, std::string> guide_rows() {
    std::ifstream guide(TRADEWIND_DOCS_DIR "/fill-rules.md");
    std::map<std::string, std::string> rows;
    for (std::string line; std::getline(guide, line);) {
        if (line.rfind("| `", 0) != 0) continue;
        std::vector<std::string> cells;
        std::istringstream split(line.substr(1));
        for (std::string cell; std::getline(split, cell, '|');) {
            const auto first = cell.find_first_not_of(' ');
            const auto last = cell.find_last_not_of(' ');
            cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
        }
        EXPECT_GE(cells.size(), 4U) << line;
        const std::string id = cells[0].substr(1, cells[0].size() - 2);
        EXPECT_TRUE(rows.emplace(id, cells[2]).second) << id << " has two rows";
    }
    return rows;
}

TEST(RuleTable, every_rule_has_one_row_in_the_guide_with_its_effect) {
    auto rows = guide_rows();
    for (const Rule& rule : kRules) {
        const auto row = rows.find(std::string(rule.name));
        ASSERT_NE(row, rows.end()) << rule.name;
        EXPECT_EQ(row->second, kEffectWords.at(rule.effect)) << rule.name;
        rows.erase(row);
    }
    for (const auto& [id, effect] : rows)
        ADD_FAILURE() << "the guide has a row for " << id << ", the table has none";
}

TEST(RuleTable, every_rule_has_a_test_of_its_name) {
    std::set<std::string> tests;
    const auto* const all = ::testing::UnitTest::GetInstance();
    for (int i = 0; i < all->total_test_suite_count(); ++i) {
        const auto* const suite = all->GetTestSuite(i);
        if (std::string(suite->name()) != "FillRule") continue;
        for (int j = 0; j < suite->total_test_count(); ++j) tests.insert(suite->GetTestInfo(j)->name());
    }
    for (const Rule& rule : kRules) EXPECT_EQ(tests.count(std::string(rule.name)), 1U) << rule.name;
    EXPECT_EQ(tests.size(), kRuleCount);
}

TEST(RuleTable, names_are_unique_and_every_row_says_why) {
    std::set<std::string_view> names;
    for (const Rule& rule : kRules) {
        EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
        EXPECT_FALSE(rule.trigger.empty() || rule.relation.empty() || rule.reason.empty()) << rule.name;
    }
}

}  // namespace
}  // namespace tradewind::backtest::test
