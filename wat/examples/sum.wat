;; A program for WASI: prints the sum of the numbers that it reads.
(module
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param $fd i32) (param $buffers i32) (param $count i32)
      (param $size i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param $fd i32) (param $buffers i32) (param $count i32)
      (param $size i32) (result i32)))

  (memory (export "memory") 1)
  ;; One buffer, its address and size; behind it how much was read or written.
  (data (i32.const 0) "\40\00\00\00" "\00\04\00\00")
  (global $buffer i32 (i32.const 64))

  ;; The sum of the numbers in the text that ends at $end.
  (func $sum (param $end i32) (result i64)
    (local $at i32) (local $digit i32) (local $number i64) (local $sum i64)
    (local.set $at (global.get $buffer))
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $digit
            (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
          (if (i32.lt_u (local.get $digit) (i32.const 10))
            (then
              (local.set $number
                (i64.add
                  (i64.mul (local.get $number) (i64.const 10))
                  (i64.extend_i32_u (local.get $digit)))))
            (else
              (local.set $sum (i64.add (local.get $sum) (local.get $number)))
              (local.set $number (i64.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next))))
    (i64.add (local.get $sum) (local.get $number)))

  ;; Writes a number and the end of the line, the last digit first.
  (func $print (param $number i64)
    (local $at i32)
    (local.set $at (i32.const 1023))
    (i32.store8 (local.get $at) (i32.const 0x0A))
    (loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8
        (local.get $at)
        (i32.add
          (i32.wrap_i64 (i64.rem_u (local.get $number) (i64.const 10)))
          (i32.const 0x30)))
      (local.set $number (i64.div_u (local.get $number) (i64.const 10)))
      (br_if $next (i64.ne (local.get $number) (i64.const 0))))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 1024) (local.get $at)))
    (drop
      (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start")
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $print
      (call $sum
        (i32.add (global.get $buffer) (i32.load (i32.const 8)))))))
