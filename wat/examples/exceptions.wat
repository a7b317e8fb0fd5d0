;; A stack of numbers that throws when it is empty or full, and callers that
;; catch.
(module $exceptions
  (tag $underflow)
  (tag $overflow (export "overflow") (param i32))
  (memory 1)
  (global $limit i32 (i32.const 64))
  (global $top (mut i32) (i32.const 0))

  (func $push (export "push") (param $value i32)
    (if (i32.ge_u (global.get $top) (global.get $limit))
      (then (throw $overflow (local.get $value))))
    (i32.store (global.get $top) (local.get $value))
    (global.set $top (i32.add (global.get $top) (i32.const 4))))

  (func $pop (export "pop") (result i32)
    (if (i32.eqz (global.get $top))
      (then (throw $underflow)))
    (global.set $top (i32.sub (global.get $top) (i32.const 4)))
    (i32.load (global.get $top)))

  ;; The sum of all numbers; the stack is empty afterwards.
  (func (export "drain") (result i32)
    (local $sum i32)
    (block $empty
      (try_table (catch $underflow $empty)
        (loop $next
          (local.set $sum (i32.add (local.get $sum) (call $pop)))
          (br $next))))
    (local.get $sum))

  ;; Pushes 1, 2, 3 ... until one does not fit, and gives that one.
  (func (export "fill") (result i32)
    (local $n i32)
    (block $full (result i32)
      (try_table (catch $overflow $full)
        (loop $next
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (call $push (local.get $n))
          (br $next)))
      (unreachable)))

  ;; Whatever is thrown goes on to the caller, after the stack is emptied.
  (func (export "push_all_or_none") (param $value i32) (param $times i32)
    (block $failed (result exnref)
      (try_table (catch_all_ref $failed)
        (loop $next
          (call $push (local.get $value))
          (br_if $next
            (local.tee $times
              (i32.sub (local.get $times) (i32.const 1))))))
      (return))
    (global.set $top (i32.const 0))
    (throw_ref)))
