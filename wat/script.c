/*
 * Scripts: commands one by one, each with an arena of its own.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/base/buf.h"
#include "wat/lex.h"
#include "wat/literal.h"
#include "wat/wat.h"

enum shape {
	WK_SHAPE_MODULE,
	WK_SHAPE_INSTANCE,
	WK_SHAPE_REGISTER,
	WK_SHAPE_ACTION,
	WK_SHAPE_RESULTS,
	WK_SHAPE_OUTCOME,
	WK_SHAPE_EXECUTION,
	WK_SHAPE_REJECTION,
	WK_SHAPE_THREAD,
	WK_SHAPE_WAIT,
};

static const struct {
	const char *word;
	enum shape shape;
} commands[WK_COMMAND_COUNT] = {
#define COMMAND(name, word, shape) \
	[WK_COMMAND_##name] = {word, WK_SHAPE_##shape},
#include "wat/commands.def"
#undef COMMAND
};

struct wk_script {
	struct wk_lex lex;
	uint64_t end;
	bool began; /* its first token was read */
	bool is_first;
	struct wk_arena *arena; /* of the command */
	struct wk_command command;
};

const char *
wk_command_text(enum wk_command_kind kind)
{
	return commands[kind].word;
}

static bool
is_word(const struct wk_lex *lex, const char *word)
{
	return lex->token.kind == WK_TOKEN_KEYWORD &&
	       lex->token.size == strlen(word) &&
	       memcmp(lex->token.text, word, lex->token.size) == 0;
}

static bool
take_word(struct wk_lex *lex, const char *word)
{
	if (!is_word(lex, word))
		return false;
	wk_lex_next(lex);
	return true;
}

static bool
unexpected(struct wk_lex *lex, const char *expected)
{
	return wk_lex_unexpected(lex, &lex->token, expected);
}

static bool
expect_close(struct wk_lex *lex)
{
	return wk_lex_expect(lex, WK_TOKEN_CLOSE, "\")\"");
}

/* An identifier, if there is one. */
static bool
parse_id(struct wk_script *script, struct wk_str *out)
{
	struct wk_lex *lex = &script->lex;

	if (!wk_lex_is(lex, WK_TOKEN_ID))
		return true;
	if (!wk_lex_id(lex, &lex->token, script->arena, out))
		return false;
	wk_lex_next(lex);
	return true;
}

/* A name, as "as" or "field". */
static bool
parse_name(struct wk_script *script, const char *expected, struct wk_str *out)
{
	struct wk_lex *lex = &script->lex;

	if (!wk_lex_is(lex, WK_TOKEN_STRING))
		return unexpected(lex, expected);
	if (!wk_lex_name(lex, &lex->token, script->arena, out))
		return false;
	wk_lex_next(lex);
	return true;
}

/* The message that an assertion expects. */
static bool
parse_text(struct wk_script *script, bool is_optional)
{
	struct wk_lex *lex = &script->lex;
	struct wk_command *command = &script->command;

	if (!wk_lex_is(lex, WK_TOKEN_STRING))
		return is_optional ||
		       unexpected(lex, "the expected message in quotes");
	command->has_text = true;
	if (!wk_lex_string(lex, &lex->token, script->arena, &command->text))
		return false;
	wk_lex_next(lex);
	return true;
}

/* The strings of a binary or quoted module, up to its end. */
static bool
parse_strings(struct wk_script *script, struct wk_script_module *module)
{
	struct wk_lex *lex = &script->lex;
	struct wk_buf buf = {0};
	bool ok = true;

	while (ok && wk_lex_is(lex, WK_TOKEN_STRING)) {
		ok = wk_lex_bytes(lex, &lex->token, &buf);
		wk_lex_next(lex);
	}
	if (ok && !buf.failed && buf.size <= UINT32_MAX) {
		module->bytes.data =
		    wk_arena_copy(script->arena, buf.data, buf.size);
		module->bytes.size = (uint32_t)buf.size;
	}
	wk_buf_free(&buf);
	if (ok && module->bytes.data == NULL)
		return wk_lex_no_memory(lex);
	return ok && expect_close(lex);
}

