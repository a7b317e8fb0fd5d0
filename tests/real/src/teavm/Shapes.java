import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Interfaces, lambdas, collections and exceptions, for TeaVM's WebAssembly GC back end. */
public final class Shapes {
	sealed interface Shape permits Circle, Box {
		double area();
	}

	record Circle(double r) implements Shape {
		public double area() {
			return Math.PI * r * r;
		}
	}

	record Box(double w, double h) implements Shape {
		public double area() {
			if (w < 0)
				throw new IllegalStateException("negative width " + w);
			return w * h;
		}
	}

	private static double attempt(Function<Integer, Shape> make, int n) {
		try {
			return make.apply(n).area();
		} catch (IllegalStateException e) {
			System.out.println(e.getMessage());
			return 0;
		}
	}

	public static void main(String[] args) {
		List<Shape> shapes = new ArrayList<>();
		for (int i = 0; i < 20; i++)
			shapes.add(i % 2 == 0 ? new Circle(i) : new Box(i, 2));
		Map<String, Double> sums = new HashMap<>();
		for (Shape s : shapes)
			sums.merge(s.getClass().getSimpleName(), s.area(), Double::sum);
		System.out.println(sums);
		System.out.println(attempt(n -> new Box(-n, n), 4));
		System.out.println(shapes.stream().map(s -> (int) s.area()).map(String::valueOf)
				.collect(Collectors.joining(", ")));
	}
}
