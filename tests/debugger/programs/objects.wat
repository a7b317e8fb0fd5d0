;; Objects of the garbage-collected heap.
(module $objects
  (type $point (struct (field $x (mut i32)) (field $y (mut i32))))
  (type $points (array (mut (ref null $point))))
  (type $bytes (array (mut i8)))
  (global $last (mut (ref null $point)) (ref.null $point))
  (func $make (param $x i32) (param $y i32) (result (ref $point))
    (local $p (ref null $point))
    (local.set $p (struct.new $point (local.get $x) (local.get $y)))
    (global.set $last (local.get $p))
    (ref.as_non_null (local.get $p)))
  (func $sum (param $all (ref $points)) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum
        (i32.add (local.get $sum)
          (struct.get $point $x
            (array.get $points (local.get $all) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next
        (i32.lt_u (local.get $i) (array.len (local.get $all)))))
    (local.get $sum))
  (func $run (export "run") (result i32)
    (local $small (ref null i31)) (local $bytes (ref null $bytes))
    (local.set $small (ref.i31 (i32.const -7)))
    (local.set $bytes
      (array.new_fixed $bytes 3
        (i32.const 1) (i32.const 2) (i32.const 255)))
    (call $sum
      (array.new_fixed $points 2
        (call $make (i32.const 3) (i32.const 4))
        (call $make (i32.const 5) (i32.const 6)))))
  (func $null (export "null") (result i32)
    (struct.get $point $x (ref.null $point))))
