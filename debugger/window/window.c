/*
 * The window: opening it, doing commands, and running the program beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

#include "debugger/window/face.h"
#include "debugger/window/window.h"

enum {
	FRAME = 14,        /* ms between pictures while the program runs */
	IDLE = 50,         /* ms that are waited for an event */
	LONG_WAIT = 300,   /* ms that it does not rest, until that is told */
	PATIENCE = 8,      /* ms that are waited until the program rests */
	MOST_READS = 16,   /* of what the program wrote, at a time */
	LIVE_TIME = 300,   /* us for panes between two slices */
	SELDOM = 100,      /* ms after which panes that are hidden are told */
	IDLE_TIME = 20000, /* us for them while nothing runs */
};

static void
write_text(void *user, const char *text, size_t size)
{
	struct window *w = user;

	window_log_write(&w->console, text, size);
	window_touch(w, WINDOW_CONSOLE);
}

const struct dbg_frame *
window_frame(struct window *w)
{
	const struct dbg_frame *frame = dbg_frame(w->t->d);

	if (frame != NULL && frame->module == NULL)
		frame = dbg_frame_at(w->t->d, frame->level + 1);
	return frame;
}

char *
window_capture(
    struct window *w, void (*write)(struct window *w, void *user), void *user)
{
	struct wk_sink *out = w->t->out, *sink = wk_sink_memory(NULL);
	bool color = w->t->settings.color;
	const char *text;
	size_t size;
	char *copy;

	if (sink == NULL)
		term_no_memory();
	w->t->out = sink;
	w->t->settings.color = true;
	write(w, user);
	w->t->settings.color = color;
	w->t->out = out;
	text = wk_sink_data(sink, &size);
	copy = strndup(text, size);
	if (copy == NULL)
		term_no_memory();
	wk_sink_abandon(sink);
	return copy;
}

/* Shows what the session is now. */
static void
refresh(void *user)
{
	struct window *w = user;

	bool is_new = w->t->resumes != w->resumes;

	if (w->is_running) {
		window_touch(w, WINDOW_CONSOLE);
		return;
	}

	w->resumes = w->t->resumes;
	for (int i = 0; i < WINDOW_PANES; i++)
		if (window_pane_types[i].refresh != NULL)
			window_pane_types[i].refresh(w, is_new);
	window_touch_all(w);
	window_tip_stale(w);
}

/* Does a command; the line is freed. */
static void
execute(struct window *w, char *line)
{
	struct term *t = w->t;
	bool color = t->settings.color, was_own = w->is_own_run;
	bool was_spoken = t->is_in_face;
	char *echo = term_format("\033[2m(wasm-dbg)\033[m %s\n", line);

	write_text(w, echo, strlen(echo));
	free(echo);
	t->is_in_face = true;
	t->settings.color = true;
	w->is_own_run |= !w->is_running;
	term_execute(t, line);
	w->is_own_run = was_own;
	/* The command may have been one that changes it. */
	t->settings.color = color;
	t->is_in_face = was_spoken;
	free(line);
	refresh(w);
}

void
window_do(struct window *w, const char *format, ...)
{
	char *line = NULL;
	va_list args;

	if (w->is_running)
		return;
	va_start(args, format);
	if (vasprintf(&line, format, args) < 0)
		term_no_memory();
	va_end(args);
	execute(w, line);
}

void
window_do_beside(struct window *w, const char *format, ...)
{
	char *line = NULL;
	va_list args;

	if (w->is_busy)
		return;
	va_start(args, format);
	if (vasprintf(&line, format, args) < 0)
		term_no_memory();
	va_end(args);
	execute(w, line);
	window_touch(w, WINDOW_CODE);
}

/* Running */

/* Takes what the program wrote; it may write on and on. */
static void
take_output(struct window *w)
{
	char text[16384];
	ssize_t got;

	for (int i = 0; w->master >= 0 && i < MOST_READS; i++) {
		got = read(w->master, text, sizeof(text));
		if (got <= 0)
			break;
		window_log_write(&w->output, text, (size_t)got);
		window_touch(w, WINDOW_OUTPUT);
	}
}

