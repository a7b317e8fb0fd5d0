;; n! three times: by recursion, in a loop, and without the stack growing.
(module $factorial
  (func $recursive (export "recursive") (param $n i64) (result i64)
    (if (result i64) (i64.le_s (local.get $n) (i64.const 1))
      (then (i64.const 1))
      (else
        (i64.mul
          (local.get $n)
          (call $recursive (i64.sub (local.get $n) (i64.const 1)))))))

  (func (export "iterative") (param $n i64) (result i64)
    (local $product i64)
    (local.set $product (i64.const 1))
    (block $done
      (loop $next
        (br_if $done (i64.le_s (local.get $n) (i64.const 1)))
        (local.set $product (i64.mul (local.get $product) (local.get $n)))
        (local.set $n (i64.sub (local.get $n) (i64.const 1)))
        (br $next)))
    (local.get $product))

  (func (export "tail_call") (param $n i64) (result i64)
    (return_call $times (local.get $n) (i64.const 1)))

  ;; product * n!
  (func $times (param $n i64) (param $product i64) (result i64)
    (if (i64.le_s (local.get $n) (i64.const 1))
      (then (return (local.get $product))))
    (return_call $times
      (i64.sub (local.get $n) (i64.const 1))
      (i64.mul (local.get $product) (local.get $n)))))
