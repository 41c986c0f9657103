// The order state machine: what we asked for, what the venue made of it, and what that means for leaves,
// executed quantity and position. Backtest, simulation, paper and live trading all use this one.
//
// A reference (UserRef) is one order; a replace makes a new reference in the same chain. `executed`
// quantities belong to the chain, `leaves` to the reference that is live. Quantities are the instrument's
// lots, prices 1e-9.
//
// Rules that the table cannot show:
//  - A fill takes leaves down; a bust or a correction changes what was executed and never what is open,
//  because
//    the venue does not put broken shares back into the book.
//  - Once an order is done, replaces still in flight on it are `orphaned`: the venue ignores them silently.
//  (A
//    replace that leaves nothing open is answered by a cancel of the original.)
//  - A cancel is answered when the intended total has come down to what it asked for, when the order is done,
//  or
//    when it is refused.
//  - Worst-case open quantity of a chain: the largest of what its live reference has left and what each
//  unanswered
//    reference could still buy or sell; replaces take the place of one another, so it is never their sum.
//    Whether the venue counts breaks and corrections when it works out what a replace leaves open is not
//    known, so that counts as executed what is smaller.
//
// One thread (one writer, readers on the same thread). Constant time per call and no allocation after
// construction; disconnect, resolve and end_of_day walk all references of the day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tradewind/order/match_index.hpp"
#include "tradewind/order/table.hpp"

