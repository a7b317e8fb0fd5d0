// node v8-wasi.mjs FILE.wasm [ARG]...: run a WASI command; its exit status is ours
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [file, ...args], returnOnExit: true });
const module = new WebAssembly.Module(readFileSync(file));
if (WebAssembly.Module.exports(module).length) {
  const instance = new WebAssembly.Instance(module, wasi.getImportObject());
  process.exitCode = wasi.start(instance);
}
