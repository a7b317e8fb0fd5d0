/*
 * wasm-objdump: what is inside of modules.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/shared/demangle.h"
#include "tools/shared/diagnostics.h"
#include "tools/shared/dump.h"
#include "tools/shared/dumpcomponent.h"
#include "tools/shared/report.h"

static struct dump_options dumping;
static bool is_debugging;
static const char *substitute_text;
static struct wk_info_rule substitute;

static const struct option own_options[] = {
    {'h', "headers", NULL, "List the sections", OPTION_SET, &dumping.headers,
	NULL},
    {'x', "details", NULL, "Show what is in the sections", OPTION_SET,
	&dumping.details, NULL},
    {'d', "disassemble", NULL, "Disassemble functions", OPTION_SET,
	&dumping.disassemble, NULL},
    {'s', "full-contents", NULL, "Show the bytes of the sections", OPTION_SET,
	&dumping.contents, NULL},
    {'j', "section", "NAME", "Only this section, with -x, -s and --json",
	OPTION_TEXT, &dumping.section, NULL},
    {'r', "reloc", NULL, "Show relocations, with -d and -x", OPTION_SET,
	&dumping.relocs, NULL},
    {0, "section-offsets", NULL,
	"Count offsets in code from the start of the section", OPTION_SET,
	&dumping.section_offsets, NULL},
    {'l', "line-numbers", NULL,
	"Show where lines of the source begin; implies -d", OPTION_SET,
	&dumping.lines, NULL},
    {'S', "source", NULL, "Show lines of the source; implies -d", OPTION_SET,
	&dumping.source, NULL},
    {0, "substitute-path", "FROM=TO",
	"Where sources are whose path begins with FROM", OPTION_TEXT,
	&substitute_text, NULL},
    {0, "function", "FUNC", "Only this function, by name or index; implies -d",
	OPTION_TEXT, &dumping.function, NULL},
    {0, "debug", NULL, "Tell on standard error what is read where", OPTION_SET,
	&is_debugging, NULL},
    {0, "json", NULL, "Write JSON, all unless -h or -d says otherwise",
	OPTION_SET, &dumping.json, NULL},
    {'C', "demangle", NULL, "Show names of C++ and Rust as in the source",
	OPTION_SET, &dumping.demangle, NULL},
    {0},
};

static struct tool tool = {
    .name = "wasm-objdump",
    .arguments = "FILE...",
    .about = "Show what is inside of modules, in binary or text.\n",
    .examples = "  $ wasm-objdump -h test.wasm\n"
		"  $ wasm-objdump -d --function=main test.wasm\n"
		"  $ wasm-objdump -x -j Import test.wasm\n",
    .options = own_options,
};

/* A file being dumped. */
struct file {
	struct diagnostics *diagnostics;
	struct input input;
	/* The module in binary; what was in text is assembled for it. */
	struct wk_source assembled;
	struct wk_module *module;
	struct wk_info *info; /* when it is asked for */
};

static void
report(void *user, const struct wk_error *err)
{
	struct file *file = user;

	diagnostics_error(file->diagnostics, &file->input, err);
}

static void
report_damage(
    void *user, const struct wk_section *section, const struct wk_error *err)
{
	(void)section;
	report(user, err);
}

/* Makes a binary module of one that was read from text. */
static bool
assemble(struct file *file, struct wk_error *err)
{
	const struct wk_write_options writing = {.names = true};
	struct wk_sink *sink = wk_sink_memory(err);
	const char *data;
	size_t size;
	bool ok;

	if (sink == NULL)
		return false;
	ok = wk_write_module(file->input.module, &writing, sink, err) &&
	     wk_sink_ok(sink, err);
	data = wk_sink_data(sink, &size);
	ok = ok && wk_source_copy(
		       file->input.path, data, size, &file->assembled, err);
	wk_sink_abandon(sink);
	return ok;
}

static bool
read_module(struct file *file, struct wk_error *err)
{
	const struct wk_read_options reading = {
	    .features = wk_features_all(),
	    .damaged = report_damage,
	    .user = file,
	};

	if (file->input.is_binary)
		return wk_read_module(
		    &file->input.source, &reading, &file->module, err);
	return input_read(&file->input, &reading, err) && assemble(file, err) &&
	       wk_read_module(&file->assembled, &reading, &file->module, err);
}

