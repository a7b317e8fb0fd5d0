// Ordinary JavaScript for an ahead-of-time compiler.
function primes(n) {
  const composite = new Uint8Array(n + 1);
  const found = [];
  for (let i = 2; i <= n; i++) {
    if (composite[i]) continue;
    found.push(i);
    for (let j = i * i; j <= n; j += i) composite[j] = 1;
  }
  return found;
}

class Counter {
  constructor() { this.seen = new Map(); }
  add(word) { this.seen.set(word, (this.seen.get(word) ?? 0) + 1); }
}

const counter = new Counter();
for (const p of primes(1000)) counter.add(String(p % 10));
try {
  if (counter.seen.size !== 6) throw new RangeError(`saw ${counter.seen.size}`);
} catch (e) {
  console.log(e.message);
}
console.log([...counter.seen].map(([k, v]) => k + ":" + v).join(" "));
