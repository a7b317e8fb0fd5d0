/*
 * wasm-objcopy: lists, dumps, adds, updates and removes custom sections, and
 * takes the core modules out of components.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/shared/rewrite.h"
#include "tools/shared/sectionfiles.h"
#include "tools/shared/unicode.h"

static const char *output, *modules_dir, *after, *before;
static struct texts dumped, added, updated, removed;
static struct section_file *dumps, *additions, *updates;
static bool list, padded_lebs;

static const struct option own_options[] = {
    {0, "list", NULL, "List custom sections", OPTION_SET, &list, NULL},
    {0, "dump-section", "NAME=FILE", "Write what is in a section to FILE",
	OPTION_TEXTS, &dumped, NULL},
    {0, "add-section", "NAME=FILE", "Add a section with what is in FILE",
	OPTION_TEXTS, &added, NULL},
    {0, "update-section", "NAME=FILE", "Put what is in FILE into a section",
	OPTION_TEXTS, &updated, NULL},
    {'R', "remove-section", "NAME", "Remove sections of this name",
	OPTION_TEXTS, &removed, NULL},
    {0, "after", "SECTION", "Add behind SECTION, not at the end", OPTION_TEXT,
	&after, NULL},
    {0, "before", "SECTION", "Add before SECTION", OPTION_TEXT, &before, NULL},
    {0, "no-canonicalize-leb128s", NULL,
	"Write the sizes of added sections in five bytes", OPTION_SET,
	&padded_lebs, NULL},
    {0, "extract-modules", "DIR",
	"Write the core modules of a component to DIR", OPTION_FILE,
	&modules_dir, NULL},
    {'o', "output", "FILE", "Write to FILE and leave the input alone",
	OPTION_FILE, &output, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-objcopy",
    .arguments = "FILE [OUTPUT]",
    .about = "List, dump, add, update and remove the custom sections of a "
	     "module or component,\nin place unless there is an output.\n",
    .examples = "  $ wasm-objcopy --list test.wasm\n"
		"  $ wasm-objcopy --dump-section producers=- test.wasm | xxd\n"
		"  $ wasm-objcopy --add-section notes=notes.txt a.wasm b.wasm\n"
		"  $ wasm-objcopy --extract-modules=out component.wasm\n",
    .options = own_options,
};

/* Writes bytes to a file, which task->output is when that fails. */
static bool
write_file(struct task *task, const char *path, struct wk_span data)
{
	struct wk_sink *sink;

	task->output = path;
	sink = wk_sink_open(path, &task->err);
	if (sink == NULL)
		return false;
	wk_sink_write(sink, data.data, data.size);
	if (!wk_sink_finish(sink, &task->err))
		return false;
	task->output = NULL;
	return true;
}

/* Looking */

static void
list_customs(const struct sections *sections)
{
	printf("  offset      size  name\n");
	for (uint32_t i = 0; i < sections->count; i++) {
		const struct part *part = &sections->items[i];
		const struct part *in;

		if (!part->is_custom)
			continue;
		printf("%08" PRIx64 "  %8" PRIu32 "  ", part->at.offset,
		    part->data.size);
		unicode_show(stdout, part->name.data, part->name.size);
		if (part->parent != WK_NONE) {
			in = &sections->items[part->parent];
			printf(" (in %s%" PRIu32 ")",
			    in->at.id == WK_COMPONENT_COMPONENT ? "component" :
								  "module",
			    in->ordinal);
		}
		putchar('\n');
	}
}

static bool
dump(struct task *task, struct sections *sections)
{
	for (unsigned i = 0; i < dumped.count; i++) {
		const struct part *part =
		    sections_find(sections, dumps[i].name, &task->err);

		if (part == NULL ||
		    !write_file(task, dumps[i].path, part->data))
			return false;
	}
	return true;
}

