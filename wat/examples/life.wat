;; Conway's Game of Life, sixteen cells at a time, drawn in grey.
;;
;; A cell is a byte: 255 alive, 0 dead. As a signed number that is -1 or 0, so
;; that adding eight neighbours counts them, and what a comparison of vectors
;; gives, all bits or none, is a cell again.
(module $life
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param $count i32) (param $size i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param $wanted i32) (param $events i32)
      (param $count i32) (param $happened i32) (result i32)))

  (memory (export "memory") 2)

  ;; The picture: rows of bytes, one below the other.
  (global $screen (export "screen") i32 (i32.const 0x1000))
  (global $width (export "width") i32 (i32.const 256))
  (global $height (export "height") i32 (i32.const 192))
  (global $frame (export "frame") (mut i32) (i32.const 0)) ;; drawn so far

  ;; A copy of it with a margin, in which the other side is seen: what leaves
  ;; on the right comes back on the left. Rows begin at multiples of sixteen.
  (global $world i32 (i32.const 0x10000))
  (global $world_stride i32 (i32.const 288))
  (global $margin i32 (i32.const 16))

  ;; A gun that fires gliders, and five cells that keep busy for long.
  (global $gun i32 (i32.const 0x100))
  (data $gun (i32.const 0x100)
    "........................O..........."
    "......................O.O..........."
    "............OO......OO............OO"
    "...........O...O....OO............OO"
    "OO........O.....O...OO.............."
    "OO........O...O.OO....O.O..........."
    "..........O.....O.......O..........."
    "...........O...O...................."
    "............OO......................")
  (global $pentomino i32 (i32.const 0x300))
  (data $pentomino (i32.const 0x300)
    ".OO"
    "OO."
    ".O.")

  ;; Where the cell in a column and row is on the screen.
  (func $cell (param $x i32) (param $y i32) (result i32)
    (i32.add
      (global.get $screen)
      (i32.add
        (local.get $x)
        (i32.mul (local.get $y) (global.get $width)))))

  ;; Puts the picture of some cells on the screen, the first one at $to.
  (func $put (param $picture i32) (param $columns i32) (param $rows i32)
    (param $to i32)
    (local $x i32)
    (loop $cells
      (if (i32.eq
            (i32.load8_u (local.get $picture))
            (i32.const 0x4F)) ;; O
        (then
          (i32.store8
            (i32.add (local.get $to) (local.get $x))
            (i32.const 255))))
      (local.set $picture (i32.add (local.get $picture) (i32.const 1)))
      (local.set $x (i32.add (local.get $x) (i32.const 1)))
      (br_if $cells (i32.lt_u (local.get $x) (local.get $columns)))
      ;; The next row.
      (local.set $x (i32.const 0))
      (local.set $to (i32.add (local.get $to) (global.get $width)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $cells (local.get $rows))))

  (func $seed
    (call $put
      (global.get $gun)
      (i32.const 36)
      (i32.const 9)
      (call $cell (i32.const 24) (i32.const 20)))
    (call $put
      (global.get $pentomino)
      (i32.const 3)
      (i32.const 3)
      (call $cell (i32.const 160) (i32.const 110))))

  ;; Copies the row that begins at $from into the world, at $to, and the cells
  ;; of its ends to where the other end sees them.
  (func $copy_row (param $from i32) (param $to i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (global.get $width)))
    (memory.copy (local.get $to) (local.get $from) (global.get $width))
    (i32.store8
      (i32.sub (local.get $to) (i32.const 1))
      (i32.load8_u (i32.sub (local.get $end) (i32.const 1))))
    (i32.store8 (local.get $end) (i32.load8_u (local.get $to))))

  ;; The row above the first one is the last one, the row below that the first.
  (func $copy_world
    (local $y i32) (local $to i32)
    (local.set $to (i32.add (global.get $world) (global.get $margin)))
    (call $copy_row
      (call $cell
        (i32.const 0)
        (i32.sub (global.get $height) (i32.const 1)))
      (local.get $to))
    (loop $rows
      (local.set $to (i32.add (local.get $to) (global.get $world_stride)))
      (call $copy_row
        (call $cell (i32.const 0) (local.get $y))
        (local.get $to))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $y) (global.get $height))))
    (call $copy_row
      (call $cell (i32.const 0) (i32.const 0))
      (i32.add (local.get $to) (global.get $world_stride))))

  ;; Three cells and their neighbours above and below, added up, for sixteen
  ;; places; $at is that of the first one. Offsets are from the row above.
  (func $sum_around (param $at i32) (result v128)
    (local $above i32)
    (local.set $above (i32.sub (local.get $at) (i32.const 289)))
    (i8x16.add
      (i8x16.add
        (i8x16.add
          (v128.load offset=0 (local.get $above))
          (v128.load offset=1 (local.get $above)))
        (i8x16.add
          (v128.load offset=2 (local.get $above))
          (v128.load offset=288 (local.get $above))))
      (i8x16.add
        (i8x16.add
          (v128.load offset=290 (local.get $above))
          (v128.load offset=576 (local.get $above)))
        (i8x16.add
          (v128.load offset=577 (local.get $above))
          (v128.load offset=578 (local.get $above))))))

  ;; Alive is what has three neighbours, or has two and was alive.
  (func $next_cells (param $at i32) (result v128)
    (local $sum v128)
    (local.set $sum (call $sum_around (local.get $at)))
    (v128.or
      (i8x16.eq (local.get $sum) (i8x16.splat (i32.const -3)))
      (v128.and
        (i8x16.eq (local.get $sum) (i8x16.splat (i32.const -2)))
        (v128.load (local.get $at)))))

  ;; From one generation to the next.
  (func $step
    (local $x i32) (local $y i32) (local $from i32) (local $to i32)
    (call $copy_world)
    (local.set $to (global.get $screen))
    (local.set $from
      (i32.add
        (global.get $world)
        (i32.add (global.get $world_stride) (global.get $margin))))
    (loop $rows
      (local.set $x (i32.const 0))
      (loop $columns
        (v128.store
          (i32.add (local.get $to) (local.get $x))
          (call $next_cells (i32.add (local.get $from) (local.get $x))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $columns (i32.lt_u (local.get $x) (global.get $width))))
      (local.set $from (i32.add (local.get $from) (global.get $world_stride)))
      (local.set $to (i32.add (local.get $to) (global.get $width)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $y) (global.get $height)))))

  ;; Draws the next picture, and gives where it is.
  (func $draw (export "draw") (result i32)
    (if (global.get $frame)
      (then (call $step))
      (else (call $seed)))
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
