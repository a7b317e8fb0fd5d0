/*
 * Prints what a module's debug info says, a fact a line, to be compared with
 * what other readers say of it.
 *
 *   infodump MODULE lines          begin end file:line:column flags
 *   infodump MODULE funcs          begin end full name
 *   infodump MODULE frames AT…     the frames at addresses
 *   infodump MODULE locals AT…     and their variables, with their places
 *   infodump MODULE vars           global variables
 *   infodump MODULE types          types with their members
 *   infodump MODULE find NAME      functions, variables and types of a name
 *   infodump MODULE break FILE:LINE
 *
 * Code is told by its address in DWARF.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "libwasmkit/binary.h"
#include "libwasmkit/debuginfo.h"

static struct wk_info *info;
static uint64_t base; /* the address 0 of DWARF */

static void
die(const char *what)
{
	fprintf(stderr, "infodump: %s\n", what);
	exit(EXIT_FAILURE);
}

/* A type as a C programmer might write it, inside out. */
static void
print_type(const struct wk_info_type *type)
{
	static const char *const words[] = {
	    [WK_INFO_POINTER] = "*",
	    [WK_INFO_REFERENCE] = "&",
	    [WK_INFO_MEMBER_POINTER] = "::*",
	    [WK_INFO_CONST] = " const",
	    [WK_INFO_VOLATILE] = " volatile",
	    [WK_INFO_RESTRICT] = " restrict",
	    [WK_INFO_ATOMIC] = " atomic",
	};

	for (unsigned i = 0; type != NULL && i < 100; i++) {
		switch (type->kind) {
		case WK_INFO_VOID:
			printf(" void");
			return;
		case WK_INFO_UNKNOWN:
			printf(" ?");
			return;
		case WK_INFO_ARRAY:
			if (type->has_count)
				printf("[%" PRIu64 "]", type->count);
			else
				printf("[]");
			break;
		case WK_INFO_FUNC:
			printf("()");
			break;
		case WK_INFO_POINTER:
		case WK_INFO_REFERENCE:
		case WK_INFO_MEMBER_POINTER:
		case WK_INFO_CONST:
		case WK_INFO_VOLATILE:
		case WK_INFO_RESTRICT:
		case WK_INFO_ATOMIC:
			printf("%s", words[type->kind]);
			break;
		default:
			printf(" %s", type->name == NULL ? "-" : type->name);
			return;
		}
		type = type->target;
	}
}

static void
print_lines(void)
{
	struct wk_info_line *lines;
	size_t count;

	if (!wk_info_lines(info, base, base + UINT32_MAX, &lines, &count, NULL))
		die("lines");
	for (size_t i = 0; i < count; i++)
		printf("%08" PRIx64 " %08" PRIx64 " %s:%u:%u%s%s%s\n",
		    lines[i].begin - base, lines[i].end - base,
		    wk_info_file(info, lines[i].file), lines[i].line,
		    lines[i].column, lines[i].is_stmt ? " is_stmt" : "",
		    lines[i].is_prologue_end ? " prologue_end" : "",
		    lines[i].is_epilogue_begin ? " epilogue_begin" : "");
	free(lines);
}

static void
print_func(const struct wk_info_func *func)
{
	const struct wk_info_type *type = wk_info_func_type(info, func);
	uint64_t *starts;
	size_t count;

	if (func->begin == func->end)
		printf("inlined          ");
	else
		printf("%08" PRIx64 " %08" PRIx64, func->begin - base,
		    func->end - base);
	printf(" %s [%s] %s:%u params %u%s returns", func->full,
	    func->linkage == NULL ? "" : func->linkage,
	    func->line == 0 ? "" : wk_info_file(info, func->file), func->line,
	    type->param_count, type->is_variadic ? "…" : "");
	print_type(type->target);
	if (!wk_info_func_starts(info, func, &starts, &count, NULL))
		die("starts");
	printf(" starts");
	for (size_t i = 0; i < count; i++)
		printf(" %" PRIx64, starts[i] - base);
	free(starts);
	printf("\n");
}

static void
print_funcs(void)
{
	uint32_t count = wk_info_func_count(info);

	for (uint32_t i = 0; i < count; i++) {
		const struct wk_info_func *func = wk_info_func(info, i);

		if (func == NULL)
			die("function");
		if (strcmp(func->full, wk_info_func_name(info, i)) != 0)
			printf("? %s is %s\n", func->full,
			    wk_info_func_name(info, i));
		print_func(func);
	}
}

/* A machine in which local n is 1000 + n, and memory is not known. */
static bool
give_local(void *user, uint32_t index, uint64_t *value)
{
	(void)user;
	*value = 1000 + index;
	return true;
}

static bool
give_global(void *user, uint32_t index, uint64_t *value)
{
	(void)user;
	*value = 2000 + index;
	return true;
}

