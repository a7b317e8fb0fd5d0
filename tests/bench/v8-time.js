// node --single-threaded v8-time.js FILE: CPU microseconds of the first WebAssembly.validate in a process
'use strict';
const bytes = require('fs').readFileSync(process.argv[2]);
const start = process.cpuUsage();
const valid = WebAssembly.validate(bytes);
const used = process.cpuUsage(start);
if (!valid) {
  console.error('V8 says it is invalid');
  process.exit(1);
}
console.log(used.user + used.system);
