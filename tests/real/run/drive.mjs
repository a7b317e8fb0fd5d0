// node drive.mjs [-d GUEST=HOST]... FILE.wasm SCRIPT: the calls of a script, by V8
//
// What scripts are made of is in drive.c, which does the same with libwasmkit.
import { readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WASI } from 'node:wasi';

const preopens = {};
const argv = process.argv.slice(2);
while (argv[0] === '-d') {
  const [guest, host] = argv.splice(0, 2)[1].split('=');
  preopens[guest] = host;
}
const [file, script] = argv;
const wasi = new WASI({ version: 'preview1', args: [], env: {}, preopens, returnOnExit: true });
const module = new WebAssembly.Module(readFileSync(file));
const imports = wasi.getImportObject();
for (const { module: m, name, kind } of WebAssembly.Module.imports(module)) {
  imports[m] ??= {};
  if (kind === 'function') imports[m][name] ??= () => 0;
}
if (imports.spectest) imports.spectest.print_char = (c) => writeSync(1, String.fromCharCode(c));
const instance = new WebAssembly.Instance(module, imports);
const { exports } = instance;
const memory = exports.memory;
wasi.finalizeBindings(instance, { memory: memory ?? new WebAssembly.Memory({ initial: 0 }) });

const variables = new Map();

// 12, -3, $name, $name.size, $name+8
function value(word) {
  if (word[0] !== '$') return Number(word);
  const [, name, offset] = word.match(/^\$([\w.]+)(?:\+(\d+))?$/);
  return Number(variables.get(name)) + Number(offset ?? 0);
}

function allocate(name, bytes) {
  const size = bytes.length + 1, f = exports[name];
  const at = (f.length === 4 ? f(0, 0, 8, size) : f(size)) >>> 0;
  new Uint8Array(memory.buffer).set(bytes, at);
  new Uint8Array(memory.buffer)[at + bytes.length] = 0;
  return at;
}

function show(type, number) {
  if (type === 'i32') return `${number >>> 0}`;
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') view.setFloat32(4, number);
  if (type === 'f64') view.setFloat64(0, number);
  if (type === 'i64') view.setBigInt64(0, number);
  return type === 'i64' ? `${view.getBigUint64(0)}` : `0x${view.getBigUint64(0).toString(16)}`;
}

const view = () => new DataView(memory.buffer);
const verbs = {
  call: (name, ...args) => exports[name](...args.map(value)),
  bytes: (allocator, text) => allocate(allocator, Buffer.from(text)),
  file: (allocator, path) => allocate(allocator, readFileSync(join(dirname(script), path))),
  load: (address) => view().getUint32(value(address), true),
  store: (address, word) => view().setUint32(value(address), value(word), true),
  text: (address, size) =>
    writeSync(1, Buffer.concat([new Uint8Array(memory.buffer, value(address), value(size)), Buffer.from('\n')])),
  print: (type, word) => writeSync(1, `${show(type, variables.get(word.slice(1)))}\n`),
};

for (const line of readFileSync(script, 'utf8').split('\n')) {
  const words = [...line.replace(/^\s*#.*/, '').matchAll(/"([^"]*)"|\S+/g)].map((m) => m[1] ?? m[0]);
  if (!words.length) continue;
  const name = words[1] === '=' ? words.splice(0, 2)[0] : null;
  const [verb, ...rest] = words;
  const result = verbs[verb](...rest);
  if (!name) continue;
  variables.set(name, result);
  if (verb === 'bytes') variables.set(`${name}.size`, Buffer.byteLength(rest[1]));
  if (verb === 'file') variables.set(`${name}.size`, readFileSync(join(dirname(script), rest[1])).length);
}
