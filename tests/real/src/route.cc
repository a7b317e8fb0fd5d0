// Shortest paths on a random graph, by way of the C++ library.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

struct Shape {
	virtual ~Shape() = default;
	virtual double cost(double length) const = 0;
};
struct Road : Shape {
	double cost(double length) const override { return length; }
};
struct Ferry : Shape {
	double cost(double length) const override { return 2 + length / 3; }
};

struct Edge {
	int to;
	double length;
	std::shared_ptr<Shape> shape;
};

static std::map<int, double>
shortest(const std::vector<std::vector<Edge>> &graph, int from)
{
	std::map<int, double> done;
	using Item = std::pair<double, int>;
	std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
	queue.push({0, from});
	while (!queue.empty()) {
		auto [distance, node] = queue.top();
		queue.pop();
		if (!done.emplace(node, distance).second)
			continue;
		for (const Edge &e : graph[static_cast<size_t>(node)])
			queue.push({distance + e.shape->cost(e.length), e.to});
	}
	return done;
}

int
main()
{
	const int nodes = 200;
	unsigned seed = 1;
	auto random = [&seed] { return (seed = seed * 1103515245u + 12345u) >> 16; };
	std::vector<std::vector<Edge>> graph(nodes);
	for (auto &edges : graph)
		for (int i = 0; i < 5; i++) {
			std::shared_ptr<Shape> shape;
			if (random() % 4)
				shape = std::make_shared<Road>();
			else
				shape = std::make_shared<Ferry>();
			edges.push_back({static_cast<int>(random() % nodes),
			                 1.0 + random() % 100, shape});
		}
	auto distances = shortest(graph, 0);
	std::vector<std::string> lines;
	for (auto [node, distance] : distances)
		lines.push_back(std::to_string(distance) + " to " + std::to_string(node));
	std::sort(lines.begin(), lines.end());
	for (const auto &line : lines)
		std::puts(line.c_str());
}
