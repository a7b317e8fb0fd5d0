pragma circom 2.0.0;

template Bits(n) {
    signal input in;
    signal output out[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- (in >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        sum += out[i] * 2 ** i;
    }
    sum === in;
}

template Adder(n) {
    signal input a;
    signal input b;
    signal output sum;
    component bits = Bits(n + 1);
    bits.in <== a + b;
    var s = 0;
    for (var i = 0; i < n; i++) {
        s += bits.out[i] * 2 ** i;
    }
    sum <== s;
}

component main { public [a] } = Adder(16);
