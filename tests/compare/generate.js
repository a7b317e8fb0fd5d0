// Writes random modules that are valid and come to an end, for agree: aimed at
// where operands are kept, what is folded into what, and how frames are left.
//
//   node generate.js SEED COUNT >PACK
'use strict';
const fs = require('fs');
const path = require('path');

let state = BigInt(process.argv[2]) * 0x9E3779B97F4A7C15n + 1n;
state = Number(BigInt.asUintN(32, state ^ (state >> 32n))) >>> 0;

// A number below n (mulberry32).
function draw(n) {
  state = (state + 0x6D2B79F5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % n;
}
const chance = percent => draw(100) < percent;
const pick = list => list[draw(list.length)];
const times = (n, fn) => Array.from({length: n}, (_, i) => fn(i));

function uleb(value) {
  const out = [];
  do {
    out.push((value & 127) | (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return out;
}
function sleb(value) {
  const out = [];
  for (value = BigInt(value);;) {
    const byte = Number(value & 127n);
    value >>= 7n;
    if ((value === 0n && byte < 64) || (value === -1n && byte >= 64))
      return [...out, byte];
    out.push(byte | 128);
  }
}
const vec = items => [...uleb(items.length), ...items.flat()];
const section = (id, bytes) => [id, ...uleb(bytes.length), ...bytes];

// Types by letter; s and a are of the types 0 and 1 below, e is eqref.
const TYPES = {
  i: [0x7F], I: [0x7E], f: [0x7D], F: [0x7C], v: [0x7B],
  s: [0x63, 0], a: [0x63, 1], e: [0x6D],
};
const NUMBERS = 'iIfF';
const FIELDS = [...'iIfFvsb']; // of type 0; b is i8
const letters = (max, set) => times(draw(max + 1), () => pick(set)).join('');

// The instructions that a signature is enough for.
const table = path.join(__dirname, '../../libwasmkit/model/opcodes.def');
const ops = [];
for (const m of fs.readFileSync(table, 'utf8').matchAll(
  /^OP\((\w+), "[^"]*", (\w+), (\w+), (\w+), "(\w*)", "(\w*)", (\d+), (\w+)\)/mg)) {
  const [, name, prefix, code, imm, params, results, width, feature] = m;
  if (!/^(MVP|SIMD|SIGN_EXTENSION|SATURATING_FLOAT_TO_INT|SAT\w*|SIGN\w*)$/.test(feature) ||
    !/^(NONE|LANE|SHUFFLE|MEMARG|MEMARG_LANE)$/.test(imm) ||
    !/^p?[iIfFv]*$/.test(params) || !/^[iIfFv]?$/.test(results) ||
    params === '')
    continue;
  const bytes = Number(prefix) === 0 ? [Number(code)] :
    [Number(prefix), ...uleb(Number(code))];
  ops.push({name, imm, bytes, params: params.replace('p', 'i'), results,
    width: Number(width)});
}
const scalar = ops.filter(op => !/v/.test(op.params + op.results));
const results = {};
for (const op of ops) (results[op.results] ??= []).push(op);

// What sequences that have a handler of their own are made of, as often.
const common = {};
const aliases = {LOAD_U8: 'I32_LOAD8_U', LOAD_U16: 'I32_LOAD16_U',
  LOAD_U32: 'I32_LOAD', LOAD_U64: 'I64_LOAD', LOAD_F64: 'F64_LOAD',
  LOAD_I32_S8: 'I32_LOAD8_S', LOAD_I32_S16: 'I32_LOAD16_S'};
const fused = path.join(__dirname, '../../libwasmkit/exec/fused.def');
for (const m of fs.readFileSync(fused, 'utf8')
  .matchAll(/(\w+?)(_IF)?_[SAK]{1,2}(_D|_BACK)?(?=[,)])/g)) {
  const op = ops.find(o => o.name === (aliases[m[1]] ?? m[1]));
  if (op !== undefined) (common[op.results] ??= []).push(op);
}

const stores = ops.filter(op => op.results === '');
const fewer = {i: scalar, I: scalar, f: scalar, F: scalar};
for (const t in fewer) fewer[t] = scalar.filter(op => op.results === t);

const INTEGERS = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 63, 64, 100, 127,
  128, 255, 256, 1000, 4095, 65532, 65535, 65536, -1, -2, -8, -128, -129,
  -32768, -65536, 0x7FFFFFFF, -0x80000000];
const WIDE = [...INTEGERS, 0x80000000, 0xFFFFFFFF, 0x100000000, -0x80000001,
  0x7FFFFFFFFFFFFFFFn, -0x8000000000000000n, 0x123456789ABCDEFn];
const FLOATS = [0, -0, 1, -1, 0.5, 1.5, 2.5, -2.5, 3, 100, 1e10, -1e10, 1e38,
  3.5e-46, 2147483648, 4294967296, 9223372036854775808, Infinity, -Infinity,
  NaN, 0.1];

function floatBytes(type, value) {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f') view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer, 0, type === 'f' ? 4 : 8)];
}

class Module {
  constructor() {
    this.legacy = chance(40);
    this.types = [
      [0x5F, ...vec(FIELDS.map(f => [...(TYPES[f] ?? [0x78]), 1]))],
      [0x5E, 0x7F, 1],
    ];
    this.known = new Map();
    this.globals = [...'iiIIfFvvsae'];
    this.tags = ['', 'i', 'iIfF', 'vi', 'I'];
    const returns = ['', 'i', 'I', 'f', 'F', 'v', 'iI', 'vf', 'Fi', 's', 'e'];
    this.funcs = times(3 + draw(6), () => ({
      params: letters(pick([2, 4, 6, 14]), 'iiIIfFvsae'),
      results: pick(returns),
    }));
    this.tags.forEach(t => this.type(t, ''));
  }

  type(params, results) {
    const key = `${params}>${results}`;
    if (!this.known.has(key)) {
      this.known.set(key, this.types.length);
      this.types.push([0x60, ...vec([...params].map(t => TYPES[t])),
        ...vec([...results].map(t => TYPES[t]))]);
    }
    return this.known.get(key);
  }

  // Exports have numbers only, and fuel of their own.
  wrapper(func, index) {
    const params = func.params.replace(/[vsae]/g, 'I');
    const out = [[], 0x41, ...sleb(50 + draw(150)), 0x24, 0];
    const locals = [...func.results].reverse().join('');
    [...func.params].forEach((t, i) => {
      out.push(0x20, ...uleb(i));
      if (t === 'v') out.push(0xFD, 18);
      else if (t === 's') out.push(0x1A, 0xFB, 1, 0);
      else if (t === 'a') out.push(0xA7, 0x41, 5, 0xFB, 6, 1);
      else if (t === 'e') out.push(0xA7, 0xFB, 0x1C);
    });
    out.push(0x10, ...uleb(index));
    const at = i => uleb(params.length + locals.length - 1 - i);
    [...locals].forEach((_, i) =>
      out.push(0x21, ...uleb(params.length + i)));
    let returned = '';
    [...func.results].forEach((t, i) => {
      const get = [0x20, ...at(i)];
      if (t === 'v') {
        out.push(...get, 0xFD, 29, 0, ...get, 0xFD, 29, 1);
        returned += 'II';
      } else {
        out.push(...get, ...('sae'.includes(t) ? [0xD1] : []));
        returned += 'sae'.includes(t) ? 'i' : t;
      }
    });
    out[0] = vec([...locals].map(t => [1, ...TYPES[t]]));
    const body = [...out.flat(), 0x0B];
    return {type: this.type(params, returned), body};
  }

  bytes() {
    const bodies = this.funcs.map((f, i) => new Body(this, f, i).bytes());
    const own = this.funcs.map(f => this.type(f.params, f.results));
    const wrappers = this.funcs.map((f, i) => this.wrapper(f, i));
    const inits = {
      i: [0x41, 0], I: [0x42, 0], f: [0x43, 0, 0, 0, 0],
      F: [0x44, 0, 0, 0, 0, 0, 0, 0, 0], v: [0xFD, 12, ...times(16, i => i)],
      s: [0xD0, 0], a: [0xD0, 1], e: [0xD0, 0x6D],
    };
    const n = this.funcs.length;
    const name = text => vec([...Buffer.from(text)]);
    return [
      0, 0x61, 0x73, 0x6D, 1, 0, 0, 0,
      ...section(1, vec(this.types)),
      ...section(3, vec([...own, ...wrappers.map(w => w.type)].map(uleb))),
      ...section(4, vec([[0x70, 0, ...uleb(n)]])),
      ...section(5, vec([[1, 1, 2]])),
      ...section(13, vec(this.tags.map(t => [0, ...uleb(this.type(t, ''))]))),
      ...section(6, vec(['i', ...this.globals].map(t =>
        [...TYPES[t], 1, ...inits[t], 0x0B]))),
      ...section(7, vec([
        ...times(n, i => [...name(`f${i}`), 0, ...uleb(n + i)]),
        [...name('m'), 2, 0],
        ...this.globals.map((_, i) => [...name(`g${i}`), 3, i + 1]),
      ])),
      ...section(9, vec([[0, 0x41, 0, 0x0B, ...vec(times(n, uleb))]])),
      ...section(10, vec([...bodies, ...wrappers.map(w => w.body)]
        .map(b => [...uleb(b.length), ...b]))),
      ...section(11, vec([[0, 0x41, 8, 0x0B, ...vec(times(200, () => draw(256)))]])),
    ];
  }
}

class Body {
  constructor(module, func, index) {
    this.module = module;
    this.func = func;
    this.index = index;
    this.out = [];
    this.locals = [...func.params];
    this.budget = 60 + draw(200);
    // What instructions are taken from.
    this.results = pick([fewer, results, common, common]);
    for (const t of 'iIfFvsae')
      times(chance(70) ? 1 + draw(3) : 1, () => this.locals.push(t));
    this.temporary = {};
    for (const t of 'fFvsa') this.temporary[t] = this.fresh(t);
    this.counters = [];
    this.labels = [];
    this.stack = [];
    this.floor = 0; // operands below are not to be taken
  }

  fresh(type) {
    return this.locals.push(type) - 1;
  }

  emit(...bytes) {
    this.out.push(...bytes.flat(Infinity));
    this.budget--;
  }

  local(type) {
    const all = [];
    // Temporaries and counters are above those that are for all.
    this.locals.forEach((t, i) => t === type && !this.isOwn(i) && all.push(i));
    return all.length === 0 ? this.fresh(type) : pick(all);
  }

  isOwn(index) {
    return Object.values(this.temporary).includes(index) ||
      this.counters.includes(index);
  }

  global(type) {
    const all = [];
    this.module.globals.forEach((t, i) => t === type && all.push(i + 1));
    return pick(all);
  }

  pop(n) {
    this.stack.length -= n;
  }

  constant(type) {
    const one = pick([0, 0, draw(256), 255]);
    switch (type) {
      case 'i': this.emit(0x41, sleb(pick(INTEGERS))); break;
      case 'I': this.emit(0x42, sleb(pick(WIDE))); break;
      case 'f': this.emit(0x43, floatBytes('f', pick(FLOATS))); break;
      case 'F': this.emit(0x44, floatBytes('F', pick(FLOATS))); break;
      case 'v': this.emit(0xFD, 12, times(16, () => chance(50) ? one : draw(256))); break;
      case 's':
        if (chance(20)) this.emit(0xD0, 0);
        else if (chance(30)) this.emit(0xFB, 1, 0);
        else {
          this.need([...FIELDS].join('').replace('b', 'i'), false);
          this.emit(0xFB, 0, 0);
          this.pop(FIELDS.length);
        }
        break;
      case 'a':
        if (chance(10)) this.emit(0xD0, 1);
        else if (chance(30)) {
          this.emit(0x41, 6, 0xFB, 7, 1);
        } else {
          const n = 1 + draw(6);
          this.need('i'.repeat(n), false);
          this.emit(0xFB, 8, 1, n);
          this.pop(n);
        }
        break;
      case 'e':
        if (chance(40)) {
          this.leaf('i');
          this.emit(0xFB, 0x1C);
          this.pop(1);
        } else if (chance(80)) {
          this.leaf(pick('sa'));
          this.pop(1);
        } else this.emit(0xD0, 0x6D);
        break;
    }
    this.stack.push(type);
  }

  leaf(type) {
    if (chance(65)) {
      this.emit(0x20, uleb(this.local(type)));
      this.stack.push(type);
    } else if (chance(75) || !this.module.globals.includes(type)) {
      this.constant(type);
    } else {
      this.emit(0x23, this.global(type));
      this.stack.push(type);
    }
  }

  // The topmost operand's NaN becomes the one that all engines have.
  canonical(type) {
    const t = uleb(this.temporary[type]);
    this.emit(0x22, t,
      type === 'f' ? [0x43, 0, 0, 0xC0, 0x7F] :
        [0x44, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F],
      0x20, t, 0x20, t, type === 'f' ? 0x5B : 0x61, 0x1B);
  }

  canonicalLanes(op) {
    const t = uleb(this.temporary.v);
    const isWide = op.name.startsWith('F64X2');
    const nan = isWide ? [0, 0, 0, 0, 0, 0, 0xF8, 0x7F] : [0, 0, 0xC0, 0x7F];
    this.emit(0x22, t, 0xFD, 12, times(16, i => nan[i % nan.length]),
      0x20, t, 0x20, t, 0xFD, isWide ? 71 : 65, 0xFD, 82);
  }

  immediate(op) {
    const lane = () => draw(op.imm === 'MEMARG_LANE' ? 16 / op.width : op.width);
    const memarg = () => [draw(Math.log2(op.width) + 1),
      ...uleb(pick([0, 0, 1, 4, 8, 100, 60000, chance(5) ? 0xFFFFFFFF : 16]))];
    switch (op.imm) {
      case 'LANE': return [lane()];
      case 'SHUFFLE': return times(16, () => draw(32));
      case 'MEMARG': return memarg();
      case 'MEMARG_LANE': return [...memarg(), lane()];
      default: return [];
    }
  }

  // Keeps most addresses inside the memory.
  address() {
    if (chance(6)) return;
    const how = draw(3);
    if (how === 0) this.emit(0x41, sleb(pick([0xFF, 0xFFF, 60])), 0x71);
    else if (how === 1) this.emit(0x1A, 0x41, sleb(draw(5000)));
    else {
      this.emit(0x41, sleb(0xFFF), 0x71);
      this.operand('i');
      this.emit(0x41, sleb(0x7FF), 0x71, 0x6A);
      this.pop(1);
    }
  }

  instruction(op) {
    const isMemory = /MEMARG/.test(op.imm);
    const last = op.params.at(-1);
    if (isMemory) {
      this.operand('i');
      this.address();
      for (const t of op.params.slice(1)) this.operand(t);
    } else {
      this.need(op.params);
    }
    if (/REINTERPRET|COPYSIGN|STORE|SPLAT|REPLACE_LANE/.test(op.name) &&
      'fF'.includes(last))
      this.canonical(last);
    if (/_(DIV|REM)_/.test(op.name) && chance(95))
      this.emit(last === 'i' ? [0x41, 1, 0x72] : [0x42, 1, 0x84]);
    if (/^I.._TRUNC_F/.test(op.name) && chance(95)) {
      this.emit(0x1A, last === 'f' ? 0x43 : 0x44, floatBytes(last, draw(1000)));
    }
    this.emit(op.bytes, this.immediate(op));
    this.pop(op.params.length);
    if (op.results !== '') this.stack.push(op.results);
    if (op.results === 'v' && /^F(32X4|64X2)_/.test(op.name) &&
      !/_(EQ|NE|LT|GT|LE|GE|SPLAT|REPLACE_LANE)$/.test(op.name))
      this.canonicalLanes(op);
  }

  // Pushes an operand of a type.
  operand(type) {
    const floor = this.floor;
    this.floor = this.stack.length;
    if (this.budget < 0 || chance(45)) {
      this.leaf(type);
    } else {
      const how = draw(22);
      if (how < 10 && this.results[type] !== undefined)
        this.instruction(pick(this.results[type]));
      else if (how < 13) this.tee(type);
      else if (how < 15) this.choose(type);
      else if (how < 17) this.block('', type);
      else if (how < 19) this.callFor(type);
      else this.object(type);
    }
    this.floor = this.stack.length;
    if (this.budget > 0 && chance(7)) this.statement();
    this.floor = floor;
  }

  // Pushes a reference that is most likely not null.
  whole(type) {
    this.operand(type);
    if (chance(5)) return;
    const local = uleb(this.temporary[type]);
    this.emit(0x22, local, 0xD1, 0x04, TYPES[type]);
    if (type === 's') this.emit(0xFB, 1, 0);
    else this.emit(0x41, 3, 0xFB, 7, 1);
    this.emit(0x05, 0x20, local, 0x0B);
  }

  tee(type) {
    this.operand(type);
    this.emit(0x22, uleb(this.local(type)));
  }

  choose(type) {
    this.need(type + type + 'i');
    this.emit('sae'.includes(type) ? [0x1C, 1, TYPES[type]] : 0x1B);
    this.pop(3);
    this.stack.push(type);
  }

  // What objects give.
  object(type) {
    const field = FIELDS.indexOf(type);
    if (type === 'i' && chance(50)) {
      const how = draw(6);
      if (how === 0) {
        this.operand(pick('sae'));
        this.emit(0xD1);
      } else if (how === 1) {
        this.whole('a');
        this.emit(0x41, chance(95) ? 0 : 3, 0xFB, 11, 1);
      } else if (how === 2) {
        this.whole('a');
        this.emit(0xFB, 15);
      } else if (how === 3) {
        this.need('ee');
        this.emit(0xD3);
        this.pop(1);
      } else if (how === 4) {
        this.operand('e');
        this.emit(0xFB, 20 + draw(2), pick([0x6C, 0, 1, 0x6B]));
      } else {
        this.whole('s');
        this.emit(0xFB, 3 + draw(2), 0, 6);
      }
      this.pop(1);
      this.stack.push('i');
    } else if (field >= 0) {
      this.whole('s');
      this.emit(0xFB, 2, 0, field);
      this.pop(1);
      this.stack.push(type);
    } else {
      this.leaf(type);
    }
  }

  // Has the topmost operands be of these types, with what is there at times.
  need(types, mayReuse = true) {
    const from = this.stack.length - types.length;
    if (types === '') return;
    if (mayReuse && from >= this.floor && chance(60) &&
      this.stack.slice(from).join('') === types)
      return;
    for (const t of types) this.operand(t);
  }

  // Calls a function further on that gives a type last.
  callFor(type) {
    const all = this.module.funcs.map((f, i) => [f, i])
      .filter(([f, i]) => i > this.index && f.results === type);
    if (all.length === 0) {
      this.leaf(type);
      return;
    }
    this.call(...pick(all));
  }

  call(func, index, tail = 0) {
    const type = () => uleb(this.module.type(func.params, func.results));
    const how = draw(3);
    this.need(func.params);
    if (how === 0) {
      this.emit(0x10 + tail, uleb(index));
    } else if (how === 1) {
      if (chance(50)) this.emit(0x41, sleb(index));
      else this.operand('i'), this.pop(1), this.emit(0x1A, 0x41, sleb(index));
      this.emit(0x11 + tail, type(), 0);
    } else {
      this.emit(0xD2, uleb(index), 0x14 + (tail ? 1 : 0), type());
    }
    this.pop(func.params.length);
    this.stack.push(...func.results);
  }

  // Puts the topmost operand away.
  away() {
    const type = this.stack.at(-1);
    if (type === undefined) return;
    if (chance(25)) this.emit(0x1A);
    else if (chance(80) || !this.module.globals.includes(type))
      this.emit(0x21, uleb(this.local(type)));
    else this.emit(0x24, this.global(type));
    this.pop(1);
  }

  // Leaves just these on the stack.
  finish(types) {
    let same = 0;
    while (same < this.stack.length && this.stack[same] === types[same]) same++;
    while (this.stack.length > same) this.away();
    for (const t of types.slice(same)) {
      const height = this.stack.length;
      this.operand(t);
      if (this.stack.length !== height + 1) throw new Error('operand');
    }
  }

  block(params, results) {
    const kind = draw(this.module.legacy ? 8 : 9);
    this.need(params + (kind >= 3 && kind < 6 ? 'i' : ''));
    if (kind >= 3 && kind < 6) this.pop(1);
    this.pop(params.length);
    const outer = this.stack;
    const type = params === '' && results.length < 2 && chance(80) ?
      (results === '' ? [0x40] : TYPES[results]) :
      sleb(this.module.type(params, results));
    if (kind < 2) this.plain(0x02, type, params, results, results);
    else if (kind < 3) this.loop(type, params, results);
    else if (kind < 6) this.conditional(type, params, results);
    else if (this.module.legacy) this.legacyTry(type, params, results);
    else this.tryTable(type, params, results);
    this.stack = [...outer, ...results];
  }

  inside(params, results, label, kind) {
    const floor = this.floor;
    this.floor = 0;
    this.labels.push({types: label, ...kind});
    this.stack = [...params];
    const steps = this.budget < 0 ? 0 : draw(5);
    for (let i = 0; i < steps; i++) {
      if (chance(70)) this.statement();
      else this.operand(pick('iIfFvs'));
    }
    if (!chance(12) || !this.leave()) this.finish(results);
    this.labels.pop();
    this.floor = floor;
  }

  plain(opcode, type, params, results) {
    this.emit(opcode, type);
    this.inside(params, results, results);
    this.emit(0x0B);
  }

  loop(type, params, results) {
    const counter = this.fresh('i');
    this.counters.push(counter);
    this.emit(0x41, sleb(1 + draw(5)), 0x21, uleb(counter), 0x03, type);
    this.inside(params, results, params, {counter});
    this.emit(0x0B);
  }

  conditional(type, params, results) {
    this.emit(0x04, type);
    this.inside(params, results, results);
    if (params !== results || chance(70)) {
      this.emit(0x05);
      this.inside(params, results, results);
    }
    this.emit(0x0B);
  }

  legacyTry(type, params, results) {
    this.emit(0x06, type);
    this.inside(params, results, results, {tried: true});
    if (chance(15)) {
      this.emit(0x18, uleb(draw(this.labels.length)));
      return;
    }
    const tags = [0, 1, 2, 3, 4].filter(() => chance(40));
    for (const tag of tags) {
      this.emit(0x07, tag);
      this.inside(this.module.tags[tag], results, results, {caught: true});
    }
    if (chance(50) || tags.length === 0) {
      this.emit(0x19);
      this.inside('', results, results, {caught: true});
    }
    this.emit(0x0B);
  }

  // A block for a clause's values around the try_table.
  tryTable(type, params, results) {
    const tag = draw(this.module.tags.length);
    const types = chance(30) ? '' : this.module.tags[tag];
    const ref = chance(40);
    const outer = this.module.type('', results);
    const code = types === '' && this.module.tags[tag] !== '' ?
      [ref ? 3 : 2] : [ref ? 1 : 0, tag];
    const caught = [...types].map(t => TYPES[t]);
    if (ref) caught.push([0x69]);
    // The parameters are on the stack outside: they go into locals.
    const kept = [...params].reverse().map(t => {
      const local = this.fresh(t);
      this.emit(0x21, uleb(local));
      return local;
    }).reverse();
    this.module.types.push([0x60, 0, ...vec(caught)]);
    this.emit(0x02, sleb(outer));
    this.labels.push({types: results});
    this.emit(0x02, sleb(this.module.types.length - 1));
    this.labels.push({types: '!'});
    kept.forEach(local => this.emit(0x20, uleb(local)));
    this.emit(0x1F, type, 1, code, 0);
    this.inside(params, results, results, {tried: true});
    this.emit(0x0B, 0x0C, 1, 0x0B);
    this.labels.pop();
    if (ref) this.emit(chance(80) ? 0x1A : 0x0A);
    this.stack = [...types];
    const floor = this.floor;
    this.floor = 0;
    this.finish(results);
    this.floor = floor;
    this.emit(0x0B);
    this.labels.pop();
  }

  depth(label) {
    return this.labels.length - 1 - this.labels.indexOf(label);
  }

  // Whether a loop goes on.
  goesOn(label) {
    const c = uleb(label.counter);
    this.emit(0x20, c, 0x41, 1, 0x6B, 0x22, c, 0x41, 0, 0x4A);
  }

  branchIf() {
    const label = pick(this.labels);
    if (label === undefined || label.types === '!') return;
    this.need(label.types);
    if (label.counter !== undefined) {
      this.goesOn(label);
    } else {
      this.operand('i');
      this.pop(1);
    }
    this.emit(0x0D, uleb(this.depth(label)));
  }

  // A branch on a reference, with what is below it.
  branchOnReference() {
    const label = pick(this.labels.filter(l =>
      l.counter === undefined && l.types !== '!'));
    if (label === undefined) return;
    const depth = uleb(this.depth(label));
    const last = label.types.at(-1);
    const isCast = 'se'.includes(last ?? '-') && chance(60);
    this.need(isCast ? label.types.slice(0, -1) : label.types);
    if (!isCast) {
      this.operand(pick('sae'));
      this.emit(0xD5, depth);
      return;
    }
    this.operand('e');
    this.emit(0xFB, last === 's' ? 24 : 25, 3, depth, 0x6D, 0);
    this.pop(1);
    this.stack.push(last === 's' ? 'e' : 's');
  }

  // Ends the block early, if there is a way to.
  leave() {
    const how = draw(10);
    const label = pick(this.labels.filter(l =>
      l.counter === undefined && l.types !== '!'));
    if (how < 4 && label !== undefined) {
      this.need(label.types);
      this.emit(0x0C, uleb(this.depth(label)));
    } else if (how < 6 && label !== undefined) {
      const same = this.labels.filter(l =>
        l.counter === undefined && l.types === label.types);
      this.need(label.types + 'i');
      this.emit(0x0E, vec(times(draw(5), () => uleb(this.depth(pick(same))))),
        uleb(this.depth(pick(same))));
    } else if (how < 7) {
      this.need(this.func.results);
      this.emit(0x0F);
    } else if (how < 8 && (chance(10) || this.labels.some(l => l.tried))) {
      this.throw();
    } else {
      return this.tailCall();
    }
    return true;
  }

  throw() {
    const tag = draw(this.module.tags.length);
    const caught = this.labels.filter(l => l.caught);
    if (caught.length > 0 && chance(50)) {
      this.emit(0x09, uleb(this.depth(pick(caught))));
      return;
    }
    this.need(this.module.tags[tag]);
    this.emit(0x08, tag);
  }

  tailCall() {
    const all = this.module.funcs.map((f, i) => [f, i])
      .filter(([f, i]) => i > this.index && f.results === this.func.results);
    if (all.length === 0) return false;
    this.call(...pick(all), 2);
    return true;
  }

  // What leaves the stack as it is.
  statement() {
    if (this.budget < 0) return;
    const height = this.stack.length;
    const how = draw(20);
    const type = pick('iiIIfFvsae');
    if (how < 5) {
      this.operand(type);
      this.emit(0x21, uleb(this.local(type)));
      this.pop(1);
    } else if (how < 8) {
      this.instruction(pick(this.results === results ? stores : stores.slice(0, 9)));
    } else if (how < 10) {
      const results = letters(3, 'iIfFvse');
      this.block(letters(2, 'iIfFv'), results);
    } else if (how < 12) {
      if (chance(70)) this.branchIf();
      else this.branchOnReference();
    } else if (how < 13) {
      this.exchange();
    } else if (how < 14) {
      const all = this.module.funcs.map((f, i) => [f, i])
        .filter(([, i]) => i > this.index);
      if (all.length > 0) this.call(...pick(all));
    } else if (how < 15) {
      this.whole('a');
      this.emit(0x41, chance(95) ? 0 : 3);
      this.operand('i');
      this.emit(0xFB, 14, 1);
      this.pop(2);
    } else if (how < 17) {
      const field = draw(FIELDS.length);
      this.whole('s');
      this.operand(FIELDS[field].replace('b', 'i'));
      this.emit(0xFB, 5, 0, field);
      this.pop(2);
    } else if (how < 18) {
      this.bulk();
    } else if (how < 19 && this.module.globals.includes(type)) {
      this.operand(type);
      if ('fF'.includes(type)) this.canonical(type);
      this.emit(0x24, this.global(type));
      this.pop(1);
    } else {
      // An operand that is written behind its back.
      this.emit(0x20, uleb(this.local(type)));
      this.stack.push(type);
      this.operand(type);
      this.emit(0x21, uleb(this.local(type)));
      this.pop(1);
    }
    while (this.stack.length > height) this.away();
  }

  exchange() {
    const type = pick('iIfFvs');
    const locals = times(2 + draw(3), () => uleb(this.local(type)));
    for (const l of locals) this.emit(0x20, l);
    for (const l of locals.slice().sort(() => draw(3) - 1)) this.emit(0x21, l);
  }

  bulk() {
    for (let i = 0; i < 3; i++) {
      this.operand('i');
      this.emit(0x41, sleb(0xFF), 0x71);
    }
    this.emit(0xFC, chance(50) ? [11, 0] : [10, 0, 0]);
    this.pop(3);
  }

  bytes() {
    const n = this.func.params.length;
    // Fuel is in the first global.
    this.emit(0x23, 0, 0x41, 1, 0x6B, 0x24, 0, 0x23, 0, 0x41, 0, 0x48,
      0x04, 0x40, 0x00, 0x0B);
    for (const t of 'sa') {
      this.constant(t);
      this.emit(0x21, uleb(this.locals.indexOf(t, n)));
      this.pop(1);
    }
    this.inside('', this.func.results, this.func.results);
    this.emit(0x0B);
    return [...vec(this.locals.slice(n).map(t => [1, ...TYPES[t]])), ...this.out];
  }
}

const parts = [];
for (let i = 0; i < Number(process.argv[3]); i++) {
  const bytes = Buffer.from(new Module().bytes());
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  parts.push(size, bytes);
}
fs.writeSync(1, Buffer.concat(parts));
