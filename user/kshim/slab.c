// SPDX-License-Identifier: GPL-2.0
/*
 * slab - caches of objects of one size; see shim.h
 *
 * Objects are cut from chunks, and chunks from regions that all caches share,
 * each as large as a huge page: so what is used together lies together, and
 * takes few entries of the TLB. A chunk is returned to the regions with its cache.
 * Under sanitizers every object is an allocation of its own, so that they see
 * what happens to it.
 *
 * kmalloc() takes objects of caches by size: malloc() is slow for memory that another thread
 * frees, as RCU's does. The chunk of an object is found by its address. Larger objects are
 * chunks of their own.
 */
#include <malloc.h>
#include <stdio.h>
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

/* @cache: NULL: an object of kmalloc() that is a chunk of its own; @bytes: its size then.
 * Objects whose size is a power of 2 are aligned to it, up to the 128 bytes that callers need.
 */
struct chunk {
	struct chunk *next;
	struct kmem_cache *cache;
	size_t bytes;
	unsigned char memory[] __aligned(128);
};

struct object {
	struct object *next;
};

/* @free: to be taken next; @returned: given back, without the lock, so that a thread that frees
 * never waits for one that allocates, or the reverse; @fresh .. @end: rest of the newest chunk
 */
struct kmem_cache {
	pthread_mutex_t lock;
	size_t size;
	struct object *free;
	struct object *returned;
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
	struct kmem_cache *cache = calloc(1, sizeof(*cache));

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
	chunk->cache = cache;
	cache->chunks = chunk;
	cache->fresh = chunk->memory;
	cache->end = (unsigned char *)chunk + CHUNK_BYTES;
	return true;
}

static void *object_take(struct kmem_cache *cache)
{
	struct object *object = NULL;

	pthread_mutex_lock(&cache->lock);
	if (!cache->free && __atomic_load_n(&cache->returned, __ATOMIC_RELAXED))
		cache->free = __atomic_exchange_n(&cache->returned, NULL, __ATOMIC_ACQUIRE);
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

static void object_give(struct kmem_cache *cache, void *memory)
{
	struct object *object = memory;

	object->next = __atomic_load_n(&cache->returned, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&cache->returned, &object->next, object, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
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
	if (SANITIZED)
		kfree(object);
	else
		object_give(cache, object);
}

/* ---- kmalloc() ----------------------------------------------------------- */

/* Caches by size: 16 bytes apart up to 128, then four for each power of 2 */
#define KMALLOC_MAX	4096UL

static struct kmem_cache kmalloc_caches[] = {
#define C(bytes) { .lock = PTHREAD_MUTEX_INITIALIZER, .size = (bytes) }
	C(16), C(32), C(48), C(64), C(80), C(96), C(112), C(128), C(160), C(192), C(224), C(256),
	C(320), C(384), C(448), C(512), C(640), C(768), C(896), C(1024), C(1280), C(1536), C(1792),
	C(2048), C(2560), C(3072), C(3584), C(KMALLOC_MAX),
#undef C
};

static struct kmem_cache *kmalloc_cache(size_t size)
{
	unsigned int shift;

	if (size <= 128)
		return &kmalloc_caches[(size - !!size) / 16];
	shift = (unsigned int)fls64(size - 1) - 3;
	return &kmalloc_caches[4 * (shift - 4) + ((size - 1) >> shift)];
}

static struct chunk *chunk_of(const void *ptr)
{
	return (struct chunk *)((unsigned long)ptr & ~(CHUNK_BYTES - 1));
}

static void *kmalloc_large(size_t size)
{
	size_t bytes = sizeof(struct chunk) + size;
	struct chunk *chunk;

	if (bytes < size)
		return NULL;
	chunk = aligned_alloc(CHUNK_BYTES, (bytes + CHUNK_BYTES - 1) & ~(CHUNK_BYTES - 1));
	if (!chunk)
		return NULL;
	chunk->cache = NULL;
	chunk->bytes = size;
	return chunk->memory;
}

/* Powers of two are aligned to themselves, up to two cache lines */
static void *kmalloc_sanitized(size_t size)
{
	if (size > 16 && !(size & (size - 1)))
		return aligned_alloc(size < 128 ? size : 128, size);
	return malloc(size);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	void *ptr;

	if (shim_must_fail(gfp))
		return NULL;
	if (SANITIZED)
		ptr = kmalloc_sanitized(size);
	else
		ptr = size > KMALLOC_MAX ? kmalloc_large(size) : object_take(kmalloc_cache(size));
	if (ptr && gfp & __GFP_ZERO)
		memset(ptr, 0, size);
	if (ptr || !(gfp & __GFP_NOFAIL))
		return ptr;
	fprintf(stderr, "out of memory\n");
	abort();
}

void kfree(const void *ptr)
{
	struct chunk *chunk = chunk_of(ptr);

	if (SANITIZED || !ptr)
		free((void *)ptr);
	else if (chunk->cache)
		object_give(chunk->cache, (void *)ptr);
	else
		free(chunk);
}

void kfree_bulk(size_t n, void **ptrs)
{
	size_t i;

	for (i = 0; i < n; i++)
		kfree(ptrs[i]);
}

size_t ksize(const void *ptr)
{
	if (SANITIZED || !ptr)
		return malloc_usable_size((void *)ptr);
	return chunk_of(ptr)->cache ? chunk_of(ptr)->cache->size : chunk_of(ptr)->bytes;
}
