;; Two memories, one with 64-bit addresses, that grow.
(module $memories
  (memory $small (export "memory") 1 4)
  (memory $wide i64 1 8)
  (global $base (mut i64) (i64.const 0x100))
  (data (memory $small) (i32.const 16) "first\00")
  (data (memory $wide) (i64.const 32) "second\00")
  (func $copy (param $from i64) (param $to i32) (param $count i32)
    (local $i i32)
    (loop $next
      (i32.store8 $small
        (i32.add (local.get $to) (local.get $i))
        (i32.load8_u $wide
          (i64.add (local.get $from) (i64.extend_i32_u (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $count)))))
  (func $run (export "run") (result i32)
    (call $copy (i64.const 32) (i32.const 64) (i32.const 6))
    (i64.store $wide (global.get $base) (i64.const 0x1122334455667788))
    (global.set $base (i64.add (global.get $base) (i64.const 8)))
    (drop (memory.grow $wide (i64.const 1)))
    (memory.fill $small (i32.const 80) (i32.const 0x2a) (i32.const 4))
    (i32.load8_u $small (i32.const 65))))
