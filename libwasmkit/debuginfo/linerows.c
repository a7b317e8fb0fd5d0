#include "libwasmkit/debuginfo/linerows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/debuginfo/dwarfcodes.h"
#include "libwasmkit/debuginfo/linehead.h"
#include "libwasmkit/debuginfo/scopeinfo.h"
#include "libwasmkit/debuginfo/sourcemap.h"

/* Numbers the files of a line table. */
static bool
take_files(struct wk_unit *unit, const struct wk_line_table *table,
    struct wk_error *err)
{
	struct wk_info *info = unit->object->info;
	const struct wk_row_file *files = table->files.data;

	unit->files = wk_arena_array(
	    info->arena, table->files.count, sizeof(*unit->files));
	if (unit->files == NULL)
		return wk_error_memory(err);
	for (uint32_t i = 0; i < table->files.count; i++) {
		unit->files[i] = files[i].name == NULL ?
				     WK_NONE :
				     wk_info_add_file(info, unit->comp_dir,
					 files[i].dir, files[i].name);
		if (unit->files[i] == WK_NONE && files[i].name != NULL)
			return wk_error_memory(err);
	}
	unit->file_count = table->files.count;
	unit->file_base = table->file_base;
	return true;
}

/*
 * Appends the rows of a sequence, each with the code up to the next, unless
 * the linker removed it. Rows of no code are left out.
 */
static bool
take_sequence(struct wk_unit *unit, const struct wk_row *rows, uint32_t count,
    struct wk_vec *lines)
{
	const struct wk_info *info = unit->object->info;

	if (count == 0 || !wk_unit_is_code(info, rows[0].address))
		return true;
	for (uint32_t i = 0; i + 1 < count; i++) {
		const struct wk_row *row = &rows[i];
		uint64_t end = rows[i + 1].address;
		struct wk_info_line *line;

		if (row->address >= end || end > info->code_size ||
		    row->file >= unit->file_count ||
		    unit->files[row->file] == WK_NONE)
			continue;
		line = wk_vec_push(lines);
		if (line == NULL)
			return false;
		*line = (struct wk_info_line){
		    .file = unit->files[row->file],
		    .line = row->line,
		    .column = row->column,
		    .begin = row->address + info->code_base,
		    .end = end + info->code_base,
		    .is_stmt = row->is_stmt,
		    .is_prologue_end = row->is_prologue_end,
		    .is_epilogue_begin = row->is_epilogue_begin,
		};
	}
	return true;
}

