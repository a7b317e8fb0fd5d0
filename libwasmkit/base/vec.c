#include "libwasmkit/base/vec.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "libwasmkit/base/arena.h"

enum {
	SMALL = 4096, /* bytes worth copying */
	LARGE = 4 << 20,
	PAGE = 4096,
};

/* Large lists are filled from the beginning: few large pages serve best. */
static void
advise(void *data, size_t size)
{
#ifdef MADV_HUGEPAGE
	uintptr_t page = ((uintptr_t)data + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

	if (size >= LARGE)
		(void)madvise((void *)page, size - PAGE, MADV_HUGEPAGE);
#else
	(void)data;
	(void)size;
#endif
}

static bool
set_capacity(struct wk_vec *vec, uint32_t capacity)
{
	void *data = realloc(vec->data, (size_t)capacity * vec->size);

	if (data == NULL)
		return false;
	advise(data, (size_t)capacity * vec->size);
	vec->data = data;
	vec->capacity = capacity;
	return true;
}

bool
wk_vec_reserve(struct wk_vec *vec, uint32_t more)
{
	if (more <= vec->capacity - vec->count)
		return true;
	if (more > UINT32_MAX - vec->count)
		return false;
	return set_capacity(vec, vec->count + more);
}

void *
wk_vec_push(struct wk_vec *vec)
{
	void *element;

	if (vec->count == vec->capacity) {
		uint32_t capacity = vec->capacity == 0 ? 8 : vec->capacity * 2;

		if (capacity <= vec->capacity || !set_capacity(vec, capacity))
			return NULL;
	}
	element = (char *)vec->data + (size_t)vec->count++ * vec->size;
	memset(element, 0, vec->size);
	return element;
}

bool
wk_vec_add(struct wk_vec *vec, const void *pointer)
{
	void *element = wk_vec_push(vec);

	if (element != NULL)
		memcpy(element, &pointer, sizeof(pointer));
	return element != NULL;
}

void
wk_vec_remove(struct wk_vec *vec, const void *pointer)
{
	char *at = vec->data;
	uint32_t i = 0;

	while (i < vec->count &&
	       memcmp(at + i * sizeof(pointer), &pointer, sizeof(pointer)) != 0)
		i++;
	if (i == vec->count)
		return;
	vec->count--;
	memmove(at + i * sizeof(pointer), at + (i + 1) * sizeof(pointer),
	    (vec->count - i) * sizeof(pointer));
}

void *
wk_vec_finish(struct wk_vec *vec, struct wk_arena *arena)
{
	size_t size = (size_t)vec->count * vec->size;
	void *result;

	if (size <= SMALL) {
		result = wk_arena_copy(arena, vec->data, size);
		wk_vec_free(vec);
		return result;
	}
	if ((vec->count < vec->capacity && !set_capacity(vec, vec->count)) ||
	    !wk_arena_adopt(arena, vec->data)) {
		wk_vec_free(vec);
		return NULL;
	}
	result = vec->data;
	vec->data = NULL;
	vec->count = vec->capacity = 0;
	return result;
}

void
wk_vec_free(struct wk_vec *vec)
{
	free(vec->data);
	vec->data = NULL;
	vec->count = vec->capacity = 0;
}
