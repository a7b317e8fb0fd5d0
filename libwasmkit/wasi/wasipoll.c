#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "libwasmkit/wasi/wasiwork.h"

#define R(name) WK_WASI_BIT(name)

enum {
	SLICE = 50,           /* ms between looks for an interrupt */
	LOOK = 1000 * 1000,   /* ns between looks while other threads run */
	MAX_EVENTS = 1 << 16, /* that a program may wait for at once */
	EVENT_SIZE = 32,
	ABSOLUTE = 1, /* flag of a clock */
	HANGUP = 1,   /* flag of an event */
};

enum event_type { CLOCK, FD_READ, FD_WRITE };

static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
    CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
enum {
	MONOTONIC = 1,
	CPU_CLOCKS = 2,
	CLOCKS = sizeof(clocks) / sizeof(*clocks),
};

/* A clock of its own that no look at it moves on. */
static uint64_t
own_time(const struct wk_wasi *wasi, uint32_t clock)
{
	return clock == 0 ? wasi->clock_start + wasi->clock_now :
			    wasi->clock_now;
}

/* A clock that is there; a look does not move an own one on. */
static uint64_t
time_of(const struct wk_wasi *wasi, uint32_t clock)
{
	struct timespec ts = {0};

	if (wasi->has_clock)
		return own_time(wasi, clock);
	(void)clock_gettime(clocks[clock], &ts);
	return wk_wasi_nanoseconds(ts);
}

bool
wk_wasi_clock(struct wk_wasi *wasi, uint32_t clock, uint64_t *time)
{
	struct timespec ts;

	if (clock >= CLOCKS)
		return false;
	if (wasi->has_clock) {
		wasi->clock_now += wasi->clock_step;
		*time = own_time(wasi, clock);
		return true;
	}
	if (clock_gettime(clocks[clock], &ts) != 0)
		return false;
	*time = wk_wasi_nanoseconds(ts);
	return true;
}

uint16_t
wk_wasi_clock_res_get(struct wk_wasi_work *w)
{
	uint32_t clock = w->args[0].i32;
	struct timespec ts = {0};
	uint64_t resolution = w->wasi->clock_step;

	if (clock >= CLOCKS)
		return WK_WASI_INVAL;
	if (!w->wasi->has_clock) {
		if (clock_getres(clocks[clock], &ts) != 0)
			return wk_wasi_errno(errno);
		resolution = wk_wasi_nanoseconds(ts);
	}
	return wk_wasi_give(w, w->args[1].i32, resolution, 8);
}

uint16_t
wk_wasi_clock_time_get(struct wk_wasi_work *w)
{
	uint64_t time;

	if (!wk_wasi_clock(w->wasi, w->args[0].i32, &time))
		return WK_WASI_INVAL;
	return wk_wasi_give(w, w->args[2].i32, time, 8);
}

/* What never waits: files, and streams without a descriptor. */
static bool
is_always_ready(const struct wk_wasi_file *file)
{
	return file->fd < 0 || file->type == WK_WASI_REGULAR_FILE ||
	       file->type == WK_WASI_BLOCK_DEVICE ||
	       file->type == WK_WASI_DIRECTORY;
}

uint16_t
wk_wasi_wait(
    struct wk_wasi_work *w, const struct wk_wasi_file *file, short events)
{
	bool waits = (file->flags & WK_WASI_NONBLOCK) == 0;
	struct pollfd p = {.fd = file->fd, .events = events};
	int n, slice = 0;

	if (is_always_ready(file) || (!waits && file->is_own))
		return WK_WASI_SUCCESS;
	do {
		n = poll(&p, 1, slice);
		if (n > 0)
			return WK_WASI_SUCCESS;
		if (n < 0 && errno != EINTR)
			return wk_wasi_errno(errno);
		if (!waits || wk_wasi_leave(w, LOOK, false, 1))
			return WK_WASI_AGAIN;
		slice = SLICE;
	} while (!wk_wasi_interrupted(w));
	return WK_WASI_INTR;
}

/* Something that a program waits for. */
struct sub {
	uint64_t userdata;
	uint64_t deadline; /* of a clock, as that clock tells */
	uint64_t bytes;
	uint32_t number; /* of the descriptor, or of the clock */
	uint16_t error, flags;
	uint8_t type; /* enum event_type */
	bool is_due;
	struct pollfd *fd; /* what is polled for it, or NULL */
};

struct polling {
	struct wk_wasi_work *w;
	struct sub *subs;
	struct pollfd *fds;
	uint32_t count, fd_count;
	bool has_due, has_clock;
	/* The call was left before; when it began, and how long ago (ns). */
	bool is_again;
	uint64_t began, elapsed;
};

