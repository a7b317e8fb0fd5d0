// Compiles one Motoko file for the Internet Computer: node motoko.js IN.mo OUT.wasm
const fs = require('fs');
const motoko = require('motoko');
const moc = motoko.default || motoko;
const [input, output] = process.argv.slice(2);
moc.write('bank.mo', fs.readFileSync(input, 'utf8'));
fs.writeFileSync(output, moc.wasm('bank.mo', 'ic').wasm);
