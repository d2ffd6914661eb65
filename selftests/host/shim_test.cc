// SPDX-License-Identifier: GPL-2.0
/*
 * The shim of the tables in user space: does it behave like the kernel?
 */
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

extern "C" {
#include "core/core.h"
}

namespace {

template <typename... Args>
std::string text(const char *fmt, Args... args)
{
	char buf[200];
	int n = shim_snprintf(buf, sizeof(buf), fmt, args...);

	EXPECT_EQ(n, static_cast<int>(strlen(buf)));
	return buf;
}

TEST(Shim, FormatsAddresses)
{
	const u8 v4[] = { 192, 0, 2, 1 };
	const u8 v6[16] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

	EXPECT_EQ(text("%pI4/%u%s", v4, 24U, ""), "192.0.2.1/24");
	EXPECT_EQ(text("<%pI6c>", v6), "<2001:db8::1>");
	EXPECT_EQ(text("%pI6", v6), "2001:0db8:0000:0000:0000:0000:0000:0001");
	EXPECT_EQ(text("%d %5u|%-4x|%c%%", -3, 7U, 0xabU, 'z'), "-3     7|ab  |z%");
	EXPECT_EQ(text("%lu %lld %zu %.*s", 5UL, -6LL, sizeof(int), 2, "abc"), "5 -6 4 ab");
	EXPECT_EQ(text("plain"), "plain");
	EXPECT_EQ(text("%"), "%");
}

TEST(Shim, FormatsNoFurtherThanTheBuffer)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	EXPECT_EQ(shim_snprintf(buf, 5, "%s and %d", "some", 12), 11);
	EXPECT_STREQ(buf, "some");
	EXPECT_EQ(buf[5], 'x');
	EXPECT_EQ(shim_snprintf(nullptr, 0, "%d", 100), 3);
}

TEST(Shim, CountsBits)
{
	std::mt19937_64 random(1);

	for (int i = 0; i < 1000; i++) {
		u64 word = random() & random();

		EXPECT_EQ(hweight64(word), static_cast<unsigned>(__builtin_popcountll(word)));
		EXPECT_EQ(shim_count_bits(word), static_cast<unsigned>(__builtin_popcountll(word)));
	}
	EXPECT_EQ(hweight64(0), 0U);
	EXPECT_EQ(shim_count_bits(~0ULL), 64U);
	EXPECT_EQ(fls64(0), 0);
	EXPECT_EQ(fls64(1), 1);
	EXPECT_EQ(fls64(~0ULL), 64);
	EXPECT_EQ(GENMASK(5, 2), 0x3cUL);
	EXPECT_EQ(roundup_pow_of_two(17UL), 32UL);
}

TEST(Shim, FindsBits)
{
	DECLARE_BITMAP(map, 200);
	unsigned long bit;
	std::set<unsigned long> want = { 0, 63, 64, 130, 199 }, got;

	bitmap_zero(map, 200);
	EXPECT_EQ(find_first_bit(map, 200), 200UL);
	for (auto at : want)
		__set_bit(at, map);
	for_each_set_bit(bit, map, 200)
		got.insert(bit);
	EXPECT_EQ(got, want);
	EXPECT_EQ(find_first_zero_bit(map, 200), 1UL);
	EXPECT_EQ(find_next_zero_bit(map, 200, 63), 65UL);
}

struct Node {
	struct rb_node rb;
	int value;
};

int value_of(const struct rb_node *node)
{
	return rb_entry(const_cast<struct rb_node *>(node), Node, rb)->value;
}

