/*
 * The thread that the program runs on while the window is drawn. It has the
 * session from window_worker_post() until the end of the slice.
 */
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "debugger/window/window.h"

static uint64_t
clock_us(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void *
work(void *user)
{
	struct window_worker *worker = user;
	uint64_t ended = 0; /* the last slice */

	pthread_mutex_lock(&worker->lock);
	for (;;) {
		uint64_t ticks;

		while (worker->ticks == 0 && !worker->is_over)
			pthread_cond_wait(&worker->cond, &worker->lock);
		if (worker->is_over)
			break;
		ticks = worker->ticks;
		worker->ticks = 0;
		pthread_mutex_unlock(&worker->lock);
		if (ended != 0)
			worker->waited += clock_us(CLOCK_MONOTONIC) - ended;
		worker->is_stopped = dbg_slice(worker->d, ticks);
		worker->used = clock_us(CLOCK_THREAD_CPUTIME_ID);
		ended = clock_us(CLOCK_MONOTONIC);
		while (write(worker->done[1], "", 1) < 0)
			;
		pthread_mutex_lock(&worker->lock);
	}
	pthread_mutex_unlock(&worker->lock);
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
window_worker_post(struct window_worker *worker, uint64_t ticks)
{
	pthread_mutex_lock(&worker->lock);
	worker->ticks = ticks;
	pthread_cond_signal(&worker->cond);
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
