#include <cstdio>

namespace geo {

class shape {
public:
	explicit shape(const char *name) : name_(name) { count++; }
	virtual ~shape() = default;
	virtual int area() const = 0;
	const char *name() const { return name_; }

	static int count;

private:
	const char *name_;
};

int shape::count = 0;

class rect : public shape {
public:
	rect(int w, int h) : shape("rect"), w_(w), h_(h) {}
	int area() const override { return w_ * h_; }

private:
	int w_, h_;
};

template <typename T>
struct pair {
	T first, second;

	T larger() const { return first > second ? first : second; }
};

enum class side { left, right };

} // namespace geo

static int
grow(int &value, const geo::pair<int> &by)
{
	value += by.larger();
	return value;
}

static int
grow(int &value, double factor)
{
	value = static_cast<int>(value * factor);
	return value;
}

int
main()
{
	geo::rect r(3, 4);
	geo::pair<int> p{5, 8};
	geo::pair<double> q{0.5, 1.5};
	geo::side s = geo::side::right;
	int value = r.area();

	grow(value, p);
	grow(value, q.larger());
	std::printf("%s %d %d\n", r.name(), value, static_cast<int>(s));
	return 0;
}
