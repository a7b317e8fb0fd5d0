#include "tools/shared/judge.h"

#include <string.h>

#include "tools/shared/judging.h"
#include "tools/shared/roundtrip.h"
#include "tools/shared/suite.h"

static const char *const names[JUDGE_COMMAND] = {
#define JUDGED(name, text) [JUDGE_##name] = (text),
    JUDGED_KINDS(JUDGED)
#undef JUDGED
};

const char *
judge_text(unsigned kind)
{
	if (kind < JUDGE_COMMAND)
		return names[kind];
	return wk_command_text((enum wk_command_kind)(kind - JUDGE_COMMAND));
}

void
judging_pass(struct judge *judge, unsigned kind)
{
	judge->out->tallies[kind].passed++;
}

struct wk_sink *
judging_fail(struct judge *judge, unsigned kind, uint64_t offset)
{
	struct wk_place place = wk_wat_place(judge->script, offset);

	judge->out->tallies[kind].failed++;
	wk_sink_printf(judge->out->report, "%s:%u: %s: ", judge->script->path,
	    place.line, judge_text(kind));
	return judge->out->report;
}

/* What an error's class is called in a script. */
static const char *
class_text(const struct wk_error *err)
{
	switch (wk_error_class(err->code)) {
	case WK_CLASS_MALFORMED:
		return "malformed";
	case WK_CLASS_INVALID:
		return "invalid";
	case WK_CLASS_UNLINKABLE:
		return "unlinkable";
	case WK_CLASS_TRAP:
		return "trap";
	case WK_CLASS_EXHAUSTION:
		return "exhaustion";
	case WK_CLASS_RESOURCE:
		return "limit";
	case WK_CLASS_NONE:
	case WK_CLASS_IO:
	case WK_CLASS_USAGE:
		break;
	}
	return "error";
}

void
judging_say_error(struct wk_sink *report, const struct wk_error *err)
{
	if (err->code == WK_E_NONE)
		wk_sink_printf(report, "a valid module\n");
	else
		wk_sink_printf(
		    report, "%s: %s\n", class_text(err), err->message);
}

static void
judge_roundtrip(struct judge *judge, unsigned kind, uint64_t offset,
    enum roundtrip_result result, size_t at, const struct wk_error *err)
{
	switch (result) {
	case ROUNDTRIP_SAME:
		judging_pass(judge, kind);
		break;
	case ROUNDTRIP_DIFFERENT:
		wk_sink_printf(judging_fail(judge, kind, offset),
		    "expected the same bytes, got others from 0x%zx on\n", at);
		break;
	case ROUNDTRIP_FAILED:
		judging_say_error(judging_fail(judge, kind, offset), err);
		break;
	case ROUNDTRIP_NOT_CANONICAL:
		judge->out->not_canonical++;
		break;
	}
}

static void
judge_roundtrips(struct judge *judge, const struct wk_script_module *from,
    const struct scripted *made)
{
	static const struct {
		enum roundtrip way;
		unsigned kind;
	} ways[] = {
	    {ROUNDTRIP_FLAT, JUDGE_FLAT},
	    {ROUNDTRIP_FOLDED, JUDGE_FOLDED},
	    {ROUNDTRIP_NAMES, JUDGE_NAMES},
	};
	enum roundtrip_result result;
	size_t at = 0;

	if (from->kind == WK_SCRIPT_BINARY) {
		struct wk_error err = {0};

		result =
		    roundtrip_binary(&made->source, made->module, &at, &err);
		judge_roundtrip(
		    judge, JUDGE_BINARY, from->offset, result, at, &err);
		return;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct wk_error err = {0};

		result = roundtrip_module(made->module, ways[i].way, &at, &err);
		judge_roundtrip(
		    judge, ways[i].kind, from->offset, result, at, &err);
	}
}

static bool
make_valid(struct judge *judge, const struct wk_script_module *from,
    struct scripted *made, struct wk_error *err)
{
	return scripted_make(
		   made, from, judge->script->path, judge->features, err) &&
	       scripted_validate(made, err);
}