static int
compare_line(const void *a, const void *b)
{
	const struct wk_info_line *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* Sorts rows, and cuts off what runs into the next, of a damaged table. */
static void
put_in_order(struct wk_vec *vec)
{
	struct wk_info_line *lines = vec->data;
	uint32_t kept = 0;

	for (uint32_t i = 1; i < vec->count; i++)
		if (compare_line(&lines[i - 1], &lines[i]) > 0) {
			qsort(lines, vec->count, sizeof(*lines), compare_line);
			break;
		}
	for (uint32_t i = 0; i < vec->count; i++) {
		if (kept > 0 && lines[kept - 1].end > lines[i].begin) {
			lines[kept - 1].end = lines[i].begin;
			if (lines[kept - 1].begin == lines[kept - 1].end)
				kept--;
		}
		lines[kept++] = lines[i];
	}
	vec->count = kept;
}

static bool
take_rows(struct wk_unit *unit, const struct wk_line_table *table,
    struct wk_error *err)
{
	struct wk_vec lines = {.size = sizeof(struct wk_info_line)};
	const struct wk_row *rows = table->rows.data;
	uint32_t first = 0, count;
	bool ok = true;

	for (uint32_t i = 0; ok && i < table->rows.count; i++)
		if (rows[i].is_end) {
			ok = take_sequence(
			    unit, rows + first, i + 1 - first, &lines);
			first = i + 1;
		}
	if (ok && lines.count > 0)
		put_in_order(&lines);
	count = lines.count;
	if (ok)
		unit->lines = wk_vec_finish(&lines, unit->object->info->arena);
	wk_vec_free(&lines);
	if (unit->lines == NULL)
		return wk_error_memory(err);
	unit->line_count = count;
	return true;
}

bool
wk_line_read(struct wk_unit *unit, struct wk_error *err)
{
	struct wk_line_table table;
	struct wk_error fault = {0};
	bool ok = true;

	if (unit->skeleton != NULL)
		unit = unit->skeleton;
	if (unit->has_read_lines || !unit->has_lines)
		return true;
	if (!wk_linehead_is_sound(unit)) {
		wk_info_note(unit->object->info,
		    "unit 0x%" PRIx64 ": its line table is damaged",
		    unit->head.begin);
		unit->has_lines = false;
		return true;
	}
	if (!wk_dwarf_lines(unit->object->dwarf, &unit->head, &table, &fault)) {
		if (fault.code == WK_E_MEMORY)
			ok = wk_error_pass(err, &fault);
		else
			wk_info_note(unit->object->info, "lines of %s: %s",
			    unit->name == NULL ? "a unit" : unit->name,
			    fault.message);
	}
	ok =
	    ok && take_files(unit, &table, err) && take_rows(unit, &table, err);
	wk_dwarf_free_lines(&table);
	unit->has_read_lines = ok;
	return ok;
}

uint32_t
wk_unit_file(struct wk_ref ref, unsigned at)
{
	struct wk_ref owner;
	const struct wk_attr *attr = wk_unit_find(ref, at, &owner);
	const struct wk_unit *unit;
	uint64_t index;

	if (!wk_unit_number(attr, &index) || !wk_line_read(owner.unit, NULL))
		return WK_NONE;
	unit = owner.unit->skeleton;
	if (unit == NULL)
		unit = owner.unit;
	if (index < unit->file_base ||
	    index - unit->file_base >= unit->file_count)
		return WK_NONE;
	return unit->files[index - unit->file_base];
}

/* The first of sorted rows that ends behind an offset. */
static uint32_t
first_from(const struct wk_info_line *lines, uint32_t count, uint64_t offset)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (lines[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct wk_info_line *
wk_line_from(const struct wk_unit *unit, uint64_t address)
{
	uint64_t offset = address + unit->object->info->code_base;

	return unit->lines + first_from(unit->lines, unit->line_count, offset);
}

/* All rows there are around an address, sorted; none without memory. */
static const struct wk_info_line *
rows_around(struct wk_info *info, uint64_t address, uint32_t *count)
{
	struct wk_unit *unit;

	*count = 0;
	if (info->sourcemap != NULL)
		return wk_sourcemap_lines(info->sourcemap, count);
	unit = wk_unit_at(info, address);
	if (unit == NULL || !wk_line_read(unit, NULL))
		return NULL;
	*count = unit->line_count;
	return unit->lines;
}

bool
wk_info_line(struct wk_info *info, uint64_t offset, struct wk_info_line *out)
{
	uint32_t count, i;
	const struct wk_info_line *lines =
	    rows_around(info, wk_info_address(info, offset), &count);

	i = first_from(lines, count, offset);
	if (i == count || lines[i].begin > offset)
		return false;
	*out = lines[i];
	return true;
}

/* Appends rows that overlap what is between two offsets. */
static bool
add_between(const struct wk_info_line *lines, uint32_t count, uint64_t begin,
    uint64_t end, struct wk_vec *out)
{
	for (uint32_t i = first_from(lines, count, begin);
	    i < count && lines[i].begin < end; i++) {
		struct wk_info_line *line = wk_vec_push(out);

		if (line == NULL)
			return false;
		*line = lines[i];
	}
	return true;
}

/* Makes an array that is the caller's. */
static bool
hand_out(struct wk_vec *vec, struct wk_info_line **out, size_t *count)
{
	*count = vec->count;
	*out = vec->data;
	if (*out == NULL)
		*out = malloc(sizeof(**out));
	return *out != NULL;
}

/* Appends the rows of all units with code between two addresses. */
static bool
add_units(struct wk_info *info, uint64_t begin, uint64_t end,
    struct wk_vec *out, struct wk_error *err)
{
	const struct wk_unit_range *ranges;
	uint32_t sorted = 1;

	if (!wk_unit_open_all(info, err))
		return false;
	ranges = info->unit_ranges.data;
	for (uint32_t i = 0; i < info->unit_ranges.count; i++) {
		struct wk_unit *unit = ranges[i].unit;
		uint64_t from, to;

		if (ranges[i].begin >= end || ranges[i].end <= begin)
			continue;
		if (!wk_line_read(unit, err))
			return false;
		from = ranges[i].begin < begin ? begin : ranges[i].begin;
		to = ranges[i].end > end ? end : ranges[i].end;
		if (!add_between(unit->lines, unit->line_count,
			from + info->code_base, to + info->code_base, out))
			return wk_error_memory(err);
	}
	for (const struct wk_info_line *lines = out->data; sorted < out->count;
	    sorted++)
		if (compare_line(&lines[sorted - 1], &lines[sorted]) > 0) {
			qsort(out->data, out->count,
			    sizeof(struct wk_info_line), compare_line);
			break;
		}
	return true;
}

bool
wk_info_lines(struct wk_info *info, uint64_t begin, uint64_t end,
    struct wk_info_line **out, size_t *count, struct wk_error *err)
{
	struct wk_vec vec = {.size = sizeof(struct wk_info_line)};
	const struct wk_info_line *lines;
	uint32_t all;

	*out = NULL;
	*count = 0;
	if (info->sourcemap != NULL) {
		lines = wk_sourcemap_lines(info->sourcemap, &all);
		if (!add_between(lines, all, begin, end, &vec))
			goto memory;
	} else if (!add_units(info, wk_info_address(info, begin),
		       wk_info_address(info, end), &vec, err)) {
		wk_vec_free(&vec);
		return false;
	}
	if (hand_out(&vec, out, count))
		return true;
memory:
	wk_vec_free(&vec);
	return wk_error_memory(err);
}

/* Reads the line tables of all units. */
static bool
read_all(struct wk_info *info, struct wk_error *err)
{
	if (info->has_all_lines || info->main == NULL)
		return true;
	if (!wk_unit_open_all(info, err))
		return false;
	for (uint32_t i = 0; i < info->main->unit_count; i++)
		if (!wk_line_read(&info->main->units[i], err))
			return false;
	info->has_all_lines = true;
	return true;
}

uint32_t
wk_info_file_count(struct wk_info *info)
{
	(void)read_all(info, NULL);
	return info->files.count;
}

/* The lowest line from one on that begins a statement of a file. */
static void
find_line(const struct wk_info_line *lines, uint32_t count, uint32_t file,
    uint32_t line, uint32_t *best)
{
	for (uint32_t i = 0; i < count; i++)
		if (lines[i].file == file && lines[i].is_stmt &&
		    lines[i].line >= line && lines[i].line < *best)
			*best = lines[i].line;
}

/* Where a line was begun already: once a function, or inlined copy of it. */
struct begun {
	struct wk_info_line row;
	struct wk_ref scope;
};

/* Appends the first row of each copy of a line that a unit has. */
static bool
add_starts(struct wk_unit *unit, uint32_t file, uint32_t line,
    struct wk_vec *begun, struct wk_error *err)
{
	uint32_t first = begun->count;

	for (uint32_t i = 0; i < unit->line_count; i++) {
		const struct wk_info_line *row = &unit->lines[i];
		struct begun *all = begun->data;
		struct wk_ref scope;
		uint32_t k = first;

		if (row->file != file || row->line != line || !row->is_stmt)
			continue;
		if (!wk_scope_at(unit,
			wk_info_address(unit->object->info, row->begin), &scope,
			err))
			return false;
		while (
		    k < begun->count && (all[k].scope.unit != scope.unit ||
					    all[k].scope.entry != scope.entry))
			k++;
		if (k < begun->count && scope.unit != NULL)
			continue;
		all = wk_vec_push(begun);
		if (all == NULL)
			return wk_error_memory(err);
		*all = (struct begun){*row, scope};
	}
	return true;
}

static bool
give_starts(
    const struct wk_vec *begun, struct wk_info_line **out, size_t *count)
{
	const struct begun *all = begun->data;
	struct wk_vec vec = {.size = sizeof(struct wk_info_line)};

	if (begun->count > 0 && !wk_vec_reserve(&vec, begun->count))
		return false;
	for (uint32_t i = 0; i < begun->count; i++)
		*(struct wk_info_line *)wk_vec_push(&vec) = all[i].row;
	return hand_out(&vec, out, count);
}

/* The same of a source map, which knows of no functions. */
static bool
map_starts(
    struct wk_info *info, uint32_t file, uint32_t line, struct wk_vec *begun)
{
	uint32_t count, best = UINT32_MAX;
	const struct wk_info_line *lines =
	    wk_sourcemap_lines(info->sourcemap, &count);

	find_line(lines, count, file, line, &best);
	for (uint32_t i = 0; i < count; i++) {
		struct begun *place;

		if (lines[i].file != file || lines[i].line != best ||
		    (i > 0 && lines[i - 1].file == file &&
			lines[i - 1].line == best))
			continue;
		place = wk_vec_push(begun);
		if (place == NULL)
			return false;
		*place = (struct begun){.row = lines[i]};
	}
	return true;
}

static bool
find_starts(struct wk_info *info, uint32_t file, uint32_t line,
    struct wk_vec *begun, struct wk_error *err)
{
	uint32_t best = UINT32_MAX;

	if (info->sourcemap != NULL)
		return map_starts(info, file, line, begun) ||
		       wk_error_memory(err);
	if (info->main == NULL)
		return true;
	if (!read_all(info, err))
		return false;
	for (uint32_t i = 0; i < info->main->unit_count; i++)
		find_line(info->main->units[i].lines,
		    info->main->units[i].line_count, file, line, &best);
	for (uint32_t i = 0; i < info->main->unit_count; i++)
		if (!add_starts(&info->main->units[i], file, best, begun, err))
			return false;
	return true;
}

bool
wk_info_line_starts(struct wk_info *info, uint32_t file, uint32_t line,
    struct wk_info_line **out, size_t *count, struct wk_error *err)
{
	struct wk_vec begun = {.size = sizeof(struct begun)};
	bool ok = find_starts(info, file, line, &begun, err);

	*out = NULL;
	*count = 0;
	if (ok)
		ok = give_starts(&begun, out, count) || wk_error_memory(err);
	wk_vec_free(&begun);
	return ok;
}
