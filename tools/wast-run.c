/* wast-run: runs scripts of the WebAssembly test suite. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/shared/diagnostics.h"
#include "tools/shared/jobs.h"
#include "tools/shared/judge.h"
#include "tools/shared/judgetable.h"
#include "tools/shared/options.h"
#include "tools/shared/suite.h"

static bool is_static, steps;

static const struct option own_options[] = {
    {0, "static", NULL, "Judge all that needs no execution", OPTION_SET,
	&is_static, NULL},
    {0, "step", NULL, "Stop before each instruction, as a debugger may",
	OPTION_SET, &steps, NULL},
    {0},
};

static struct tool tool = {
    .name = "wast-run",
    .arguments = "FILE|FOLDER...",
    .about =
	"Run scripts (.wast) in the manner of the WebAssembly test suite.\n"
	"With --static, what needs execution is not run but counted.\n"
	"A script in a folder of the suite gets that folder's features\n"
	"unless options choose others.\n",
    .examples = "  $ wast-run -j 2 testsuite\n"
		"  $ wast-run --static test.wast\n",
    .options = own_options,
    .has_jobs = true,
};

struct script {
	char *path;
	bool opened;
	struct wk_error err; /* when it could not be opened */
	struct judgement judgement;
};

struct run {
	struct script *scripts;
	unsigned count, capacity;
	bool has_features; /* given, not to be taken from the folder */
	wk_features features;
	bool verbose;
	struct diagnostics diagnostics;
	unsigned good; /* scripts without a failure */
	struct tally tallies[JUDGE_COUNT];
	unsigned not_canonical;
};

static void *
check_memory(void *p)
{
	if (p == NULL) {
		fputs("wast-run: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

static char *
join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = check_memory(malloc(size));
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	snprintf(path, size, "%.*s/%s", (int)length, folder, name);
	return path;
}

static void
add_script(struct run *run, const char *path)
{
	if (run->count == run->capacity) {
		run->capacity = run->capacity * 2 + 16;
		run->scripts = check_memory(realloc(
		    run->scripts, run->capacity * sizeof(*run->scripts)));
	}
	run->scripts[run->count++] =
	    (struct script){.path = check_memory(strdup(path))};
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t size = strlen(name), suffix_size = strlen(suffix);

	return size > suffix_size &&
	       strcmp(name + size - suffix_size, suffix) == 0;
}

/* A folder's entries but hidden ones, sorted by the caller. */
static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The scripts of a folder, then those of the folders in it. */
static void
add_folder(struct run *run, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, by_bytes);

	if (count < 0) {
		fprintf(stderr, "wast-run: cannot read folder %s\n", folder);
		exit(1);
	}
	for (int i = 0; i < count; i++) {
		char *path = join(folder, entries[i]->d_name);

		if (has_suffix(path, ".wast") && !is_folder(path))
			add_script(run, path);
		free(path);
	}
	for (int i = 0; i < count; i++) {
		char *path = join(folder, entries[i]->d_name);

		if (is_folder(path))
			add_folder(run, path);
		free(path);
		free(entries[i]);
	}
	free(entries);
}

/* A script, or a folder that holds at least one. */
static void
add_argument(struct run *run, const char *path)
{
	unsigned before = run->count;

	if (is_folder(path))
		add_folder(run, path);
	else
		add_script(run, path);
	if (run->count == before)
		options_fail(&tool, "there are no scripts (.wast) in %s", path);
}

static void
judge_one(void *context, unsigned i)
{
	struct run *run = context;
	struct script *script = &run->scripts[i];
	wk_features features =
	    run->has_features ? run->features : suite_features(script->path);
	enum judge_manner manner = is_static ? JUDGE_STATICALLY :
				   steps     ? JUDGE_STEPPING :
					       JUDGE_RUNNING;

	script->opened = judge_file(
	    script->path, features, manner, &script->judgement, &script->err);
}

/* Adds a script's tallies to the run's; gives how many failed and passed. */
static struct tally
add_tallies(struct run *run, const struct script *script)
{
	struct tally sum = {0};

	for (unsigned i = 0; i < JUDGE_COUNT; i++) {
		struct tally one = script->judgement.tallies[i];

		run->tallies[i].passed += one.passed;
		run->tallies[i].failed += one.failed;
		run->tallies[i].not_executed += one.not_executed;
		sum.passed += one.passed;
		sum.failed += one.failed;
		sum.not_executed += one.not_executed;
	}
	run->not_canonical += script->judgement.not_canonical;
	return sum;
}

static void
report_one(void *context, unsigned i)
{
	struct run *run = context;
	struct script *script = &run->scripts[i];
	struct tally sum;
	size_t size;
	const char *report;

	if (!script->opened) {
		diagnostics_error(&run->diagnostics,
		    &(struct input){.path = script->path}, &script->err);
		run->tallies[JUDGE_SCRIPT].failed++;
		wk_sink_abandon(script->judgement.report);
		return;
	}
	report = wk_sink_data(script->judgement.report, &size);
	fwrite(report, 1, size, stdout);
	wk_sink_abandon(script->judgement.report);
	sum = add_tallies(run, script);
	run->good += sum.failed == 0;
	if (run->verbose)
		printf("%s: %u passed, %u failed%s\n", script->path, sum.passed,
		    sum.failed,
		    sum.not_executed > 0 ? ", others not executed" : "");
}

/* Gives whether something failed. */
static bool
print_table(const struct run *run)
{
	struct tally sum =
	    judgetable_print(run->tallies, run->not_canonical, is_static);

	printf("%u of %u files, %u of %u commands\n", run->good, run->count,
	    sum.passed, sum.passed + sum.failed);
	return sum.failed > 0;
}

int
main(int argc, char **argv)
{
	static struct run run;
	const struct settings *settings;
	bool failed;

	tool.features = wk_features_default();
	settings = options_parse(&tool, argc, argv);
	run.verbose = settings->verbose > 0;
	run.has_features = settings->features != tool.features;
	run.features = settings->features;
	for (unsigned i = 0; i < settings->file_count; i++)
		add_argument(&run, settings->files[i]);
	run.diagnostics = diagnostics_begin(&tool, settings);
	jobs_run(settings->jobs, run.count, judge_one, report_one, &run);
	for (unsigned i = 0; i < run.count; i++)
		free(run.scripts[i].path);
	free(run.scripts);
	failed = print_table(&run);
	return diagnostics_end(&run.diagnostics) != 0 || failed;
}
