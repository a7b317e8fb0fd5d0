;; Rule 30: a row of cells, each a bit, from which the next row is made, and
;; again. One cell is enough to begin with, and no two rows are the same. Drawn
;; in black and white: eight pixels a byte, the highest bit on the left.
(module $rule30
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param $count i32) (param $size i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param $wanted i32) (param $events i32)
      (param $count i32) (param $happened i32) (result i32)))

  (memory (export "memory") 1)

  (global $screen (export "screen") i32 (i32.const 0x1000))
  (global $width (export "width") i32 (i32.const 256)) ;; pixels
  (global $height (export "height") i32 (i32.const 256))
  (global $stride (export "stride") i32 (i32.const 32)) ;; bytes in a row
  (global $frame (export "frame") (mut i32) (i32.const 0)) ;; drawn so far
  (global $bottom i32 (i32.const 0x2FE0)) ;; the last row

  ;; The byte $i of a row, which goes on at its other end.
  (func $byte (param $row i32) (param $i i32) (result i32)
    (i32.load8_u
      (i32.add
        (local.get $row)
        (i32.and (local.get $i) (i32.const 31)))))

  ;; A cell will be what is on its left, unless it or the one on its right are
  ;; set: then the opposite. Worked out for eight of them, between the last one
  ;; of the byte before and the first one of the byte behind.
  (func $next_byte (param $row i32) (param $i i32) (result i32)
    (local $cells i32)
    (local.set $cells
      (i32.or
        (i32.or
          (i32.shl
            (call $byte
              (local.get $row)
              (i32.sub (local.get $i) (i32.const 1)))
            (i32.const 16))
          (i32.shl
            (call $byte (local.get $row) (local.get $i))
            (i32.const 8)))
        (call $byte
          (local.get $row)
          (i32.add (local.get $i) (i32.const 1)))))
    (i32.shr_u
      (i32.xor
        (i32.shr_u (local.get $cells) (i32.const 1))
        (i32.or
          (local.get $cells)
          (i32.shl (local.get $cells) (i32.const 1))))
      (i32.const 8)))

  ;; Moves the picture up by a row, and makes the last one from that above it.
  (func $step
    (local $above i32) (local $i i32)
    (memory.copy
      (global.get $screen)
      (i32.add (global.get $screen) (global.get $stride))
      (i32.sub (global.get $bottom) (global.get $screen)))
    (local.set $above (i32.sub (global.get $bottom) (global.get $stride)))
    (loop $bytes
      (i32.store8
        (i32.add (global.get $bottom) (local.get $i))
        (call $next_byte (local.get $above) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $i) (global.get $stride)))))

  ;; Draws the next picture, and gives where it is.
  (func $draw (export "draw") (result i32)
    (if (global.get $frame)
      (then (call $step))
      (else
        ;; One cell, in the middle.
        (i32.store8 offset=16 (global.get $bottom) (i32.const 0x80))))
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (global.get $screen))

  ;; What poll_oneoff is to wait for: the monotonic clock (1), 1/60 s from now.
  (global $wanted i32 (i32.const 0x10))
  (data (i32.const 0x20) "\01")
  (data (i32.const 0x28) "\2A\50\FE") ;; 16,666,666 ns

  ;; A thousand pictures; with an argument, as fast as they can be drawn.
  (func (export "_start")
    (local $argument_count i32)
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (local.set $argument_count (i32.load (i32.const 0)))
    (loop $next
      (drop (call $draw))
      (if (i32.lt_u (local.get $argument_count) (i32.const 2))
        (then
          (drop
            (call $poll_oneoff
              (global.get $wanted)
              (i32.const 0x40)
              (i32.const 1)
              (i32.const 0)))))
      (br_if $next (i32.lt_u (global.get $frame) (i32.const 1000))))))
