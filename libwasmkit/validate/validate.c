#include "libwasmkit/validate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/validate/code.h"
#include "libwasmkit/validate/fast.h"
#include "libwasmkit/validate/rules.h"
#include "libwasmkit/validate/step.h"

enum {
	MAX_THREADS = 64,
	SHARE_SIZE = 1 << 16, /* bytes of bodies that a thread takes at once */
};

/* A list of types, made canonical: the list itself when it is so already. */
static const wk_valtype *
canonical_list(struct wk_check *check, const wk_valtype *types, uint32_t count)
{
	wk_valtype *copy;
	uint32_t i = 0;

	while (
	    i < count && wk_canon_valtype(check->module, types[i]) == types[i])
		i++;
	if (i == count)
		return types;
	copy = wk_arena_alloc(check->arena, count * sizeof(*copy));
	for (i = 0; copy != NULL && i < count; i++)
		copy[i] = wk_canon_valtype(check->module, types[i]);
	return copy;
}

/* Copies what fast handlers look at. */
static void
set_top(struct wk_sig *sig)
{
	wk_valtype masks[WK_SIG_TOP] = {0};

	for (uint32_t i = 0; i < WK_SIG_TOP && i < sig->param_count; i++) {
		sig->top[WK_SIG_TOP - 1 - i] =
		    sig->types[sig->param_count - 1 - i];
		masks[WK_SIG_TOP - 1 - i] = UINT32_MAX;
	}
	if (sig->result_count > 0)
		sig->result = sig->types[sig->param_count];
	if (sig->result_count > 1) {
		sig->top[WK_SIG_TOP - 1] = WK_NO_OPERAND;
		masks[WK_SIG_TOP - 1] = UINT32_MAX;
	}
	memcpy(sig->masks, masks, sizeof(masks));
}

static bool
make_sigs(struct wk_check *check)
{
	const struct wk_module *m = check->module;
	struct wk_sig *sigs =
	    wk_arena_array(check->arena, m->type_count, sizeof(*sigs));

	check->sigs = sigs;
	for (uint32_t i = 0; sigs != NULL && i < m->type_count; i++) {
		const struct wk_type *type = &m->types[i];

		if (type->kind != WK_TYPE_FUNC)
			continue;
		sigs[i].param_count = type->func.param_count;
		sigs[i].result_count = type->func.result_count;
		sigs[i].types = canonical_list(check, type->func.types,
		    type->func.param_count + type->func.result_count);
		if (sigs[i].types == NULL)
			return false;
		set_top(&sigs[i]);
	}
	return sigs != NULL;
}

/* Lays out what bodies look up most, small and close together. */
static bool
make_lists(struct wk_check *check)
{
	const struct wk_module *m = check->module;
	uint32_t *func_types =
	    wk_arena_alloc(check->arena, m->func_count * sizeof(*func_types));
	wk_valtype *global_types = wk_arena_alloc(
	    check->arena, m->global_count * sizeof(*global_types));

	check->declared =
	    wk_arena_array(check->arena, m->func_count / 8 + 1, 1);
	if (func_types == NULL || global_types == NULL ||
	    check->declared == NULL)
		return false;
	for (uint32_t i = 0; i < m->func_count; i++)
		func_types[i] = m->funcs[i].type;
	for (uint32_t i = 0; i < m->global_count; i++)
		global_types[i] = wk_canon_valtype(m, m->globals[i].type);
	check->func_types = func_types;
	check->global_types = global_types;
	return true;
}

bool
wk_validate_prepare(struct wk_check *check, struct wk_dispatches *tables)
{
	const struct wk_module *m = check->module;

	check->address = m->memory_count > 0 ?
			     wk_step_address(&m->memories[0].limits) :
			     WK_NO_MEMORY;
	check->table_address =
	    m->table_count > 0 &&
		    wk_subtype(
			m, wk_canon_valtype(m, m->tables[0].type), WK_FUNCREF) ?
		wk_step_address(&m->tables[0].limits) :
		WK_NO_MEMORY;
	wk_fast_tables(tables, check->features);
	check->tables = tables;
	return make_sigs(check) && make_lists(check);
}

/* The bodies, which threads take from in order. */
struct queue {
	const struct wk_check *check;
	pthread_mutex_t lock;
	uint32_t next;    /* the first function that nobody took */
	uint32_t failing; /* the lowest function with an error */
	struct wk_error error;
};

/* Takes functions [*begin, *end); false when there are no more. */
static bool
take(struct queue *q, uint32_t *begin, uint32_t *end)
{
	const struct wk_module *m = q->check->module;
	size_t size = 0;
	uint32_t i;

	pthread_mutex_lock(&q->lock);
	*begin = i = q->next;
	while (i < m->func_count && i < q->failing && size < SHARE_SIZE)
		size += m->funcs[i++].body.size;
	q->next = *end = i;
	pthread_mutex_unlock(&q->lock);
	return *begin < *end;
}

static void
report(struct queue *q, uint32_t func, const struct wk_error *err)
{
	pthread_mutex_lock(&q->lock);
	if (func < q->failing) {
		q->failing = func;
		q->error = *err;
	}
	pthread_mutex_unlock(&q->lock);
}

static void
work_with(struct queue *q, struct wk_body *b)
{
	struct wk_error err = {0};
	uint32_t begin, end;

	b->err = &err;
	while (take(q, &begin, &end)) {
		for (uint32_t i = begin; i < end; i++) {
			if (wk_code_function(b, i))
				continue;
			report(q, i, &err);
			return;
		}
	}
}

/* A helping thread. Without memory it leaves the work to others. */
static void *
help(void *arg)
{
	struct queue *q = arg;
	struct wk_body b;

	if (wk_code_open(&b, q->check, NULL))
		work_with(q, &b);
	wk_code_close(&b);
	return NULL;
}

static bool
check_bodies(struct wk_body *b, unsigned threads, struct wk_error *err)
{
	struct queue q = {
	    .check = b->check,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .next = b->module->func_import_count,
	    .failing = UINT32_MAX,
	};
	pthread_t helpers[MAX_THREADS];
	unsigned count = 0;

	while (count + 1 < threads && count < MAX_THREADS &&
	       pthread_create(&helpers[count], NULL, help, &q) == 0)
		count++;
	work_with(&q, b);
	for (unsigned i = 0; i < count; i++)
		pthread_join(helpers[i], NULL);
	pthread_mutex_destroy(&q.lock);
	if (q.failing == UINT32_MAX)
		return true;
	return wk_error_pass(err, &q.error);
}

static bool
validate(struct wk_check *check, const struct wk_validate_options *options,
    struct wk_error *err)
{
	const struct wk_module *m = check->module;
	struct wk_dispatches tables;
	struct wk_body b;
	bool ok;

	if (!wk_typerules_check(check, err) ||
	    !wk_rules_declarations(check, err))
		return false;
	if (!wk_validate_prepare(check, &tables))
		return wk_error_memory(err);
	ok = wk_code_open(&b, check, err) && wk_rules_contents(&b) &&
	     check_bodies(&b, options->threads, err);
	wk_code_close(&b);
	return ok && (m->hint_count == 0 || wk_rules_hints(m, err));
}

bool
wk_validate(const struct wk_module *module,
    const struct wk_validate_options *options, struct wk_error *err)
{
	struct wk_check check = {
	    .module = module,
	    .features = options->features,
	    .arena = wk_arena_new(),
	};
	bool ok;

	if (check.arena == NULL)
		return wk_error_memory(err);
	ok = validate(&check, options, err);
	wk_arena_free(check.arena);
	return ok;
}
