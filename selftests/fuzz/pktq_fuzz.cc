// SPDX-License-Identifier: GPL-2.0
/*
 * pktq_fuzz - the packet queue, by one thread
 *
 * Enqueues of which some stop in the gap between swap and link, as producers do
 * that are interrupted there, and finish later; dequeues; against a list that
 * knows where the gaps are. Q-4: the emptiness, busyness and signals that pktq.h
 * promises.
 */
#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>

extern "C" {
#include "queues/pktq.h"
}
#include "fuzz.hpp"

namespace {

struct Item {
	bn_pktq_link link;
	unsigned number;
	bool listed;		/* its predecessor is linked to it */
	bn_pktq_link *prev;	/* that predecessor */
};

constexpr std::size_t most = 64;

class Run {
public:
	explicit Run(fuzz::Input &input) : input_(input) { bn_pktq_init(&queue_); }
	void go();

private:
	void enqueue();
	void swap();
	void finish_one();
	void link(Item &item);
	void dequeue();
	void dequeue_batch();
	void check();
	std::size_t takeable() const;

	fuzz::Input &input_;
	bn_pktq queue_;
	std::deque<std::unique_ptr<Item>> waiting_;	/* oldest first */
	std::deque<Item *> gaps_;
	unsigned next_ = 0;
};

/* How many from the head on are linked one after another */
std::size_t Run::takeable() const
{
	std::size_t n = 0;

	while (n < waiting_.size() && waiting_[n]->listed)
		n++;
	return n;
}

Item &append(std::deque<std::unique_ptr<Item>> &items, unsigned number)
{
	items.push_back(std::make_unique<Item>());
	items.back()->number = number;
	items.back()->link.kind = number;
	return *items.back();
}

void Run::enqueue()
{
	if (waiting_.size() == most)
		return;
	const bool was_empty = waiting_.empty();
	Item &item = append(waiting_, next_++);
	const bool first = bn_pktq_enqueue(&queue_, &item.link);

	item.listed = true;
	REQUIRE(first == was_empty);
}

/* The first half of an enqueue */
void Run::swap()
{
	if (waiting_.size() == most)
		return;
	Item &item = append(waiting_, next_++);

	item.link.next = nullptr;
	item.prev = queue_.tail;
	queue_.tail = &item.link;
	gaps_.push_back(&item);
}

void Run::link(Item &item)
{
	item.prev->next = &item.link;
	item.listed = true;
}

void Run::finish_one()
{
	if (gaps_.empty())
		return;
	const std::size_t which = input_.below(static_cast<unsigned>(gaps_.size()));

	link(*gaps_[which]);
	gaps_.erase(gaps_.begin() + static_cast<std::ptrdiff_t>(which));
}

void Run::dequeue()
{
	const std::size_t n = takeable();
	bn_pktq_link *got = bn_pktq_dequeue(&queue_);

	if (!got) {
		/* nothing, or one item that has a gap behind it */
		REQUIRE(n == 0 || (n == 1 && waiting_.size() > 1));
		REQUIRE(bn_pktq_busy(&queue_) == (n == 1));
		return;
	}
	REQUIRE(n > 0);
	REQUIRE(got == &waiting_.front()->link);
	REQUIRE(got->kind == waiting_.front()->number);
	waiting_.pop_front();
}

void Run::dequeue_batch()
{
	bn_pktq_link *items[most];
	const unsigned max = 1 + input_.below(most);
	const std::size_t linked = takeable();
	/* one that has a gap behind it must wait */
	const std::size_t free = linked == waiting_.size() ? linked : linked ? linked - 1 : 0;
	const unsigned got = bn_pktq_dequeue_batch(&queue_, items, max);

	REQUIRE(got == std::min<std::size_t>(free, max));
	for (unsigned i = 0; i < got; i++) {
		REQUIRE(items[i] == &waiting_.front()->link);
		waiting_.pop_front();
	}
	if (got < max)
		REQUIRE(bn_pktq_busy(&queue_) == (linked > free));
}

void Run::check()
{
	if (takeable())
		REQUIRE(!bn_pktq_empty(&queue_));
	if (waiting_.empty())
		REQUIRE(!bn_pktq_busy(&queue_));
}

void Run::go()
{
	while (!input_.empty()) {
		switch (input_.below(8)) {
		case 0:
		case 1:
			enqueue();
			break;
		case 2:
			swap();
			break;
		case 3:
		case 4:
			finish_one();
			break;
		case 5:
			dequeue_batch();
			break;
		default:
			dequeue();
		}
		check();
	}
	while (!gaps_.empty())
		finish_one();
	for (std::size_t n = waiting_.size(); n; n--)
		dequeue();
	REQUIRE(waiting_.empty());
	REQUIRE(!bn_pktq_dequeue(&queue_));
	REQUIRE(bn_pktq_empty(&queue_));
}

} // namespace

// Shows: Q-4
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);

	Run(input).go();
	return 0;
}