static void
fail(struct polling *p, struct sub *sub, uint16_t error)
{
	sub->error = error;
	sub->is_due = p->has_due = true;
}

/* In wasi_unstable an identifier stands before a clock. */
static void
read_clock(struct polling *p, struct sub *sub, const uint8_t *at)
{
	struct wk_wasi *wasi = p->w->wasi;
	uint64_t timeout, begin;
	uint32_t flags;

	if (p->w->call.is_unstable)
		at += 8;
	sub->number = (uint32_t)wk_wasi_get(at, 4);
	timeout = wk_wasi_get(at + 8, 8);
	flags = (uint32_t)wk_wasi_get(at + 24, 2);
	if (flags > ABSOLUTE || sub->number >= CLOCKS) {
		fail(p, sub, WK_WASI_INVAL);
	} else if (sub->number >= CPU_CLOCKS ||
		   (!p->is_again &&
		       !wk_wasi_clock(wasi, sub->number, &begin))) {
		fail(p, sub, WK_WASI_NOTSUP);
	} else {
		begin = time_of(wasi, sub->number) - p->elapsed;
		sub->deadline = timeout;
		if ((flags & ABSOLUTE) == 0)
			sub->deadline = timeout > UINT64_MAX - begin ?
					    UINT64_MAX :
					    begin + timeout;
		p->has_clock = true;
	}
}

static uint64_t
bytes_left(const struct wk_wasi_file *file)
{
	struct stat st;
	off_t at;
	int n;

	if (file->fd < 0)
		return file->size;
	if (file->type == WK_WASI_REGULAR_FILE) {
		at = lseek(file->fd, 0, SEEK_CUR);
		if (at < 0 || fstat(file->fd, &st) != 0 || st.st_size < at)
			return 0;
		return (uint64_t)(st.st_size - at);
	}
	return ioctl(file->fd, FIONREAD, &n) == 0 ? (uint64_t)n : 1;
}

static void
read_fd(struct polling *p, struct sub *sub, const uint8_t *at)
{
	bool is_read = sub->type == FD_READ;
	const struct wk_wasi_file *file;
	uint16_t err;

	sub->number = (uint32_t)wk_wasi_get(at, 4);
	file = wk_wasi_file_at(p->w->wasi, sub->number);
	err = file == NULL ?
		  WK_WASI_BADF :
		  wk_wasi_lacks(file, R(POLL_FD_READWRITE) |
					  (is_read ? R(FD_READ) : R(FD_WRITE)));
	if (err != 0) {
		fail(p, sub, err);
	} else if (is_always_ready(file)) {
		sub->bytes = is_read ? bytes_left(file) : 1;
		sub->is_due = p->has_due = true;
	} else {
		sub->fd = &p->fds[p->fd_count++];
		sub->fd->fd = file->fd;
		sub->fd->events = is_read ? POLLIN : POLLOUT;
	}
}

/* False when there is something that cannot be waited for. */
static bool
read_subs(struct polling *p, const uint8_t *at)
{
	unsigned size = p->w->call.is_unstable ? 56 : 48;

	for (uint32_t i = 0; i < p->count; i++, at += size) {
		struct sub *sub = &p->subs[i];

		sub->userdata = wk_wasi_get(at, 8);
		sub->type = at[8];
		if (sub->type == CLOCK)
			read_clock(p, sub, at + 16);
		else if (sub->type <= FD_WRITE)
			read_fd(p, sub, at + 16);
		else
			return false;
	}
	return true;
}

static bool
is_waiting_clock(const struct sub *sub)
{
	return sub->type == CLOCK && !sub->is_due;
}

/* How long until a clock is due, in ns. */
static uint64_t
left_of(const struct polling *p, const struct sub *sub)
{
	uint64_t now = time_of(p->w->wasi, sub->number);

	return sub->deadline > now ? sub->deadline - now : 0;
}

/* How long until the first clock is due; UINT64_MAX without any. */
static uint64_t
until_due(const struct polling *p)
{
	uint64_t least = UINT64_MAX;

	for (uint32_t i = 0; i < p->count; i++) {
		const struct sub *sub = &p->subs[i];
		uint64_t left =
		    is_waiting_clock(sub) ? left_of(p, sub) : UINT64_MAX;

		least = left < least ? left : least;
	}
	return least;
}

/* Marks the clocks that are due. */
static void
mark_clocks(struct polling *p)
{
	for (uint32_t i = 0; i < p->count; i++) {
		struct sub *sub = &p->subs[i];

		if (is_waiting_clock(sub) && left_of(p, sub) == 0)
			sub->is_due = p->has_due = true;
	}
}

