// SPDX-License-Identifier: GPL-2.0
/*
 * slab - caches of objects of one size; see shim.h
 *
 * Objects are cut from chunks, and chunks from regions that all caches share,
 * each as large as a huge page: so what is used together lies together, and
 * takes few entries of the TLB. A chunk goes back to the regions with its cache.
 * Under sanitizers every object is an allocation of its own, so that they see
 * what happens to it.
 */
#include <sys/mman.h>

#include "shim.h"

#define CHUNK_BYTES	(16UL * 1024)
#define REGION_BYTES	(2UL * 1024 * 1024)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct chunk {
	struct chunk *next;
	unsigned char memory[];
};

struct object {
	struct object *next;
};

/* @free: given back; @fresh .. @end: rest of the newest chunk */
struct kmem_cache {
	pthread_mutex_t lock;
	size_t size;
	struct object *free;
	unsigned char *fresh;
	unsigned char *end;
	struct chunk *chunks;
};

/* Chunks that no cache has, and the rest of the newest region */
static struct {
	pthread_mutex_t lock;
	struct chunk *free;
	unsigned char *fresh;
	unsigned char *end;
} regions = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* regions.lock is held. Regions stay for the life of the program */
static bool region_add(void)
{
	unsigned char *region = aligned_alloc(REGION_BYTES, REGION_BYTES);

	if (!region)
		return false;
	/* A hint; without huge pages it is slower, that is all */
	madvise(region, REGION_BYTES, MADV_HUGEPAGE);
	regions.fresh = region;
	regions.end = region + REGION_BYTES;
	return true;
}

static struct chunk *chunk_get(void)
{
	struct chunk *chunk = NULL;

	pthread_mutex_lock(&regions.lock);
	if (regions.free) {
		chunk = regions.free;
		regions.free = chunk->next;
	} else if (regions.fresh != regions.end || region_add()) {
		chunk = (struct chunk *)regions.fresh;
		regions.fresh += CHUNK_BYTES;
	}
	pthread_mutex_unlock(&regions.lock);
	return chunk;
}

static void chunk_put(struct chunk *chunk)
{
	pthread_mutex_lock(&regions.lock);
	chunk->next = regions.free;
	regions.free = chunk;
	pthread_mutex_unlock(&regions.lock);
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *))
{
	struct kmem_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

	(void)name;
	(void)flags;
	if (!cache || ctor)
		abort();
	if (align < sizeof(void *))
		align = sizeof(void *);
	cache->size = (size + align - 1) / align * align;
	pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	struct chunk *chunk;

	if (!cache)
		return;
	while ((chunk = cache->chunks)) {
		cache->chunks = chunk->next;
		chunk_put(chunk);
	}
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

/* cache->lock is held */
static bool chunk_add(struct kmem_cache *cache)
{
	struct chunk *chunk = chunk_get();

	if (!chunk)
		return false;
	chunk->next = cache->chunks;
	cache->chunks = chunk;
	cache->fresh = chunk->memory;
	cache->end = (unsigned char *)chunk + CHUNK_BYTES;
	return true;
}

static void *object_take(struct kmem_cache *cache)
{
	struct object *object = NULL;

	pthread_mutex_lock(&cache->lock);
	if (cache->free) {
		object = cache->free;
		cache->free = object->next;
	} else if ((size_t)(cache->end - cache->fresh) >= cache->size || chunk_add(cache)) {
		object = (struct object *)cache->fresh;
		cache->fresh += cache->size;
	}
	pthread_mutex_unlock(&cache->lock);
	return object;
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	void *object;

	if (SANITIZED)
		return kmalloc(cache->size, gfp);
	if (shim_must_fail(gfp))
		return NULL;
	object = object_take(cache);
	if (!object && gfp & __GFP_NOFAIL)
		abort();
	return object;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	struct object *given = object;

	if (SANITIZED) {
		kfree(object);
		return;
	}
	pthread_mutex_lock(&cache->lock);
	given->next = cache->free;
	cache->free = given;
	pthread_mutex_unlock(&cache->lock);
}