/* Tells where sections and bodies are. */
static void
trace(const struct wk_module *module)
{
	for (uint32_t i = 0; i < module->section_count; i++) {
		const struct wk_section *section = &module->sections[i];

		fprintf(stderr,
		    "0x%08" PRIx64 ": section %" PRIu32 " (%s), %" PRIu32
		    " bytes\n",
		    section->payload.offset, i, dump_section_name(section->id),
		    section->payload.size);
	}
	for (uint32_t i = 0; i < module->func_count; i++)
		if (module->funcs[i].body.size > 0)
			fprintf(stderr,
			    "0x%08" PRIx64 ": func %" PRIu32 ", %" PRIu32
			    " bytes\n",
			    module->funcs[i].body.offset, i,
			    module->funcs[i].body.size);
}

static bool
is_component(const struct file *file)
{
	struct wk_walk walk;

	return file->input.is_binary &&
	       wk_walk_open(&walk, &file->input.source, NULL) &&
	       walk.is_component;
}

/* Opens the debug info of a module. */
static bool
open_info(struct file *file, struct wk_error *err)
{
	const struct wk_info_options options = {
	    .rules = &substitute,
	    .rule_count = substitute_text != NULL,
	};

	if (file->module == NULL || (!dumping.lines && !dumping.source))
		return true;
	file->info = wk_info_open(file->module,
	    file->input.is_binary ? &file->input.source : &file->assembled,
	    &options, err);
	return file->info != NULL;
}

/* Says what there was to say against the debug info. */
static void
report_info(struct file *file)
{
	const char *problem;

	for (size_t i = 0; file->info != NULL &&
			   (problem = wk_info_problem(file->info, i)) != NULL;
	    i++) {
		struct wk_error err = {0};

		wk_error_set(
		    &err, WK_E_DEBUG_INFO, WK_NO_OFFSET, ": %s", problem);
		report(file, &err);
	}
}

/* Dumps a module or component to standard output. */
static bool
dump(struct file *file, struct wk_error *err)
{
	struct dump_job job = {
	    .options = &dumping,
	    .path = report_path(&file->input),
	    .report = report,
	    .user = file,
	};
	bool ok;

	if (!is_component(file) &&
	    (!read_module(file, err) || !open_info(file, err)))
		return false;
	job.info = file->info;
	job.sink = wk_sink_open("-", err);
	if (job.sink == NULL)
		return false;
	if (is_debugging && file->module != NULL)
		trace(file->module);
	if (file->module != NULL)
		ok = dump_write(&job, file->module, NULL, err);
	else
		ok = dumpcomponent_write(&job, &file->input.source, err);
	return wk_sink_finish(job.sink, err) && ok;
}

static void
dump_file(struct diagnostics *diagnostics, const char *path)
{
	struct file file = {.diagnostics = diagnostics};
	struct wk_error err = {0};

	if (!input_open(&file.input, path, &err) || !dump(&file, &err))
		report(&file, &err);
	report_info(&file);
	wk_info_close(file.info);
	wk_module_free(file.module);
	wk_source_close(&file.assembled);
	input_close(&file.input);
}

/* Takes FROM=TO apart. */
static void
read_substitute(void)
{
	static char text[4096];
	char *equals;

	if (strlen(substitute_text) >= sizeof(text))
		options_fail(&tool, "the path to substitute is too long");
	strcpy(text, substitute_text);
	equals = strchr(text, '=');
	if (equals == NULL)
		options_fail(&tool, "write --substitute-path=FROM=TO");
	*equals = '\0';
	substitute = (struct wk_info_rule){text, equals + 1};
}

int
main(int argc, char **argv)
{
	const struct settings *settings;
	struct diagnostics diagnostics;

	tool.features = wk_features_all();
	settings = options_parse(&tool, argc, argv);
	if (dumping.function != NULL || dumping.lines || dumping.source)
		dumping.disassemble = true;
	if (substitute_text != NULL)
		read_substitute();
	if (dumping.json && !dumping.headers && dumping.function == NULL)
		dumping.details = true;
	if (!dumping.headers && !dumping.details && !dumping.disassemble &&
	    !dumping.contents)
		options_fail(&tool, "say what to show: -h, -x, -d or -s");
	if (dumping.demangle && !demangle_available())
		options_fail(&tool, "built without libiberty, which "
				    "--demangle needs");
	dumping.has_color =
	    !dumping.json && diagnostics_want_color(settings, STDOUT_FILENO);
	diagnostics = diagnostics_begin(&tool, settings);
	for (unsigned i = 0; i < settings->file_count; i++)
		dump_file(&diagnostics, settings->files[i]);
	return diagnostics_end(&diagnostics);
}