static void
mark_fds(struct polling *p)
{
	for (uint32_t i = 0; i < p->count; i++) {
		struct sub *sub = &p->subs[i];

		if (sub->fd == NULL || sub->fd->revents == 0)
			continue;
		sub->is_due = p->has_due = true;
		if (sub->fd->revents & POLLNVAL)
			sub->error = WK_WASI_BADF;
		if (sub->fd->revents & (POLLHUP | POLLERR))
			sub->flags = HANGUP;
		sub->bytes = 1;
		if (sub->type == FD_READ)
			sub->bytes = bytes_left(
			    wk_wasi_file_at(p->w->wasi, sub->number));
	}
}

/* Waits so many ns for something to be due. */
static uint16_t
look(struct polling *p, uint64_t ns)
{
	const struct timespec ts = {.tv_nsec = (long)ns};

	if ((p->fd_count > 0 || ns > 0) &&
	    ppoll(p->fds, p->fd_count, &ts, NULL) < 0 && errno != EINTR)
		return wk_wasi_errno(errno);
	mark_fds(p);
	mark_clocks(p);
	return WK_WASI_SUCCESS;
}

/*
 * Waits once, for a slice at most, or leaves the call. A clock of its own does
 * not make anybody wait: when nothing else is ready it jumps.
 */
static uint16_t
wait_once(struct polling *p)
{
	const uint64_t slice = (uint64_t)SLICE * (WK_WASI_NANOSECONDS / 1000);
	bool jumps = p->w->wasi->has_clock && p->has_clock;
	uint16_t err = look(p, 0);
	uint64_t left, most;

	if (err != 0 || p->has_due)
		return err;
	left = until_due(p);
	most = jumps || p->fd_count == 0 || left < LOOK ? left : LOOK;
	if (!(jumps && p->is_again) &&
	    wk_wasi_leave(p->w, most, jumps, p->began + 1))
		return WK_WASI_AGAIN;
	if (!jumps)
		return look(p, left < slice ? left : slice);
	p->w->wasi->clock_now += left;
	mark_clocks(p);
	return WK_WASI_SUCCESS;
}

static uint32_t
write_events(const struct polling *p, uint8_t *at)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < p->count; i++) {
		const struct sub *sub = &p->subs[i];

		if (!sub->is_due)
			continue;
		wk_wasi_put(at, sub->userdata, 8);
		wk_wasi_put(at + 8, sub->error, 2);
		wk_wasi_put(at + 10, sub->type, 6);
		wk_wasi_put(at + 16, sub->bytes, 8);
		wk_wasi_put(at + 24, sub->flags, 8);
		at += EVENT_SIZE;
		count++;
	}
	return count;
}

static uint16_t
poll_all(struct polling *p, const uint8_t *in, uint8_t *out)
{
	struct wk_wasi_work *w = p->w;
	uint64_t now = time_of(w->wasi, MONOTONIC);
	uint16_t err;
	uint32_t count;

	p->is_again = w->from != NULL && w->from->state != 0;
	p->began = p->is_again ? w->from->state - 1 : now;
	p->elapsed = now - p->began;
	if (!read_subs(p, in))
		return WK_WASI_INVAL;
	do {
		err = wait_once(p);
		if (err != 0)
			return err;
	} while (!p->has_due && !wk_wasi_interrupted(w));
	count = write_events(p, out);
	wk_wasi_note(w, out, (uint64_t)count * EVENT_SIZE);
	return wk_wasi_give(w, w->args[3].i32, count, 4);
}

uint16_t
wk_wasi_poll_oneoff(struct wk_wasi_work *w)
{
	uint32_t count = w->args[2].i32;
	unsigned size = w->call.is_unstable ? 56 : 48;
	const uint8_t *in =
	    wk_wasi_in(w, w->args[0].i32, (uint64_t)count * size);
	uint8_t *out =
	    wk_wasi_room(w, w->args[1].i32, (uint64_t)count * EVENT_SIZE);
	struct polling p = {.w = w, .count = count};
	uint16_t err = WK_WASI_NOMEM;

	if (count == 0 || count > MAX_EVENTS)
		return WK_WASI_INVAL;
	if (in == NULL || out == NULL ||
	    wk_wasi_in(w, w->args[3].i32, 4) == NULL)
		return WK_WASI_FAULT;
	p.subs = calloc(count, sizeof(*p.subs));
	p.fds = calloc(count, sizeof(*p.fds));
	if (p.subs != NULL && p.fds != NULL)
		err = poll_all(&p, in, out);
	free(p.subs);
	free(p.fds);
	return err;
}
