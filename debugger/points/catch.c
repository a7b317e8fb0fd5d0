#include "debugger/points/catch.h"

#include "debugger/frames/framelist.h"
#include "debugger/frames/naming.h"
#include "debugger/points/site.h"
#include "debugger/points/watch.h"

static const char *const event_names[] = {
    [DBG_CATCH_TRAP] = "trap",
    [DBG_CATCH_THROW] = "throw",
    [DBG_CATCH_HOST] = "host",
    [DBG_CATCH_GROW] = "grow",
    [DBG_CATCH_START] = "start",
};

bool
dbg_catch_check(const struct dbg_point *point, struct wk_error *err)
{
	if (point->location == NULL || point->event == DBG_CATCH_HOST ||
	    point->event == DBG_CATCH_THROW)
		return true;
	return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
	    "\"catch %s\" takes no name", event_names[point->event]);
}

static bool
is_for(const struct dbg_spy *spy, enum dbg_event event)
{
	return spy->is_armed && spy->point.kind == DBG_CATCH &&
	       spy->point.event == event;
}

/* Whether a catchpoint is about what happened. */
static bool
is_about(const struct dbg_spy *spy, enum dbg_event event, const char *name)
{
	return is_for(spy, event) &&
	       (!spy->has_regex || (name != NULL && regexec(&spy->regex, name,
							0, NULL, 0) == 0));
}

static bool
any_about(const struct dbg *d, enum dbg_event event, const char *name)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (is_about(d->spies[i], event, name))
			return true;
	}
	return false;
}

static bool
any_for(const struct dbg *d, enum dbg_event event)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (is_for(d->spies[i], event))
			return true;
	}
	return false;
}

static bool
any_watch(const struct dbg *d)
{
	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (d->spies[i]->is_armed &&
		    d->spies[i]->point.kind == DBG_WATCH)
			return true;
	}
	return false;
}

/* The name of a function of the host, kept. */
static const char *
host_name(struct dbg *d, const struct wk_funcinst *func)
{
	const char *name = dbg_naming_host(d, func);

	return name != NULL ? name : "a function of the host";
}

/* "host call fd_write(1, 0x400, 1, 0x410)" */
static const char *
describe_call(struct dbg *d, const struct wk_funcinst *func, const char *name,
    const union wk_value *args)
{
	struct wk_sink *sink = wk_sink_memory(NULL);
	const struct dbg_format format = {0};
	const wk_valtype *types;
	uint32_t params, results;

	if (sink == NULL)
		return name;
	types = wk_func_type(func, &params, &results);
	wk_sink_printf(sink, "host call %s(", name);
	for (uint32_t i = 0; i < params; i++) {
		struct wk_debug_value value = {types[i], args[i], WK_NO_OFFSET};

		wk_sink_printf(sink, i == 0 ? "" : ", ");
		dbg_print_wasm(d, &value, &format, sink);
	}
	wk_sink_printf(sink, ")");
	return dbg_keep_sink(d, sink);
}

static bool
at_host_call(void *user, struct wk_funcinst *func, const union wk_value *args)
{
	struct dbg *d = user;
	uint32_t kept = d->kept_count;
	const char *name = host_name(d, func);

	if (!any_about(d, DBG_CATCH_HOST, name)) {
		dbg_keep_only(d, kept);
		return false;
	}
	d->caught_name = name;
	d->caught = describe_call(d, func, name, args);
	return true;
}

static bool
at_host_return(void *user, struct wk_funcinst *func,
    const union wk_value *results, const struct wk_error *err)
{
	struct dbg *d = user;

	(void)results;
	if (err != NULL || (!dbg_site_is_stale(d) && !dbg_watch_host(d)))
		return false;
	d->caught_name = host_name(d, func);
	return true;
}

static bool
at_grow(void *user, struct wk_meminst *memory, uint64_t pages)
{
	struct dbg *d = user;
	const struct wk_limits *limits = wk_memory_type(memory);

	d->caught_name = NULL;
	d->caught = dbg_keep(d, "memory.grow by %llu pages, from %llu",
	    (unsigned long long)pages,
	    (unsigned long long)(wk_memory_size(memory) >> limits->page_log2));
	return true;
}

/* The name of a tag that an instance knows, kept. */
static const char *
tag_name(struct dbg *d, const struct wk_taginst *tag)
{
	struct wk_str name;

	for (uint32_t i = 0; i < d->module->tag_count; i++) {
		if (wk_instance_get(d->instance, WK_EXTERN_TAG, i).tag != tag)
			continue;
		name = wk_module_name(d->module, WK_SPACE_TAG, i);
		if (name.data != NULL && name.size > 0)
			return dbg_keep(d, "%.*s", (int)name.size, name.data);
		return dbg_keep(d, "tag[%u]", i);
	}
	return "a tag of the host";
}

static bool
at_throw(void *user, const struct wk_taginst *tag, wk_ref exception)
{
	struct dbg *d = user;
	uint32_t kept = d->kept_count;
	const char *name = tag_name(d, tag);

	(void)exception;
	if (!any_about(d, DBG_CATCH_THROW, name)) {
		dbg_keep_only(d, kept);
		return false;
	}
	d->caught_name = name;
	d->caught = dbg_keep(d, "exception %s", name);
	return true;
}

void
dbg_catch_update(struct dbg *d)
{
	struct wk_debug_hooks hooks = {.user = d};

	if (d->store == NULL)
		return;
	if (any_for(d, DBG_CATCH_HOST))
		hooks.host_call = at_host_call;
	if (any_watch(d) || d->sites.count > 0)
		hooks.host_return = at_host_return;
	if (any_for(d, DBG_CATCH_GROW))
		hooks.grow = at_grow;
	if (any_for(d, DBG_CATCH_THROW))
		hooks.thrown = at_throw;
	wk_debug_hook(d->store, &hooks, NULL);
}

bool
dbg_catch(struct dbg *d, enum dbg_event event, const char *name,
    const struct dbg_frame *frame, const char *what)
{
	bool stops = false;

	for (uint32_t i = 0; i < d->spy_count; i++) {
		if (is_about(d->spies[i], event, name))
			stops |= dbg_spyhit(d, d->spies[i], frame);
	}
	if (stops)
		d->stop.caught = what;
	return stops;
}

bool
dbg_catch_hooked(
    struct dbg *d, enum wk_stop stop, const struct dbg_frame *frame)
{
	enum dbg_event event = stop == WK_STOP_HOST_CALL ? DBG_CATCH_HOST :
			       stop == WK_STOP_GROW      ? DBG_CATCH_GROW :
							   DBG_CATCH_THROW;

	return dbg_catch(d, event, d->caught_name, frame, d->caught);
}
