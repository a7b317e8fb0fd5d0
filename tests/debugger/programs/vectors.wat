;; Vectors, floats, and calls in place of returns.
(module $vectors
  (memory 1)
  (func $scale (param $v v128) (param $by f32) (result v128)
    (local $factor v128)
    (local.set $factor (f32x4.splat (local.get $by)))
    (f32x4.mul (local.get $v) (local.get $factor)))
  (func $even (param $n i64) (result i32)
    (if (result i32) (i64.eqz (local.get $n))
      (then (i32.const 1))
      (else
        (return_call $odd (i64.sub (local.get $n) (i64.const 1))))))
  (func $odd (param $n i64) (result i32)
    (if (result i32) (i64.eqz (local.get $n))
      (then (i32.const 0))
      (else
        (return_call $even (i64.sub (local.get $n) (i64.const 1))))))
  (func $is_even (param $n i64) (result i32)
    (call $even (local.get $n)))
  (func $run (export "run") (result i32)
    (v128.store (i32.const 16)
      (call $scale
        (v128.const f32x4 1 2 3.5 -4) (f32.const 0.5)))
    (call $is_even (i64.const 3))))