namespace tradewind::order {

/// Largest quantity that an order or an event may name; anything above is refused or a protocol violation.
inline constexpr Qty kMaxQty{1'000'000'000'000'000};
/// Unanswered replaces that one chain may have.
inline constexpr std::uint32_t kMaxReplacesInFlight = 8;

/// Why a request was not made into a message.
enum class Status : std::uint8_t {
    ok,
    unknown_order,       ///< no order has this reference
    not_open,            ///< the order is done
    bad_quantity,        ///< not in 1..kMaxQty (cancel: 0..kMaxQty)
    nothing_to_cut,      ///< the cancel's total is not below the order's: the venue would ignore it silently
    too_many_in_flight,  ///< kMaxReplacesInFlight replaces of this chain are unanswered
    references_exhausted,  ///< all references of the day are used
    executions_exhausted,  ///< the last eighth of the execution memory is kept for open orders
    disconnected,          ///< between disconnect() and resolve() nothing can be sent
};

/// One reference. leaves: open at the venue (unanswered: what it asks for).
struct Order {
    UserRef ref;
    UserRef root;  ///< first reference of the chain
    UserRef orig;  ///< the reference that this one replaces; 0 for an enter
    Locate locate;
    Side side{Side::buy};
    SellMark mark{SellMark::none};
    TimeInForce tif{TimeInForce::day};
    bool post_only{};
    State state{State::none};
    DoneReason done{DoneReason::none};
    bool answered{};        ///< the venue has accepted, replaced, rejected or filled it
    bool cancel_pending{};  ///< a cancel is in flight
    bool cancel_taken{};    ///< ... and the venue has said that it will answer later
    bool unconfirmed{};     ///< the connection was lost with a request of this order in flight
    Qty order_qty;          ///< intended total of the chain
    Qty leaves;
    Qty executed;   ///< by this reference, breaks not taken off
    Qty cancel_to;  ///< smallest total asked for by a pending cancel
    Price price;
    OrderRef order_ref;
    std::uint32_t next_open{};  ///< list of the chain's open references, oldest first; internal
};

/// Change of what an instrument has at risk, for the pre-trade checks.
struct Change {
    Locate locate{};
    Side side{Side::buy};
    Qty open{};             ///< worst-case open quantity
    Qty filled{};           ///< executed quantity, negative for a bust
    std::int32_t orders{};  ///< open chains
};

enum class FillKind : std::uint8_t { none, fill, bust, correction };
/// What the ledger must post. Bust and correction name the execution by match number and side.
struct Fill {
    FillKind kind{FillKind::none};
    Side side{Side::buy};
    char liquidity{};  ///< the venue's flag letter
    Locate locate;
    UserRef ref;
    MatchNumber match;
    Qty qty;
    Price price;
    DayTime time;
};

struct Outcome {
    Result result{Result::unknown_order};
    State before{State::none};
    State after{State::none};
    UserRef ref{};
    UserRef root{};
    Fill fill{};
    Change change{};
};

template <class Message>
struct Request {
    Status status{Status::ok};
    Message message{};  ///< to be sent when status is ok
    Change change{};
};

/// What the pre-trade check must know of the order that is being replaced.
struct Working {
    Locate locate{};
    Side side{Side::buy};
    Qty executed{};  ///< by the chain, as the venue counts it at least
    Qty open{};      ///< worst-case open quantity of the chain
};

class Orders {
  public:
    struct Capacity {
        UserRef first{1};            ///< first reference of this process: the venue's next expected one
        std::uint32_t references{};  ///< enters and replaces of the day
        std::uint32_t executions{};  ///< executions remembered for breaks, corrections and duplicates
    };
    /// Throws std::invalid_argument with field, value and limit.
    explicit Orders(const Capacity& capacity);

    /// `ref` of the intent is ignored: references are given out here, strictly increasing.
    [[nodiscard]] Request<Enter> enter(const Enter& intent) noexcept;
    [[nodiscard]] Request<Cancel> cancel(UserRef ref, Qty order_qty) noexcept;
    [[nodiscard]] Request<Replace> replace(UserRef orig, Qty order_qty, Price price) noexcept;

    Outcome apply(const VenueEvent& event) noexcept;

    /// The connection is lost: unanswered orders are in doubt, cancels and replaces in flight unconfirmed.
    void disconnect() noexcept;
    /// After the replay of the session has been applied: `next` is the answer to the account query. What is
    /// still in doubt is done, cancels without an answer count as lost. Calls on_outcome(const Outcome&) per
    /// order.
    template <class F>
    void resolve(UserRef next, F&& on_outcome) noexcept {
        if (next.value > next_.value) next_ = next;
        connected_ = true;
        for (std::uint32_t i = 0; i < used(); ++i) {
            const State before = orders_[i].state;
            if (before != State::in_doubt && !orders_[i].unconfirmed) continue;
            on_outcome(resolve_one(i, next));
        }
    }
    /// The venue's day is over: whatever is open is done. Calls on_outcome(const Outcome&) per order.
    template <class F>
    void end_of_day(F&& on_outcome) noexcept {
        for (std::uint32_t i = 0; i < used(); ++i) {
            if (is_open(orders_[i].state)) on_outcome(end_one(i));
        }
    }

    /// Null when no order has this reference; valid while this object lives.
    [[nodiscard]] const Order* find(UserRef ref) const noexcept;
    [[nodiscard]] std::optional<Working> working(UserRef ref) const noexcept;
    /// Executed quantity of the order's chain, net of breaks; 0 for an unknown reference.
    [[nodiscard]] Qty executed(UserRef ref) const noexcept;
    /// Unanswered replaces of exactly this reference.
    [[nodiscard]] std::uint32_t replaces_in_flight(UserRef ref) const noexcept;
    [[nodiscard]] UserRef next_ref() const noexcept { return next_; }
    [[nodiscard]] bool connected() const noexcept { return connected_; }
    [[nodiscard]] std::uint64_t count(Result result) const noexcept {
        return counts_[static_cast<std::size_t>(result)];
    }
    /// Executions that were applied with the memory full: a later break of one is an unknown_execution.
    [[nodiscard]] std::uint64_t forgotten_executions() const noexcept { return forgotten_; }

    [[nodiscard]] static constexpr bool is_open(State state) noexcept {
        return state == State::pending_new || state == State::live || state == State::in_doubt;
    }

  private:
    static constexpr std::uint32_t kNone = MatchIndex::kNone;
    struct Chain {     ///< stored under the index of its first reference
        Qty executed;  ///< net of breaks
        Qty gross;     ///< as the venue counts it: breaks and corrections do not lower it
        Qty open;      ///< worst case
        std::uint32_t head{kNone};
        /// What the venue counts as executed when it answers a replace, at least.
        [[nodiscard]] Qty counted() const noexcept { return executed < gross ? executed : gross; }
    };
    struct Execution {
        UserRef root;
        Qty qty;
        Price price;
        bool broken{};
    };
    struct Before {  ///< of a chain, to report the change
        Qty executed;
        Qty open;
        bool was_open;
    };

    [[nodiscard]] std::uint32_t used() const noexcept;
    [[nodiscard]] std::uint32_t index_of(UserRef ref) const noexcept;
    [[nodiscard]] std::uint32_t slot(UserRef ref) const noexcept { return ref.value - first_.value; }
    [[nodiscard]] Chain& chain_of(const Order& order) noexcept { return chains_[slot(order.root)]; }
    [[nodiscard]] const Chain& chain_of(const Order& order) const noexcept {
        return chains_[slot(order.root)];
    }
    [[nodiscard]] Status room() const noexcept;
    Order& append(UserRef root) noexcept;

    void link(Order& order) noexcept;
    void finish(Order& order, DoneReason reason) noexcept;
    void settle_cancel(Order& order) noexcept;
    [[nodiscard]] Before before(const Order& order) const noexcept;
    [[nodiscard]] Change settle(const Order& order, const Before& before) noexcept;

    [[nodiscard]] Result act(Rule rule, Order& order, const VenueEvent& event, Fill& fill) noexcept;
    [[nodiscard]] Result accept(Order& order, const VenueEvent& event) noexcept;
    [[nodiscard]] Result replaced(Order& order, const VenueEvent& event) noexcept;
    [[nodiscard]] Result revive(Order& order, const VenueEvent& event) noexcept;
    [[nodiscard]] Result execute(Order& order, const VenueEvent& event, Result usual, Fill& fill) noexcept;
    [[nodiscard]] Result reduce(Order& order, const VenueEvent& event) noexcept;
    [[nodiscard]] Result bust(Order& order, const VenueEvent& event, Fill& fill) noexcept;
    [[nodiscard]] Result correct(Order& order, const VenueEvent& event, Fill& fill) noexcept;
    [[nodiscard]] Result modify(Order& order, const VenueEvent& event) noexcept;
    [[nodiscard]] Outcome resolve_one(std::uint32_t index, UserRef next) noexcept;
    [[nodiscard]] Outcome end_one(std::uint32_t index) noexcept;

    std::vector<Order> orders_;
    std::vector<Chain> chains_;
    std::vector<Execution> executions_;
    MatchIndex matches_;
    UserRef first_;
    UserRef next_;
    std::uint32_t executions_used_{};
    bool connected_{true};
    std::uint64_t forgotten_{};
    std::array<std::uint64_t, kResults> counts_{};
};

}  // namespace tradewind::order