uint64_t
window_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t
window_now(void)
{
	return window_now_us() / 1000;
}

static void
show_running(struct window *w)
{
	window_pace_begin(&w->pace);
	take_output(w);
	window_events(w, 0);
	if (w->is_closing)
		w->sdl.HideWindow(w->window);
	if (window_draw(w))
		window_pace_end(&w->pace);
}

/* Reads what panes show of the program, while that stands between slices. */
static void
take(void *user)
{
	struct window *w = user;
	uint64_t now = window_now();

	w->ran += (uint32_t)(now - w->taken);
	w->taken = now;
	window_pane_take(w, LIVE_TIME);
	window_tip_refresh(w);
}

/* Whether it is time for that. */
static bool
wants_to_take(const struct window *w)
{
	uint64_t passed = window_now() - w->taken;

	return passed >= SELDOM || (passed >= FRAME && window_pane_takes(w));
}

/* Takes the program's output as it comes; true: it has stopped. */
static bool
wait_for_program(struct window *w, uint64_t until, enum window_work wanted)
{
	for (;;) {
		uint64_t now = window_now();
		enum window_work state = window_worker_wait(&w->worker,
		    w->master, now < until ? (int)(until - now) : 0);

		take_output(w);
		if (state == WINDOW_WORK_STOPPED)
			return true;
		if (state == wanted || window_now() >= until)
			return false;
	}
}

static void
see_waiting(struct window *w, bool has_rested)
{
	uint64_t now = window_now();
	bool is_waiting;

	if (has_rested)
		w->rested = now;
	is_waiting = now - w->rested > LONG_WAIT;
	w->is_bar_dirty |= w->is_waiting != is_waiting;
	w->is_waiting = is_waiting;
}

/* Gives whether it did what it was asked to. */
static bool
ask_program(struct window *w, enum window_work to)
{
	bool is_done;

	window_worker_ask(&w->worker, to);
	wait_for_program(w, window_now() + PATIENCE, to);
	is_done = window_worker_answer(&w->worker) == to;
	see_waiting(w, is_done);
	return is_done;
}

/* What the user did that needs the session. */
static void
do_late(struct window *w)
{
	if (!ask_program(w, WINDOW_WORK_RESTING))
		return;
	w->is_busy = false;
	window_events_late(w);
	take(w);
	w->is_busy = true;
	window_worker_go(&w->worker);
}

/*
 * A picture each FRAME, drawn while the program goes on. Where nothing can be
 * taken since it does not come to the end of a slice, it is as it was. Short
 * runs are over before.
 */
static void
run_and_draw(struct window *w)
{
	uint64_t drawn = window_now();

	w->is_busy = true;
	while (!wait_for_program(w, drawn + FRAME, WINDOW_WORK_STOPPED)) {
		if (w->late_count > 0)
			do_late(w);
		else if (wants_to_take(w))
			ask_program(w, WINDOW_WORK_LOOKED);
		drawn = window_now();
		show_running(w);
	}
	w->is_busy = false;
}

static void
run(void *user)
{
	struct window *w = user;

	window_pace_reset(&w->pace);
	window_map_begin(w);
	w->taken = window_now();
	w->is_running = true;
	if (!window_worker_begin(&w->worker, w->t->d, take, w)) {
		w->is_running = false;
		while (!dbg_slice(w->t->d, UINT64_MAX))
			;
		return;
	}
	w->rested = w->taken;
	w->is_waiting = false;
	window_touch_all(w);
	run_and_draw(w);
	w->is_running = false;
	window_worker_end(&w->worker);
	w->ran += (uint32_t)(window_now() - w->taken);
	take_output(w);
	window_touch_all(w);
}

/* One round while nothing runs; false when the window is over. */
static bool
turn(struct window *w, int wait)
{
	take_output(w);
	window_events(w, wait);
	if (!w->is_closing)
		window_keys_feed(w);
	if (w->is_closing)
		return false;
	window_pane_take(w, IDLE_TIME);
	window_tip_refresh(w);
	window_draw(w);
	return true;
}

