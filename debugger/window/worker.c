/*
 * The thread that the program runs on while the window is drawn, slice by
 * slice. It has the session until the program has stopped. When it is asked to
 * it looks between two slices at what the window shows of the program; it does
 * so itself, since waking another thread for it takes longer than to look.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "debugger/window/window.h"

enum {
	FIRST_SLICE = 20000, /* ticks */
	SLICE = 1000,        /* us that a slice should take */
};

static uint64_t
clock_us(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* The number of ticks that would have taken SLICE. */
static uint64_t
next_ticks(uint64_t ticks, uint64_t us)
{
	if (us < SLICE / 2)
		return ticks < UINT64_C(1) << 40 ? ticks * 2 : ticks;
	return us > SLICE * 2 ? ticks / 2 + 1 : ticks;
}

static void
set_state(struct window_worker *worker, enum window_work state)
{
	pthread_mutex_lock(&worker->lock);
	worker->state = state;
	pthread_cond_signal(&worker->cond);
	pthread_mutex_unlock(&worker->lock);
	/* A full pipe wakes, too. */
	while (write(worker->wake[1], "", 1) < 0 && errno == EINTR)
		;
}

/* What it is to do now: to look, to rest, or to go on running. */
static enum window_work
next_work(struct window_worker *worker)
{
	enum window_work asked;

	pthread_mutex_lock(&worker->lock);
	asked = worker->asked;
	worker->asked = WINDOW_WORK_RUNNING;
	if (asked != WINDOW_WORK_RUNNING)
		worker->state = WINDOW_WORK_LOOKING;
	pthread_mutex_unlock(&worker->lock);
	return asked;
}

static void
rest(struct window_worker *worker)
{
	set_state(worker, WINDOW_WORK_RESTING);
	pthread_mutex_lock(&worker->lock);
	while (worker->state == WINDOW_WORK_RESTING)
		pthread_cond_wait(&worker->cond, &worker->lock);
	pthread_mutex_unlock(&worker->lock);
}

static void
look_now(struct window_worker *worker)
{
	uint64_t begin = clock_us(CLOCK_THREAD_CPUTIME_ID);

	worker->look(worker->user);
	worker->looked += clock_us(CLOCK_THREAD_CPUTIME_ID) - begin;
	set_state(worker, WINDOW_WORK_LOOKED);
}

static void *
work(void *user)
{
	struct window_worker *worker = user;
	uint64_t ticks = FIRST_SLICE, begin = clock_us(CLOCK_MONOTONIC);
	enum window_work asked;

	while (!dbg_slice(worker->d, ticks)) {
		ticks = next_ticks(ticks, clock_us(CLOCK_MONOTONIC) - begin);
		asked = next_work(worker);
		if (asked == WINDOW_WORK_LOOKED)
			look_now(worker);
		else if (asked == WINDOW_WORK_RESTING)
			rest(worker);
		begin = clock_us(CLOCK_MONOTONIC);
	}
	worker->used = clock_us(CLOCK_THREAD_CPUTIME_ID);
	set_state(worker, WINDOW_WORK_STOPPED);
	return NULL;
}

static void
close_pipe(struct window_worker *worker)
{
	close(worker->wake[0]);
	close(worker->wake[1]);
}

bool
window_worker_begin(struct window_worker *worker, struct dbg *d,
    void (*look)(void *user), void *user)
{
	/* Signals are for the first thread, but for those of faults. */
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	sigset_t all, before;
	bool is_begun;

	*worker = (struct window_worker){.d = d, .look = look, .user = user};
	if (pipe2(worker->wake, O_NONBLOCK | O_CLOEXEC) != 0)
		return false;
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->cond, NULL);
	sigfillset(&all);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	is_begun = pthread_create(&worker->thread, NULL, work, worker) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!is_begun)
		close_pipe(worker);
	return is_begun;
}

void
window_worker_end(struct window_worker *worker)
{
	pthread_join(worker->thread, NULL);
	pthread_mutex_destroy(&worker->lock);
	pthread_cond_destroy(&worker->cond);
	close_pipe(worker);
}

void
window_worker_ask(struct window_worker *worker, enum window_work to)
{
	pthread_mutex_lock(&worker->lock);
	worker->asked = to;
	pthread_mutex_unlock(&worker->lock);
}

enum window_work
window_worker_answer(struct window_worker *worker)
{
	enum window_work state;

	pthread_mutex_lock(&worker->lock);
	worker->asked = WINDOW_WORK_RUNNING;
	while (worker->state == WINDOW_WORK_LOOKING)
		pthread_cond_wait(&worker->cond, &worker->lock);
	state = worker->state;
	if (state == WINDOW_WORK_LOOKED)
		worker->state = WINDOW_WORK_RUNNING;
	pthread_mutex_unlock(&worker->lock);
	return state;
}

void
window_worker_go(struct window_worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	worker->state = WINDOW_WORK_RUNNING;
	pthread_cond_signal(&worker->cond);
	pthread_mutex_unlock(&worker->lock);
}

enum window_work
window_worker_wait(struct window_worker *worker, int input, int ms)
{
	/* A negative one is left out. */
	struct pollfd files[] = {
	    {.fd = worker->wake[0], .events = POLLIN},
	    {.fd = input, .events = POLLIN},
	};
	enum window_work state;
	char bytes[64];

	if (poll(files, 2, ms) > 0 && files[0].revents != 0)
		while (read(worker->wake[0], bytes, sizeof(bytes)) > 0)
			;
	pthread_mutex_lock(&worker->lock);
	state = worker->state;
	pthread_mutex_unlock(&worker->lock);
	return state;
}
