#include "debugger/points/site.h"

#include <stdlib.h>
#include <string.h>

#include "debugger/frames/codewalk.h"

static uint32_t
place_of(const struct dbg_sites *sites, uint64_t offset)
{
	uint32_t mask = sites->capacity - 1;
	uint32_t i = (uint32_t)(offset * 0x9E3779B97F4A7C15u >> 32) & mask;

	while (sites->table[i].offset != 0 && sites->table[i].offset != offset)
		i = (i + 1) & mask;
	return i;
}

struct dbg_site *
dbg_site(const struct dbg *d, uint64_t offset)
{
	struct dbg_site *site;

	if (d->sites.capacity == 0)
		return NULL;
	site = &d->sites.table[place_of(&d->sites, offset)];
	return site->offset == 0 ? NULL : site;
}

/* Half of the places are free. */
static bool
make_room(struct dbg_sites *sites)
{
	struct dbg_sites bigger = *sites;

	if (sites->count * 2 < sites->capacity)
		return true;
	bigger.capacity = sites->capacity == 0 ? 16 : sites->capacity * 2;
	bigger.table = calloc(bigger.capacity, sizeof(*bigger.table));
	if (bigger.table == NULL)
		return false;
	for (uint32_t i = 0; i < sites->capacity; i++) {
		const struct dbg_site *site = &sites->table[i];

		if (site->offset != 0)
			bigger.table[place_of(&bigger, site->offset)] = *site;
	}
	free(sites->table);
	*sites = bigger;
	return true;
}

static bool
observe_in(const struct dbg *d, const struct wk_instance *instance,
    const struct dbg_site *site, bool on, struct wk_error *err)
{
	struct wk_extern item;

	if (wk_instance_module(instance) != d->module)
		return true;
	item = wk_instance_get(instance, WK_EXTERN_FUNC, site->func);
	return wk_debug_observe(d->store, item.func, site->offset, on, err);
}

/* The next older instance; the session's own is there in any case. */
static const struct wk_instance *
next_instance(const struct dbg *d, const struct wk_instance *before)
{
	const struct wk_instance *next = wk_debug_instance(d->store, before);

	return next == NULL && before == NULL ? d->instance : next;
}

static bool
observe(const struct dbg *d, const struct dbg_site *site, bool on,
    struct wk_error *err)
{
	const struct wk_instance *instance = NULL;
	bool ok = true;

	if (d->instance == NULL)
		return true;
	while (ok && (instance = next_instance(d, instance)) != NULL)
		ok = observe_in(d, instance, site, on, err);
	return ok;
}

/* The site of an offset, made when there is none, used once more. */
static struct dbg_site *
use(struct dbg *d, uint64_t offset, struct wk_error *err)
{
	struct dbg_site *site;
	uint32_t func;

	if (!dbg_code_func(d, offset, &func)) {
		wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "0x%llx is in no function", (unsigned long long)offset);
		return NULL;
	}
	if (!make_room(&d->sites)) {
		wk_error_memory(err);
		return NULL;
	}
	site = &d->sites.table[place_of(&d->sites, offset)];
	d->sites.count += site->offset == 0;
	site->offset = offset;
	site->func = func;
	if (site->uses == 0 && !observe(d, site, true, err)) {
		observe(d, site, false, NULL);
		return NULL;
	}
	site->uses++;
	return site;
}

/* Sites that are not used stay where they are: they may be again. */
static void
leave(struct dbg *d, struct dbg_site *site)
{
	if (site != NULL && site->uses > 0 && --site->uses == 0)
		observe(d, site, false, NULL);
}

bool
dbg_site_hold(struct dbg *d, uint64_t offset, struct wk_error *err)
{
	return use(d, offset, err) != NULL;
}

void
dbg_site_release(struct dbg *d, uint64_t offset)
{
	leave(d, dbg_site(d, offset));
}

static void
look_up_frames(struct dbg *d, struct dbg_site *site)
{
	if (!site->has_frames)
		wk_info_frames(d->info, site->offset, &site->frames,
		    &site->frame_count, NULL);
	site->has_frames = true;
}

bool
dbg_site_add(
    struct dbg *d, uint64_t offset, struct dbg_spy *spy, struct wk_error *err)
{
	struct dbg_site *site = use(d, offset, err);
	struct dbg_spy **spies;

	if (site == NULL)
		return false;
	look_up_frames(d, site);
	spies = realloc(site->spies,
	    (site->spy_count + (size_t)1) * sizeof(struct dbg_spy *));
	if (spies == NULL) {
		leave(d, site);
		return wk_error_memory(err);
	}
	spies[site->spy_count++] = spy;
	site->spies = spies;
	return true;
}

void
dbg_site_remove(struct dbg *d, uint64_t offset, struct dbg_spy *spy)
{
	struct dbg_site *site = dbg_site(d, offset);

	for (uint32_t i = 0; site != NULL && i < site->spy_count; i++) {
		if (site->spies[i] != spy)
			continue;
		site->spy_count--;
		memmove(&site->spies[i], &site->spies[i + 1],
		    (site->spy_count - i) * sizeof(struct dbg_spy *));
		leave(d, site);
		return;
	}
}

bool
dbg_site_is_stale(const struct dbg *d)
{
	return d->instance != NULL && d->sites.newest != next_instance(d, NULL);
}

void
dbg_site_sync(struct dbg *d)
{
	const struct wk_instance *instance = NULL;

	if (d->instance == NULL)
		return;
	while ((instance = next_instance(d, instance)) != NULL &&
	       instance != d->sites.newest) {
		for (uint32_t i = 0; i < d->sites.capacity; i++) {
			if (d->sites.table[i].uses > 0)
				observe_in(d, instance, &d->sites.table[i],
				    true, NULL);
		}
	}
	d->sites.newest = next_instance(d, NULL);
}

void
dbg_site_close(struct dbg *d)
{
	for (uint32_t i = 0; i < d->sites.capacity; i++) {
		free(d->sites.table[i].frames);
		free(d->sites.table[i].spies);
	}
	free(d->sites.table);
}
