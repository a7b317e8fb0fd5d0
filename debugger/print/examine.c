/* Memory in units of bytes, as characters, and as instructions. */
#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"
#include "debugger/frames/location.h"
#include "debugger/print/printing.h"

/* How many units of a size stand on a line. */
static uint64_t
units_on_line(char letter, uint64_t size)
{
	if (letter == 's' || letter == 'i' || letter == 'a')
		return letter == 'a' ? 2 : 1;
	if (letter == 'c' || size <= 2)
		return 8;
	return size == 4 ? 4 : 2;
}

static uint64_t
unit_size(const struct dbg *d, char letter, char size)
{
	switch (size) {
	case 'b':
		return 1;
	case 'h':
		return 2;
	case 'g':
		return 8;
	case 'w':
		return 4;
	default:
		break;
	}
	return letter == 'c' || letter == 's' ? 1 :
	       letter == 'f'                  ? 8 :
	       letter == 'a'                  ? dbg_type_address_size(d) :
						4;
}

static void
put_place(struct dbg_printing *p, uint64_t address)
{
	wk_sink_printf(p->sink, "0x%llx", (unsigned long long)address);
	dbg_printing_symbol(p, address, false, true);
	wk_sink_printf(p->sink, ":");
}

static void
put_unit(
    struct dbg_printing *p, const uint8_t *bytes, char letter, uint64_t size)
{
	static const struct wk_info_type *const types[] = {
	    [1] = DBG_TYPE(SCHAR),
	    [2] = DBG_TYPE(SHORT),
	    [4] = DBG_TYPE(INT),
	    [8] = DBG_TYPE(LLONG),
	};
	struct dbg_num num;

	dbg_num_get(bytes, types[size], size, &num);
	dbg_printing_integer(p, letter == 'x' ? 'z' : letter, &num, size);
}

static bool
put_units(struct dbg_printing *p, uint32_t memory, uint64_t *address,
    uint64_t count, char letter, uint64_t size, struct wk_error *err)
{
	uint64_t on_line = units_on_line(letter, size);

	for (uint64_t i = 0; i < count; i++) {
		const uint8_t *bytes =
		    dbg_value_memory(p->d, memory, *address, size, err);

		if (bytes == NULL) {
			if (i % on_line != 0)
				wk_sink_printf(p->sink, "\n");
			return false;
		}
		if (i % on_line == 0)
			put_place(p, *address);
		wk_sink_printf(p->sink, "\t");
		put_unit(p, bytes, letter, size);
		if (i + 1 == count || (i + 1) % on_line == 0)
			wk_sink_printf(p->sink, "\n");
		*address += size;
	}
	return true;
}

/* Texts that end with a NUL, one after the other. */
static bool
put_texts(struct dbg_printing *p, uint32_t memory, uint64_t *address,
    uint64_t count, unsigned unit, struct wk_error *err)
{
	static const uint8_t nul[8];

	for (uint64_t i = 0; i < count; i++) {
		uint64_t length = 0;
		const uint8_t *at;

		do {
			at = dbg_value_memory(
			    p->d, memory, *address + length * unit, unit, err);
			if (at == NULL)
				return false;
			if (memcmp(at, nul, unit) == 0)
				break;
		} while (++length < p->format.elements);
		put_place(p, *address);
		wk_sink_printf(p->sink, "\t");
		dbg_printing_text_at(p, memory, *address, length, unit);
		wk_sink_printf(
		    p->sink, "%s\n", length == p->format.elements ? "..." : "");
		*address += (length + (length < p->format.elements)) * unit;
	}
	return true;
}

/* The instructions of a function, and the next one to be shown. */
struct listing {
	uint32_t func;
	struct dbg_instr *instrs;
	size_t count, next;
};

