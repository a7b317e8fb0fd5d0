/* Sessions with small programs, for tests. */
#ifndef WK_TESTS_SESSIONHELP_H
#define WK_TESTS_SESSIONHELP_H

#include "debugger/point.h"
#include "debugger/session.h"
#include "debugger/view.h"
#include "tests/unit/unit.h"

/* The session, and its options, which may be changed before it is opened. */
extern struct dbg *d;
extern struct dbg_options sessionhelp_options;

/* Opens a session with a text, as "p.wat"; every test needs a clean-up. */
void sessionhelp_open(const char *text);
/* The same for a file that is there. */
void sessionhelp_open_file(const char *path);
void sessionhelp_close(void);

void sessionhelp_start(void);

/* Adds a point; one that fails ends the test. */
uint32_t sessionhelp_point(const struct dbg_point_request *request);
uint32_t sessionhelp_break(const char *location);

/* Adds a point that has to fail, and gives why. */
struct wk_error sessionhelp_fail(const struct dbg_point_request *request);

/* Moves until the program stops. */
enum dbg_reason sessionhelp_go(enum dbg_verb verb);
enum dbg_reason sessionhelp_go_to(enum dbg_verb verb, const char *location);

/* The line that the innermost frame is at, without blanks before it. */
const char *sessionhelp_line(void);

/* The name of the frame of a level. */
const char *sessionhelp_name(uint32_t level);

#endif
