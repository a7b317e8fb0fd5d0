;; Counts lines of standard input, and writes each behind its number.
(module $lines
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  ;; Two pieces of text: the number, and what was read.
  (data (i32.const 0) "\20\00\00\00\03\00\00\00\40\00\00\00\00\00\00\00")
  (data (i32.const 32) "0: ")
  (global $count (mut i32) (i32.const 0))
  (func $read (result i32)
    (i32.store (i32.const 16) (i32.const 64))
    (i32.store (i32.const 20) (i32.const 1000))
    (drop
      (call $fd_read
        (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
    (i32.load (i32.const 24)))
  (func $main (export "_start")
    (local $size i32)
    (loop $again
      (local.set $size (call $read))
      (if (local.get $size)
        (then
          (global.set $count (i32.add (global.get $count) (i32.const 1)))
          (i32.store8 (i32.const 32)
            (i32.add (i32.const 48) (global.get $count)))
          (i32.store (i32.const 12) (local.get $size))
          (drop
            (call $fd_write
              (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 28)))
          (br $again))))
    (call $proc_exit (global.get $count))))
