;; A library with WASI: adds numbers, keeps users, and gives memory to its host.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "Hello, ")
  (data (i32.const 71) "!\0a")
  (global $users (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const 1024))
  ;; Free blocks: each begins with its size and the address of the next.
  (global $free (mut i32) (i32.const 0))

  (func (export "_initialize"))

  (func (export "Add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))

  (func (export "malloc") (param $size i32) (result i32)
    (local $block i32) (local $link i32)
    (local.set $size
      (i32.and (i32.add (local.get $size) (i32.const 7)) (i32.const -8)))
    (local.set $block (global.get $free))
    (block $none
      (loop $next
        (br_if $none (i32.eqz (local.get $block)))
        (if (i32.ge_u (i32.load (local.get $block)) (local.get $size))
          (then
            (if (local.get $link)
              (then (i32.store offset=4 (local.get $link)
                (i32.load offset=4 (local.get $block))))
              (else (global.set $free (i32.load offset=4 (local.get $block)))))
            (return (i32.add (local.get $block) (i32.const 8)))))
        (local.set $link (local.get $block))
        (local.set $block (i32.load offset=4 (local.get $block)))
        (br $next)))
    (local.set $block (global.get $end))
    (global.set $end
      (i32.add (i32.add (local.get $block) (local.get $size)) (i32.const 8)))
    (i32.store (local.get $block) (local.get $size))
    (i32.add (local.get $block) (i32.const 8)))

  (func (export "free") (param $address i32)
    (local.set $address (i32.sub (local.get $address) (i32.const 8)))
    (i32.store offset=4 (local.get $address) (global.get $free))
    (global.set $free (local.get $address)))

  ;; Greets the user of that name, which ends with a zero; gives their number.
  (func (export "AddUser") (param $name i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $name))
    (loop $next
      (if (i32.load8_u (local.get $end))
        (then
          (local.set $end (i32.add (local.get $end) (i32.const 1)))
          (br $next))))
    (i32.store (i32.const 16) (i32.const 64))
    (i32.store (i32.const 20) (i32.const 7))
    (i32.store (i32.const 24) (local.get $name))
    (i32.store (i32.const 28) (i32.sub (local.get $end) (local.get $name)))
    (i32.store (i32.const 32) (i32.const 71))
    (i32.store (i32.const 36) (i32.const 2))
    (drop (call $fd_write
      (i32.const 1) (i32.const 16) (i32.const 3) (i32.const 8)))
    (global.set $users (i32.add (global.get $users) (i32.const 1)))
    (global.get $users)))