/* A line that a command reads. */
static char *
read_line(void *user, const char *prompt)
{
	struct window *w = user;
	char *line, *echo;

	refresh(w);
	w->prompt = prompt;
	w->wants_line = true;
	w->focus = WINDOW_CONSOLE;
	window_touch_all(w);
	while (w->entered == NULL && turn(w, IDLE))
		;
	w->wants_line = false;
	line = w->entered;
	w->entered = NULL;
	if (line != NULL) {
		echo = term_format("%s%s\n", prompt, line);
		write_text(w, echo, strlen(echo));
		free(echo);
	}
	return line;
}

/* Called while the terminal waits for a key. */
static void
idle(void *user)
{
	struct window *w = user;
	struct term *t = w->t;

	if (!turn(w, 0))
		window_close(t);
}

/* Opening and closing */

/* A terminal for the program, so that it writes lines as they are complete. */
static bool
redirect(struct window *w)
{
	struct termios mode;

	if (openpty(&w->master, &w->slave, NULL, NULL, NULL) != 0)
		return false;
	if (tcgetattr(w->slave, &mode) == 0) {
		mode.c_oflag &= ~(tcflag_t)OPOST;
		tcsetattr(w->slave, TCSANOW, &mode);
	}
	fcntl(w->master, F_SETFL, O_NONBLOCK);
	fcntl(w->master, F_SETFD, FD_CLOEXEC);
	fcntl(w->slave, F_SETFD, FD_CLOEXEC);
	for (int i = 0; i < 3; i++)
		w->t->options.streams[i] =
		    (struct wk_wasi_stream){.kind = WK_WASI_FD, .fd = w->slave};
	return true;
}

/* SDL2 takes what nobody sees where it finds no display. */
static bool
has_display(struct window *w)
{
	static const char *const unseen[] = {"dummy", "evdev", "offscreen"};
	const char *driver = w->sdl.GetCurrentVideoDriver();

	if (getenv("SDL_VIDEODRIVER") != NULL)
		return true;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (driver == NULL || strcmp(driver, unseen[i]) == 0)
			return false;
	return true;
}

/*
 * Few pixels change from one picture to the next, and those are copied sooner
 * than a graphics driver is loaded, or than one without a processor of its own
 * takes the program's. Where SDL2 has it, that is.
 */
static SDL_Renderer *
create_renderer(struct window *w)
{
	SDL_Renderer *renderer;

	w->sdl.SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
	renderer = w->sdl.CreateRenderer(w->window, -1, SDL_RENDERER_SOFTWARE);
	if (renderer == NULL)
		renderer = w->sdl.CreateRenderer(w->window, -1, 0);
	return renderer;
}

/* The size kept, or a usual one; not larger than the display. */
static void
choose_size(struct window *w)
{
	struct window_setup *setup = &w->setup;
	SDL_Rect most;

	window_scale_begin(w);
	if (setup->width == 0)
		setup->width = window_units(w, 1280);
	if (setup->height == 0)
		setup->height = window_units(w, 800);
	if (w->sdl.GetDisplayUsableBounds(0, &most) != 0 || most.w < 480 ||
	    most.h < 320)
		return;
	if (setup->width > most.w)
		setup->width = most.w;
	if (setup->height > most.h)
		setup->height = most.h;
}

