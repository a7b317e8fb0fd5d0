/*
 * Random keys, clicks, drags, texts, commands and sizes for the debugger's
 * window; it is closed now and then, and the terminal's session has to go on.
 *
 * usage: windowfuzz [--seed N] [--events N] [--slow MS] [--log] [--ex COMMAND]
 *                   PROGRAM...
 *
 * The seed chooses the program, and all that is done. Needs no display. With
 * --slow it tells which events took longer.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "debugger/window/face.h"
#include "debugger/window/window.h"

static const char *const commands[] = {
    "run",
    "start",
    "continue",
    "next",
    "step",
    "stepi",
    "nexti",
    "finish",
    "until",
    "break main",
    "break _start",
    "tbreak 5",
    "break 7 if 1",
    "condition 1 1 == 2",
    "delete",
    "delete 1",
    "disable 1",
    "enable",
    "ignore 1 3",
    "watch $g",
    "catch trap",
    "commands 1",
    "silent",
    "end",
    "up",
    "down",
    "frame 0",
    "frame 70",
    "backtrace 5",
    "display $0",
    "display/x $n * 2",
    "display nothing at all",
    "display/4xw 16",
    "undisplay 1",
    "info locals",
    "info window",
    "info breakpoints",
    "info functions",
    "list",
    "list 3",
    "print 1 + 1",
    "print $n",
    "set var $0 = 3",
    "set var mem[8] = 65",
    "x/40xb 0",
    "x/8i $pc",
    "kill",
    "jump 5",
    "return",
    "disassemble",
    "help",
    "help window",
    "window map",
    "window memory",
    "window watch",
    "window locals",
    "window code",
    "window picture 0 64 48",
    "window picture 0 320 200 rgb565",
    "window map heat",
    "window map fine",
    "window scale 2",
    "window scale 0.5",
    "window scale auto",
    "window font 6",
    "window font 14",
    "window font 40",
    "window theme light",
    "window theme dark",
    "window size 480 320",
    "window size 1 1",
    "window size 900 700",
    "window save x.png",
    "quit",
    "no such command",
    "",
};

static const char *const texts[] = {
    "a",
    "0",
    "f",
    " ",
    "p $",
    "(",
    "\"",
    "é",
    "日本",
    "مرحبا",
    "e\u0301",
    "😀",
    "\t",
    "brea",
    "info ",
    "list.next->x[0]",
    "/x ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

static const SDL_Keycode keys[] = {
    SDLK_F1,
    SDLK_F3,
    SDLK_F5,
    SDLK_F6,
    SDLK_F9,
    SDLK_F10,
    SDLK_F11,
    SDLK_RETURN,
    SDLK_ESCAPE,
    SDLK_TAB,
    SDLK_BACKSPACE,
    SDLK_DELETE,
    SDLK_INSERT,
    SDLK_UP,
    SDLK_DOWN,
    SDLK_LEFT,
    SDLK_RIGHT,
    SDLK_HOME,
    SDLK_END,
    SDLK_PAGEUP,
    SDLK_PAGEDOWN,
    SDLK_PLUS,
    SDLK_MINUS,
    SDLK_a,
    SDLK_c,
    SDLK_d,
    SDLK_e,
    SDLK_f,
    SDLK_g,
    SDLK_k,
    SDLK_l,
    SDLK_m,
    SDLK_n,
    SDLK_r,
    SDLK_t,
    SDLK_u,
    SDLK_v,
    SDLK_w,
    SDLK_0,
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum {
	BATCH = 4,    /* events between two pictures */
	PATIENCE = 8, /* pictures of a run before it is paused */
};

static uint64_t state;
static unsigned long left, closings;
static double slow = 0;
static bool is_logged;

static struct term t;
static int mouse_x, mouse_y;
static unsigned given, pictures;
/* What is typed still. */
static const char *typed;
static bool is_entered;
/* The last event, and when it was given. */
static char last[64];
static double last_time, longest;
static unsigned last_resumes;

static uint32_t
random_below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16) % n;
}

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Tells of the last event if it was slow; runs do not count. */
static void
measure(const struct window *w)
{
	double took = now_ms() - last_time;

	if (last[0] == '\0' || w->is_running || last_resumes != t.resumes)
		return;
	if (took > longest)
		longest = took;
	if (slow > 0 && took > slow)
		fprintf(stderr, "%.1f ms: %s\n", took, last);
}

static void
note(const char *format, int a, int b)
{
	snprintf(last, sizeof(last), format, a, b);
	last_time = now_ms();
	last_resumes = t.resumes;
	if (is_logged)
		fprintf(stderr, "%lu: %s\n", left, last);
}

/* Events */

