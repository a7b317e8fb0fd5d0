#include <stdio.h>
#include <stdlib.h>

struct node {
	int key;
	struct node *left, *right;
};

static struct node *
insert(struct node *node, int key)
{
	if (node == NULL) {
		node = calloc(1, sizeof(*node));
		node->key = key;
		return node;
	}
	if (key < node->key)
		node->left = insert(node->left, key);
	else
		node->right = insert(node->right, key);
	return node;
}

static int
depth(const struct node *node)
{
	int left, right;

	if (node == NULL)
		return 0;
	left = depth(node->left);
	right = depth(node->right);
	return 1 + (left > right ? left : right);
}

static int
factorial(int n)
{
	if (n <= 1)
		return 1;
	return n * factorial(n - 1);
}

int
main(void)
{
	static const int keys[] = {50, 25, 75, 10, 30, 60, 5};
	struct node *root = NULL;

	for (unsigned i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		root = insert(root, keys[i]);
	printf("depth %d, 6! = %d\n", depth(root), factorial(6));
	return 0;
}