static bool
create(struct window *w, struct wk_error *err)
{
	char *title;

	/* The click that gives the window the keys counts, too. */
	w->sdl.SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
	/* Signals end or interrupt what they did before. */
	w->sdl.SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
	if (w->sdl.InitSubSystem(SDL_INIT_VIDEO) != 0)
		return term_fail(
		    err, "no window can be opened: %s", w->sdl.GetError());
	if (!has_display(w))
		return term_fail(
		    err, "no window can be opened: there is no display");
	if (w->sdl.ttf_Init() != 0)
		return term_fail(err, "fonts: %s", w->sdl.GetError());
	choose_size(w);
	title =
	    term_format("%s - wasm-dbg", dbg_location_base(w->t->options.path));
	w->window = w->sdl.CreateWindow(title, SDL_WINDOWPOS_UNDEFINED,
	    SDL_WINDOWPOS_UNDEFINED, w->setup.width, w->setup.height,
	    SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
	free(title);
	if (w->window != NULL)
		w->renderer = create_renderer(w);
	if (w->renderer == NULL)
		return term_fail(
		    err, "no window can be opened: %s", w->sdl.GetError());
	w->sdl.SetWindowMinimumSize(w->window, 480, 320);
	w->canvas.renderer = w->renderer;
	w->canvas.is_light = w->setup.is_light;
	return true;
}

static bool
begin(struct window *w, struct wk_error *err)
{
	if (!create(w, err))
		return false;
	if (!window_scale_follow(w, err))
		return false;
	if (w->is_alone && !redirect(w))
		return term_fail(
		    err, "no terminal for the program: %s", strerror(errno));
	w->sdl.StartTextInput();
	window_draw_size(w);
	return true;
}

/* Frees what there is of it. */
static void
destroy(struct window *w)
{
	window_fonts_close(&w->canvas);
	if (w->scene != NULL)
		w->sdl.DestroyTexture(w->scene);
	if (w->renderer != NULL)
		w->sdl.DestroyRenderer(w->renderer);
	if (w->window != NULL)
		w->sdl.DestroyWindow(w->window);
	w->sdl.ttf_Quit();
	w->sdl.QuitSubSystem(SDL_INIT_VIDEO);
	if (w->master >= 0) {
		close(w->master);
		close(w->slave);
		for (int i = 0; i < 3; i++)
			w->t->options.streams[i] =
			    (struct wk_wasi_stream){.kind = WK_WASI_INHERIT};
	}
	window_list_free(w);
	window_stack_free(w);
	window_watch_free(w);
	window_line_free(&w->line);
	window_line_free(&w->input);
	window_log_free(&w->console);
	window_log_free(&w->output);
	window_code_free(w);
	window_hex_free(w);
	window_map_free(w);
	window_picture_free(w);
	free(w->entered);
	free(w->pasted);
	window_select_free(w);
	free(w->tip.text);
	free(w);
}

bool
window_open(struct term *t, bool is_alone, struct wk_error *err)
{
	static const struct term_face face = {
	    .write = write_text,
	    .run = run,
	    .read_line = read_line,
	    .idle = idle,
	    .refresh = refresh,
	};
	struct window *w;

	if (t->face.user != NULL)
		return true;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		term_no_memory();
	w->t = t;
	w->is_alone = is_alone;
	w->dragged = w->maximized = w->master = -1;
	w->focus = WINDOW_CONSOLE;
	w->hex.digit = -1;
	w->ran = 1;
	w->canvas.sdl = &w->sdl;
	window_tiling_load(&w->setup);
	if (!window_sdl_load(&w->sdl, err)) {
		free(w);
		return false;
	}
	if (!begin(w, err)) {
		destroy(w);
		return false;
	}
	t->face = face;
	t->face.user = w;
	window_picture_load(w);
	term_history_begin();
	refresh(w);
	window_pane_take(w, IDLE_TIME);
	window_draw(w);
	return true;
}

void
window_close(struct term *t)
{
	struct window *w = t->face.user;

	if (w == NULL)
		return;
	window_picture_save(w);
	window_tiling_save(&w->setup);
	t->face = (struct term_face){0};
	destroy(w);
}

void
window_loop(struct term *t)
{
	struct window *w = t->face.user;

	while (!t->is_over && !term_ended() && turn(w, IDLE))
		;
}

bool
window_command(struct term *t, const char *args, struct wk_error *err)
{
	return window_pane_command(t->face.user, args, err);
}

void
window_describe(struct term *t)
{
	window_describe_panes(t->face.user);
}
