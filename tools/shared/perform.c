#include "tools/shared/perform.h"

#include <stdlib.h>
#include <string.h>

#include "tools/shared/suite.h"

struct actor {
	struct scope scope;
	void *commands;
	char *name; /* of a thread; or NULL */
	struct actor *parent;
	const struct wk_command *pending; /* what is not done yet */
	struct deed deed;                 /* of it */
	struct wk_task *task;             /* of its call */
	struct actor *awaited;            /* by a wait */
	bool is_done;
};

struct performance {
	const struct director *director;
	struct stage stage;
	struct actor **actors; /* the script is the first */
	unsigned count;
};

static void
free_actor(const struct performance *p, struct actor *actor)
{
	if (actor->task != NULL)
		wk_task_end(actor->task, actor->deed.results, NULL);
	deed_free(&actor->deed);
	if (actor->commands != NULL)
		p->director->close(actor->commands);
	scope_close(&actor->scope);
	free(actor->name);
	free(actor);
}

/* An actor for the script, or for a thread of it; NULL without memory. */
static struct actor *
add_actor(struct performance *p, const struct wk_command *thread,
    struct wk_error *err)
{
	struct actor **grown =
	    realloc(p->actors, (p->count + (size_t)1) * sizeof(*grown));
	struct actor *actor = calloc(1, sizeof(*actor));

	if (grown != NULL)
		p->actors = grown;
	if (grown == NULL || actor == NULL) {
		free(actor);
		wk_error_memory(err);
		return NULL;
	}
	p->actors[p->count++] = actor;
	if (thread != NULL && thread->name.data != NULL)
		actor->name = strndup(thread->name.data, thread->name.size);
	actor->commands = p->director->open(p->director->user, thread, err);
	actor->is_done = true;
	if (actor->commands == NULL ||
	    !scope_open(&actor->scope, &p->stage, p->director->out, err))
		return NULL;
	actor->is_done = false;
	return actor;
}

static void
settle(struct performance *p, const struct wk_command *command, bool ok,
    const struct wk_error *err)
{
	const struct outcome outcome = {ok, err, p->stage.store, NULL};

	p->director->settled(p->director->user, command, &outcome);
}

static bool
results_fit(const struct wk_command *command, const struct outcome *outcome)
{
	const struct deed *deed = outcome->deed;

	if (deed->result_count != command->result_count)
		return false;
	for (uint32_t i = 0; i < deed->result_count; i++) {
		if (!expect_fits(outcome->store, &command->results[i],
			deed->types[i], &deed->results[i]))
			return false;
	}
	return true;
}

bool
perform_is_demanded(
    const struct wk_command *command, const struct wk_error *err)
{
	enum wk_error_class class = wk_error_class(err->code);

	switch ((enum wk_command_kind)command->kind) {
	case WK_COMMAND_ASSERT_TRAP:
		if (class != WK_CLASS_TRAP)
			return false;
		break;
	case WK_COMMAND_ASSERT_EXHAUSTION:
		if (class != WK_CLASS_EXHAUSTION)
			return false;
		break;
	case WK_COMMAND_ASSERT_EXCEPTION:
		if (err->code != WK_E_UNCAUGHT_EXCEPTION)
			return false;
		break;
	case WK_COMMAND_ASSERT_SUSPENSION:
		if (err->code != WK_E_UNHANDLED_TAG)
			return false;
		break;
	case WK_COMMAND_ASSERT_UNLINKABLE:
		if (class != WK_CLASS_UNLINKABLE)
			return false;
		break;
	default:
		return false;
	}
	return true;
}

bool
perform_is_good(const struct wk_command *command, const struct outcome *outcome)
{
	switch ((enum wk_command_kind)command->kind) {
	case WK_COMMAND_ASSERT_RETURN:
		return outcome->ok && results_fit(command, outcome);
	case WK_COMMAND_ASSERT_TRAP:
	case WK_COMMAND_ASSERT_EXHAUSTION:
	case WK_COMMAND_ASSERT_EXCEPTION:
	case WK_COMMAND_ASSERT_SUSPENSION:
	case WK_COMMAND_ASSERT_UNLINKABLE:
		return !outcome->ok &&
		       perform_is_demanded(command, outcome->err) &&
		       (!command->has_text ||
			   suite_message_fits(command->text.data,
			       command->text.size, outcome->err));
	default:
		return outcome->ok;
	}
}

/* What an action came to. */
static void
settle_action(struct performance *p, struct actor *actor, bool ok,
    const struct wk_error *err)
{
	const struct outcome outcome = {ok, err, p->stage.store, &actor->deed};

	p->director->settled(p->director->user, actor->pending, &outcome);
	deed_free(&actor->deed);
	actor->pending = NULL;
}

