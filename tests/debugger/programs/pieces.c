#include <stdio.h>

volatile int source = 5;

static inline __attribute__((always_inline)) int
mix(int a, int b)
{
	int low = a * 31;
	int high = b * 17 + source;

	low ^= high >> 3;
	return low * high;
}

int
main(void)
{
	int sum = 0;

	for (int i = 0; i < 3; i++) {
		int left = source + i;

		sum += mix(left, i * left) - (left ^ source);
		sum ^= source;
	}
	printf("%d\n", sum);
	return 0;
}
