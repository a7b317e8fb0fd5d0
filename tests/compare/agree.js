// Judges what agree printed of modules: they do the same in V8.
//
//   node agree.js PACK LINES [FOLDER]    modules that differ go into FOLDER
'use strict';
const fs = require('fs');

const pack = fs.readFileSync(process.argv[2]);
const lines = fs.readFileSync(process.argv[3], 'utf8').split('\n');
const folder = process.argv[4];

const bits = new DataView(new ArrayBuffer(8));

// What V8 says, and the codes that may mean the same.
const traps = [
  [/unreachable/, /^UNREACHABLE$/],
  [/divide by zero|remainder by zero/, /^DIVIDE_BY_ZERO$/],
  [/divide result unrepresentable/, /^INTEGER_OVERFLOW$/],
  [/float unrepresentable/, /^(INVALID_CONVERSION|INTEGER_OVERFLOW)$/],
  [/memory access out of bounds/, /^(MEMORY_BOUNDS|UNALIGNED_ATOMIC)$/],
  [/table index is out of bounds/, /^(UNDEFINED_ELEMENT|TABLE_BOUNDS)$/],
  [/table access|table or|table\.|element segment/, /^TABLE_BOUNDS$/],
  [/data segment/, /^MEMORY_BOUNDS$/],
  [/array element access out of bounds|array index/, /^ARRAY_BOUNDS$/],
  [/null function or function signature/,
    /^(INDIRECT_CALL_TYPE|UNINITIALIZED_ELEMENT|UNDEFINED_ELEMENT)$/],
  [/dereferencing a null pointer/, /^NULL_/],
  [/illegal cast/, /^CAST_FAILURE$/],
  [/unaligned/, /^UNALIGNED_ATOMIC$/],
  [/Atomics.wait/, /^EXPECTED_SHARED$/],
  [/new array is too large/, /^(MEMORY|LIMIT)$/],
];

function argument(letter, text) {
  switch (letter) {
    case 'i': return parseInt(text, 16) | 0;
    case 'I': return BigInt('0x' + text);
    case 'f': bits.setUint32(0, parseInt(text, 16)); return bits.getFloat32(0);
    case 'F': bits.setBigUint64(0, BigInt('0x' + text)); return bits.getFloat64(0);
    default: return null;
  }
}

function show(letter, value) {
  switch (letter) {
    case 'i': return (value >>> 0).toString(16);
    case 'I': return BigInt.asUintN(64, value).toString(16);
    case 'f':
      bits.setFloat32(0, value);
      return Number.isNaN(value) ? 'nan' : bits.getUint32(0).toString(16);
    case 'F':
      bits.setFloat64(0, value);
      return Number.isNaN(value) ? 'nan' : bits.getBigUint64(0).toString(16);
    case 'r': return value === null ? 'null' : 'ref';
    default: return '';
  }
}

function hash(buffer) {
  const words = new Uint32Array(buffer);
  let h = 1;
  for (let i = 0; i < words.length; i++) {
    h = Math.imul(h ^ words[i], 0x9E3779B1);
    h = (h << 13) | (h >>> 19);
  }
  return (h >>> 0).toString(16);
}

// The end of something that threw; null when it cannot be compared.
function end(error, code) {
  if (error instanceof RangeError && /stack/.test(error.message)) return null;
  if (/MEMORY$|LIMIT|STACK_EXHAUSTED|OUT_OF_FUEL/.test(code)) return null;
  if (error instanceof WebAssembly.Exception || !(error instanceof Error))
    return code === 'UNCAUGHT_EXCEPTION' ? '' : 'threw';
  for (const [said, codes] of traps)
    if (said.test(error.message) && codes.test(code)) return '';
  return error.message;
}

// What differs, '' when nothing does.
function compare(module, instance, line) {
  const items = WebAssembly.Module.exports(module)
    .map(e => instance.exports[e.name]);
  for (const c of line.calls) {
    if (c.f === undefined) continue;
    let values;
    try {
      values = items[c.f](...c.a.map((a, i) => argument(c.p[i], a)));
    } catch (error) {
      const said = end(error, c.o);
      if (said === null) return '';
      if (said !== '') return `${c.f}: ${c.o}, not ${said}`;
      continue;
    }
    if (/^(MEMORY|LIMIT|STACK_EXHAUSTED|OUT_OF_FUEL)$/.test(c.o)) return '';
    if (c.o !== 'ok') return `${c.f}(${c.a}): ${c.o}, not ok`;
    if (c.r.length === 1) values = [values];
    for (let i = 0; i < c.r.length; i++) {
      const v8 = show(c.r[i], values[i]);
      if (v8 !== c.v[i]) return `${c.f}(${c.a}): ${c.v[i]}, not ${v8}`;
    }
    calls++;
  }
  for (const [name, kind, value, sum] of line.state ?? []) {
    const item = items[name];
    let v8;
    if (kind === 'm') {
      const size = item.buffer.byteLength.toString(16);
      if (size !== value) return `${name}: size ${value}, not ${size}`;
      v8 = hash(item.buffer);
      if (v8 !== sum) return `${name}: hash ${sum}, not ${v8}`;
    } else if (kind !== '-') {
      v8 = show(kind, item.value);
      if (v8 !== value) return `${name}: ${value}, not ${v8}`;
    }
  }
  return '';
}

function judge(bytes, line) {
  let module, instance;
  try {
    module = new WebAssembly.Module(bytes);
    instance = new WebAssembly.Instance(module, {});
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) {
      skipped++;
      if (skipped < 3) console.log(`${line.n}: ${error.message}`);
      return '';
    }
    if (line.start === 'ok') return `start: ok, not ${error.message}`;
    const said = end(error, line.start);
    return said === null || said === '' ? '' : `start: ${line.start}, not ${said}`;
  }
  if (line.start !== 'ok')
    return /MEMORY$|LIMIT|FUEL/.test(line.start) ? '' : `start: ${line.start}, not ok`;
  return compare(module, instance, line);
}

let calls = 0, skipped = 0, passed = 0, failed = 0;
let at = 0;
const ends = {};
for (const text of lines) {
  if (text === '') continue;
  const size = pack.readUInt32LE(at);
  const bytes = pack.subarray(at + 4, at + 4 + size);
  at += 4 + size;
  const line = JSON.parse(text);
  for (const c of line.calls ?? []) ends[c.o] = (ends[c.o] ?? 0) + 1;
  const differs = judge(bytes, line);
  if (differs === '') {
    passed++;
    continue;
  }
  failed++;
  console.log(`module ${line.n}: ${differs}`);
  if (folder !== undefined) fs.writeFileSync(`${folder}/${line.n}.wasm`, bytes);
}
delete ends.undefined;
console.log(JSON.stringify(ends));
console.log(`agree: ${passed} passed, ${failed} failed; ${skipped} not for V8, ${calls} calls`);
process.exitCode = failed > 0 ? 1 : 0;
