#include <stdio.h>

struct node {
	int value;
	struct node *next;
};

static struct node nodes[3] = {{10, NULL}, {20, NULL}, {30, NULL}};
static struct node *current = &nodes[0];
static int total;

static void
turn(struct node *to)
{
	current = to;
}

int
main(void)
{
	struct node *own = &nodes[0];

	current->value = 11;
	nodes[1].value = 21;
	turn(&nodes[1]);
	nodes[0].value = 12;
	current->value = 22;
	current->next = &nodes[2];
	own = own + 1;
	own->next->value = 31;
	total += current->value;
	current = (struct node *)0x7ffffff0;
	current = &nodes[2];
	printf("%d\n", total);
	return 0;
}
