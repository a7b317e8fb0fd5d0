// A map, a class hierarchy and typed arrays, in AssemblyScript.
abstract class Shape {
  abstract area(): f64;
}
class Circle extends Shape {
  constructor(public r: f64) { super(); }
  area(): f64 { return Math.PI * this.r * this.r; }
}
class Box extends Shape {
  constructor(public w: f64, public h: f64) { super(); }
  area(): f64 { return this.w * this.h; }
}

export function areas(n: i32): f64 {
  const shapes = new Array<Shape>();
  for (let i = 0; i < n; i++) {
    if (i & 1) shapes.push(new Circle(<f64>i)); else shapes.push(new Box(<f64>i, 2));
  }
  return shapes.reduce<f64>((sum, s) => sum + s.area(), 0);
}

export function count(text: string): Map<string, i32> {
  const seen = new Map<string, i32>();
  const words = text.split(" ");
  for (let i = 0; i < words.length; i++) {
    const w = words[i].toLowerCase();
    seen.set(w, seen.has(w) ? seen.get(w) + 1 : 1);
  }
  return seen;
}

export function sum(a: Float32Array): f32 {
  let total: v128 = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= a.length; i += 4) total = f32x4.add(total, v128.load(a.dataStart + (<usize>i << 2)));
  return f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1)
    + f32x4.extract_lane(total, 2) + f32x4.extract_lane(total, 3);
}