/*
 * Goes behind the ")" that closes the form we are `depth` levels into, and
 * gives its end.
 */
static bool
skip_to_close(struct wk_lex *lex, unsigned depth, const uint8_t **end)
{
	*end = lex->p;
	while (!wk_lex_is(lex, WK_TOKEN_END)) {
		depth += wk_lex_is(lex, WK_TOKEN_OPEN);
		depth -= wk_lex_is(lex, WK_TOKEN_CLOSE);
		*end = lex->p;
		wk_lex_next(lex);
		if (depth == 0)
			return true;
	}
	return expect_close(lex);
}

/* A text module, of which the tokens up to `definition` were read. */
static bool
delimit_text(struct wk_script *script, struct wk_script_module *module,
    const struct wk_token *definition)
{
	struct wk_lex *lex = &script->lex;
	const uint8_t *begin = lex->begin + module->offset, *end;
	uint8_t *copy;

	module->kind = WK_SCRIPT_TEXT;
	if (!skip_to_close(lex, 1, &end))
		return false;
	if ((size_t)(end - begin) > UINT32_MAX)
		return wk_lex_no_memory(lex);
	module->bytes =
	    (struct wk_span){begin, (uint32_t)(end - begin), module->offset};
	if (definition->size == 0)
		return true;
	copy = wk_arena_copy(script->arena, begin, module->bytes.size);
	if (copy == NULL)
		return wk_lex_no_memory(lex);
	memset(copy + (definition->text - begin), ' ', definition->size);
	module->bytes.data = copy;
	return true;
}

/* What follows "(module" at an offset, with or without "definition". */
static bool
parse_module(struct wk_script *script, uint64_t offset)
{
	struct wk_lex *lex = &script->lex;
	struct wk_script_module *module = &script->command.module;
	struct wk_token definition = {0};

	script->command.has_module = true;
	module->offset = offset;
	if (is_word(lex, "definition")) {
		definition = lex->token;
		wk_lex_next(lex);
	}
	if (!parse_id(script, &module->name))
		return false;
	module->bytes.offset = wk_lex_offset(lex);
	if (take_word(lex, "binary"))
		module->kind = WK_SCRIPT_BINARY;
	else if (take_word(lex, "quote"))
		module->kind = WK_SCRIPT_QUOTE;
	else
		return delimit_text(script, module, &definition);
	return parse_strings(script, module);
}

static bool
parse_args(
    struct wk_script *script, const struct wk_literal **out, uint32_t *count)
{
	struct wk_vec vec = {.size = sizeof(struct wk_literal)};
	struct wk_lex *lex = &script->lex;
	bool ok = true;

	while (ok && wk_lex_is(lex, WK_TOKEN_OPEN)) {
		struct wk_literal *literal = wk_vec_push(&vec);

		ok = literal != NULL ?
			 wk_literal_parse(lex, script->arena, literal) :
			 wk_lex_no_memory(lex);
	}
	*count = vec.count;
	*out = ok ? wk_vec_finish(&vec, script->arena) : NULL;
	wk_vec_free(&vec);
	if (ok && *out == NULL)
		return wk_lex_no_memory(lex);
	return ok;
}

/* What follows "(invoke" or "(get" at an offset. */
static bool
parse_action(struct wk_script *script, bool is_get, uint64_t offset)
{
	struct wk_action *action = &script->command.action;

	script->command.has_action = true;
	action->is_get = is_get;
	action->offset = offset;
	if (!parse_id(script, &action->module) ||
	    !parse_name(script, "the name of an export", &action->field))
		return false;
	if (!is_get && !parse_args(script, &action->args, &action->arg_count))
		return false;
	return expect_close(&script->lex);
}

