#include "libwasmkit/exec/memwatch.h"

#include "libwasmkit/exec/translate.h"
#include "libwasmkit/runtime/touched.h"

unsigned
wk_memwatch_kinds(enum wk_op op)
{
	const struct wk_op_info *info = &wk_op_table[op];

	switch (op) {
	case WK_OP_MEMORY_FILL:
	case WK_OP_MEMORY_INIT:
		return WK_WATCH_WRITE;
	case WK_OP_MEMORY_COPY:
		return WK_WATCH_BOTH;
	default:
		break;
	}
	if (info->imm != WK_IMM_MEMARG && info->imm != WK_IMM_MEMARG_LANE)
		return 0;
	if (info->results[0] == '\0')
		return WK_WATCH_WRITE;
	/* Atomic instructions that change what they read. */
	return info->prefix == 0xFE && info->code >= 0x1E ? WK_WATCH_BOTH :
							    WK_WATCH_READ;
}

/* A range of a memory that is watched. */
struct watch {
	struct wk_meminst *memory;
	uint64_t address, size;
	unsigned kinds;
};

/* Whether a range and an access that are inside of a memory have a byte. */
static bool
overlaps(const struct watch *watch, uint64_t address, uint64_t size)
{
	return address < watch->address ?
		   watch->address - address < size :
		   address - watch->address < watch->size;
}

/* Whether an access in bounds is of watched bytes, by its kinds. */
static bool
is_watched(const struct wk_debug *debug, const struct wk_debug_access *access)
{
	unsigned kinds = (access->is_read ? WK_WATCH_READ : 0u) |
			 (access->is_write ? WK_WATCH_WRITE : 0u);
	const struct watch *items = debug->watches.data;

	if (access->size > access->memory->size ||
	    access->address > access->memory->size - access->size)
		return false;
	for (uint32_t i = 0; i < debug->watches.count; i++) {
		if (items[i].memory == access->memory &&
		    (items[i].kinds & kinds) != 0 && access->size > 0 &&
		    overlaps(&items[i], access->address, access->size))
			return true;
	}
	return false;
}

/* Whether the run goes on from a stop before the access at a cell. */
static bool
is_passed(const struct wk_thread *t, const union wk_cell *pc)
{
	struct wk_debug *debug = t->store->debug;
	const struct wk_code *code;

	if (debug->passed.func == NULL || debug->run.thread != t ||
	    debug->passed_ticks != wk_thread_ticks(t))
		return false;
	code = wk_cells_find(t->store, pc);
	return code->func == debug->passed.func &&
	       wk_translate_offset(code, pc) == debug->passed.offset;
}

static bool
stops(struct wk_thread *t, const union wk_cell *pc,
    const struct wk_debug_access *access)
{
	struct wk_debug *debug = t->store->debug;

	if (!wk_observe_can_stop(t) || !is_watched(debug, access) ||
	    is_passed(t, pc))
		return false;
	debug->access = *access;
	debug->has_request = true;
	debug->request = WK_STOP_WATCH;
	return true;
}

bool
wk_memwatch_stops(
    struct wk_thread *t, const union wk_cell *pc, uint64_t address)
{
	const struct wk_hull *hull = pc[3].hull;
	struct wk_debug_access access = {
	    .memory = hull->memory,
	    .address = address,
	    .size = (uint32_t)pc[2].b,
	    .is_read = !hull->is_write,
	    .is_write = hull->is_write,
	};

	return stops(t, pc, &access);
}

/* The accesses of a slow instruction; gives how many. */
static unsigned
accesses_of(const union wk_slot *sp, const union wk_cell *imm,
    struct wk_debug_access out[2])
{
	enum wk_op op = (enum wk_op)imm[0].u64;
	unsigned kinds = wk_memwatch_kinds(op);

	switch (op) {
	case WK_OP_MEMORY_COPY:
		out[0] = (struct wk_debug_access){
		    imm[1].memory, sp[0].u64, sp[2].u64, false, true};
		out[1] = (struct wk_debug_access){
		    imm[2].memory, sp[1].u64, sp[2].u64, true, false};
		return 2;
	case WK_OP_MEMORY_FILL:
		out[0] = (struct wk_debug_access){
		    imm[1].memory, sp[0].u64, sp[2].u64, false, true};
		return 1;
	case WK_OP_MEMORY_INIT:
		out[0] = (struct wk_debug_access){
		    imm[2].memory, sp[0].u64, sp[2].u32, false, true};
		return 1;
	default:
		out[0] = (struct wk_debug_access){
		    .memory = imm[1].memory,
		    .size = wk_op_table[op].width,
		    .is_read = (kinds & WK_WATCH_READ) != 0,
		    .is_write = (kinds & WK_WATCH_WRITE) != 0,
		};
		return !__builtin_add_overflow(
		    sp[0].u64, imm[2].u64, &out[0].address);
	}
}

