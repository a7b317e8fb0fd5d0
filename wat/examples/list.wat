;; A linked list on the garbage-collected heap, and a function passed to walk
;; it.
(module $list
  (rec
    (type $node (struct
      (field $value i32)
      (field $next (mut (ref null $node))))))
  (type $visitor (func (param i32 i32) (result i32)))

  (func $cons (param $value i32) (param $next (ref null $node))
    (result (ref $node))
    (struct.new $node (local.get $value) (local.get $next)))

  ;; 1, 2 ... n
  (func $count_to (param $n i32) (result (ref null $node))
    (local $list (ref null $node))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $list (call $cons (local.get $n) (local.get $list)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $list))

  ;; Turns the links around, in place.
  (func $reverse (param $list (ref null $node)) (result (ref null $node))
    (local $done (ref null $node)) (local $node (ref $node))
    (block $end
      (loop $step
        (local.set $node (br_on_null $end (local.get $list)))
        (local.set $list (struct.get $node $next (local.get $node)))
        (struct.set $node $next (local.get $node) (local.get $done))
        (local.set $done (local.get $node))
        (br $step))
      (unreachable))
    (local.get $done))

  (func $fold (param $list (ref null $node)) (param $sum i32)
    (param $visit (ref $visitor)) (result i32)
    (local $node (ref $node))
    (block $end
      (loop $step
        (local.set $node (br_on_null $end (local.get $list)))
        (local.set $sum
          (call_ref $visitor
            (local.get $sum)
            (struct.get $node $value (local.get $node))
            (local.get $visit)))
        (local.set $list (struct.get $node $next (local.get $node)))
        (br $step))
      (unreachable))
    (local.get $sum))

  (func $add (type $visitor) (i32.add (local.get 0) (local.get 1)))
  (func $append_digit (type $visitor)
    (i32.add (i32.mul (local.get 0) (i32.const 10)) (local.get 1)))
  (elem declare func $add $append_digit)

  (func (export "sum") (param $n i32) (result i32)
    (call $fold
      (call $count_to (local.get $n)) (i32.const 0) (ref.func $add)))

  ;; 4 gives 4321
  (func (export "countdown") (param $n i32) (result i32)
    (call $fold
      (call $reverse (call $count_to (local.get $n)))
      (i32.const 0)
      (ref.func $append_digit))))
