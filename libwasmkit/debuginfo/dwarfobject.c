/*
 * Everything that libdwarf does.
 */
#include "libwasmkit/debuginfo/dwarfobject.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/debuginfo/form.h"

/* Releases are installed in folders of several names. */
#ifdef WITH_LIBDWARF
#if __has_include(<libdwarf/libdwarf.h>)
#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>
#elif __has_include(<libdwarf-2/libdwarf.h>)
#include <libdwarf-2/dwarf.h>
#include <libdwarf-2/libdwarf.h>
#elif __has_include(<libdwarf-0/libdwarf.h>)
#include <libdwarf-0/dwarf.h>
#include <libdwarf-0/libdwarf.h>
#else
#include <dwarf.h>
#include <libdwarf.h>
#endif
#endif

static const char *const names[2][WK_DWARF_SECTION_COUNT] = {
    {
#define DWARF(name, text) [WK_DWARF_##name] = text,
	WK_DWARF_SECTIONS
#undef DWARF
    },
    {
#define DWARF(name, text) [WK_DWARF_##name] = text ".dwo",
	WK_DWARF_SECTIONS
#undef DWARF
    },
};

const char *
wk_dwarf_section_name(enum wk_dwarf_section section, bool is_dwo)
{
	/* These two belong to the package. */
	if (section == WK_DWARF_CU_INDEX || section == WK_DWARF_TU_INDEX)
		is_dwo = false;
	return names[is_dwo][section];
}

void
wk_dwarf_free_lines(struct wk_line_table *table)
{
	wk_vec_free(&table->rows);
	wk_vec_free(&table->files);
}

#ifdef WITH_LIBDWARF

/*
 * Releases with a number of this kind take sections by an interface of their
 * own, in which the type of the index of a section changed once.
 */
#ifdef DW_LIBDWARF_VERSION_MAJOR
#define HAS_INTERFACE_A
#endif

/* Entries inside each other, in one unit. */
enum { MAX_DEPTH = 1000 };

struct wk_dwarf {
	const struct wk_dwarf_bytes *sections;
	bool is_dwo;
	Dwarf_Debug dbg;
#ifdef HAS_INTERFACE_A
	struct Dwarf_Obj_Access_Interface_a_s interface;
#else
	Dwarf_Obj_Access_Interface interface;
#endif
};

/*
 * Section 0 is none, as in ELF. Those of lists are not shown:
 * they are read here, and libdwarf has its own view of what is damaged.
 */
static bool
is_shown(const struct wk_dwarf *dwarf, Dwarf_Unsigned index)
{
	static const bool shown[WK_DWARF_SECTION_COUNT] = {
	    [WK_DWARF_ABBREV] = true,
	    [WK_DWARF_ADDR] = true,
	    [WK_DWARF_INFO] = true,
	    [WK_DWARF_LINE] = true,
	    [WK_DWARF_LINE_STR] = true,
	    [WK_DWARF_STR] = true,
	    [WK_DWARF_STR_OFFSETS] = true,
	    [WK_DWARF_TYPES] = true,
	    [WK_DWARF_CU_INDEX] = true,
	    [WK_DWARF_TU_INDEX] = true,
	};

	return index > 0 && index <= WK_DWARF_SECTION_COUNT &&
	       shown[index - 1] && dwarf->sections[index - 1].size > 0;
}

static const char *
section_name(const struct wk_dwarf *dwarf, Dwarf_Unsigned index)
{
	return wk_dwarf_section_name(
	    (enum wk_dwarf_section)(index - 1), dwarf->is_dwo);
}

static int
load_bytes(
    const struct wk_dwarf *dwarf, Dwarf_Unsigned index, Dwarf_Small **data)
{
	if (!is_shown(dwarf, index))
		return DW_DLV_NO_ENTRY;
	*data = (Dwarf_Small *)(uintptr_t)dwarf->sections[index - 1].data;
	return DW_DLV_OK;
}

static Dwarf_Small
get_size(void *object)
{
	(void)object;
	return 4;
}

static Dwarf_Unsigned
get_section_count(void *object)
{
	(void)object;
	return WK_DWARF_SECTION_COUNT + 1;
}

#ifdef HAS_INTERFACE_A

