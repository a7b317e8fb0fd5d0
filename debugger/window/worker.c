/*
 * The thread that the program runs on while the window is drawn. It has the
 * session from window_worker_go() until it rests, which it does when the
 * program has stopped, or between two slices when it is asked to.
 */
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

/* Whether it is over instead. */
static bool
wait_to_go(struct window_worker *worker)
{
	bool is_over;

	pthread_mutex_lock(&worker->lock);
	while (!worker->may_go && !worker->is_over)
		pthread_cond_wait(&worker->cond, &worker->lock);
	worker->may_go = false;
	is_over = worker->is_over;
	pthread_mutex_unlock(&worker->lock);
	return is_over;
}

/* Whether to rest, now. */
static bool
is_asked(struct window_worker *worker)
{
	bool asked;

	pthread_mutex_lock(&worker->lock);
	asked = worker->is_asked;
	worker->is_asked = false;
	pthread_mutex_unlock(&worker->lock);
	return asked;
}

static void *
work(void *user)
{
	struct window_worker *worker = user;
	uint64_t ticks = FIRST_SLICE, rested = 0;

	while (!wait_to_go(worker)) {
		uint64_t now = clock_us(CLOCK_MONOTONIC), begin;

		if (rested != 0)
			worker->waited += now - rested;
		do {
			begin = now;
			worker->is_stopped = dbg_slice(worker->d, ticks);
			now = clock_us(CLOCK_MONOTONIC);
			ticks = next_ticks(ticks, now - begin);
		} while (!worker->is_stopped && !is_asked(worker));
		worker->used = clock_us(CLOCK_THREAD_CPUTIME_ID);
		rested = now;
		while (write(worker->done[1], "", 1) < 0)
			;
	}
	return NULL;
}

bool
window_worker_begin(struct window_worker *worker, struct dbg *d)
{
	/* Signals are for the first thread, but for those of faults. */
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	sigset_t all, before;

	*worker = (struct window_worker){.d = d};
	if (pipe(worker->done) != 0)
		return false;
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->cond, NULL);
	sigfillset(&all);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	worker->is_begun =
	    pthread_create(&worker->thread, NULL, work, worker) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!worker->is_begun) {
		close(worker->done[0]);
		close(worker->done[1]);
	}
	return worker->is_begun;
}

void
window_worker_end(struct window_worker *worker)
{
	if (!worker->is_begun)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->is_over = true;
	pthread_cond_signal(&worker->cond);
	pthread_mutex_unlock(&worker->lock);
	pthread_join(worker->thread, NULL);
	pthread_mutex_destroy(&worker->lock);
	pthread_cond_destroy(&worker->cond);
	close(worker->done[0]);
	close(worker->done[1]);
}

void
window_worker_go(struct window_worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	worker->may_go = true;
	worker->is_asked = false;
	pthread_cond_signal(&worker->cond);
	pthread_mutex_unlock(&worker->lock);
}

void
window_worker_ask(struct window_worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	worker->is_asked = true;
	pthread_mutex_unlock(&worker->lock);
}

bool
window_worker_wait(struct window_worker *worker, int input, int ms)
{
	/* A negative one is left out. */
	struct pollfd files[] = {
	    {.fd = worker->done[0], .events = POLLIN},
	    {.fd = input, .events = POLLIN},
	};
	char byte;

	return poll(files, 2, ms) > 0 && files[0].revents != 0 &&
	       read(worker->done[0], &byte, 1) == 1;
}
