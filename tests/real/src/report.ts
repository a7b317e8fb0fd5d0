// A report on a text: strings, maps, sorting, closures of AssemblyScript's own library.
class Entry {
  count: i32 = 0;
  lines: Set<i32> = new Set<i32>();
  constructor(public word: string) {}
}

abstract class Column {
  abstract cell(entry: Entry): string;
}
class Word extends Column {
  cell(entry: Entry): string { return entry.word.padEnd(10); }
}
class Share extends Column {
  constructor(public all: i32) { super(); }
  cell(entry: Entry): string { return (100.0 * entry.count / this.all).toString(); }
}
class Lines extends Column {
  cell(entry: Entry): string {
    const lines = entry.lines.values();
    lines.sort((a, b) => b - a);
    return lines.map<string>((n) => n.toString()).join("/");
  }
}

let result: ArrayBuffer = new ArrayBuffer(0);

export function allocate(size: usize): usize {
  return heap.alloc(size);
}

export function report(address: usize, size: usize): usize {
  const text = String.UTF8.decodeUnsafe(address, size);
  const entries = new Map<string, Entry>();
  const lines = text.split("\n");
  let all = 0;
  for (let i = 0; i < lines.length; i++) {
    const words = lines[i].toLowerCase().split(" ");
    for (let k = 0; k < words.length; k++) {
      const word = words[k].replaceAll(".", "").replaceAll(",", "");
      if (!word.length) continue;
      if (!entries.has(word)) entries.set(word, new Entry(word));
      const entry = entries.get(word);
      entry.count++;
      entry.lines.add(i + 1);
      all++;
    }
  }
  const list = entries.values();
  list.sort((a, b) => a.count != b.count ? b.count - a.count : a.word < b.word ? -1 : 1);
  const columns: Column[] = [new Word(), new Share(all), new Lines()];
  let out = "";
  for (let i = 0; i < list.length; i++) {
    for (let k = 0; k < columns.length; k++) out += columns[k].cell(list[i]) + " ";
    out += "\n";
  }
  out += `${all} words, ${u64.MAX_VALUE}, ${1.0 / 3}, ${1e21}, ${Math.sin(1)}, ${NativeMath.pow(2, 0.5)}`;
  result = String.UTF8.encode(out);
  return changetype<usize>(result);
}

export function size(): i32 {
  return result.byteLength;
}

export function churn(rounds: i32): f64 {
  let sum = 0.0;
  for (let i = 0; i < rounds; i++) {
    const list = new Array<Array<f64>>();
    for (let k = 0; k < 100; k++) list.push([f64(k), f64(i), f64(k ^ i)]);
    for (let k = 0; k < 100; k++) sum += list[k][2] / (list[k][0] + 1);
  }
  return sum;
}

export function fail(index: i32): i32 {
  const list: i32[] = [1, 2, 3];
  return list[index];
}
