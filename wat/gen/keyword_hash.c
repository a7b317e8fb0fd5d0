/*
 * Makes the hash table of wat/keyword.h: writes the definitions of its slots
 * and chains. Runs when the library is built.
 */
#include <stdio.h>

#include "wat/keyword.h"

static const struct key {
	char text[WK_KEYWORD_ROOM + 8];
	uint8_t size;
	uint16_t keyword;
} keys[] = {
#define OP(name, text, prefix, code, imm, params, results, width, feature) \
	{text, sizeof(text) - 1, WK_OP_##name},
#include "libwasmkit/model/opcodes.def"
#undef OP
#define HEAPTYPE(name, code, text, brief, top, feature) \
	{text, sizeof(text) - 1, WK_KW_HEAP_##name}, \
	    {brief, sizeof(brief) - 1, WK_KW_BRIEF_##name},
#include "libwasmkit/model/heaptypes.def"
#undef HEAPTYPE
#define KEYWORD(name, text) {text, sizeof(text) - 1, WK_KW_##name},
#include "wat/keywords.def"
#undef KEYWORD
};

enum { SLOT_COUNT = 1 << WK_KEYWORD_SLOT_BITS };

static uint16_t slots[SLOT_COUNT];
static uint16_t next[WK_KW_COUNT];

static void
print_table(
    const char *name, const char *size, const uint16_t *table, unsigned count)
{
	printf("const uint16_t %s[%s] = {", name, size);
	for (unsigned i = 0; i < count; i++)
		printf("%s%u,", i % 16 == 0 ? "\n\t" : " ", table[i]);
	printf("\n};\n");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		uint16_t *place = &slots[wk_keyword_slot(
		    (const uint8_t *)keys[i].text, keys[i].size)];

		/* Rows of opcodes.def may repeat the text of the one before. */
		if (i > 0 && strcmp(keys[i].text, keys[i - 1].text) == 0)
			continue;
		while (*place != 0)
			place = &next[*place];
		*place = keys[i].keyword;
	}
	print_table(
	    "wk_keyword_slots", "1 << WK_KEYWORD_SLOT_BITS", slots, SLOT_COUNT);
	print_table("wk_keyword_next", "WK_KW_COUNT", next, WK_KW_COUNT);
	return 0;
}
