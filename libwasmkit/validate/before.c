#include "libwasmkit/validate/before.h"

#include <stdlib.h>
#include <string.h>

#include "libwasmkit/base/arena.h"
#include "libwasmkit/validate/code.h"
#include "libwasmkit/validate/fast.h"
#include "libwasmkit/validate/step.h"

/* Functions that are remembered. */
enum { MOST_PLACES = 8 };

/* A function that was stepped to p. */
struct place {
	struct wk_body body; /* func WK_NONE: there is none */
	const uint8_t *p;
};

struct wk_before {
	struct wk_check check;
	struct wk_dispatches tables;
	struct place places[MOST_PLACES];
	uint32_t next; /* the place that is given up next */
};

struct wk_before *
wk_before_new(const struct wk_module *module, struct wk_error *err)
{
	struct wk_before *before = calloc(1, sizeof(*before));
	struct wk_check *check;

	if (before == NULL) {
		wk_error_memory(err);
		return NULL;
	}
	for (uint32_t i = 0; i < MOST_PLACES; i++)
		before->places[i].body.func = WK_NONE;
	check = &before->check;
	check->module = module;
	check->features = module->features;
	check->arena = wk_arena_new();
	if (check->arena == NULL ||
	    !wk_validate_prepare(check, &before->tables)) {
		wk_before_free(before);
		wk_error_memory(err);
		return NULL;
	}
	/* What functions declare is of no concern any more. */
	memset(check->declared, 0xFF, module->func_count / 8 + 1);
	return before;
}

static void
give_up(struct place *place)
{
	wk_code_close(&place->body);
	place->body = (struct wk_body){.func = WK_NONE};
}

void
wk_before_free(struct wk_before *before)
{
	if (before == NULL)
		return;
	for (uint32_t i = 0; i < MOST_PLACES; i++)
		give_up(&before->places[i]);
	wk_arena_free(before->check.arena);
	free(before);
}

const struct wk_module *
wk_before_module(const struct wk_before *before)
{
	return before->check.module;
}

static uint64_t
offset_of(const struct place *place)
{
	return place->body.offset + (uint64_t)(place->p - place->body.begin);
}

/* A place in a function that is not behind an offset; NULL without memory. */
static struct place *
find_place(struct wk_before *before, uint32_t func, uint64_t offset,
    struct wk_error *err)
{
	struct place *place = NULL;

	for (uint32_t i = 0; place == NULL && i < MOST_PLACES; i++) {
		if (before->places[i].body.func == func)
			place = &before->places[i];
	}
	if (place != NULL && offset_of(place) <= offset)
		return place;
	if (place == NULL) {
		place = &before->places[before->next];
		before->next = (before->next + 1) % MOST_PLACES;
	}
	give_up(place);
	if (!wk_code_open(&place->body, &before->check, err) ||
	    !wk_code_begin(&place->body, func)) {
		give_up(place);
		return NULL;
	}
	place->p = place->body.begin;
	return place;
}

static bool
copy_operands(const struct wk_body *b, struct wk_operand_type **out,
    uint32_t *count, struct wk_error *err)
{
	const wk_valtype *first = b->stack + WK_STACK_SLACK;
	struct wk_operand_type *operands =
	    malloc(((size_t)(b->sp - first) + 1) * sizeof(*operands));

	if (operands == NULL)
		return wk_error_memory(err);
	*out = operands;
	*count = 0;
	for (const wk_valtype *at = first; at < b->sp; at++) {
		if (*at == WK_BARRIER)
			continue;
		*operands++ = (struct wk_operand_type){
		    .type = *at,
		    .origin = b->offset + b->origins[at - b->stack],
		};
		++*count;
	}
	return true;
}

bool
wk_before_operands(struct wk_before *before, uint32_t func, uint64_t offset,
    struct wk_operand_type **out, uint32_t *count, struct wk_error *err)
{
	struct wk_error fault = {0};
	struct place *place = find_place(before, func, offset, &fault);

	if (place == NULL)
		return wk_error_pass(err, &fault);
	place->body.err = &fault;
	while (place->p != NULL && place->body.frame_count > 0 &&
	       offset_of(place) < offset)
		place->p = wk_step(&place->body, place->p);
	if (place->p == NULL) {
		give_up(place);
		return wk_error_pass(err, &fault);
	}
	return copy_operands(&place->body, out, count, err);
}
