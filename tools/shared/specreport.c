#include "tools/shared/specreport.h"

#include <inttypes.h>

#include "tools/shared/hostcall.h"

struct wk_sink *
specreport_line(
    const struct specreport *report, const struct wk_command *command)
{
	wk_sink_printf(report->out, "%.*s:%" PRIu64 ": ",
	    (int)report->script.size, report->script.data, command->offset);
	return report->out;
}

/* What was expected, as values are printed. */
static void
print_literal(struct wk_sink *out, const struct wk_store *store,
    const struct wk_literal *literal)
{
	union wk_value value = {.i64 = literal->bits};

	if (literal->kind <= WK_LITERAL_F64 &&
	    literal->nan[0] == WK_NAN_EXACT) {
		hostcall_print_value(
		    out, store, (wk_valtype)(WK_I32 - literal->kind), &value);
	} else if (literal->kind <= WK_LITERAL_F64) {
		wk_sink_printf(out, "%s:nan:%s",
		    literal->kind == WK_LITERAL_F32 ? "f32" : "f64",
		    literal->nan[0] == WK_NAN_CANONICAL ? "canonical" :
							  "arithmetic");
	} else {
		expect_print_literal(out, literal);
	}
}

/* The first result that is not what was expected. */
static void
print_mismatch(const struct specreport *report,
    const struct wk_command *command, const struct outcome *outcome)
{
	const struct deed *deed = outcome->deed;
	struct wk_sink *out = specreport_line(report, command);
	uint32_t i = 0;

	if (deed->result_count != command->result_count) {
		wk_sink_printf(out,
		    "result length mismatch in assert_return: expected %u, got "
		    "%u\n",
		    command->result_count, deed->result_count);
		return;
	}
	while (expect_fits(outcome->store, &command->results[i], deed->types[i],
	    &deed->results[i]))
		i++;
	wk_sink_printf(
	    out, "mismatch in result %u of assert_return: expected ", i);
	print_literal(out, outcome->store, &command->results[i]);
	wk_sink_printf(out, ", got ");
	hostcall_print_value(
	    out, outcome->store, deed->types[i], &deed->results[i]);
	wk_sink_printf(out, "\n");
}

/* "f(i32:9) => i32:9" */
static void
print_action(const struct specreport *report, const struct wk_command *command,
    const struct outcome *outcome)
{
	const struct deed *deed = outcome->deed;
	const struct wk_str *field = &command->action.field;
	uint32_t params = 0, results;
	const wk_valtype *types = NULL;

	if (deed->func == NULL)
		return;
	types = wk_func_type(deed->func, &params, &results);
	wk_sink_printf(report->out, "%.*s(", (int)field->size, field->data);
	hostcall_print_values(
	    report->out, outcome->store, types, params, deed->args);
	wk_sink_printf(report->out, ") =>%s", results > 0 ? " " : "");
	hostcall_print_values(report->out, outcome->store, types + params,
	    results, deed->results);
	wk_sink_printf(report->out, "\n");
}

void
specreport_passed(const struct specreport *report,
    const struct wk_command *command, const struct outcome *outcome)
{
	switch ((enum wk_command_kind)command->kind) {
	case WK_COMMAND_ASSERT_TRAP:
		wk_sink_printf(specreport_line(report, command),
		    "%s passed: %s\n",
		    command->has_module ? "assert_uninstantiable" :
					  "assert_trap",
		    outcome->err->message);
		break;
	case WK_COMMAND_ASSERT_UNLINKABLE:
		wk_sink_printf(specreport_line(report, command),
		    "assert_unlinkable passed:\n  error: %s\n",
		    outcome->err->message);
		break;
	case WK_COMMAND_INVOKE:
		print_action(report, command, outcome);
		break;
	default:
		break;
	}
}

void
specreport_failed(const struct specreport *report,
    const struct wk_command *command, const struct outcome *outcome)
{
	struct wk_sink *out;

	if (outcome->ok && command->kind == WK_COMMAND_ASSERT_RETURN) {
		print_mismatch(report, command, outcome);
		return;
	}
	out = specreport_line(report, command);
	if (!outcome->ok && outcome->err->code == WK_E_USAGE)
		wk_sink_printf(out, "%s\n", outcome->err->message);
	else if (command->kind == WK_COMMAND_MODULE ||
		 command->kind == WK_COMMAND_INSTANCE)
		wk_sink_printf(out, "error instantiating module: \"%s\"\n",
		    outcome->err->message);
	else if (command->kind == WK_COMMAND_ASSERT_TRAP)
		wk_sink_printf(out, "expected trap: \"%.*s\"%s%s\n",
		    (int)command->text.size, command->text.data,
		    outcome->ok ? "" : ", got: ",
		    outcome->ok ? "" : outcome->err->message);
	else if (outcome->ok)
		wk_sink_printf(out, "expected %s to fail\n",
		    command->has_module ? "module" : "call");
	else
		wk_sink_printf(
		    out, "unexpected trap: %s\n", outcome->err->message);
}
