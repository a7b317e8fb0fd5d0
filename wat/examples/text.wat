;; Strings in memory: length, comparison, and upper case in place.
(module $text
  (memory (export "memory") 1)
  (data $greeting (i32.const 16) "Grüße, World!\00")
  (data $digits (i32.const 64) "0123456789\00")

  ;; Bytes before the NUL.
  (func $length (export "length") (param $at i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $at))
    (loop $next
      (if (i32.load8_u (local.get $end))
        (then
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next))))
    (i32.sub (local.get $end) (local.get $at)))

  (func (export "equal") (param $a i32) (param $b i32) (result i32)
    (local $i i32)
    (loop $next
      (if (i32.ne
            (i32.load8_u (i32.add (local.get $a) (local.get $i)))
            (i32.load8_u (i32.add (local.get $b) (local.get $i))))
        (then (return (i32.const 0))))
      (if (i32.load8_u (i32.add (local.get $a) (local.get $i)))
        (then
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (i32.const 1))

  ;; a to z become capitals; other bytes stay.
  (func (export "upper") (param $at i32)
    (local $byte i32)
    (block $end
      (loop $next
        (local.set $byte (i32.load8_u (local.get $at)))
        (br_if $end (i32.eqz (local.get $byte)))
        (if (i32.lt_u
              (i32.sub (local.get $byte) (i32.const 97))
              (i32.const 26))
          (then
            (i32.store8 (local.get $at)
              (i32.sub (local.get $byte) (i32.const 32)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next))))

  ;; Writes a number in decimal, with a NUL, and gives the bytes written.
  (func (export "decimal") (param $n i32) (param $at i32) (result i32)
    (local $end i32) (local $rest i32)
    (local.set $end (local.get $at))
    (local.set $rest (local.get $n))
    (loop $count
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br_if $count
        (local.tee $rest (i32.div_u (local.get $rest) (i32.const 10)))))
    (i32.store8 (local.get $end) (i32.const 0))
    (local.set $rest (local.get $end))
    (loop $digit
      (local.set $rest (i32.sub (local.get $rest) (i32.const 1)))
      (i32.store8 (local.get $rest)
        (i32.load8_u offset=64 (i32.rem_u (local.get $n) (i32.const 10))))
      (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
      (br_if $digit (i32.gt_u (local.get $rest) (local.get $at))))
    (i32.sub (local.get $end) (local.get $at))))
