/* The immediates of instructions as cells, resolved for an instance. */
#include "libwasmkit/exec/slow.h"
#include "libwasmkit/runtime/rtype.h"

/*
 * By enum wk_imm a letter a cell, for the index of the same number: y a type,
 * t a table, e an element segment, m a memory, d a data segment, n a number;
 * others for what has no index: o an offset, l a lane, r a reference type.
 * Other kinds no slow function has.
 */
static const char layouts[WK_IMM_COUNT][4] = {
    [WK_IMM_TYPE] = "y",
    [WK_IMM_TYPE_FIELD] = "yn",
    [WK_IMM_TYPE_COUNT] = "yn",
    [WK_IMM_TYPE_DATA] = "yd",
    [WK_IMM_TYPE_ELEM] = "ye",
    [WK_IMM_TYPE_TYPE] = "yy",
    [WK_IMM_TABLE] = "t",
    [WK_IMM_TABLE_TABLE] = "tt",
    [WK_IMM_ELEM] = "e",
    [WK_IMM_ELEM_TABLE] = "et",
    [WK_IMM_MEMORY] = "m",
    [WK_IMM_MEMORY_MEMORY] = "mm",
    [WK_IMM_DATA] = "d",
    [WK_IMM_DATA_MEMORY] = "dm",
    [WK_IMM_MEMARG] = "mo",
    [WK_IMM_MEMARG_LANE] = "mol",
    [WK_IMM_REF] = "r",
};

unsigned
wk_slow_imm_cells(enum wk_imm imm)
{
	return (unsigned)strlen(layouts[imm]);
}

static union wk_cell
make_cell(const struct wk_instance *instance, const struct wk_instr *in,
    char letter, uint32_t index)
{
	union wk_cell cell = {0};

	switch (letter) {
	case 'y':
		cell.type = instance->types[index];
		break;
	case 't':
		cell.table = instance->tables[index];
		break;
	case 'e':
		cell.elem = &instance->elems[index];
		break;
	case 'm':
		cell.memory = instance->memories[index];
		break;
	case 'd':
		cell.data = &instance->datas[index];
		break;
	case 'n':
		cell.u64 = index;
		break;
	case 'o':
		cell.u64 = in->offset_imm;
		break;
	case 'l':
		cell.u64 = in->lane;
		break;
	case 'r':
		cell.u64 = wk_rtype_word(instance->types, in->type[0]);
		break;
	}
	return cell;
}

void
wk_slow_imm(const struct wk_instance *instance, const struct wk_instr *in,
    union wk_cell *out)
{
	const char *layout = layouts[wk_op_table[in->op].imm];

	for (unsigned i = 0; layout[i] != '\0'; i++)
		out[i] = make_cell(
		    instance, in, layout[i], i < 2 ? in->index[i] : 0);
}
