static volatile unsigned counter;

static void
turn(void)
{
	counter++;
}

int
main(void)
{
	for (;;)
		turn();
}
