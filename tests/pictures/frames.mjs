// Does in V8 what frames.c does with wasmkit.
//
// usage: node frames.mjs MODULE COUNT SIZE

import { readFileSync, writeSync } from "node:fs";

const [path, count, size] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(path));
const imports = {};

// draw() calls none of them.
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {};
  imports[from][name] = () => {
    throw new Error(name);
  };
}
const { draw, memory } = new WebAssembly.Instance(module, imports).exports;

let at = 0;
for (let i = 0; i < Number(count); i++)
  at = draw();
const screen = new Uint8Array(memory.buffer, at, Number(size));
for (let done = 0; done < screen.length;)
  done += writeSync(1, screen, done);
