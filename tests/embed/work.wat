;; What each store of many does: counts, traps, or goes on for ever.
(module
  (memory 1)
  (global $sum (mut i64) (i64.const 0))

  ;; Sums what a sieve in memory leaves, as often as told.
  (func (export "count") (param $rounds i32) (result i64)
    (local $i i32) (local $k i32)
    (loop $round
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 4096))
      (local.set $i (i32.const 2))
      (loop $next
        (if (i32.load8_u (local.get $i))
          (then
            (global.set $sum
              (i64.add (global.get $sum) (i64.extend_i32_u (local.get $i))))
            (local.set $k (i32.shl (local.get $i) (i32.const 1)))
            (block $done
              (loop $clear
                (br_if $done (i32.ge_u (local.get $k) (i32.const 4096)))
                (i32.store8 (local.get $k) (i32.const 0))
                (local.set $k (i32.add (local.get $k) (local.get $i)))
                (br $clear)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 4096))))
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $round (local.get $rounds)))
    (global.get $sum))

  (func (export "touch") (param $address i32) (result i64)
    (i64.load (local.get $address)))

  (func $down (export "down") (param $n i32) (result i64)
    (i64.add (call $down (local.get $n)) (i64.const 1)))

  (func (export "spin") (param i32) (result i64)
    (loop $for_ever (br $for_ever))
    (unreachable)))
