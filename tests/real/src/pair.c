/* Several results, with the experimental multivalue calling convention. */
#include <stdint.h>

struct parts {
	int64_t quotient, remainder;
};
struct vector {
	double x, y, z;
};

__attribute__((noinline)) struct parts
divide(int64_t a, int64_t b)
{
	return (struct parts){ a / b, a % b };
}

__attribute__((noinline)) struct vector
cross(struct vector a, struct vector b)
{
	return (struct vector){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}

int64_t
gcd(int64_t a, int64_t b)
{
	while (b) {
		struct parts p = divide(a, b);
		a = b;
		b = p.remainder;
	}
	return a;
}

double
volume(const struct vector *v)
{
	struct vector c = cross(v[0], v[1]);
	return c.x * v[2].x + c.y * v[2].y + c.z * v[2].z;
}

unsigned __int128
product(unsigned __int128 a, unsigned __int128 b)
{
	return a * b + (a >> 7);
}