bool
judging_valid(struct judge *judge, unsigned kind,
    const struct wk_script_module *from, struct scripted *made)
{
	struct wk_error err = {0};
	struct wk_sink *report;

	if (make_valid(judge, from, made, &err)) {
		judge_roundtrips(judge, from, made);
		return true;
	}
	scripted_place(made, &err);
	report = judging_fail(judge, kind, err.offset);
	wk_sink_printf(report, "expected a valid module, got ");
	judging_say_error(report, &err);
	return false;
}

unsigned
judging_kind(const struct wk_script_module *from)
{
	static const unsigned kinds[] = {
	    [WK_SCRIPT_TEXT] = JUDGE_MODULE_TEXT,
	    [WK_SCRIPT_BINARY] = JUDGE_MODULE_BINARY,
	    [WK_SCRIPT_QUOTE] = JUDGE_MODULE_QUOTE,
	};

	return kinds[from->kind];
}

/* A module that has to be valid. */
static void
judge_module(
    struct judge *judge, unsigned kind, const struct wk_script_module *from)
{
	struct scripted made;

	if (judging_valid(judge, kind, from, &made))
		judging_pass(judge, kind);
	scripted_free(&made);
}

void
judging_rejection(struct judge *judge, const struct wk_command *command,
    enum wk_error_class class)
{
	unsigned kind = JUDGE_COMMAND + command->kind;
	struct wk_error err = {0};
	struct scripted made;
	struct wk_sink *report;

	make_valid(judge, &command->module, &made, &err);
	if (wk_error_class(err.code) == class &&
	    suite_message_fits(command->text.data, command->text.size, &err)) {
		judging_pass(judge, kind);
	} else {
		report = judging_fail(judge, kind, command->offset);
		wk_sink_printf(report, "expected \"%.*s\", got ",
		    (int)command->text.size, command->text.data);
		judging_say_error(report, &err);
	}
	scripted_free(&made);
}

/* A command that would have to be executed. */
static void
judge_other(struct judge *judge, const struct wk_command *command)
{
	if (command->has_module)
		judge_module(judge, JUDGE_MODULE_INNER, &command->module);
	judge->out->tallies[JUDGE_COMMAND + command->kind].not_executed++;
}

/* The visit of the walk over a script; nothing stops it. */
static bool
judge_command(
    void *context, const struct wk_command *command, struct wk_error *err)
{
	struct judge *judge = context;

	(void)err;
	if (command == NULL)
		return true;
	switch (command->kind) {
	case WK_COMMAND_MODULE:
		judge_module(
		    judge, judging_kind(&command->module), &command->module);
		break;
	case WK_COMMAND_DEFINITION:
		judge_module(
		    judge, JUDGE_COMMAND + command->kind, &command->module);
		break;
	case WK_COMMAND_ASSERT_MALFORMED:
	case WK_COMMAND_ASSERT_MALFORMED_CUSTOM:
		judging_rejection(judge, command, WK_CLASS_MALFORMED);
		break;
	case WK_COMMAND_ASSERT_INVALID:
	case WK_COMMAND_ASSERT_INVALID_CUSTOM:
		judging_rejection(judge, command, WK_CLASS_INVALID);
		break;
	default:
		judge_other(judge, command);
		break;
	}
	return true;
}

bool
judge_file(const char *path, wk_features features, enum judge_manner manner,
    struct judgement *out, struct wk_error *err)
{
	struct wk_source source;
	struct wk_error problem = {0};
	struct judge judge = {
	    .script = &source,
	    .features = features,
	    .steps = manner == JUDGE_STEPPING,
	    .out = out,
	};

	*out = (struct judgement){.report = wk_sink_memory(err)};
	if (out->report == NULL || !wk_source_open(path, &source, err))
		return false;
	if (!scripted_check(&source, err)) {
		wk_source_close(&source);
		return false;
	}
	if (!(manner == JUDGE_STATICALLY ?
		    scripted_walk(&source, judge_command, &judge, &problem) :
		    judging_run(&judge, &problem)))
		judging_say_error(
		    judging_fail(&judge, JUDGE_SCRIPT, problem.offset),
		    &problem);
	wk_source_close(&source);
	return true;
}