static void
note(const struct wk_debug_access *access)
{
	if (access->memory->touched != 0)
		wk_touched_mark(access->memory, access->address, access->size,
		    (access->is_read ? WK_WATCH_READ : 0u) |
			(access->is_write ? WK_WATCH_WRITE : 0u));
}

const union wk_cell *
wk_memwatch_slow(
    struct wk_thread *t, union wk_slot *sp, const union wk_cell *imm)
{
	struct wk_debug_access accesses[2];
	unsigned count = accesses_of(sp, imm, accesses);
	enum wk_op op = (enum wk_op)imm[0].u64;

	for (unsigned i = 0; i < count; i++) {
		if (stops(t, t->pc, &accesses[i]))
			return NULL;
		note(&accesses[i]);
	}
	return imm + 1 + wk_slow_imm_cells((enum wk_imm)wk_op_table[op].imm);
}

/* Sets what checks compare with: from the first to the last byte watched. */
static void
set_hull(
    const struct wk_debug *debug, struct wk_meminst *memory, enum wk_watch kind)
{
	const struct watch *items = debug->watches.data;
	struct wk_hull *hull = &memory->hulls[kind == WK_WATCH_WRITE];
	uint64_t low = UINT64_MAX, high = 0;

	for (uint32_t i = 0; i < debug->watches.count; i++) {
		const struct watch *watch = &items[i];

		if (watch->memory != memory || (watch->kinds & kind) == 0)
			continue;
		if (watch->address < low)
			low = watch->address;
		if (watch->address + watch->size > high)
			high = watch->address + watch->size;
	}
	hull->low = low;
	hull->span = high > low ? high - low : 0;
	hull->memory = memory;
	hull->is_write = kind == WK_WATCH_WRITE;
}

void
wk_memwatch_update(struct wk_store *store)
{
	struct wk_debug *debug = store->debug;
	struct wk_meminst *const *memories = store->memories.data;
	const struct watch *items = debug->watches.data;
	unsigned kinds = 0;

	for (uint32_t i = 0; i < debug->watches.count; i++)
		kinds |= items[i].kinds;
	for (uint32_t i = 0; i < store->memories.count; i++)
		kinds |= memories[i]->touched != 0 ? WK_WATCH_BOTH : 0u;
	debug->is_stale |= kinds != debug->watched;
	debug->watched = kinds;
}

/* Takes away a range as it was given; whether it was there. */
static bool
take_away(struct wk_debug *debug, const struct watch *watch)
{
	struct watch *items = debug->watches.data;

	for (uint32_t i = debug->watches.count; i-- > 0;) {
		if (items[i].memory != watch->memory ||
		    items[i].address != watch->address ||
		    items[i].size != watch->size ||
		    items[i].kinds != watch->kinds)
			continue;
		items[i] = items[--debug->watches.count];
		return true;
	}
	return false;
}

bool
wk_debug_watch(struct wk_store *store, struct wk_meminst *memory,
    uint64_t address, uint64_t size, enum wk_watch kinds, bool on,
    struct wk_error *err)
{
	struct wk_debug *debug = wk_observe_state(store);
	struct watch watch = {memory, address, size, kinds}, *item;

	if (debug == NULL)
		return wk_error_memory(err);
	debug->watches.size = sizeof(watch);
	if (size == 0 || address > UINT64_MAX - size)
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%llu bytes from %llu on cannot be watched",
		    (unsigned long long)size, (unsigned long long)address);
	if (on) {
		item = wk_vec_push(&debug->watches);
		if (item == NULL)
			return wk_error_memory(err);
		*item = watch;
	} else if (!take_away(debug, &watch)) {
		return wk_error_set(err, WK_E_USAGE, WK_NO_OFFSET,
		    "%llu bytes from %llu on are not watched",
		    (unsigned long long)size, (unsigned long long)address);
	}
	set_hull(debug, memory, WK_WATCH_READ);
	set_hull(debug, memory, WK_WATCH_WRITE);
	wk_memwatch_update(store);
	return true;
}

void
wk_debug_access(const struct wk_store *store, struct wk_debug_access *out)
{
	*out = store->debug == NULL ? (struct wk_debug_access){0} :
				      store->debug->access;
}