/*
 * Calls a function, stopping before each of its instructions. Now and then a
 * call or jump back is run to with code that has no stops.
 */
static bool
call_in_steps(struct wk_store *store, struct deed *deed, struct wk_error *err)
{
	enum wk_stop stop;
	uint64_t count = 0, next = 3;
	bool steps;

	if (!wk_debug_start(store, deed->func, deed->args, err))
		return false;
	do {
		steps = ++count != next;
		next += steps ? 0 : next;
		if (!wk_debug_observe_all(store, steps, err)) {
			wk_debug_end(store, deed->results, NULL);
			return false;
		}
		stop = wk_debug_run(store, steps ? UINT64_MAX : 1);
	} while (stop == WK_STOP_OFFSET || stop == WK_STOP_TICKS);
	return wk_debug_end(store, deed->results, err);
}

/* Begins an action; a call is done at once when there is nothing beside it. */
static void
begin_action(struct performance *p, struct actor *actor)
{
	struct deed *deed = &actor->deed;
	struct wk_error err = {0};
	bool ok =
	    deed_prepare(deed, &actor->scope, &actor->pending->action, &err);

	if (ok && deed->func != NULL && p->count > 1) {
		actor->task =
		    wk_task_new(p->stage.store, deed->func, deed->args, &err);
		if (actor->task != NULL)
			return;
		ok = false;
	} else if (ok && deed->func != NULL && p->director->steps) {
		ok = call_in_steps(p->stage.store, deed, &err);
	} else if (ok && deed->func != NULL) {
		ok = wk_call(p->stage.store, deed->func, deed->args,
		    deed->results, &err);
	}
	settle_action(p, actor, ok, &err);
}

/* Makes the module of a command; NULL when that was a failure. */
static const struct wk_module *
make(struct performance *p, const struct wk_command *command)
{
	struct scripted made;
	struct wk_error err = {0};
	const struct wk_module *module = NULL;

	if (p->director->make(p->director->user, command, &made)) {
		module = stage_keep(&p->stage, &made, &err);
		if (module == NULL)
			settle(p, command, false, &err);
	}
	scripted_free(&made);
	return module;
}

/* (module …) and (module instance …). */
static void
instantiate(struct performance *p, struct actor *actor, struct wk_str name,
    const struct wk_module *module)
{
	struct scope *scope = &actor->scope;
	struct wk_instance *instance;
	struct wk_error err = {0};
	bool ok =
	    wk_linker_instantiate(scope->linker, module, &instance, &err) &&
	    scope_add(scope, name, module, instance, &err);

	settle(p, actor->pending, ok, &err);
}

static void
do_module(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	const struct wk_module *module = make(p, command);

	if (module != NULL)
		instantiate(p, actor, command->module.name, module);
}

static void
do_definition(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	const struct wk_module *module = make(p, command);
	struct wk_error err = {0};
	bool ok;

	if (module == NULL)
		return;
	ok = scope_add(&actor->scope, command->module.name, module, NULL, &err);
	settle(p, command, ok, &err);
}

static void
do_instance(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	struct wk_error err = {0};
	const struct wk_module *module =
	    scope_module(&actor->scope, command->from, &err);

	if (module != NULL)
		instantiate(p, actor, command->name, module);
	else
		settle(p, command, false, &err);
}

static void
do_register(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	struct wk_error err = {0};
	const struct wk_instance *instance =
	    scope_instance(&actor->scope, command->name, &err);

	settle(p, command,
	    instance != NULL &&
		scope_register(&actor->scope, command->text, instance, &err),
	    &err);
}

/* A module that has to fail when it is instantiated. */
static void
do_failing_module(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	const struct wk_module *module = make(p, command);
	struct wk_instance *instance;
	struct wk_error err = {0};
	bool ok;

	if (module == NULL)
		return;
	ok =
	    wk_linker_instantiate(actor->scope.linker, module, &instance, &err);
	settle(p, command, ok, &err);
}

/* The thread begins with what it shares. */
static void
do_thread(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	struct wk_error err = {0};
	struct wk_instance *shared = NULL;
	struct actor *thread;
	bool ok = true;

	if (command->from.data != NULL) {
		shared = scope_instance(&actor->scope, command->from, &err);
		ok = shared != NULL;
	}
	thread = ok ? add_actor(p, command, &err) : NULL;
	ok = thread != NULL;
	if (ok)
		thread->parent = actor;
	if (ok && shared != NULL)
		ok = scope_add(
		    &thread->scope, command->from, NULL, shared, &err);
	settle(p, command, ok, &err);
}

