#include "libwasmkit/base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/arena.h"

void *
wk_vec_push(struct wk_vec *vec)
{
	void *element;

	if (vec->count == vec->capacity) {
		uint32_t capacity = vec->capacity == 0 ? 8 : vec->capacity * 2;
		void *data;

		if (capacity <= vec->capacity)
			return NULL;
		data = realloc(vec->data, (size_t)capacity * vec->size);
		if (data == NULL)
			return NULL;
		vec->data = data;
		vec->capacity = capacity;
	}
	element = (char *)vec->data + (size_t)vec->count++ * vec->size;
	memset(element, 0, vec->size);
	return element;
}

void *
wk_vec_finish(struct wk_vec *vec, struct wk_arena *arena)
{
	size_t size = (size_t)vec->count * vec->size;
	void *result = wk_arena_copy(arena, vec->data, size);

	wk_vec_free(vec);
	return result;
}

void
wk_vec_free(struct wk_vec *vec)
{
	free(vec->data);
	vec->data = NULL;
	vec->count = vec->capacity = 0;
}
