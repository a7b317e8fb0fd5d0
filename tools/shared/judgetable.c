#include "tools/shared/judgetable.h"

#include <stdio.h>

static void
print_row(const char *text, struct tally tally, bool is_static)
{
	printf("%-34s %8u %8u", text, tally.passed, tally.failed);
	if (is_static)
		printf(" %13u", tally.not_executed);
	printf("\n");
}

/* Asserts, by what they demand: a result, or some failure. */
static void
print_demands(const struct tally *tallies)
{
	static const char *const texts[] = {"a failure", "a result"};
	struct tally sums[2] = {{0}};

	for (unsigned i = JUDGE_COMMAND + WK_COMMAND_ASSERT_RETURN;
	    i <= JUDGE_COMMAND + WK_COMMAND_ASSERT_UNLINKABLE; i++) {
		struct tally *sum =
		    &sums[i == JUDGE_COMMAND + WK_COMMAND_ASSERT_RETURN];

		sum->passed += tallies[i].passed;
		sum->failed += tallies[i].failed;
	}
	for (unsigned i = 2; i-- > 0;) {
		if (sums[i].passed + sums[i].failed > 0)
			printf("asserts that demand %s: %u of %u\n", texts[i],
			    sums[i].passed, sums[i].passed + sums[i].failed);
	}
}

struct tally
judgetable_print(
    const struct tally *tallies, unsigned not_canonical, bool is_static)
{
	struct tally sum = {0};

	printf("%-34s %8s %8s%s\n", "kind", "passed", "failed",
	    is_static ? "  not executed" : "");
	for (unsigned i = 0; i < JUDGE_COUNT; i++) {
		struct tally tally = tallies[i];

		if (tally.passed + tally.failed + tally.not_executed == 0)
			continue;
		print_row(judge_text(i), tally, is_static);
		sum.passed += tally.passed;
		sum.failed += tally.failed;
		sum.not_executed += tally.not_executed;
	}
	printf("binary modules not encoded canonically, without a round trip: "
	       "%u\n",
	    not_canonical);
	if (is_static)
		printf("commands not executed: %u\n", sum.not_executed);
	print_demands(tallies);
	return sum;
}
