/* Judging a script that is run. */
#include "tools/shared/judging.h"
#include "tools/shared/perform.h"

static void *
open_commands(
    void *user, const struct wk_command *command, struct wk_error *err)
{
	struct judge *judge = user;

	return wk_script_open(judge->script,
	    command != NULL ? command->begin : 0,
	    command != NULL ? command->end : UINT64_MAX, err);
}

static bool
next_command(
    void *commands, const struct wk_command **out, struct wk_error *err)
{
	return wk_script_next(commands, out, err);
}

static void
close_commands(void *commands)
{
	wk_script_close(commands);
}

/* What a command is counted as. */
static unsigned
kind_of(const struct wk_command *command)
{
	return command->kind == WK_COMMAND_MODULE ?
		   (unsigned)judging_kind(&command->module) :
		   (unsigned)JUDGE_COMMAND + command->kind;
}

static bool
make(void *user, const struct wk_command *command, struct scripted *made)
{
	struct judge *judge = user;
	bool is_own = command->kind == WK_COMMAND_MODULE ||
		      command->kind == WK_COMMAND_DEFINITION;
	unsigned kind = is_own ? kind_of(command) : JUDGE_MODULE_INNER;

	if (!judging_valid(judge, kind, &command->module, made))
		return false;
	if (!is_own)
		judging_pass(judge, kind);
	return true;
}

static void
reject(void *user, const struct wk_command *command, enum wk_error_class class)
{
	judging_rejection(user, command, class);
}

static void
say_literals(
    struct wk_sink *report, const struct wk_literal *literals, uint32_t count)
{
	wk_sink_printf(report, "[");
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			wk_sink_printf(report, " ");
		expect_print_literal(report, &literals[i]);
	}
	wk_sink_printf(report, "]");
}

static void
say_values(struct wk_sink *report, const struct outcome *outcome)
{
	const struct deed *deed = outcome->deed;

	wk_sink_printf(report, "[");
	for (uint32_t i = 0; i < deed->result_count; i++) {
		if (i > 0)
			wk_sink_printf(report, " ");
		expect_print_value(
		    report, outcome->store, deed->types[i], &deed->results[i]);
	}
	wk_sink_printf(report, "]\n");
}

/* What was expected instead. */
static void
say_expected(struct wk_sink *report, const struct wk_command *command,
    const struct outcome *outcome)
{
	if (!outcome->ok && outcome->err->code == WK_E_USAGE)
		return;
	if (command->kind == WK_COMMAND_ASSERT_RETURN) {
		wk_sink_printf(report, "expected ");
		say_literals(report, command->results, command->result_count);
		wk_sink_printf(report, ", got ");
	} else if (command->has_text && command->kind != WK_COMMAND_REGISTER) {
		wk_sink_printf(report, "expected \"%.*s\", got ",
		    (int)command->text.size, command->text.data);
	} else if (outcome->ok) {
		wk_sink_printf(report, "expected a failure, got ");
	}
}

static void
settled(
    void *user, const struct wk_command *command, const struct outcome *outcome)
{
	struct judge *judge = user;
	struct wk_sink *report;

	if (perform_is_good(command, outcome)) {
		judging_pass(judge, kind_of(command));
		return;
	}
	report = judging_fail(judge, kind_of(command), command->offset);
	say_expected(report, command, outcome);
	if (!outcome->ok)
		judging_say_error(report, outcome->err);
	else if (outcome->deed == NULL)
		wk_sink_printf(report, "an instance\n");
	else
		say_values(report, outcome);
}

bool
judging_run(struct judge *judge, struct wk_error *err)
{
	const struct director director = {
	    .user = judge,
	    .open = open_commands,
	    .next = next_command,
	    .close = close_commands,
	    .make = make,
	    .reject = reject,
	    .settled = settled,
	    .steps = judge->steps,
	};

	return perform_run(&director, err);
}
