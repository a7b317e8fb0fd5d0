// node v8-wasi.mjs [-d GUEST=HOST]... FILE.wasm [ARG]...: run a WASI command; its status is ours
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const argv = process.argv.slice(2), preopens = {};
while (argv[0] === '-d') {
  const [guest, host] = argv.splice(0, 2)[1].split('=');
  preopens[guest] = host;
}
const wasi = new WASI({ version: 'preview1', args: argv, preopens, env: {}, returnOnExit: true });
const module = new WebAssembly.Module(readFileSync(argv[0]));
if (WebAssembly.Module.exports(module).length) {
  const instance = new WebAssembly.Instance(module, wasi.getImportObject());
  process.exitCode = wasi.start(instance);
}
