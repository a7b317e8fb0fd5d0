;; A start function, a table of functions, loops, and recursion.
(module $sums
  (type $unary (func (param i32) (result i32)))
  (global $started (mut i32) (i32.const 0))
  (memory 1)
  (table $functions 3 funcref)
  (elem (i32.const 0) $double $square $triangle)
  (func $begin (global.set $started (i32.const 1)))
  (start $begin)
  (func $double (param $n i32) (result i32)
    local.get $n
    i32.const 2
    i32.mul)
  (func $square (param $n i32) (result i32)
    local.get $n
    local.get $n
    i32.mul)
  (func $triangle (param $n i32) (result i32)
    (if (result i32) (i32.eqz (local.get $n))
      (then (i32.const 0))
      (else
        (i32.add (local.get $n)
          (call $triangle (i32.sub (local.get $n) (i32.const 1)))))))
  (func $apply (export "apply") (param $which i32) (param $n i32) (result i32)
    (call_indirect (type $unary) (local.get $n) (local.get $which)))
  (func $loop (export "loop") (param $count i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (local.get $count)))
      (i32.store (i32.const 0) (local.get $sum))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $next (local.get $count)))
    (local.get $sum)))