static bool
give_operand(void *user, uint32_t index, uint64_t *value)
{
	(void)user;
	*value = 3000 + index;
	return true;
}

static bool
give_memory(void *user, uint64_t address, void *out, size_t size)
{
	(void)user;
	(void)address;
	memset(out, 0, size);
	return false;
}

static bool
give_caller(void *user, struct wk_info_machine *out)
{
	(void)user;
	(void)out;
	return false;
}

static void
print_piece(const struct wk_info_piece *piece)
{
	static const char *const words[] = {
	    [WK_INFO_GONE] = "gone",
	    [WK_INFO_MEMORY] = "memory",
	    [WK_INFO_LOCAL] = "local",
	    [WK_INFO_GLOBAL] = "global",
	    [WK_INFO_OPERAND] = "operand",
	    [WK_INFO_VALUE] = "value",
	};

	printf(" %s", words[piece->kind]);
	if (piece->kind == WK_INFO_VALUE && piece->data == NULL)
		for (int i = 7; i >= 0; i--)
			printf("%s%02x", i == 7 ? " " : "", piece->bytes[i]);
	else if (piece->kind != WK_INFO_GONE)
		printf(" %" PRIu64, piece->at);
	if (piece->bit_size != 0)
		printf(" bits %" PRIu64, piece->bit_size);
	if (piece->bit_offset != 0)
		printf(" from %" PRIu64, piece->bit_offset);
}

static void
print_var(const struct wk_info_var *var, const struct wk_info_frame *frame,
    uint64_t offset)
{
	const struct wk_info_machine machine = {
	    .offset = offset,
	    .local = give_local,
	    .global = give_global,
	    .operand = give_operand,
	    .memory = give_memory,
	    .caller = give_caller,
	};
	struct wk_info_location location;
	struct wk_error err = {0};

	printf("%s%s:", var->is_parameter ? "(" : "",
	    frame == NULL     ? var->full :
	    var->name == NULL ? "-" :
				var->name);
	print_type(var->type);
	printf(" @%u =", var->line);
	if (!wk_info_locate(info, var, frame, frame == NULL ? NULL : &machine,
		&location, &err)) {
		printf(" fails: %s\n", err.message);
		return;
	}
	for (uint32_t i = 0; i < location.count; i++)
		print_piece(&location.pieces[i]);
	printf("\n");
}

static void
print_locals(const struct wk_info_frame *frame, uint64_t offset)
{
	const struct wk_info_var **vars;
	size_t count;

	if (!wk_info_locals(info, frame, offset, &vars, &count, NULL))
		die("locals");
	for (size_t i = 0; i < count; i++) {
		printf("  %*s", (int)vars[i]->depth * 2, "");
		print_var(vars[i], frame, offset);
	}
	free(vars);
}

static void
print_frames(uint64_t address, bool locals)
{
	struct wk_info_frame *frames;
	struct wk_info_line line;
	size_t count;

	if (!wk_info_frames(info, base + address, &frames, &count, NULL))
		die("frames");
	printf("%08" PRIx64, address);
	if (wk_info_line(info, base + address, &line))
		printf(" %s:%u:%u", wk_info_file(info, line.file), line.line,
		    line.column);
	printf("\n");
	for (size_t i = 0; i < count; i++) {
		const struct wk_info_frame *f = &frames[i];

		printf(" %s", f->func->full);
		if (f->is_inlined)
			printf(" inlined at %s:%u:%u",
			    wk_info_file(info, f->call_file), f->call_line,
			    f->call_column);
		printf(" entry %" PRIx64 "%s\n", f->entry - base,
		    wk_info_covers(info, f, base + address) ? "" : " ?");
		if (locals)
			print_locals(f, base + address);
	}
	free(frames);
}

static void
print_vars(void)
{
	uint32_t count = wk_info_var_count(info);

	for (uint32_t i = 0; i < count; i++) {
		const struct wk_info_var *var = wk_info_var(info, i);

		if (var == NULL)
			die("variable");
		print_var(var, NULL, 0);
	}
}

static void
print_member(const struct wk_info_member *member, const char *indent)
{
	printf("%s%s:", indent, member->name == NULL ? "-" : member->name);
	print_type(member->type);
	printf(" at %" PRIu64, member->offset);
	if (member->bit_size > 0)
		printf(" bits %u+%u", member->bit_offset, member->bit_size);
	printf("%s%s%s%s\n", member->is_base ? " base" : "",
	    member->is_virtual ? " virtual" : "",
	    member->is_static ? " static" : "",
	    member->is_artificial ? " artificial" : "");
}

