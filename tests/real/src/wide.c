/* 64-bit pointers and sizes. */
#include <stddef.h>
#include <stdint.h>

extern unsigned char __heap_base;
static unsigned char *top;

void *
allocate(size_t n)
{
	if (!top)
		top = &__heap_base;
	size_t end = ((uintptr_t)top + n + 15) & ~(size_t)15;
	size_t pages = __builtin_wasm_memory_size(0);
	if (end > pages << 16 && __builtin_wasm_memory_grow(0, ((end + 65535) >> 16) - pages) == (size_t)-1)
		return NULL;
	void *p = top;
	top = (unsigned char *)end;
	return p;
}

struct node {
	struct node *left, *right;
	uint64_t key;
	uint8_t bytes[24];
};

struct node *
insert(struct node **at, uint64_t key)
{
	while (*at)
		at = key < (*at)->key ? &(*at)->left : &(*at)->right;
	*at = allocate(sizeof **at);
	if (*at)
		__builtin_memset(*at, 0, sizeof **at), (*at)->key = key;
	return *at;
}

size_t
depth(const struct node *n)
{
	if (!n)
		return 0;
	size_t l = depth(n->left), r = depth(n->right);
	return 1 + (l > r ? l : r);
}

void
copy(unsigned char *to, const unsigned char *from, size_t n)
{
	__builtin_memcpy(to, from, n);
}

static size_t (*const walks[])(const struct node *) = { depth };

size_t
walk(unsigned i, const struct node *n)
{
	return walks[i % 1](n);
}
