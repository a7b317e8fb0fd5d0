// Exceptions, destructors and rethrowing; the C++ runtime is imported.
struct Base {
	virtual ~Base() {}
	int code = 0;
};
struct Derived : Base {
	explicit Derived(int c) { code = c; }
};

extern "C" int host(int);
extern "C" void log_value(int);

struct Guard {
	int value;
	explicit Guard(int v) : value(v) {}
	~Guard() { log_value(value); }
};

static int
deep(int n)
{
	Guard guard(n);
	if (n == 0)
		throw Derived(host(n));
	if (n == 1)
		throw 42;
	return deep(n - 2) + host(n);
}

extern "C" int
attempt(int n)
{
	try {
		Guard outer(-1);
		try {
			return deep(n);
		} catch (const Derived &d) {
			if (d.code)
				throw;
			return d.code;
		}
	} catch (int i) {
		return i;
	} catch (const Base &b) {
		return b.code;
	} catch (...) {
		return -1;
	}
}

extern "C" int
loop(int n)
{
	int sum = 0;
	for (int i = 0; i < n; i++) {
		try {
			if (host(i))
				continue;
			sum += attempt(i);
		} catch (...) {
			sum--;
		}
	}
	return sum;
}

extern "C" int
quiet(int n) noexcept
{
	return deep(n);
}
