// node compare.js A.wasm B.wasm: are the two modules the same, custom sections aside?
//
// Custom sections are not looked at, the name section included: neither what is in them nor where
// they stand. Of all else every byte counts, those of sizes and counts too.
//
// Prints one line. It exits 0 for
//   identical          byte for byte
//   same but for …     what the text format cannot say, counted: integers that A writes longer than
//                      they need be (linkers leave room), sizes of sections and bodies among them,
//                      empty sections, a data count section that only one has, and groups of locals
//                      of one type that A declares apart; sizes differ only by these
// and 1 with the first difference otherwise. Of instructions it knows nothing, so that it shares no
// mistake with the tools it checks: where the bytes part, the shorter must be the longer less its
// padding.
'use strict';
const fs = require('fs');

const CUSTOM = 0, CODE = 10, DATA_COUNT = 12, REF_NULL = 0x63, REF = 0x64, EXACT = 0x62;

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }
  byte() {
    if (this.at >= this.end) throw new Error(`the end at 0x${this.end.toString(16)} comes too soon`);
    return this.bytes[this.at++];
  }
  unsigned() {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  signed() {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return byte & 64 ? value - scale * 128 : value;
    }
  }
  // What a size stands before; padded says whether that is longer than it need be.
  span() {
    const at = this.at, size = this.unsigned();
    const padded = this.at - at > 1 && this.bytes[this.at - 1] === 0;
    return Object.assign(new Reader(this.bytes, this.at, this.at += size), { padded });
  }
  valtype() {
    let type = this.byte();
    if (type !== REF_NULL && type !== REF) return `${type}`;
    if (this.bytes[this.at] === EXACT) type += ` ${this.byte()}`;
    return `${type} ${this.signed()}`;
  }
}

// What must correspond: each section's contents, of the code section the count and each body.
function pieces(file) {
  const all = [];
  for (const r = new Reader(fs.readFileSync(file), 8); r.at < r.end;) {
    const id = r.byte(), inner = r.span();
    if (id === CUSTOM) continue;
    if (id !== CODE) {
      all.push({ what: `section ${id}`, inner });
      continue;
    }
    const { bytes, at, padded } = inner, count = inner.unsigned();
    const head = Object.assign(new Reader(bytes, at, inner.at), { padded });
    all.push({ what: `section ${id}`, inner: head });
    for (let i = 0; i < count; i++) all.push({ what: `body ${i}`, inner: inner.span(), body: true });
    if (inner.at !== inner.end) throw new Error(`section ${id}: its size does not fit`);
  }
  return all;
}

const empty = ({ inner, body }) => !body && inner.end - inner.at === 1 && inner.bytes[inner.at] === 0;

// Reads a body's declarations of locals; gives the groups as written, and merged.
function locals(r) {
  const merged = [];
  let groups = r.unsigned();
  for (let i = groups; i > 0; i--) {
    const count = r.unsigned(), type = r.valtype(), last = merged.at(-1);
    if (last && last.type === type) last.count += count;
    else if (count) merged.push({ type, count });
  }
  return { groups, merged: JSON.stringify(merged) };
}

// The length of the padding at bytes[at..end) of a number whose last needed byte is LAST:
// 80 … 80 00, or FF … FF 7F after a negative one.
function padding(bytes, at, end, last) {
  for (const [fill, stop] of last & 64 ? [[0x80, 0x00], [0xff, 0x7f]] : [[0x80, 0x00]]) {
    let to = at;
    while (to < end && to - at < 9 && bytes[to] === fill) to++;
    if (to < end && bytes[to] === stop) return to + 1 - at;
  }
  return 0;
}

const found = {
  'padded integers': 0,
  'empty sections': 0,
  'regrouped locals': 0,
  'data count section': 0,
};

function compare(a, b) {
  if (!b || a.what !== b.what) throw new Error(`${a.what} against ${b ? b.what : 'nothing'}`);
  const x = a.inner, y = b.inner;
  if (y.padded && !x.padded) throw new Error(`${a.what}: its size is longer than it need be`);
  if (x.padded && !y.padded) found['padded integers']++;
  if (x.bytes.compare(y.bytes, y.at, y.end, x.at, x.end) === 0) return;
  if (a.body) {
    const l = locals(x), m = locals(y);
    if (l.merged !== m.merged) throw new Error(`${a.what}: ${l.merged} against ${m.merged}`);
    if (l.groups !== m.groups) found['regrouped locals']++;
  }
  let i = x.at, j = y.at;
  for (; i < x.end && j < y.end; i++, j++) {
    const long = x.bytes[i], short = y.bytes[j];
    if (long === short) continue;
    const extra = long === (short | 128) ? padding(x.bytes, i + 1, x.end, short) : 0;
    if (!extra) throw new Error(`${a.what} at 0x${i.toString(16)} against 0x${j.toString(16)}`);
    i += extra;
    found['padded integers']++;
  }
  if (i < x.end || j < y.end) throw new Error(`${a.what}: one is longer`);
}

try {
  let [a, b] = process.argv.slice(2, 4).map(pieces);
  const had = new Set(b.map((piece) => piece.what)), all = a.length;
  a = a.filter((piece) => !empty(piece) || had.has(piece.what));
  found['empty sections'] = all - a.length;
  const counts = [a, b].map((list) => list.findIndex((p) => p.what === `section ${DATA_COUNT}`));
  if ((counts[0] < 0) !== (counts[1] < 0)) {
    (counts[0] < 0 ? b : a).splice(Math.max(...counts), 1);
    found['data count section'] = 1;
  }
  a.forEach((piece, i) => compare(piece, b[i]));
  if (b.length > a.length) throw new Error(`nothing against ${b[a.length].what}`);
  const some = Object.entries(found).filter(([, n]) => n).map(([what, n]) => `${n} ${what}`);
  console.log(some.length ? `same but for ${some.join(', ')}` : 'identical');
} catch (e) {
  console.log(`differs: ${e.message}`);
  process.exitCode = 1;
}
