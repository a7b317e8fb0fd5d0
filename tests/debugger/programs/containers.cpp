#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

struct item {
	int id;
	std::string name;
};

static int
count(const std::vector<item> &items, const std::string &label)
{
	int n = static_cast<int>(label.size());

	for (const auto &one : items)
		n += one.id + static_cast<int>(one.name.size());
	return n;
}

int
main()
{
	std::string small = "a short one";
	std::string large = "a text that is longer than its short form";
	std::string_view view(large.data() + 2, 4);
	std::vector<int> numbers{1, 2, 3};
	std::vector<item> items{{1, "one"}, {2, "two"}};
	std::array<short, 3> sides{4, 5, 6};
	std::unique_ptr<item> owner(new item{7, "seven"});
	std::shared_ptr<int> shared = std::make_shared<int>(9);
	std::optional<double> some = 2.5, none;
	std::map<int, std::string> names{{3, "c"}, {1, "a"}, {2, "b"}};
	std::set<char> letters{'x', 'a', 'q'};

	std::printf("%d %d %d\n", count(items, large),
	    static_cast<int>(names.size() + letters.size() + view.size()),
	    owner->id + *shared + sides[1] + numbers[0]);
	return 0;
}
