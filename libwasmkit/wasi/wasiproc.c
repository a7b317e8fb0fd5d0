#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/random.h>

#include "libwasmkit/base/mix.h"
#include "libwasmkit/wasi/wasiwork.h"

enum {
	SIGNALS = 31,
	SIGNAL_CHLD = 16,
	SIGNAL_CONT = 17,
	SIGNAL_STOP = 18,
	SIGNAL_TTOU = 21,
	SIGNAL_URG = 22,
	SIGNAL_WINCH = 27,
	SIGNAL_STATUS = 128, /* added to it, as shells do */
};

/* Writes strings, and pointers to them. */
static uint16_t
give_strings(
    struct wk_wasi_work *w, const struct wk_buf *strings, uint32_t count)
{
	uint32_t address = w->args[1].i32;
	uint8_t *pointers = wk_wasi_out(w, w->args[0].i32, (uint64_t)count * 4);
	uint8_t *text = wk_wasi_out(w, address, strings->size);

	if (pointers == NULL || text == NULL)
		return WK_WASI_FAULT;
	if (count == 0)
		return WK_WASI_SUCCESS;
	memcpy(text, strings->data, strings->size);
	for (size_t at = 0; at < strings->size; pointers += 4) {
		wk_wasi_put(pointers, address + at, 4);
		at += strlen((const char *)strings->data + at) + 1;
	}
	return WK_WASI_SUCCESS;
}

static uint16_t
give_sizes(struct wk_wasi_work *w, uint32_t count, size_t size)
{
	uint16_t err = wk_wasi_give(w, w->args[0].i32, count, 4);

	return err != 0 ? err : wk_wasi_give(w, w->args[1].i32, size, 4);
}

uint16_t
wk_wasi_args_get(struct wk_wasi_work *w)
{
	return give_strings(w, &w->wasi->args, w->wasi->arg_count);
}

uint16_t
wk_wasi_args_sizes_get(struct wk_wasi_work *w)
{
	return give_sizes(w, w->wasi->arg_count, w->wasi->args.size);
}

uint16_t
wk_wasi_environ_get(struct wk_wasi_work *w)
{
	return give_strings(w, &w->wasi->env, w->wasi->env_count);
}

uint16_t
wk_wasi_environ_sizes_get(struct wk_wasi_work *w)
{
	return give_sizes(w, w->wasi->env_count, w->wasi->env.size);
}

uint16_t
wk_wasi_random_get(struct wk_wasi_work *w)
{
	size_t size = w->args[1].i32;
	uint8_t *at = wk_wasi_out(w, w->args[0].i32, size);
	ssize_t n;

	if (at == NULL)
		return WK_WASI_FAULT;
	for (; size > 0; at += n, size -= (size_t)n) {
		if (w->wasi->has_seed) {
			n = size < 8 ? (ssize_t)size : 8;
			wk_wasi_put(
			    at, wk_mix_random(&w->wasi->random), (unsigned)n);
			continue;
		}
		n = getrandom(at, size, 0);
		if (n < 0 && (errno != EINTR || wk_wasi_interrupted(w)))
			return wk_wasi_errno(errno);
		n = n < 0 ? 0 : n;
	}
	return WK_WASI_SUCCESS;
}

static uint16_t
end(struct wk_wasi_work *w, uint32_t exit_status)
{
	w->wasi->has_exited = true;
	w->wasi->status = exit_status;
	w->has_failed = true;
	wk_error_set(
	    w->err, WK_E_EXIT, WK_NO_OFFSET, " with status %u", exit_status);
	return WK_WASI_SUCCESS;
}

uint16_t
wk_wasi_proc_exit(struct wk_wasi_work *w)
{
	return end(w, w->args[0].i32);
}

/* The host is spared the signal: what it would end is the program. */
uint16_t
wk_wasi_proc_raise(struct wk_wasi_work *w)
{
	uint32_t number = w->args[0].i32;

	if (number >= SIGNALS)
		return WK_WASI_INVAL;
	if (number >= SIGNAL_STOP && number <= SIGNAL_TTOU)
		return WK_WASI_NOTSUP;
	if (number == 0 || number == SIGNAL_CHLD || number == SIGNAL_CONT ||
	    number == SIGNAL_URG || number == SIGNAL_WINCH)
		return WK_WASI_SUCCESS;
	return end(w, SIGNAL_STATUS + number);
}

uint16_t
wk_wasi_sched_yield(struct wk_wasi_work *w)
{
	if (w->from != NULL && w->from->state != 0)
		return WK_WASI_SUCCESS;
	if (wk_wasi_leave(w, 0, false, 1))
		return WK_WASI_AGAIN;
	return sched_yield() == 0 ? WK_WASI_SUCCESS : wk_wasi_errno(errno);
}
