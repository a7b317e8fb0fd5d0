#include "libwasmkit/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGNMENT = 16,
	FIRST_CHUNK = 4096,
	LARGEST_CHUNK = 1 << 20,
};

struct chunk {
	struct chunk *next;
	size_t used, size; /* bytes of data */
	_Alignas(ALIGNMENT) unsigned char data[];
};

struct adopted {
	struct adopted *next;
	void *data;
};

struct wk_arena {
	struct chunk *chunks; /* the first one is being filled */
	struct adopted *adopted;
	size_t chunk_size;
};

struct wk_arena *
wk_arena_new(void)
{
	struct wk_arena *arena = malloc(sizeof(*arena));

	if (arena != NULL)
		*arena = (struct wk_arena){.chunk_size = FIRST_CHUNK};
	return arena;
}

static struct chunk *
new_chunk(size_t size)
{
	struct chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk != NULL)
		*chunk = (struct chunk){.size = size};
	return chunk;
}

/* A chunk of its own, so that the one being filled stays in use. */
static void *
alloc_large(struct wk_arena *arena, size_t size)
{
	struct chunk *chunk = new_chunk(size);

	if (chunk == NULL)
		return NULL;
	chunk->used = size;
	if (arena->chunks == NULL) {
		arena->chunks = chunk;
	} else {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	}
	return chunk->data;
}

void *
wk_arena_alloc(struct wk_arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;
	void *result;

	if (size > SIZE_MAX - ALIGNMENT)
		return NULL;
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (chunk == NULL || size > chunk->size - chunk->used) {
		if (size > arena->chunk_size / 4)
			return alloc_large(arena, size);
		chunk = new_chunk(arena->chunk_size);
		if (chunk == NULL)
			return NULL;
		if (arena->chunk_size < LARGEST_CHUNK)
			arena->chunk_size *= 2;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	result = chunk->data + chunk->used;
	chunk->used += size;
	return result;
}

void *
wk_arena_array(struct wk_arena *arena, size_t count, size_t size)
{
	void *result;

	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	result = wk_arena_alloc(arena, count * size);
	if (result != NULL)
		memset(result, 0, count * size);
	return result;
}

void *
wk_arena_copy(struct wk_arena *arena, const void *data, size_t size)
{
	void *result = wk_arena_alloc(arena, size);

	if (result != NULL && size > 0)
		memcpy(result, data, size);
	return result;
}

bool
wk_arena_adopt(struct wk_arena *arena, void *data)
{
	struct adopted *adopted = wk_arena_alloc(arena, sizeof(*adopted));

	if (adopted == NULL)
		return false;
	*adopted = (struct adopted){arena->adopted, data};
	arena->adopted = adopted;
	return true;
}

void
wk_arena_free(struct wk_arena *arena)
{
	if (arena == NULL)
		return;
	for (struct adopted *a = arena->adopted; a != NULL; a = a->next)
		free(a->data);
	while (arena->chunks != NULL) {
		struct chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		free(chunk);
	}
	free(arena);
}
