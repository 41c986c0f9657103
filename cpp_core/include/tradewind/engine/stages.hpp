// Latency from message to order, stage by stage. Raw stamps are taken on the path; histograms are filled
// after the order is out. Only messages that led to an order are recorded. One writer.
#pragma once

#include <array>
#include <cstdint>

#include "tradewind/base/clock.hpp"
#include "tradewind/base/histogram.hpp"

namespace tradewind::engine {

/// Named for what has just ended when the stamp is taken; `total` is decode to encode.
enum class Stage : std::uint8_t { decode, book, features, decision, risk, encode, total };
inline constexpr std::size_t kStages = 7;
inline constexpr std::array<const char*, kStages> kStageNames{"decode", "book",   "features", "decision",
                                                              "risk",   "encode", "total"};

/// Stamps of one message. A gap in the path that is no part of it (the simulated venue's own work) is cut out
/// by stamping again before the next stage: `resume`.
struct Stamps {
    std::array<std::uint64_t, kStages> begin{};
    std::array<std::uint64_t, kStages> end{};
};

class StageRecorder {
  public:
    explicit StageRecorder(bool enabled) : clock_(5'000'000, enabled), enabled_(enabled) {}

    [[nodiscard]] std::uint64_t now() const noexcept { return enabled_ ? clock_.now() : 0; }
    void record(const Stamps& stamps) noexcept {
        if (!enabled_) return;
        std::int64_t total = 0;
        for (std::size_t i = 0; i + 1 < kStages; ++i) {
            const std::int64_t ns = clock_.scale().to_ns(stamps.end[i] - stamps.begin[i]);
            histograms_[i].record(ns);
            total += ns;
        }
        histograms_[static_cast<std::size_t>(Stage::total)].record(total);
    }
    [[nodiscard]] const base::Histogram& of(Stage stage) const noexcept {
        return histograms_[static_cast<std::size_t>(stage)];
    }
    [[nodiscard]] bool enabled() const noexcept { return enabled_; }

  private:
    base::StampClock clock_;
    bool enabled_;
    std::array<base::Histogram, kStages> histograms_;
};

}  // namespace tradewind::engine