/* "(module …)", "(invoke …)" or "(get …)" as part of an assertion. */
static bool
parse_subject(struct wk_script *script, bool may_be_module, bool may_be_action)
{
	struct wk_lex *lex = &script->lex;
	uint64_t offset = wk_lex_offset(lex);

	if (!wk_lex_take(lex, WK_TOKEN_OPEN))
		return unexpected(
		    lex, may_be_action ? "an action" : "a module");
	if (may_be_module && take_word(lex, "module"))
		return parse_module(script, offset);
	if (may_be_action && take_word(lex, "invoke"))
		return parse_action(script, false, offset);
	if (may_be_action && take_word(lex, "get"))
		return parse_action(script, true, offset);
	return unexpected(
	    lex, may_be_action ? "\"invoke\" or \"get\"" : "\"module\"");
}

/* What of a "(shared (module $m))" a thread has. */
static bool
parse_shared(struct wk_script *script)
{
	struct wk_lex *lex = &script->lex;

	if (!wk_lex_take(lex, WK_TOKEN_OPEN) || !take_word(lex, "module"))
		return unexpected(lex, "\"(module $name)\"");
	return parse_id(script, &script->command.from) && expect_close(lex) &&
	       expect_close(lex);
}

static bool
parse_thread(struct wk_script *script)
{
	struct wk_lex *lex = &script->lex;
	struct wk_command *command = &script->command;
	const uint8_t *end;

	if (!parse_id(script, &command->name))
		return false;
	if (wk_lex_is(lex, WK_TOKEN_OPEN) &&
	    wk_lex_peek(lex).size == strlen("shared") &&
	    memcmp(wk_lex_peek(lex).text, "shared", strlen("shared")) == 0) {
		wk_lex_next(lex);
		wk_lex_next(lex);
		if (!parse_shared(script))
			return false;
	}
	command->begin = wk_lex_offset(lex);
	if (!skip_to_close(lex, 1, &end))
		return false;
	command->end = (uint64_t)(end - lex->begin) - 1;
	return true;
}

static bool
parse_register(struct wk_script *script)
{
	struct wk_command *command = &script->command;

	command->has_text = true;
	if (!parse_name(script, "a module name in quotes", &command->text))
		return false;
	command->name_offset = wk_lex_offset(&script->lex);
	return parse_id(script, &command->name) && expect_close(&script->lex);
}

/* What follows the keyword of a command, whose kind and offset are set. */
static bool
parse_shape(struct wk_script *script)
{
	struct wk_command *command = &script->command;
	struct wk_lex *lex = &script->lex;

	switch (commands[command->kind].shape) {
	case WK_SHAPE_MODULE:
		return parse_module(script, command->offset);
	case WK_SHAPE_INSTANCE:
		return parse_id(script, &command->name) &&
		       parse_id(script, &command->from) && expect_close(lex);
	case WK_SHAPE_REGISTER:
		return parse_register(script);
	case WK_SHAPE_ACTION:
		return parse_action(
		    script, command->kind == WK_COMMAND_GET, command->offset);
	case WK_SHAPE_RESULTS:
		return parse_subject(script, false, true) &&
		       parse_args(
			   script, &command->results, &command->result_count) &&
		       expect_close(lex);
	case WK_SHAPE_OUTCOME:
		return parse_subject(script, false, true) &&
		       parse_text(script, true) && expect_close(lex);
	case WK_SHAPE_EXECUTION:
		return parse_subject(script, true, true) &&
		       parse_text(script, false) && expect_close(lex);
	case WK_SHAPE_REJECTION:
		return parse_subject(script, true, false) &&
		       parse_text(script, false) && expect_close(lex);
	case WK_SHAPE_THREAD:
		return parse_thread(script);
	case WK_SHAPE_WAIT:
		return parse_id(script, &command->name) && expect_close(lex);
	}
	return false;
}

