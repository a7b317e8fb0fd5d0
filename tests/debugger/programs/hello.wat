;; Writes a line, and ends with a status.
(module $hello
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello\n")
  (global $lines (mut i32) (i32.const 0))
  (func $write (param $text i32) (param $size i32) (result i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $size))
    (global.set $lines (i32.add (global.get $lines) (i32.const 1)))
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 20)))
  (func $main (export "_start")
    (drop (call $write (i32.const 8) (i32.const 6)))
    (drop (call $write (i32.const 8) (i32.const 6)))
    (call $proc_exit (global.get $lines))))
