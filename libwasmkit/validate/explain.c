#include "libwasmkit/validate/explain.h"

#include <stdio.h>
#include <string.h>

static void
write_name(char *out, struct wk_str name)
{
	uint32_t most = WK_EXPLAIN_NAME_SIZE - sizeof(" $...");

	*out = '\0';
	if (name.data == NULL || name.size == 0)
		return;
	for (uint32_t i = 0; i < name.size; i++) {
		if ((unsigned char)name.data[i] <= ' ' || name.data[i] == 0x7F)
			return;
	}
	if (name.size <= most) {
		sprintf(out, " $%.*s", (int)name.size, name.data);
		return;
	}
	/* Between characters. */
	while (most > 0 && ((unsigned char)name.data[most] & 0xC0) == 0x80)
		most--;
	sprintf(out, " $%.*s...", (int)most, name.data);
}

void
wk_explain_name(char *out, const struct wk_module *module, enum wk_space space,
    uint32_t index)
{
	write_name(out, wk_module_name(module, space, index));
}

size_t
wk_explain_type(char *out, const struct wk_module *module, wk_valtype type)
{
	char name[WK_EXPLAIN_NAME_SIZE] = "";
	bool is_exact = (type & WK_TYPE_EXACT) != 0;
	size_t size;

	if (wk_is_ref(type) && wk_is_concrete(type))
		wk_explain_name(
		    name, module, WK_SPACE_TYPE, wk_type_index(type));
	if (*name == '\0')
		return wk_type_text(type, out);
	size = (size_t)sprintf(out, "(ref%s%s%s%s",
	    type & WK_TYPE_NULL ? " null" : "", is_exact ? " (exact" : "", name,
	    is_exact ? "))" : ")");
	return size;
}

void
wk_explain_list(char *out, const struct wk_module *module,
    const wk_valtype *types, size_t n, bool open)
{
	char text[WK_EXPLAIN_TYPE_SIZE];
	size_t room = WK_EXPLAIN_LIST_SIZE - sizeof("[... ]");
	size_t first = n, used = 0, length;

	while (first > 0) {
		length = wk_explain_type(text, module, types[first - 1]) + 1;
		if (length > room - used)
			break;
		used += length;
		first--;
	}
	out += sprintf(out, "[%s", first > 0 || open ? "..." : "");
	for (size_t i = first; i < n; i++) {
		wk_explain_type(text, module, types[i]);
		out += sprintf(out, "%s%s",
		    i > first || first > 0 || open ? " " : "", text);
	}
	sprintf(out, "]");
}

void
wk_explain_field(
    char *out, const struct wk_module *module, uint32_t type, uint32_t field)
{
	write_name(out,
	    wk_name_map_find(wk_name_map(module, WK_INNER_FIELD, type), field));
}

void
wk_explain_local(char *out, const struct wk_body *b, uint32_t local)
{
	write_name(
	    out, wk_name_map_find(
		     wk_name_map(b->module, WK_INNER_LOCAL, b->func), local));
}

bool
wk_explain_unknown(struct wk_error *err, uint64_t offset, enum wk_space space,
    uint32_t index, uint32_t count)
{
	static const struct {
		enum wk_error_code code;
		const char *noun;
	} spaces[WK_SPACE_COUNT] = {
	    [WK_SPACE_FUNC] = {WK_E_UNKNOWN_FUNCTION, "function"},
	    [WK_SPACE_TYPE] = {WK_E_UNKNOWN_TYPE, "type"},
	    [WK_SPACE_TABLE] = {WK_E_UNKNOWN_TABLE, "table"},
	    [WK_SPACE_MEMORY] = {WK_E_UNKNOWN_MEMORY, "memory"},
	    [WK_SPACE_GLOBAL] = {WK_E_UNKNOWN_GLOBAL, "global"},
	    [WK_SPACE_ELEM] = {WK_E_UNKNOWN_ELEM, "element segment"},
	    [WK_SPACE_DATA] = {WK_E_UNKNOWN_DATA, "data segment"},
	    [WK_SPACE_TAG] = {WK_E_UNKNOWN_TAG, "tag"},
	};

	if (count == 0)
		return wk_error_set(err, spaces[space].code, offset,
		    " %u: the module has no %s", index, spaces[space].noun);
	return wk_error_set(err, spaces[space].code, offset,
	    " %u: the module has %u", index, count);
}

void
wk_explain_instr(char *out, const struct wk_body *b)
{
	const struct wk_op_info *info = &wk_op_table[b->in->op];
	char name[WK_EXPLAIN_NAME_SIZE] = "";
	uint32_t index = b->in->index[0];

	switch ((enum wk_imm)info->imm) {
	case WK_IMM_LOCAL:
		wk_explain_local(name, b, index);
		break;
	case WK_IMM_FUNC:
		wk_explain_name(name, b->module, WK_SPACE_FUNC, index);
		break;
	case WK_IMM_GLOBAL:
		wk_explain_name(name, b->module, WK_SPACE_GLOBAL, index);
		break;
	case WK_IMM_TYPE:
		wk_explain_name(name, b->module, WK_SPACE_TYPE, index);
		break;
	case WK_IMM_TAG:
		wk_explain_name(name, b->module, WK_SPACE_TAG, index);
		break;
	case WK_IMM_LABEL:
		break;
	default:
		strcpy(out, info->text);
		return;
	}
	sprintf(out, "%s %u%s", info->text, index, name);
}
