/*
 * Relocation sections (tool-conventions, Linking.md).
 */
#include "libwasmkit/base/cursor.h"
#include "libwasmkit/custom.h"

static const struct {
	const char *name;
	uint8_t addend; /* bits */
} kinds[] = {
#define RELOC(name, type, addend) [type] = {"R_WASM_" #name, addend},
#include "libwasmkit/model/relocs.def"
#undef RELOC
};

enum { TYPE_END = sizeof(kinds) / sizeof(*kinds) };

const char *
wk_reloc_name(uint8_t type)
{
	return type < TYPE_END ? kinds[type].name : NULL;
}

bool
wk_reloc_has_addend(uint8_t type)
{
	return type < TYPE_END && kinds[type].addend != 0;
}

bool
wk_relocs_open(
    struct wk_span data, struct wk_relocs *relocs, struct wk_error *err)
{
	struct wk_cursor c =
	    wk_cur_open(data, WK_E_UNEXPECTED_END_SECTION, err);

	*relocs = (struct wk_relocs){0};
	relocs->section = wk_cur_u32(&c);
	relocs->count = relocs->left = wk_cur_u32(&c);
	relocs->failed = c.failed;
	relocs->rest = wk_cur_rest(&c);
	return !c.failed;
}

static uint8_t
read_type(struct wk_cursor *c)
{
	uint64_t offset = wk_cur_offset(c);
	uint8_t type = wk_cur_u8(c);

	if (type >= TYPE_END)
		wk_cur_fail(c, WK_E_RELOCATION_TYPE, offset, " %u: at most %u",
		    type, (unsigned)TYPE_END - 1);
	return c->failed ? 0 : type;
}

bool
wk_relocs_next(
    struct wk_relocs *relocs, struct wk_reloc *out, struct wk_error *err)
{
	struct wk_cursor c =
	    wk_cur_open(relocs->rest, WK_E_UNEXPECTED_END_SECTION, err);

	*out = (struct wk_reloc){.offset = wk_cur_offset(&c)};
	if (relocs->failed)
		return false;
	if (relocs->left == 0) {
		wk_cur_end(&c, "the relocations");
		relocs->failed = c.failed;
		return false;
	}
	out->type = read_type(&c);
	out->place = wk_cur_u32(&c);
	out->index = wk_cur_u32(&c);
	if (kinds[out->type].addend == 32)
		out->addend = wk_cur_s32(&c);
	else if (kinds[out->type].addend == 64)
		out->addend = wk_cur_s64(&c);
	relocs->left--;
	relocs->failed = c.failed;
	relocs->rest = wk_cur_rest(&c);
	return !c.failed;
}