/* The command that the current word, and the next, begin; or COUNT. */
static enum wk_command_kind
find_command(struct wk_lex *lex)
{
	unsigned kind = 0;
	struct wk_token next;

	if (is_word(lex, "module")) {
		next = wk_lex_peek(lex);
		if (next.size == strlen("definition") &&
		    memcmp(next.text, "definition", next.size) == 0)
			return WK_COMMAND_DEFINITION;
		if (next.size == strlen("instance") &&
		    memcmp(next.text, "instance", next.size) == 0)
			return WK_COMMAND_INSTANCE;
		return WK_COMMAND_MODULE;
	}
	while (kind < WK_COMMAND_COUNT && !is_word(lex, commands[kind].word))
		kind++;
	return kind;
}

/* The fields of a module as the whole script. */
static bool
parse_inline_module(struct wk_script *script)
{
	struct wk_lex *lex = &script->lex;
	struct wk_script_module *module = &script->command.module;
	uint64_t offset = script->command.offset;

	if (script->end - offset > UINT32_MAX)
		return wk_lex_no_memory(lex);
	script->command.kind = WK_COMMAND_MODULE;
	script->command.has_module = true;
	module->kind = WK_SCRIPT_TEXT;
	module->offset = offset;
	module->bytes = (struct wk_span){
	    lex->begin + offset, (uint32_t)(script->end - offset), offset};
	while (!wk_lex_is(lex, WK_TOKEN_END))
		wk_lex_next(lex);
	return !lex->failed;
}

/* Whether a word begins a field of a module. */
static bool
is_field(const struct wk_lex *lex)
{
	static const char *const words[] = {"type", "rec", "import", "func",
	    "table", "memory", "global", "export", "start", "elem", "data",
	    "tag"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (is_word(lex, words[i]))
			return true;
	}
	return false;
}

static bool
parse_command(struct wk_script *script)
{
	struct wk_lex *lex = &script->lex;
	struct wk_command *command = &script->command;

	command->offset = wk_lex_offset(lex);
	command->name_offset = command->offset;
	if (!wk_lex_expect(lex, WK_TOKEN_OPEN, "a command"))
		return false;
	command->kind = (uint8_t)find_command(lex);
	if (command->kind == WK_COMMAND_COUNT)
		return script->is_first && is_field(lex) ?
			   parse_inline_module(script) :
			   unexpected(lex, "a command");
	wk_lex_next(lex);
	if (command->kind == WK_COMMAND_INSTANCE)
		wk_lex_next(lex);
	return parse_shape(script);
}

struct wk_script *
wk_script_open(const struct wk_source *source, uint64_t begin, uint64_t end,
    struct wk_error *err)
{
	struct wk_script *script = malloc(sizeof(*script));

	if (script == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	*script = (struct wk_script){
	    .lex = wk_lex_open(source, begin, NULL),
	    .end = end < source->size ? end : source->size,
	};
	return script;
}

bool
wk_script_next(struct wk_script *script, const struct wk_command **out,
    struct wk_error *err)
{
	struct wk_lex *lex = &script->lex;

	*out = NULL;
	lex->err = err;
	wk_arena_free(script->arena);
	script->command = (struct wk_command){0};
	script->arena = wk_arena_new();
	if (script->arena == NULL)
		return wk_lex_no_memory(lex);
	script->is_first = !script->began;
	if (!script->began)
		wk_lex_next(lex);
	script->began = true;
	if (lex->failed || wk_lex_is(lex, WK_TOKEN_END) ||
	    wk_lex_offset(lex) >= script->end)
		return !lex->failed;
	if (!parse_command(script))
		return false;
	*out = &script->command;
	return true;
}

void
wk_script_close(struct wk_script *script)
{
	if (script == NULL)
		return;
	wk_lex_close(&script->lex);
	wk_arena_free(script->arena);
	free(script);
}