void tree_insert(struct rb_root *root, Node *node)
{
	struct rb_node **link = &root->rb_node, *parent = nullptr;

	while (*link) {
		parent = *link;
		link = node->value < value_of(parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&node->rb, parent, link);
	rb_insert_color(&node->rb, root);
}

TEST(Shim, TreeKeepsOrder)
{
	std::vector<Node> nodes(500);
	std::set<int> want;
	struct rb_root root = RB_ROOT;
	std::mt19937 random(3);

	for (int i = 0; i < 500; i++)
		nodes[i].value = i;
	for (int step = 0; step < 5000; step++) {
		Node &node = nodes[random() % nodes.size()];

		if (want.erase(node.value)) {
			rb_erase(&node.rb, &root);
		} else {
			tree_insert(&root, &node);
			want.insert(node.value);
		}
		if (step % 100)
			continue;
		std::vector<int> there, back;
		unsigned postorder = 0;
		Node *pos, *n;

		for (auto *at = rb_first(&root); at; at = rb_next(at))
			there.push_back(value_of(at));
		for (auto *at = rb_last(&root); at; at = rb_prev(at))
			back.push_back(value_of(at));
		rbtree_postorder_for_each_entry_safe(pos, n, &root, rb)
			postorder++;
		EXPECT_TRUE(std::equal(there.begin(), there.end(), want.begin(), want.end()));
		EXPECT_TRUE(std::equal(back.begin(), back.end(), want.rbegin(), want.rend()));
		EXPECT_EQ(postorder, want.size());
	}
}

struct Item {
	struct list_head list;
	int value;
};

std::vector<int> values(struct list_head *head)
{
	std::vector<int> out;
	Item *pos;

	list_for_each_entry(pos, head, list)
		out.push_back(pos->value);
	return out;
}

TEST(Shim, Lists)
{
	std::array<Item, 5> items{};
	struct list_head head, other;
	Item *pos, *n;

	INIT_LIST_HEAD(&head);
	INIT_LIST_HEAD(&other);
	EXPECT_TRUE(list_empty(&head));
	for (int i = 0; i < 5; i++) {
		items[i].value = i;
		list_add_tail(&items[i].list, &head);
	}
	list_del(&items[2].list);
	list_move_tail(&items[0].list, &head);
	EXPECT_EQ(values(&head), (std::vector<int>{ 1, 3, 4, 0 }));
	list_for_each_entry_safe(pos, n, &head, list)
		if (pos->value > 2)
			list_del(&pos->list);
	EXPECT_EQ(values(&head), (std::vector<int>{ 1, 0 }));
	list_add(&items[4].list, &other);
	list_splice_init(&head, &other);
	EXPECT_TRUE(list_empty(&head));
	EXPECT_EQ(values(&other), (std::vector<int>{ 1, 0, 4 }));
}

TEST(Shim, AllocationsFailWhenTold)
{
	void *first, *second, *third;

	shim_alloc_fail_nth = 2;
	first = kmalloc(10, GFP_KERNEL);
	EXPECT_NE(first, nullptr);
	second = kmalloc(10, GFP_KERNEL | __GFP_NOFAIL);
	EXPECT_NE(second, nullptr);
	EXPECT_EQ(kmalloc(10, GFP_KERNEL), nullptr);
	third = kzalloc(10, GFP_KERNEL);
	ASSERT_NE(third, nullptr);
	EXPECT_EQ(static_cast<char *>(third)[9], 0);
	EXPECT_GE(ksize(third), 10U);
	kfree(first);
	kfree(second);
	kfree(third);
}

struct Deferred {
	std::atomic<int> *done;
	struct rcu_head rcu;
};

void deferred_done(struct rcu_head *rcu)
{
	Deferred *deferred = container_of(rcu, Deferred, rcu);

	++*deferred->done;
	delete deferred;
}

TEST(Shim, CallbacksWaitForReaders)
{
	std::atomic<bool> reading = false, finish = false;
	std::atomic<int> done = 0;
	unsigned long state;
	std::thread reader([&] {
		rcu_read_lock();
		reading = true;
		while (!finish)
			std::this_thread::yield();
		EXPECT_TRUE(rcu_read_lock_held());
		EXPECT_EQ(done, 0);
		rcu_read_unlock();
	});

	while (!reading)
		std::this_thread::yield();
	EXPECT_FALSE(rcu_read_lock_held());
	call_rcu(&(new Deferred{ &done, {} })->rcu, deferred_done);
	state = get_state_synchronize_rcu();
	std::this_thread::sleep_for(std::chrono::milliseconds(50));
	EXPECT_EQ(done, 0);
	EXPECT_FALSE(poll_state_synchronize_rcu(state));
	finish = true;
	rcu_barrier();
	EXPECT_EQ(done, 1);
	while (!poll_state_synchronize_rcu(state))
		std::this_thread::yield();
	cond_synchronize_rcu(state);
	reader.join();
}

} // namespace
