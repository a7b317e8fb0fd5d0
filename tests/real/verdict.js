// node verdict.js FILE...: each file's name without .wasm, and V8's verdict
'use strict';
const fs = require('fs');
const path = require('path');

for (const file of process.argv.slice(2)) {
  const verdict = WebAssembly.validate(fs.readFileSync(file)) ? 'valid' : 'invalid';
  console.log(`${path.basename(file, '.wasm')} ${verdict}`);
}