static void
make_motion(const struct window *w, SDL_Event *event)
{
	int width = w->setup.width > 0 ? w->setup.width : 1;
	int height = w->setup.height > 0 ? w->setup.height : 1;

	if (random_below(3) == 0) {
		mouse_x = (int)random_below((uint32_t)width);
		mouse_y = (int)random_below((uint32_t)height);
	} else {
		mouse_x += (int)random_below(61) - 30;
		mouse_y += (int)random_below(61) - 30;
	}
	event->type = SDL_MOUSEMOTION;
	event->motion.x = mouse_x;
	event->motion.y = mouse_y;
	note("motion %d %d", mouse_x, mouse_y);
}

static void
make_button(SDL_Event *event)
{
	static const uint8_t buttons[] = {SDL_BUTTON_LEFT, SDL_BUTTON_LEFT,
	    SDL_BUTTON_LEFT, SDL_BUTTON_MIDDLE, SDL_BUTTON_RIGHT};

	event->type =
	    random_below(2) == 0 ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
	event->button.button = buttons[random_below(COUNT(buttons))];
	event->button.clicks = (uint8_t)(1 + random_below(3));
	event->button.x = mouse_x;
	event->button.y = mouse_y;
	note(event->type == SDL_MOUSEBUTTONDOWN ? "press %d %d" :
						  "release %d %d",
	    mouse_x, mouse_y);
}

static void
make_wheel(SDL_Event *event)
{
	event->type = SDL_MOUSEWHEEL;
	event->wheel.y = (int)random_below(9) - 4;
	event->wheel.mouseX = mouse_x;
	event->wheel.mouseY = mouse_y;
	note("wheel %d", event->wheel.y, 0);
}

static void
make_key(SDL_Event *event)
{
	static const uint16_t mods[] = {
	    0, 0, 0, KMOD_LCTRL, KMOD_LCTRL, KMOD_LSHIFT, KMOD_LALT};

	event->type = SDL_KEYDOWN;
	event->key.keysym.sym = keys[random_below(COUNT(keys))];
	event->key.keysym.mod = mods[random_below(COUNT(mods))];
	note("key %d mod %d", event->key.keysym.sym, event->key.keysym.mod);
}

static void
make_text(SDL_Event *event)
{
	uint32_t n = random_below(COUNT(texts));

	event->type = SDL_TEXTINPUT;
	snprintf(event->text.text, sizeof(event->text.text), "%.28s", texts[n]);
	/* What SDL gives is whole characters. */
	for (size_t i = strlen(event->text.text); i > 24; i--)
		if ((event->text.text[i - 1] & 0x80) != 0)
			event->text.text[i - 1] = '\0';
	note("text %d", (int)n, 0);
}

/* A command, typed and entered. */
static void
make_command(SDL_Event *event)
{
	if (typed == NULL) {
		typed = commands[random_below(COUNT(commands))];
		is_entered = false;
		event->type = SDL_KEYDOWN;
		event->key.keysym.sym = SDLK_ESCAPE;
		note("escape", 0, 0);
	} else if (!is_entered && *typed != '\0') {
		event->type = SDL_TEXTINPUT;
		snprintf(
		    event->text.text, sizeof(event->text.text), "%.31s", typed);
		is_entered = true;
		note("typed", 0, 0);
	} else {
		event->type = SDL_KEYDOWN;
		event->key.keysym.sym = SDLK_RETURN;
		note("enter", 0, 0);
		snprintf(last, sizeof(last), "enter %.40s", typed);
		if (is_logged)
			fprintf(stderr, "%s\n", last);
		typed = NULL;
	}
}

static void
make_window(struct window *w, SDL_Event *event)
{
	static const uint8_t kinds[] = {SDL_WINDOWEVENT_EXPOSED,
	    SDL_WINDOWEVENT_LEAVE, SDL_WINDOWEVENT_ENTER,
	    SDL_WINDOWEVENT_FOCUS_LOST, SDL_WINDOWEVENT_SIZE_CHANGED,
	    SDL_WINDOWEVENT_SIZE_CHANGED, SDL_WINDOWEVENT_CLOSE};

	event->type = SDL_WINDOWEVENT;
	event->window.event = kinds[random_below(COUNT(kinds))];
	if (event->window.event == SDL_WINDOWEVENT_CLOSE &&
	    random_below(8) != 0)
		event->window.event = SDL_WINDOWEVENT_EXPOSED;
	if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
		w->sdl.SetWindowSize(w->window, 1 + (int)random_below(900),
		    1 + (int)random_below(700));
	note("window %d", event->window.event, 0);
}