static bool
print_whole_type(void *user, const struct wk_info_type *type)
{
	static const char *const words[] = {"void", "base", "pointer",
	    "reference", "member pointer", "array", "struct", "class", "union",
	    "enum", "function", "typedef", "const", "volatile", "restrict",
	    "atomic", "unknown"};

	(void)user;
	type = wk_info_type_complete(info, type);
	printf("%s %s size %" PRIu64, words[type->kind],
	    type->name == NULL ? "-" : type->name, type->size);
	if (type->target != NULL) {
		printf(" of");
		print_type(type->target);
	}
	printf("\n");
	for (uint32_t i = 0; i < type->member_count; i++)
		print_member(&type->members[i], "  ");
	for (uint32_t i = 0; i < type->enumerator_count; i++)
		printf("  %s = %" PRId64 "\n", type->enumerators[i].name,
		    type->enumerators[i].value);
	if (type->discriminant != NULL)
		print_member(type->discriminant, "  by ");
	for (uint32_t i = 0; i < type->variant_count; i++) {
		const struct wk_info_variant *v = &type->variants[i];

		printf("  variant%s", v->is_default ? " default" : "");
		for (uint32_t k = 0; k < v->value_count; k++)
			printf(" %" PRIu64 "-%" PRIu64, v->values[k * 2],
			    v->values[k * 2 + 1]);
		printf("\n");
		for (uint32_t k = 0; k < v->member_count; k++)
			print_member(&v->members[k], "    ");
	}
	return true;
}

static void
find(const char *name)
{
	const struct wk_info_func **funcs;
	const struct wk_info_var **vars;
	const struct wk_info_type *type =
	    wk_info_find_type(info, name, WK_NO_OFFSET);
	size_t count;

	if (!wk_info_find_funcs(info, name, &funcs, &count, NULL))
		die("functions");
	for (size_t i = 0; i < count; i++)
		print_func(funcs[i]);
	free(funcs);
	if (!wk_info_find_vars(info, name, WK_NO_OFFSET, &vars, &count, NULL))
		die("variables");
	for (size_t i = 0; i < count; i++)
		print_var(vars[i], NULL, 0);
	free(vars);
	if (type != NULL)
		print_whole_type(NULL, type);
}

static void
print_starts(const char *place)
{
	const char *colon = strrchr(place, ':');
	uint32_t count = wk_info_file_count(info);
	size_t size = colon == NULL ? 0 : (size_t)(colon - place);

	if (colon == NULL)
		die("FILE:LINE");
	for (uint32_t i = 0; i < count; i++) {
		const char *file = wk_info_file(info, i);
		size_t whole = strlen(file);
		struct wk_info_line *lines;
		size_t n;

		if (whole < size ||
		    memcmp(file + whole - size, place, size) != 0)
			continue;
		if (!wk_info_line_starts(
			info, i, (uint32_t)atoi(colon + 1), &lines, &n, NULL))
			die("starts");
		for (size_t k = 0; k < n; k++)
			printf("%08" PRIx64 " %s:%u:%u\n",
			    lines[k].begin - base, file, lines[k].line,
			    lines[k].column);
		free(lines);
	}
}

static void
run(int argc, char **argv)
{
	const char *what = argv[2];

	if (strcmp(what, "lines") == 0)
		print_lines();
	else if (strcmp(what, "funcs") == 0)
		print_funcs();
	else if (strcmp(what, "vars") == 0)
		print_vars();
	else if (strcmp(what, "types") == 0)
		wk_info_each_type(info, print_whole_type, NULL);
	else if (strcmp(what, "frames") == 0 || strcmp(what, "locals") == 0)
		for (int i = 3; i < argc; i++)
			print_frames(strtoull(argv[i], NULL, 16), *what == 'l');
	else if (strcmp(what, "find") == 0)
		for (int i = 3; i < argc; i++)
			find(argv[i]);
	else if (strcmp(what, "break") == 0)
		for (int i = 3; i < argc; i++)
			print_starts(argv[i]);
	else
		die("what?");
}

int
main(int argc, char **argv)
{
	const struct wk_read_options options = {
	    .features = wk_features_all(),
	};
	struct wk_source source;
	struct wk_module *module = NULL;
	struct wk_error err = {0};

	if (argc < 3)
		die("MODULE WHAT [ARGUMENT...]");
	if (!wk_source_open(argv[1], &source, &err) ||
	    !wk_read_module(&source, &options, &module, &err))
		die(err.message);
	info = wk_info_open(module, &source, NULL, &err);
	if (info == NULL)
		die(err.message);
	for (uint32_t i = 0; i < module->section_count; i++)
		if (module->sections[i].id == WK_SECTION_CODE)
			base = module->sections[i].payload.offset;
	run(argc, argv);
	for (size_t i = 0; wk_info_problem(info, i) != NULL; i++)
		fprintf(stderr, "problem: %s\n", wk_info_problem(info, i));
	wk_info_close(info);
	wk_module_free(module);
	wk_source_close(&source);
	return 0;
}
