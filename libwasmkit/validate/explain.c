#include "libwasmkit/validate/explain.h"

#include <stdio.h>
#include <string.h>

void
wk_explain_list(char *out, const wk_valtype *types, size_t n, bool open)
{
	char text[WK_TYPE_TEXT_SIZE];
	size_t room = WK_EXPLAIN_LIST_SIZE - sizeof("[... ]");
	size_t first = n, used = 0, length;

	while (first > 0) {
		length = wk_type_text(types[first - 1], text) + 1;
		if (length > room - used)
			break;
		used += length;
		first--;
	}
	out += sprintf(out, "[%s", first > 0 || open ? "..." : "");
	for (size_t i = first; i < n; i++) {
		wk_type_text(types[i], text);
		out += sprintf(out, "%s%s",
		    i > first || first > 0 || open ? " " : "", text);
	}
	sprintf(out, "]");
}

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

static struct wk_str
local_name(const struct wk_body *b, uint32_t local)
{
	const struct wk_names *names = &b->module->names;
	struct wk_span map;
	struct wk_str name;
	uint32_t index;

	if (b->func >= names->inner[WK_INNER_LOCAL].count)
		return (struct wk_str){NULL, 0};
	map = names->inner[WK_INNER_LOCAL].maps[b->func];
	while (wk_name_map_next(&map, &index, &name)) {
		if (index == local)
			return name;
	}
	return (struct wk_str){NULL, 0};
}

void
wk_explain_instr(char *out, const struct wk_body *b)
{
	const struct wk_op_info *info = &wk_op_table[b->in->op];
	char name[WK_EXPLAIN_NAME_SIZE] = "";
	uint32_t index = b->in->index[0];

	switch ((enum wk_imm)info->imm) {
	case WK_IMM_LOCAL:
		write_name(name, local_name(b, index));
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