#define SECTION_FUNCTIONS(index_type, info, load) \
	static inline int info(void *object, index_type index, \
	    Dwarf_Obj_Access_Section_a *out, int *error) \
	{ \
		const struct wk_dwarf *dwarf = object; \
\
		(void)error; \
		memset(out, 0, sizeof(*out)); \
		out->as_name = ""; \
		if (is_shown(dwarf, index)) { \
			out->as_name = section_name(dwarf, index); \
			out->as_size = dwarf->sections[index - 1].size; \
		} \
		return DW_DLV_OK; \
	} \
\
	static inline int load( \
	    void *object, index_type index, Dwarf_Small **data, int *error) \
	{ \
		(void)error; \
		return load_bytes(object, index, data); \
	}

SECTION_FUNCTIONS(Dwarf_Half, get_info_half, load_half)
SECTION_FUNCTIONS(Dwarf_Unsigned, get_info, load)

static Dwarf_Small
get_byte_order(void *object)
{
	(void)object;
	return DW_END_little;
}

static Dwarf_Unsigned
get_file_size(void *object)
{
	const struct wk_dwarf *dwarf = object;
	Dwarf_Unsigned size = 0;

	for (unsigned i = 0; i < WK_DWARF_SECTION_COUNT; i++)
		size += dwarf->sections[i].size;
	return size;
}

static const struct Dwarf_Obj_Access_Methods_a_s methods = {
    .om_get_section_info =
	_Generic(((struct Dwarf_Obj_Access_Methods_a_s *)NULL)->om_load_section,
	int (*)(void *, Dwarf_Half, Dwarf_Small **, int *): get_info_half,
	default: get_info),
    .om_get_byte_order = get_byte_order,
    .om_get_length_size = get_size,
    .om_get_pointer_size = get_size,
    .om_get_filesize = get_file_size,
    .om_get_section_count = get_section_count,
    .om_load_section =
	_Generic(((struct Dwarf_Obj_Access_Methods_a_s *)NULL)->om_load_section,
	int (*)(void *, Dwarf_Half, Dwarf_Small **, int *): load_half,
	default: load),
};

static void
set_interface(struct wk_dwarf *dwarf)
{
	dwarf->interface.ai_object = dwarf;
	dwarf->interface.ai_methods = &methods;
}

#else

static int
get_section_info(
    void *object, Dwarf_Half index, Dwarf_Obj_Access_Section *out, int *error)
{
	const struct wk_dwarf *dwarf = object;

	(void)error;
	memset(out, 0, sizeof(*out));
	out->name = "";
	if (is_shown(dwarf, index)) {
		out->name = section_name(dwarf, index);
		out->size = dwarf->sections[index - 1].size;
	}
	return DW_DLV_OK;
}

static int
load_section(void *object, Dwarf_Half index, Dwarf_Small **data, int *error)
{
	(void)error;
	return load_bytes(object, index, data);
}

static Dwarf_Endianness
get_byte_order(void *object)
{
	(void)object;
	return DW_OBJECT_LSB;
}

static const Dwarf_Obj_Access_Methods methods = {
    .get_section_info = get_section_info,
    .get_byte_order = get_byte_order,
    .get_length_size = get_size,
    .get_pointer_size = get_size,
    .get_section_count = get_section_count,
    .load_section = load_section,
};

static void
set_interface(struct wk_dwarf *dwarf)
{
	dwarf->interface.object = dwarf;
	dwarf->interface.methods = &methods;
}

#endif

/* Turns what libdwarf says into our error, and frees it. Always false. */
static bool
fail(struct wk_dwarf *dwarf, Dwarf_Error error, const char *what,
    struct wk_error *err)
{
	const char *text =
	    error == NULL ? "no such entry" : dwarf_errmsg(error);

	if (error != NULL && dwarf_errno(error) == DW_DLE_ALLOC_FAIL)
		wk_error_memory(err);
	else
		wk_error_set(
		    err, WK_E_DEBUG_INFO, WK_NO_OFFSET, ": %s: %s", what, text);
	if (error != NULL)
		dwarf_dealloc(dwarf->dbg, error, DW_DLA_ERROR);
	return false;
}