/* Goes to the function that an offset is in, and to its instruction there. */
static bool
list_from(
    struct dbg *d, uint64_t offset, struct listing *list, struct wk_error *err)
{
	free(list->instrs);
	*list = (struct listing){0};
	if (!dbg_code_func(d, offset, &list->func))
		return dbg_value_fail(err, "there is no code at offset 0x%llx",
		    (unsigned long long)offset);
	if (!dbg_disassemble(d, list->func, &list->instrs, &list->count, err))
		return false;
	while (
	    list->next < list->count &&
	    list->instrs[list->next].offset + list->instrs[list->next].size <=
		offset)
		list->next++;
	return true;
}

static void
put_instr(struct dbg_printing *p, const struct listing *list, uint64_t here)
{
	const struct dbg_instr *instr = &list->instrs[list->next];

	wk_sink_printf(p->sink, "%s0x%06llx <%s+%llu>:\t%s\n",
	    instr->offset == here ? "=> " : "   ",
	    (unsigned long long)instr->offset, dbg_func_name(p->d, list->func),
	    (unsigned long long)(instr->offset - list->instrs[0].offset),
	    instr->text);
}

/* Instructions from an offset in the file on. */
static bool
put_instrs(struct dbg_printing *p, uint64_t *offset, uint64_t count,
    struct wk_error *err)
{
	const struct dbg_frame *frame = dbg_frame(p->d);
	uint64_t here = frame == NULL ? WK_NO_OFFSET : frame->offset;
	struct listing list = {0};
	bool ok = true;

	for (; count > 0; count--) {
		if (list.next == list.count)
			ok = list_from(p->d, *offset, &list, err);
		if (!ok || list.next == list.count)
			break;
		put_instr(p, &list, here);
		*offset =
		    list.instrs[list.next].offset + list.instrs[list.next].size;
		list.next++;
	}
	free(list.instrs);
	return ok;
}

bool
dbg_examine(struct dbg *d, uint32_t memory, uint64_t *address, uint64_t count,
    char letter, char size, struct wk_sink *sink, struct wk_error *err)
{
	struct dbg_printing p = dbg_printing_begin(d, NULL, sink);
	uint64_t unit = unit_size(d, letter, size);

	if (letter == 0)
		letter = 'x';
	if (letter == 'i')
		return put_instrs(&p, address, count, err);
	if (letter == 's')
		return put_texts(
		    &p, memory, address, count, (unsigned)unit, err);
	if (letter == 'f' && unit < 4)
		unit = 4;
	return put_units(&p, memory, address, count, letter, unit, err);
}

/* "mem1[16]", whose place is meant and not its value. */
static bool
is_byte_of_memory(const char *text, const struct dbg_value *value)
{
	if (strncmp(text, "mem", 3) != 0 || value->place != DBG_MEMORY)
		return false;
	text += 3 + strspn(text + 3, "0123456789");
	return *text == '[' && strchr(text, ']') != NULL &&
	       strchr(text, ']')[1] == '\0';
}

static bool
place_of_offset(
    struct dbg *d, const char *text, uint64_t *offset, struct wk_error *err)
{
	struct dbg_location places;

	if (!dbg_location_parse(d, text, &places, err))
		return false;
	*offset = places.offsets[0];
	dbg_location_free(&places);
	return true;
}

static bool
place_of_value(struct dbg *d, const char *text, const struct dbg_value *value,
    bool is_code, uint32_t *memory, uint64_t *address, struct wk_error *err)
{
	uint32_t func = is_code ? dbg_value_func_index(d, value) : WK_NONE;

	if (func != WK_NONE) {
		*address = dbg_code_span(d, func).offset;
		return true;
	}
	if (!is_byte_of_memory(text, value))
		return dbg_value_address(d, value, address, memory, err);
	*address = value->address;
	*memory = value->memory;
	return true;
}

bool
dbg_examine_place(struct dbg *d, const char *text, char letter,
    uint32_t *memory, uint64_t *address, struct wk_error *err)
{
	struct dbg_value value;
	bool ok;

	if (letter == 'i' && dbg_location_is_offset(text))
		return place_of_offset(d, text, address, err);
	ok = dbg_expr_value(d, text, &value, err);
	if (!ok)
		return false;
	ok = place_of_value(
	    d, text, &value, letter == 'i', memory, address, err);
	dbg_value_free(&value);
	return ok;
}
