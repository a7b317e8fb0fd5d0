#include "tools/shared/annotate.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "libwasmkit/module.h"
#include "tools/shared/hexdump.h"

enum {
	HEADER_SIZE = 8,
	COMMENT_SIZE = 64,
};

/* Parts */

/* A comment line of its own. */
__attribute__((format(printf, 2, 3))) static void
title(struct annotate *a, const char *format, ...)
{
	va_list args;

	fputs("; ", a->out);
	va_start(args, format);
	vfprintf(a->out, format, args);
	va_end(args);
	fputc('\n', a->out);
}

/* The next byte, 0 at the end. */
static uint8_t
peek(const struct annotate *a)
{
	return a->pos < a->end ? a->data[a->pos] : 0;
}

static void
show(struct annotate *a, size_t size, const char *comment, bool with_text)
{
	if (size > a->end - a->pos) {
		size = a->end - a->pos;
		a->failed = true;
	}
	hexdump_lines(
	    a->out, a->data + a->pos, size, a->pos, comment, with_text);
	a->pos += size;
}

void
annotate_bytes(struct annotate *a, size_t size, const char *comment)
{
	show(a, size, comment, false);
}

uint8_t
annotate_u8(struct annotate *a, const char *comment)
{
	uint8_t value = peek(a);

	show(a, 1, comment, false);
	return value;
}

uint64_t
annotate_leb(struct annotate *a, const char *comment)
{
	uint64_t value = 0;
	size_t size = 0;

	while (a->pos + size < a->end) {
		uint8_t byte = a->data[a->pos + size];

		if (size < 10)
			value |= (uint64_t)(byte & 0x7F) << (7 * size);
		size++;
		if (byte < 0x80)
			break;
	}
	show(a, size > 0 ? size : 1, comment, false);
	return value;
}

/* A length and a string. */
static void
string(struct annotate *a, const char *comment)
{
	uint64_t size = annotate_leb(a, "string length");

	show(a, size, comment, true);
}

void
annotate_type(struct annotate *a)
{
	uint8_t byte;
	char text[WK_TYPE_TEXT_SIZE];

	for (byte = peek(a); byte >= 0x62 && byte <= 0x64; byte = peek(a))
		annotate_u8(a, byte == 0x63 ? "ref null" :
			       byte == 0x64 ? "ref" :
					      "exact");
	switch (byte) {
	case WK_I32:
	case WK_I64:
	case WK_F32:
	case WK_F64:
	case WK_V128:
	case WK_I8:
	case WK_I16:
		wk_type_text(byte, text);
		break;
	default:
		if (byte < 0x69 || byte > 0x75) {
			annotate_leb(a, "type index");
			return;
		}
		wk_type_text(wk_ref_to(WK_TYPE_ABSTRACT | byte, true), text);
	}
	annotate_u8(a, text);
}

/* Types */

static void
result_type(struct annotate *a, const char *comment)
{
	for (uint64_t n = annotate_leb(a, comment); n > 0 && !a->failed; n--)
		annotate_type(a);
}

static void
field_type(struct annotate *a)
{
	annotate_type(a);
	annotate_u8(a, "mutability");
}

static void
composite_type(struct annotate *a)
{
	uint64_t n;

	switch (peek(a)) {
	case 0x60:
		annotate_u8(a, "func");
		result_type(a, "num params");
		result_type(a, "num results");
		break;
	case 0x5F:
		annotate_u8(a, "struct");
		n = annotate_leb(a, "num fields");
		for (; n > 0 && !a->failed; n--)
			field_type(a);
		break;
	case 0x5E:
		annotate_u8(a, "array");
		field_type(a);
		break;
	default:
		annotate_u8(a, "cont");
		annotate_leb(a, "type index");
	}
}

static void
sub_type(struct annotate *a, uint32_t *index)
{
	title(a, "%stype %" PRIu32, peek(a) == 0x60 ? "func " : "", (*index)++);
	if (peek(a) == 0x50 || peek(a) == 0x4F) {
		annotate_u8(a, peek(a) == 0x50 ? "sub" : "sub final");
		for (uint64_t n = annotate_leb(a, "num supertypes");
		    n > 0 && !a->failed; n--)
			annotate_leb(a, "supertype");
	}
	while (peek(a) == 0x4C || peek(a) == 0x4D) {
		annotate_u8(a, peek(a) == 0x4C ? "describes" : "descriptor");
		annotate_leb(a, "type index");
	}
	composite_type(a);
}

static void
type_section(struct annotate *a)
{
	uint64_t count = annotate_leb(a, "num types");
	uint32_t index = 0;

	for (; count > 0 && !a->failed; count--) {
		uint64_t group = 1;

		if (peek(a) == 0x4E) {
			annotate_u8(a, "rec");
			group = annotate_leb(a, "num types in group");
		}
		for (; group > 0 && !a->failed; group--)
			sub_type(a, &index);
	}
}

/* Imports, and what other sections have in common with them */

