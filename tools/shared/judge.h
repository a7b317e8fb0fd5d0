/*
 * The judgement of a script: what modules and assertions come to.
 */
#ifndef TOOLS_JUDGE_H
#define TOOLS_JUDGE_H

#include "libwasmkit/wasmkit.h"

/*
 * JUDGED(name, text): the kinds of judgement besides the commands that are
 * called what they are in the script.
 */
#define JUDGED_KINDS(JUDGED) \
	JUDGED(MODULE_TEXT, "module") \
	JUDGED(MODULE_BINARY, "module binary") \
	JUDGED(MODULE_QUOTE, "module quote") \
	JUDGED(MODULE_INNER, "module of an assertion to execute") \
	JUDGED(FLAT, "round trip, flat") \
	JUDGED(FOLDED, "round trip, folded") \
	JUDGED(NAMES, "round trip, names") \
	JUDGED(BINARY, "round trip, binary") \
	JUDGED(SCRIPT, "script") /* its syntax; counted when wrong */

enum {
#define JUDGED(name, text) JUDGE_##name,
	JUDGED_KINDS(JUDGED)
#undef JUDGED
	/* and a command of kind K is this plus K */
	JUDGE_COMMAND,
	JUDGE_COUNT = JUDGE_COMMAND + WK_COMMAND_COUNT
};

/* The name of a kind. */
const char *judge_text(unsigned kind);

struct tally {
	unsigned passed, failed, not_executed;
};

struct judgement {
	struct tally tallies[JUDGE_COUNT];
	unsigned not_canonical; /* binaries without a round trip */
	struct wk_sink *report; /* a line a failure */
};

/* How scripts are executed. */
enum judge_manner {
	JUDGE_STATICALLY, /* what needs execution is left out, and counted */
	JUDGE_RUNNING,
	JUDGE_STEPPING, /* with a stop before each instruction */
};

/*
 * Judges the script in a file with a set of features. *out is then the
 * caller's, with its report, also when this fails for want of a script or of
 * memory.
 */
bool judge_file(const char *path, wk_features features,
    enum judge_manner manner, struct judgement *out, struct wk_error *err);

#endif