static void
make_event(struct window *w, SDL_Event *event)
{
	uint32_t kind = random_below(100);

	memset(event, 0, sizeof(*event));
	if (typed != NULL)
		make_command(event);
	else if (kind < 30)
		make_motion(w, event);
	else if (kind < 58)
		make_button(event);
	else if (kind < 66)
		make_wheel(event);
	else if (kind < 82)
		make_key(event);
	else if (kind < 88)
		make_text(event);
	else if (kind < 96)
		make_command(event);
	else
		make_window(w, event);
}

/* In place of SDL's functions */

static int
poll_event(SDL_Event *event)
{
	struct window *w = t.face.user;

	measure(w);
	last[0] = '\0';
	/* A command may wait for lines, and a program run, until it closes. */
	if (left == 0 && !w->is_closing) {
		memset(event, 0, sizeof(*event));
		event->type = SDL_WINDOWEVENT;
		event->window.event = SDL_WINDOWEVENT_CLOSE;
		return 1;
	}
	if (given >= BATCH || left == 0) {
		given = 0;
		/* A program that does not end is paused. */
		if (!w->is_running || ++pictures < PATIENCE)
			return 0;
		pictures = 0;
		memset(event, 0, sizeof(*event));
		event->type = SDL_KEYDOWN;
		event->key.keysym.sym = SDLK_F6;
		return 1;
	}
	given++;
	left--;
	make_event(w, event);
	return 1;
}

static int
wait_event(SDL_Event *event, int ms)
{
	(void)ms;
	return poll_event(event);
}

/* Rounds */

static void
expect(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "windowfuzz: %s\n", what);
	abort();
}

static void
open_window(void)
{
	struct wk_error err = {0};
	struct window *w;

	if (!window_open(&t, random_below(2) == 0, &err)) {
		fprintf(stderr, "windowfuzz: not run: %s\n", err.message);
		exit(0);
	}
	w = t.face.user;
	w->sdl.PollEvent = poll_event;
	w->sdl.WaitEventTimeout = wait_event;
}

/* The terminal's session, without the window. */
static void
try_session(void)
{
	static const char *const sound[] = {
	    "print 6 * 7", "info breakpoints", "info display"};
	static const char *const running[] = {
	    "backtrace 5", "frame 0", "stepi", "print $pc"};

	closings++;
	t.is_over = false;
	for (size_t i = 0; i < COUNT(sound); i++)
		expect(term_execute(&t, sound[i]), sound[i]);
	for (size_t i = 0; i < COUNT(running) && dbg_frame(t.d) != NULL; i++)
		expect(term_execute(&t, running[i]), running[i]);
	term_flush(&t);
}

static void
play(void)
{
	while (left > 0) {
		t.is_over = false;
		if (t.face.user == NULL)
			open_window();
		t.face.idle(t.face.user);
		if (t.face.user == NULL)
			try_session();
	}
	while (t.face.user != NULL)
		t.face.idle(t.face.user);
	try_session();
}

static void
begin(const char *path)
{
	struct wk_error err = {0};

	t.options.path = path;
	t.options.features = wk_features_all();
	t.options.wants_dummies = true;
	for (int i = 0; i < 3; i++)
		t.options.streams[i].kind = WK_WASI_INHERIT;
	term_begin(&t, false, false);
	t.d = dbg_open(&t.options, &err);
	if (t.d == NULL) {
		fprintf(stderr, "windowfuzz: %s: %s\n", path, err.message);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	unsigned long seed = 1, events = 2000;
	const char *command = NULL;
	int n = 1;

	for (; n < argc && strncmp(argv[n], "--", 2) == 0; n++) {
		if (strcmp(argv[n], "--log") == 0)
			is_logged = true;
		else if (n + 1 < argc && strcmp(argv[n], "--seed") == 0)
			seed = strtoul(argv[++n], NULL, 0);
		else if (n + 1 < argc && strcmp(argv[n], "--events") == 0)
			events = strtoul(argv[++n], NULL, 0);
		else if (n + 1 < argc && strcmp(argv[n], "--ex") == 0)
			command = argv[++n];
		else if (n + 1 < argc && strcmp(argv[n], "--slow") == 0)
			slow = strtod(argv[++n], NULL);
	}
	if (n >= argc) {
		fprintf(stderr, "windowfuzz: no program\n");
		return 1;
	}
	setenv("SDL_VIDEODRIVER", "dummy", 1);
	state = seed * 0x9E3779B97F4A7C15u + 1;
	left = events;
	n += (int)(seed % (unsigned long)(argc - n));
	begin(argv[n]);
	if (command != NULL)
		term_script_run(&t, "--ex", command);
	play();
	term_end(&t);
	fprintf(stderr,
	    "windowfuzz: seed %lu: %lu events, %lu closings, longest %.1f ms, "
	    "%s\n",
	    seed, events, closings, longest, argv[n]);
	return 0;
}