/* Writes module0.wasm … to the folder, which is made if need be. */
static bool
extract(struct task *task, const struct sections *sections)
{
	char path[PATH_MAX];

	if (!sections->is_component)
		return wk_error_set(&task->err, WK_E_USAGE, WK_NO_OFFSET,
		    "is not a component, but a module itself");
	if (mkdir(modules_dir, 0777) != 0 && errno != EEXIST) {
		task->output = modules_dir;
		return wk_error_set(&task->err, WK_E_IO, WK_NO_OFFSET,
		    "cannot create: %s", strerror(errno));
	}
	for (uint32_t i = 0; i < sections->count; i++) {
		const struct part *part = &sections->items[i];

		if (!part->is_nested || part->at.id != WK_COMPONENT_CORE_MODULE)
			continue;
		if (snprintf(path, sizeof(path), "%s/module%" PRIu32 ".wasm",
			modules_dir, part->ordinal) >= (int)sizeof(path))
			options_fail(&tool, "the name of DIR is too long");
		if (!write_file(task, path, part->at.payload)) {
			task->output_name = strdup(path);
			task->output = task->output_name;
			return false;
		}
	}
	return true;
}

/* Changing */

static bool
unwanted(const struct part *part, void *user)
{
	(void)user;
	if (part->parent != WK_NONE)
		return false;
	for (unsigned i = 0; i < removed.count; i++) {
		if (sections_glob(removed.items[i], part->name))
			return true;
	}
	return false;
}

static bool
open_files(struct task *task, struct section_file *files, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		task->output = files[i].path;
		if (!section_file_open(&files[i], &task->err))
			return false;
	}
	task->output = NULL;
	return true;
}

static bool
update(struct sections *sections, struct wk_error *err)
{
	for (unsigned i = 0; i < updated.count; i++) {
		struct part *part =
		    sections_find(sections, updates[i].name, err);

		if (part == NULL)
			return false;
		part->update = updates[i].data;
	}
	return true;
}

static bool
add(struct sections *sections, struct wk_error *err)
{
	uint64_t place = sections->source->size;

	if ((after != NULL || before != NULL) &&
	    !sections_place(sections, after != NULL ? after : before,
		after != NULL, &place, err))
		return false;
	for (unsigned i = 0; i < added.count; i++) {
		if (!sections_add(sections, additions[i].name,
			additions[i].data, place, err))
			return false;
	}
	sections->padded_lebs = padded_lebs;
	return true;
}

static bool
change(struct task *task, struct sections *sections)
{
	if (!open_files(task, additions, added.count) ||
	    !open_files(task, updates, updated.count) ||
	    !update(sections, &task->err) || !add(sections, &task->err))
		return false;
	sections_remove(sections, unwanted, NULL);
	return true;
}

/* Whether the file is to be written, not only looked at. */
static bool
is_writing(void)
{
	return output != NULL ||
	       added.count + updated.count + removed.count > 0;
}

static bool
work(struct task *task)
{
	bool was_text = !task->input.is_binary;
	struct sections sections = {0};
	bool ok;

	ok = input_encode(&task->input, &task->err) &&
	     sections_read(&sections, &task->input.source, &task->err);
	if (ok && list)
		list_customs(&sections);
	ok = ok && dump(task, &sections) &&
	     (modules_dir == NULL || extract(task, &sections)) &&
	     change(task, &sections) &&
	     (!is_writing() || rewrite(task, &sections, output, was_text));
	sections_free(&sections);
	return ok;
}

/* The input alone; a second file is the output. */
static struct settings
take_output(const struct settings *all)
{
	struct settings settings = *all;

	if (all->file_count > 2 || (all->file_count == 2 && output != NULL))
		options_fail(&tool, "one input and one output at most");
	if (all->file_count == 2)
		output = all->files[1];
	settings.file_count = 1;
	return settings;
}

int
main(int argc, char **argv)
{
	struct settings settings;

	tool.features = wk_features_all();
	settings = take_output(options_parse(&tool, argc, argv));
	if (after != NULL && before != NULL)
		options_fail(&tool, "--after and --before exclude each other");
	dumps = section_files(&tool, "dump-section", &dumped);
	additions = section_files(&tool, "add-section", &added);
	updates = section_files(&tool, "update-section", &updated);
	if (is_writing())
		batch_check_output(&tool, &settings, output, true);
	else if (!list && dumped.count == 0 && modules_dir == NULL)
		options_fail(&tool, "nothing to do; see --help");
	return batch_run(&tool, &settings, work, NULL);
}