static void
limits(struct annotate *a)
{
	uint8_t flags = annotate_u8(a, "limits: flags");

	annotate_leb(a, "limits: initial");
	if (flags & 1)
		annotate_leb(a, "limits: max");
	if (flags & 8)
		annotate_leb(a, "limits: page size");
}

static void
extern_type(struct annotate *a, uint8_t kind)
{
	switch (kind) {
	case WK_EXTERN_TABLE:
		annotate_type(a);
		limits(a);
		break;
	case WK_EXTERN_MEMORY:
		limits(a);
		break;
	case WK_EXTERN_GLOBAL:
		annotate_type(a);
		annotate_u8(a, "global mutability");
		break;
	case WK_EXTERN_TAG:
		annotate_u8(a, "tag attribute");
		annotate_leb(a, "tag signature index");
		break;
	default:
		annotate_leb(a, "import signature index");
	}
}

/* Imports that share a module name, or that and their type. */
static void
import_group(struct annotate *a, bool by_type)
{
	uint64_t n;

	annotate_u8(a, by_type ? "same module and type" : "same module");
	if (by_type)
		extern_type(a, annotate_u8(a, "import kind"));
	n = annotate_leb(a, "num imports in group");
	for (; n > 0 && !a->failed; n--) {
		string(a, "import field name");
		if (!by_type)
			extern_type(a, annotate_u8(a, "import kind"));
	}
}

static void
import_entry(struct annotate *a, uint64_t i)
{
	title(a, "import header %" PRIu64, i);
	string(a, "import module name");
	string(a, "import field name");
	if (peek(a) == 0x7F || peek(a) == 0x7E)
		import_group(a, peek(a) == 0x7E);
	else
		extern_type(a, annotate_u8(a, "import kind"));
}

/* Entries of the other sections */

static void
function_entry(struct annotate *a, uint64_t i)
{
	char comment[COMMENT_SIZE];

	snprintf(comment, sizeof(comment),
	    "function %" PRIu64 " signature index", i);
	annotate_leb(a, comment);
}

static void
table_entry(struct annotate *a, uint64_t i)
{
	bool has_init = peek(a) == 0x40;

	title(a, "table %" PRIu64, i);
	if (has_init)
		annotate_bytes(a, 2, "with initial value");
	extern_type(a, WK_EXTERN_TABLE);
	if (has_init)
		annotate_expr(a);
}

static void
memory_entry(struct annotate *a, uint64_t i)
{
	title(a, "memory %" PRIu64, i);
	limits(a);
}

static void
tag_entry(struct annotate *a, uint64_t i)
{
	title(a, "tag %" PRIu64, i);
	extern_type(a, WK_EXTERN_TAG);
}

static void
global_entry(struct annotate *a, uint64_t i)
{
	(void)i;
	extern_type(a, WK_EXTERN_GLOBAL);
	annotate_expr(a);
}

static void
export_entry(struct annotate *a, uint64_t i)
{
	char comment[COMMENT_SIZE];
	uint8_t kind;

	(void)i;
	string(a, "export name");
	kind = annotate_u8(a, "export kind");
	snprintf(comment, sizeof(comment), "export %s index",
	    kind < WK_EXTERN_COUNT ? wk_extern_text(kind) : "?");
	annotate_leb(a, comment);
}

static void
elem_entry(struct annotate *a, uint64_t i)
{
	uint8_t flags;
	bool has_exprs;

	title(a, "elem segment header %" PRIu64, i);
	flags = annotate_u8(a, "segment flags");
	has_exprs = (flags & WK_ELEM_EXPRS) != 0;
	if ((flags & WK_ELEM_NOT_ACTIVE) == 0) {
		if (flags & WK_ELEM_EXPLICIT)
			annotate_leb(a, "table index");
		annotate_expr(a);
	}
	if (flags & (WK_ELEM_NOT_ACTIVE | WK_ELEM_EXPLICIT)) {
		if (has_exprs)
			annotate_type(a);
		else
			annotate_u8(a, "elem list type");
	}
	for (uint64_t n = annotate_leb(a, "num elems"); n > 0 && !a->failed;
	    n--) {
		if (has_exprs)
			annotate_expr(a);
		else
			annotate_leb(a, "elem function index");
	}
}

static void
data_entry(struct annotate *a, uint64_t i)
{
	uint8_t flags;
	uint64_t size;

	title(a, "data segment header %" PRIu64, i);
	flags = annotate_u8(a, "segment flags");
	if (flags & 2)
		annotate_leb(a, "memidx");
	if ((flags & 1) == 0)
		annotate_expr(a);
	size = annotate_leb(a, "data segment size");
	title(a, "data segment data %" PRIu64, i);
	annotate_bytes(a, size, "data segment data");
}

static void
code_entry(struct annotate *a, uint64_t i)
{
	uint64_t size, n;
	size_t end;

	title(a, "function body %" PRIu64, i);
	size = annotate_leb(a, "func body size");
	if (size > a->end - a->pos) {
		a->failed = true;
		return;
	}
	end = a->pos + size;
	n = annotate_leb(a, "local decl count");
	for (; n > 0 && !a->failed; n--) {
		annotate_leb(a, "local type count");
		annotate_type(a);
	}
	annotate_body(a, end);
}

