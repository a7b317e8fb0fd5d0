#include "debugger/frames/framevars.h"

#include <stdlib.h>

enum {
	FRAMES_AT_ONCE = 400,
	/*
	 * The further out a frame is, the higher it lies: so many that lie
	 * behind an address are enough. One alone may have nothing in memory
	 * but what it was given a pointer to.
	 */
	FRAMES_BEHIND = 4,
};

struct dbg_framevars {
	uint64_t moment; /* of the session that the rest is of */
	struct dbg_symbol *vars;
	uint32_t count, capacity;
	uint32_t level; /* the frame to be looked at next */
	bool is_whole;
};

static bool
add(struct dbg_framevars *f, const struct dbg_symbol *symbol)
{
	struct dbg_symbol *vars =
	    dbg_grow(f->vars, f->count, &f->capacity, sizeof(*f->vars));

	if (vars == NULL)
		return false;
	f->vars = vars;
	f->vars[f->count++] = *symbol;
	return true;
}

/* Adds the variable if it is in memory; without memory it is left out. */
static void
add_var(struct dbg *d, struct dbg_framevars *f, const struct dbg_frame *frame,
    const struct wk_info_var *var)
{
	struct dbg_symbol symbol = {
	    .kind = DBG_SYMBOL_LOCAL,
	    .name = var->name,
	    .type = var->type,
	    .var = var,
	    .level = frame->level,
	    .func = frame->name,
	};
	struct dbg_value value;

	if (var->is_global || var->name == NULL || var->type == NULL ||
	    !dbg_value_of_var(d, var, frame, &value, NULL))
		return;
	symbol.begin = value.address;
	symbol.size = value.size;
	if (value.place == DBG_MEMORY && value.is_lazy && value.size > 0)
		add(f, &symbol);
	dbg_value_free(&value);
}

static void
add_frame(struct dbg *d, struct dbg_framevars *f, const struct dbg_frame *frame)
{
	const struct wk_info_var **vars = NULL;
	size_t count = 0;

	if (frame->source == NULL || !wk_info_locals(d->info, frame->source,
					 frame->offset, &vars, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++)
		add_var(d, f, frame, vars[i]);
	free(vars);
}

static const struct dbg_symbol *
find(const struct dbg_framevars *f, uint32_t from, uint64_t address)
{
	for (uint32_t i = from; i < f->count; i++) {
		if (address - f->vars[i].begin < f->vars[i].size)
			return &f->vars[i];
	}
	return NULL;
}

/* Those of this moment, begun anew if there were others. */
static struct dbg_framevars *
framevars_of(struct dbg *d)
{
	struct dbg_framevars *f = d->framevars;

	if (f == NULL)
		f = d->framevars = calloc(1, sizeof(*f));
	if (f != NULL && f->moment != d->moment) {
		f->moment = d->moment;
		f->count = f->level = 0;
		f->is_whole = false;
	}
	return f;
}

/* Whether what was added from a number on lies behind an address. */
static bool
is_behind(const struct dbg_framevars *f, uint32_t from, uint64_t address)
{
	for (uint32_t i = from; i < f->count; i++) {
		if (f->vars[i].begin <= address)
			return false;
	}
	return f->count > from;
}

/* Looks at the frame of the function that is next, and those inlined in it. */
static void
add_frames(struct dbg *d, struct dbg_framevars *f)
{
	const struct dbg_frame *frame;

	do {
		frame = dbg_frame_at(d, f->level);
		f->is_whole = frame == NULL;
		if (frame == NULL)
			return;
		f->level++;
		add_frame(d, f, frame);
	} while (frame->is_inlined);
}

bool
dbg_framevars_find(struct dbg *d, uint64_t address, struct dbg_symbol *out)
{
	struct dbg_framevars *f = framevars_of(d);
	const struct dbg_symbol *found;
	uint32_t behind = 0;

	if (f == NULL || !d->is_running || d->info == NULL)
		return false;
	found = find(f, 0, address);
	for (uint32_t n = 0; found == NULL && !f->is_whole &&
			     n < FRAMES_AT_ONCE && behind < FRAMES_BEHIND;
	    n++) {
		uint32_t from = f->count;

		add_frames(d, f);
		found = find(f, from, address);
		behind += is_behind(f, from, address);
	}
	if (found != NULL)
		*out = *found;
	return found != NULL;
}

void
dbg_framevars_close(struct dbg *d)
{
	if (d->framevars != NULL)
		free(d->framevars->vars);
	free(d->framevars);
	d->framevars = NULL;
}
