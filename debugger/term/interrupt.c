/*
 * Signals: Ctrl-C stops the program and not the debugger; a window changes;
 * the debugger is stopped, or ended, from outside.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "debugger/term/term.h"

static struct dbg *_Atomic target;
static volatile sig_atomic_t was_interrupted, was_resized, was_continued,
    was_ended;
static int wake[2] = {-1, -1};

/* Ends waiting for a key. */
static void
wake_up(void)
{
	int number = errno;
	ssize_t written = write(wake[1], "", 1);

	(void)written;
	errno = number;
}

static void
on_interrupt(int signal)
{
	struct dbg *d = atomic_load(&target);

	(void)signal;
	was_interrupted = 1;
	if (d != NULL)
		dbg_interrupt(d);
	wake_up();
}

static void
on_resize(int signal)
{
	(void)signal;
	was_resized = 1;
	wake_up();
}

/* The terminal was the shell's meanwhile. */
static void
on_continue(int signal)
{
	(void)signal;
	was_continued = 1;
	wake_up();
}

/* The terminal is to be left as it was found. */
static void
on_end(int signal)
{
	was_ended = 1;
	on_interrupt(signal);
}

void
term_interrupt_begin(void)
{
	/* Not restarted: waiting for a key has to end. */
	struct sigaction interrupt = {.sa_handler = on_interrupt};
	struct sigaction resize = {.sa_handler = on_resize};
	struct sigaction proceed = {.sa_handler = on_continue};
	struct sigaction end = {.sa_handler = on_end};

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
		wake[0] = wake[1] = -1;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGWINCH, &resize, NULL);
	sigaction(SIGCONT, &proceed, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
}

void
term_interrupt_target(struct dbg *d)
{
	atomic_store(&target, d);
}

int
term_interrupt_wake(void)
{
	return wake[0];
}

bool
term_interrupted(void)
{
	bool was = was_interrupted != 0;

	was_interrupted = 0;
	return was;
}

bool
term_continued(void)
{
	bool was = was_continued != 0;

	was_continued = 0;
	return was;
}

bool
term_ended(void)
{
	return was_ended != 0;
}

bool
term_resized(void)
{
	bool was = was_resized != 0;

	was_resized = 0;
	return was;
}