/* Custom sections */

static void
name_map(struct annotate *a, const char *count, const char *index)
{
	uint64_t n = annotate_leb(a, count);

	for (uint64_t i = 0; i < n && !a->failed; i++) {
		char comment[COMMENT_SIZE];

		annotate_leb(a, index);
		snprintf(comment, sizeof(comment), "elem name %" PRIu64, i);
		string(a, comment);
	}
}

static void
name_subsection(struct annotate *a)
{
	/* Names inside functions (locals, labels) and types (fields). */
	bool is_nested = peek(a) == 2 || peek(a) == 3 || peek(a) == 10;
	bool is_module = peek(a) == 0;

	annotate_u8(
	    a, peek(a) == 2 ? "local name type" : "name subsection type");
	annotate_leb(a, "subsection size");
	if (is_module) {
		string(a, "module name");
	} else if (is_nested) {
		uint64_t n = annotate_leb(a, "num functions");

		for (; n > 0 && !a->failed; n--) {
			annotate_leb(a, "function index");
			name_map(a, "num locals", "local index");
		}
	} else {
		name_map(a, "num names", "elem index");
	}
}

static void
custom_section(struct annotate *a)
{
	size_t at = a->pos;

	string(a, "custom section name");
	if (a->pos - at == 5 && memcmp(a->data + at + 1, "name", 4) == 0) {
		while (a->pos < a->end && !a->failed)
			name_subsection(a);
	}
}

/* Sections */

/* Their names in WABT, and of vectors the comment on the count. */
static const struct section {
	const char *name, *count;
	void (*entry)(struct annotate *a, uint64_t i);
} sections[] = {
    [WK_SECTION_TYPE] = {"Type", NULL, NULL},
    [WK_SECTION_IMPORT] = {"Import", "num imports", import_entry},
    [WK_SECTION_FUNCTION] = {"Function", "num functions", function_entry},
    [WK_SECTION_TABLE] = {"Table", "num tables", table_entry},
    [WK_SECTION_MEMORY] = {"Memory", "num memories", memory_entry},
    [WK_SECTION_GLOBAL] = {"Global", "num globals", global_entry},
    [WK_SECTION_EXPORT] = {"Export", "num exports", export_entry},
    [WK_SECTION_START] = {"Start", NULL, NULL},
    [WK_SECTION_ELEMENT] = {"Elem", "num elem segments", elem_entry},
    [WK_SECTION_CODE] = {"Code", "num functions", code_entry},
    [WK_SECTION_DATA] = {"Data", "num data segments", data_entry},
    [WK_SECTION_DATA_COUNT] = {"DataCount", NULL, NULL},
    [WK_SECTION_TAG] = {"Tag", "tag count", tag_entry},
};

static void
section_content(struct annotate *a, uint8_t id)
{
	const struct section *section = &sections[id];
	uint64_t count;

	switch (id) {
	case WK_SECTION_CUSTOM:
		custom_section(a);
		break;
	case WK_SECTION_TYPE:
		type_section(a);
		break;
	case WK_SECTION_START:
		annotate_leb(a, "start func index");
		break;
	case WK_SECTION_DATA_COUNT:
		annotate_leb(a, "data count");
		break;
	default:
		count = annotate_leb(a, section->count);
		for (uint64_t i = 0; i < count && !a->failed; i++)
			section->entry(a, i);
	}
}

/* The name of a custom section stands behind its id and size. */
static void
section_title(struct annotate *a, uint8_t id)
{
	size_t at = a->pos + 1;
	int size = 0;

	if (id != WK_SECTION_CUSTOM) {
		title(a, "section \"%s\" (%u)", sections[id].name, id);
		return;
	}
	while (at < a->end && a->data[at] >= 0x80)
		at++;
	at++;
	if (at < a->end && a->data[at] < a->end - at && a->data[at] < 0x80)
		size = a->data[at];
	title(a, "section \"%.*s\"", size, a->data + at + 1);
}

static void
section(struct annotate *a)
{
	uint8_t id = peek(a);
	size_t end = a->end;
	uint64_t size;

	if (id >= sizeof(sections) / sizeof(*sections)) {
		a->failed = true;
		return;
	}
	section_title(a, id);
	annotate_u8(a, "section code");
	size = annotate_leb(a, "section size");
	if (size > end - a->pos) {
		a->failed = true;
		return;
	}
	a->end = a->pos + size;
	section_content(a, id);
	a->failed = false;
	if (a->pos < a->end)
		annotate_bytes(a, a->end - a->pos, NULL);
	a->end = end;
}

void
annotate_module(FILE *out, const void *data, size_t size)
{
	struct annotate a = {.out = out, .data = data, .end = size};

	if (size >= HEADER_SIZE) {
		annotate_bytes(&a, 4, "WASM_BINARY_MAGIC");
		annotate_bytes(&a, 4, "WASM_BINARY_VERSION");
	}
	while (a.pos < a.end && !a.failed)
		section(&a);
	if (a.pos < a.end)
		annotate_bytes(&a, a.end - a.pos, NULL);
}