struct wk_dwarf *
wk_dwarf_open(
    const struct wk_dwarf_bytes *sections, bool is_dwo, struct wk_error *err)
{
	struct wk_dwarf *dwarf = calloc(1, sizeof(*dwarf));
	Dwarf_Error error = NULL;

	if (dwarf == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	dwarf->sections = sections;
	dwarf->is_dwo = is_dwo;
	set_interface(dwarf);
	if (dwarf_object_init_b(&dwarf->interface, NULL, NULL,
		DW_GROUPNUMBER_ANY, &dwarf->dbg, &error) != DW_DLV_OK) {
		dwarf->dbg = NULL;
		fail(dwarf, error, "debug info", err);
		free(dwarf);
		return NULL;
	}
	return dwarf;
}

void
wk_dwarf_close(struct wk_dwarf *dwarf)
{
	if (dwarf == NULL)
		return;
#ifdef HAS_INTERFACE_A
	(void)dwarf_object_finish(dwarf->dbg);
#else
	(void)dwarf_object_finish(dwarf->dbg, NULL);
#endif
	free(dwarf);
}

static const struct wk_dwarf_bytes *
section_of(const struct wk_dwarf *dwarf, const struct wk_unit_head *head)
{
	return &dwarf
		    ->sections[head->in_types ? WK_DWARF_TYPES : WK_DWARF_INFO];
}

/* The next unit of a section; DW_DLV_NO_ENTRY behind the last. */
static int
next_unit(struct wk_dwarf *dwarf, struct wk_unit_head *head, Dwarf_Error *error)
{
	Dwarf_Unsigned length, type, next;
	Dwarf_Half version, address_size, offset_size, extension, kind;
	Dwarf_Off abbrevs, root;
	Dwarf_Sig8 signature = {{0}};
	Dwarf_Die die;
	int status = dwarf_next_cu_header_d(dwarf->dbg, !head->in_types,
	    &length, &version, &abbrevs, &address_size, &offset_size,
	    &extension, &signature, &type, &next, &kind, error);

	if (status != DW_DLV_OK)
		return status;
	head->begin = head->end;
	head->end = next;
	head->abbrevs = abbrevs;
	head->version = version;
	head->address_size = (uint8_t)address_size;
	head->offset_size = (uint8_t)offset_size;
	head->kind = (uint8_t)kind;
	head->type = type;
	memcpy(&head->signature, &signature, sizeof(head->signature));
	status =
	    dwarf_siblingof_b(dwarf->dbg, NULL, !head->in_types, &die, error);
	if (status != DW_DLV_OK)
		return DW_DLV_ERROR;
	status = dwarf_dieoffset(die, &root, error);
	dwarf_dealloc(dwarf->dbg, die, DW_DLA_DIE);
	head->root = root;
	return status == DW_DLV_OK ? DW_DLV_OK : DW_DLV_ERROR;
}

static bool
read_units(struct wk_dwarf *dwarf, bool in_types, struct wk_vec *heads,
    struct wk_error *err)
{
	struct wk_unit_head head = {.in_types = in_types};
	uint64_t size = section_of(dwarf, &head)->size;
	Dwarf_Error error = NULL;
	struct wk_unit_head *place;
	int status;

	if (size == 0)
		return true;
	while ((status = next_unit(dwarf, &head, &error)) == DW_DLV_OK) {
		if (head.end <= head.begin || head.end > size ||
		    head.root <= head.begin || head.root >= head.end)
			return wk_error_set(err, WK_E_DEBUG_INFO, WK_NO_OFFSET,
			    ": unit 0x%" PRIx64 " has no room", head.begin);
		place = wk_vec_push(heads);
		if (place == NULL)
			return wk_error_memory(err);
		*place = head;
	}
	return status == DW_DLV_NO_ENTRY || fail(dwarf, error, "unit", err);
}

bool
wk_dwarf_units(
    struct wk_dwarf *dwarf, struct wk_vec *heads, struct wk_error *err)
{
	return read_units(dwarf, false, heads, err) &&
	       read_units(dwarf, true, heads, err);
}

/* Reading the entries of a unit. */
struct reader {
	struct wk_dwarf *dwarf;
	const struct wk_unit_head *head;
	const uint8_t *end; /* of the unit */
	struct wk_vec *entries, *attrs;
	struct wk_error *err;
};

static bool
read_attr(struct reader *r, Dwarf_Die die, Dwarf_Attribute from)
{
	Dwarf_Half at, form;
	Dwarf_Off offset = 0;
	Dwarf_Signed constant;
	Dwarf_Error error = NULL;
	const struct wk_dwarf_bytes *section = section_of(r->dwarf, r->head);
	struct wk_form_place place = {
	    .in.end = r->end,
	    .head = r->head,
	    .sections = r->dwarf->sections,
	};
	struct wk_attr attr = {.kind = WK_ATTR_OTHER};
	struct wk_attr *out;

	if (dwarf_whatattr(from, &at, &error) != DW_DLV_OK ||
	    dwarf_whatform(from, &form, &error) != DW_DLV_OK)
		return fail(r->dwarf, error, "attribute", r->err);
	if (form == DW_FORM_implicit_const) {
		if (dwarf_formsdata(from, &constant, &error) != DW_DLV_OK)
			return fail(r->dwarf, error, "attribute", r->err);
		attr.kind = WK_ATTR_SIGNED;
		attr.value = (uint64_t)constant;
	} else {
		if (dwarf_attr_offset(die, from, &offset, &error) != DW_DLV_OK)
			return fail(r->dwarf, error, "attribute", r->err);
		if (offset >= r->head->root && offset <= r->head->end) {
			place.in.p = section->data + offset;
			wk_form_read(&place, form, &attr);
		}
	}
	attr.at = at;
	out = wk_vec_push(r->attrs);
	if (out == NULL)
		return wk_error_memory(r->err);
	*out = attr;
	return true;
}

static bool
read_attrs(struct reader *r, Dwarf_Die die, uint16_t *count)
{
	Dwarf_Attribute *list;
	Dwarf_Signed n;
	Dwarf_Error error = NULL;
	bool ok = true;
	int status = dwarf_attrlist(die, &list, &n, &error);

	*count = 0;
	if (status == DW_DLV_NO_ENTRY)
		return true;
	if (status != DW_DLV_OK)
		return fail(r->dwarf, error, "entry", r->err);
	for (Dwarf_Signed i = 0; i < n; i++) {
		if (ok && i < UINT16_MAX) {
			ok = read_attr(r, die, list[i]);
			*count = (uint16_t)(i + 1);
		}
		dwarf_dealloc(r->dwarf->dbg, list[i], DW_DLA_ATTR);
	}
	dwarf_dealloc(r->dwarf->dbg, list, DW_DLA_LIST);
	return ok;
}

/* Appends an entry without its children. */
static bool
read_entry(struct reader *r, Dwarf_Die die, uint32_t parent)
{
	const struct wk_entry *last = r->entries->data;
	struct wk_entry entry = {.parent = parent, .attrs = r->attrs->count};
	struct wk_entry *out;
	Dwarf_Error error = NULL;
	Dwarf_Off offset;
	Dwarf_Half tag;

	if (dwarf_dieoffset(die, &offset, &error) != DW_DLV_OK ||
	    dwarf_tag(die, &tag, &error) != DW_DLV_OK)
		return fail(r->dwarf, error, "entry", r->err);
	entry.offset = offset;
	entry.tag = tag;
	if (offset < r->head->root || offset >= r->head->end ||
	    (r->entries->count > 0 &&
		offset <= last[r->entries->count - 1].offset))
		return wk_error_set(r->err, WK_E_DEBUG_INFO, WK_NO_OFFSET,
		    ": entry 0x%" PRIx64 " is out of order", entry.offset);
	out = wk_vec_push(r->entries);
	if (out == NULL)
		return wk_error_memory(r->err);
	*out = entry;
	if (!read_attrs(r, die, &entry.attr_count)) {
		r->entries->count--;
		return false;
	}
	out->attr_count = entry.attr_count;
	return true;
}

/* The entries that contain the one being read, outermost first. */
struct nest {
	Dwarf_Die die[MAX_DEPTH];
	uint32_t index[MAX_DEPTH];
	unsigned depth;
};

static void
close_entry(struct reader *r, struct nest *nest)
{
	struct wk_entry *entries = r->entries->data;

	nest->depth--;
	entries[nest->index[nest->depth]].next = r->entries->count;
	dwarf_dealloc(r->dwarf->dbg, nest->die[nest->depth], DW_DLA_DIE);
}

/* Reads the innermost entry, and gives the one to read next, if any. */
static bool
read_next(struct reader *r, struct nest *nest, Dwarf_Die *next)
{
	unsigned depth = nest->depth - 1;
	uint32_t parent = depth == 0 ? 0 : nest->index[depth - 1];
	Dwarf_Error error = NULL;
	int status;

	nest->index[depth] = r->entries->count;
	if (!read_entry(r, nest->die[depth], parent)) {
		dwarf_dealloc(r->dwarf->dbg, nest->die[depth], DW_DLA_DIE);
		nest->depth--;
		return false;
	}
	status = dwarf_child(nest->die[depth], next, &error);
	while (status == DW_DLV_NO_ENTRY && nest->depth > 1) {
		Dwarf_Die die = nest->die[nest->depth - 1];

		status = dwarf_siblingof_b(
		    r->dwarf->dbg, die, !r->head->in_types, next, &error);
		close_entry(r, nest);
	}
	if (status == DW_DLV_NO_ENTRY)
		*next = NULL;
	else if (status != DW_DLV_OK)
		return fail(r->dwarf, error, "entry", r->err);
	return true;
}

static bool
read_tree(struct reader *r, struct nest *nest, Dwarf_Die root)
{
	Dwarf_Die next = root;

	while (next != NULL) {
		if (nest->depth == MAX_DEPTH) {
			dwarf_dealloc(r->dwarf->dbg, next, DW_DLA_DIE);
			return wk_error_set(r->err, WK_E_DEBUG_INFO,
			    WK_NO_OFFSET, ": entries are too deep");
		}
		nest->die[nest->depth++] = next;
		if (!read_next(r, nest, &next))
			return false;
	}
	return true;
}

bool
wk_dwarf_entries(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    bool only_root, struct wk_vec *entries, struct wk_vec *attrs,
    struct wk_error *err)
{
	const struct wk_dwarf_bytes *section = section_of(dwarf, head);
	struct reader r = {
	    .dwarf = dwarf,
	    .head = head,
	    .end = section->data + head->end,
	    .entries = entries,
	    .attrs = attrs,
	    .err = err,
	};
	Dwarf_Error error = NULL;
	Dwarf_Die root;
	struct nest *nest;
	bool ok;

	if (dwarf_offdie_b(dwarf->dbg, head->root, !head->in_types, &root,
		&error) != DW_DLV_OK)
		return fail(dwarf, error, "unit", err);
	if (only_root) {
		ok = read_entry(&r, root, 0);
		dwarf_dealloc(dwarf->dbg, root, DW_DLA_DIE);
		return ok;
	}
	nest = malloc(sizeof(*nest));
	if (nest == NULL) {
		dwarf_dealloc(dwarf->dbg, root, DW_DLA_DIE);
		return wk_error_memory(err);
	}
	nest->depth = 0;
	ok = read_tree(&r, nest, root);
	while (nest->depth > 0)
		close_entry(&r, nest);
	free(nest);
	return ok;
}

/* Appends the names of the files of a line table. */
static bool
read_files(struct wk_dwarf *dwarf, Dwarf_Line_Context context,
    struct wk_line_table *table, struct wk_error *err)
{
	Dwarf_Signed base, count, end, dirs = 0;
	Dwarf_Unsigned version = 0;
	Dwarf_Small tables;
	Dwarf_Error error = NULL;

	if (dwarf_srclines_files_indexes(
		context, &base, &count, &end, &error) != DW_DLV_OK ||
	    dwarf_srclines_include_dir_count(context, &dirs, &error) !=
		DW_DLV_OK ||
	    dwarf_srclines_version(context, &version, &tables, &error) !=
		DW_DLV_OK)
		return fail(dwarf, error, "line table", err);
	if (dwarf_srclines_comp_dir(context, &table->comp_dir, &error) !=
	    DW_DLV_OK)
		table->comp_dir = NULL;
	table->file_base = (uint32_t)base;
	for (Dwarf_Signed i = base; i < end; i++) {
		struct wk_row_file *file = wk_vec_push(&table->files);
		Dwarf_Unsigned dir, time, size;
		Dwarf_Form_Data16 *md5;
		Dwarf_Signed first = version >= 5 ? 0 : 1;

		if (file == NULL)
			return wk_error_memory(err);
		if (dwarf_srclines_files_data_b(context, i, &file->name, &dir,
			&time, &size, &md5, &error) != DW_DLV_OK)
			return fail(dwarf, error, "line table", err);
		/* 0 is the folder of compilation before version 5. */
		if ((Dwarf_Signed)dir < first ||
		    (Dwarf_Signed)dir >= dirs + first)
			continue;
		if (dwarf_srclines_include_dir_data(context, (Dwarf_Signed)dir,
			&file->dir, &error) != DW_DLV_OK)
			return fail(dwarf, error, "line table", err);
	}
	return true;
}

static bool
read_row(
    Dwarf_Line line, struct wk_row *row, uint32_t file_base, Dwarf_Error *error)
{
	Dwarf_Addr address;
	Dwarf_Unsigned number, file, column, isa, discriminator;
	Dwarf_Bool is_stmt, is_end, is_prologue_end, is_epilogue_begin;

	if (dwarf_lineaddr(line, &address, error) != DW_DLV_OK ||
	    dwarf_lineno(line, &number, error) != DW_DLV_OK ||
	    dwarf_line_srcfileno(line, &file, error) != DW_DLV_OK ||
	    dwarf_lineoff_b(line, &column, error) != DW_DLV_OK ||
	    dwarf_linebeginstatement(line, &is_stmt, error) != DW_DLV_OK ||
	    dwarf_lineendsequence(line, &is_end, error) != DW_DLV_OK ||
	    dwarf_prologue_end_etc(line, &is_prologue_end, &is_epilogue_begin,
		&isa, &discriminator, error) != DW_DLV_OK)
		return false;
	*row = (struct wk_row){
	    .address = address,
	    .line = number > UINT32_MAX ? 0 : (uint32_t)number,
	    .column = column > UINT32_MAX ? 0 : (uint32_t)column,
	    .file = (uint32_t)(file - file_base),
	    .is_stmt = is_stmt,
	    .is_end = is_end,
	    .is_prologue_end = is_prologue_end,
	    .is_epilogue_begin = is_epilogue_begin,
	};
	return true;
}

static bool
read_rows(struct wk_dwarf *dwarf, Dwarf_Line_Context context,
    struct wk_line_table *table, struct wk_error *err)
{
	Dwarf_Line *lines = NULL;
	Dwarf_Signed count = 0;
	Dwarf_Error error = NULL;
	int status =
	    dwarf_srclines_from_linecontext(context, &lines, &count, &error);

	if (status == DW_DLV_NO_ENTRY)
		return true;
	if (status != DW_DLV_OK)
		return fail(dwarf, error, "line table", err);
	for (Dwarf_Signed i = 0; i < count; i++) {
		struct wk_row *row = wk_vec_push(&table->rows);

		if (row == NULL)
			return wk_error_memory(err);
		if (!read_row(lines[i], row, table->file_base, &error))
			return fail(dwarf, error, "line table", err);
	}
	return true;
}

bool
wk_dwarf_lines(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    struct wk_line_table *table, struct wk_error *err)
{
	Dwarf_Die root;
	Dwarf_Error error = NULL;
	Dwarf_Unsigned version;
	Dwarf_Small tables;
	Dwarf_Line_Context context;
	bool ok = true;
	int status;

	*table = (struct wk_line_table){
	    .rows = {.size = sizeof(struct wk_row)},
	    .files = {.size = sizeof(struct wk_row_file)},
	};
	if (dwarf_offdie_b(dwarf->dbg, head->root, !head->in_types, &root,
		&error) != DW_DLV_OK)
		return fail(dwarf, error, "unit", err);
	status = dwarf_srclines_b(root, &version, &tables, &context, &error);
	if (status == DW_DLV_OK) {
		ok = read_files(dwarf, context, table, err) &&
		     read_rows(dwarf, context, table, err);
		dwarf_srclines_dealloc_b(context);
	} else if (status == DW_DLV_ERROR) {
		ok = fail(dwarf, error, "line table", err);
	}
	dwarf_dealloc(dwarf->dbg, root, DW_DLA_DIE);
	return ok;
}

#else

struct wk_dwarf *
wk_dwarf_open(
    const struct wk_dwarf_bytes *sections, bool is_dwo, struct wk_error *err)
{
	(void)sections;
	(void)is_dwo;
	wk_error_set(err, WK_E_DEBUG_INFO, WK_NO_OFFSET,
	    " is not read: this was built without libdwarf");
	return NULL;
}

void
wk_dwarf_close(struct wk_dwarf *dwarf)
{
	(void)dwarf;
}

/* The rest is not called. */

bool
wk_dwarf_units(
    struct wk_dwarf *dwarf, struct wk_vec *heads, struct wk_error *err)
{
	(void)dwarf;
	(void)heads;
	(void)err;
	return false;
}

bool
wk_dwarf_entries(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    bool only_root, struct wk_vec *entries, struct wk_vec *attrs,
    struct wk_error *err)
{
	(void)dwarf;
	(void)head;
	(void)only_root;
	(void)entries;
	(void)attrs;
	(void)err;
	return false;
}

bool
wk_dwarf_lines(struct wk_dwarf *dwarf, const struct wk_unit_head *head,
    struct wk_line_table *table, struct wk_error *err)
{
	(void)dwarf;
	(void)head;
	(void)table;
	(void)err;
	return false;
}

#endif