static struct actor *
find_thread(
    const struct performance *p, const struct actor *parent, struct wk_str name)
{
	for (unsigned i = p->count; i-- > 0;) {
		struct actor *actor = p->actors[i];

		if (actor->parent == parent && actor->name != NULL &&
		    strlen(actor->name) == name.size &&
		    memcmp(actor->name, name.data, name.size) == 0)
			return actor;
	}
	return NULL;
}

/* Begins to wait; gives whether that is not over at once. */
static bool
begin_wait(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;
	struct wk_error err = {0};

	actor->awaited = find_thread(p, actor, command->name);
	if (actor->awaited != NULL)
		return true;
	wk_error_set(&err, WK_E_USAGE, WK_NO_OFFSET, "there is no thread $%.*s",
	    (int)command->name.size, command->name.data);
	settle(p, command, false, &err);
	return false;
}

/* Does a command, or begins it: then it stays pending. */
static void
begin(struct performance *p, struct actor *actor)
{
	const struct wk_command *command = actor->pending;

	if (command->has_action) {
		begin_action(p, actor);
		return;
	}
	switch ((enum wk_command_kind)command->kind) {
	case WK_COMMAND_MODULE:
		do_module(p, actor);
		break;
	case WK_COMMAND_DEFINITION:
		do_definition(p, actor);
		break;
	case WK_COMMAND_INSTANCE:
		do_instance(p, actor);
		break;
	case WK_COMMAND_REGISTER:
		do_register(p, actor);
		break;
	case WK_COMMAND_ASSERT_MALFORMED:
	case WK_COMMAND_ASSERT_MALFORMED_CUSTOM:
		p->director->reject(
		    p->director->user, command, WK_CLASS_MALFORMED);
		break;
	case WK_COMMAND_ASSERT_INVALID:
	case WK_COMMAND_ASSERT_INVALID_CUSTOM:
		p->director->reject(
		    p->director->user, command, WK_CLASS_INVALID);
		break;
	case WK_COMMAND_THREAD:
		do_thread(p, actor);
		break;
	case WK_COMMAND_WAIT:
		if (begin_wait(p, actor))
			return;
		break;
	default:
		do_failing_module(p, actor);
		break;
	}
	actor->pending = NULL;
}

/* Goes on with what is pending; gives whether that could be done. */
static bool
resume(struct performance *p, struct actor *actor)
{
	struct wk_error err = {0};
	bool ok;

	if (actor->awaited != NULL) {
		if (!actor->awaited->is_done)
			return false;
		settle(p, actor->pending, true, &err);
		actor->awaited = NULL;
		actor->pending = NULL;
		return true;
	}
	if (!wk_task_done(actor->task))
		return false;
	ok = wk_task_end(actor->task, actor->deed.results, &err);
	actor->task = NULL;
	settle_action(p, actor, ok, &err);
	return true;
}

/* A step of an actor; *moved when there was one to do. */
static bool
step(struct performance *p, struct actor *actor, bool *moved,
    struct wk_error *err)
{
	if (actor->is_done)
		return true;
	if (actor->pending != NULL) {
		*moved |= resume(p, actor);
		return true;
	}
	if (!p->director->next(actor->commands, &actor->pending, err))
		return false;
	*moved = true;
	if (actor->pending == NULL)
		actor->is_done = true;
	else
		begin(p, actor);
	return true;
}

/* Nothing can go on: gives up the calls that are pending, or the waits. */
static void
give_up(struct performance *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct actor *actor = p->actors[i];
		struct wk_error err = {0};
		bool ok;

		if (actor->task == NULL)
			continue;
		ok = wk_task_end(actor->task, actor->deed.results, &err);
		actor->task = NULL;
		settle_action(p, actor, ok, &err);
		return;
	}
	for (unsigned i = 0; i < p->count; i++)
		p->actors[i]->is_done = true;
}

static bool
all_done(const struct performance *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (!p->actors[i]->is_done)
			return false;
	}
	return true;
}

static bool
perform(struct performance *p, struct wk_error *err)
{
	while (!all_done(p)) {
		bool moved = false;

		for (unsigned i = 0; i < p->count; i++) {
			if (!step(p, p->actors[i], &moved, err))
				return false;
		}
		if (!moved && !wk_task_run(p->stage.store))
			give_up(p);
	}
	return true;
}

bool
perform_run(const struct director *director, struct wk_error *err)
{
	struct performance p = {.director = director};
	bool ok = stage_open(&p.stage, err) &&
		  add_actor(&p, NULL, err) != NULL && perform(&p, err);

	for (unsigned i = 0; i < p.count; i++)
		free_actor(&p, p.actors[i]);
	free(p.actors);
	stage_close(&p.stage);
	return ok;
}
