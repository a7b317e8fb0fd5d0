;; A program for WASI whose main thread begins two others, and waits for both.
(module $threads
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "env" "memory" (memory $shared 1 1 shared))
  (export "memory" (memory $shared))
  (func $work (param $argument i32)
    (drop
      (i32.atomic.rmw.add (i32.const 0) (local.get $argument)))
    (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const 1))))
  (func (export "wasi_thread_start") (param $id i32) (param $argument i32)
    (call $work (local.get $argument)))
  (func $wait
    (local $done i32)
    (loop $again
      (local.set $done (i32.atomic.load (i32.const 4)))
      (if (i32.lt_u (local.get $done) (i32.const 2))
        (then
          (drop
            (memory.atomic.wait32
              (i32.const 4) (local.get $done) (i64.const -1)))
          (br $again)))))
  (func (export "_start")
    (drop (call $spawn (i32.const 5)))
    (drop (call $spawn (i32.const 7)))
    (call $wait)
    (call $exit (i32.load (i32.const 0)))))
