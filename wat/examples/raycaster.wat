;; A walk through a house, drawn as in the games of 1992: for each column of the
;; picture a ray is followed over the squares of a plan until it meets a wall,
;; and the further away that is, the lower it is drawn. A pixel is two bytes: 5
;; bits red, 6 green, 5 blue.
(module $raycaster
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param $count i32) (param $size i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param $wanted i32) (param $events i32)
      (param $count i32) (param $happened i32) (result i32)))

  (memory (export "memory") 3)

  (global $screen (export "screen") i32 (i32.const 0x1000))
  (global $width (export "width") i32 (i32.const 320)) ;; pixels
  (global $height (export "height") i32 (i32.const 200))
  (global $stride (export "stride") i32 (i32.const 640)) ;; bytes in a row
  (global $frame (export "frame") (mut i32) (i32.const 0)) ;; drawn so far

  ;; The house: walls of red, green and blue bricks, and stone.
  (global $plan i32 (i32.const 0x100))
  (data $plan (i32.const 0x100)
    "rrrrrrrrbbbbbbbb"
    "r......r.......b"
    "r......r.......b"
    "r..rr..r..bb...b"
    "r..rr.....bb...b"
    "r......r.......b"
    "r......r.......b"
    "rrr.rrrrbbbb.bbb"
    "ggg.gggggggg.ggg"
    "g..............g"
    "g..............g"
    "g..#..#..#..#..g"
    "g..............g"
    "g..............g"
    "g..............g"
    "gggggggggggggggg")

  ;; The way: squares to walk to, across and down, over and over.
  (global $way i32 (i32.const 0x200))
  (global $way_end i32 (i32.const 0x216))
  (data $way (i32.const 0x200)
    "\03\06" "\06\06" "\06\04" "\09\04" "\09\02" "\0D\02" "\0D\06" "\0C\06"
    "\0C\0A" "\01\0D" "\03\0A")
  (global $goal (mut i32) (i32.const 0x200))

  ;; Where we are, and which way we look: a step of length 1.
  (global $x (export "x") (mut f64) (f64.const 3.5))
  (global $y (export "y") (mut f64) (f64.const 10.5))
  (global $look_x (mut f64) (f64.const 1))
  (global $look_y (mut f64) (f64.const 0))

  (global $pace f64 (f64.const 0.0625))
  ;; Cosine and sine of the angle that a frame turns by.
  (global $turn_cos f64 (f64.const 0.9992))
  (global $turn_sin f64 (f64.const 0.04))

  ;; What stands on a square.
  (func $square (param $x i32) (param $y i32) (result i32)
    (i32.load8_u
      (i32.add
        (global.get $plan)
        (i32.add
          (i32.shl (local.get $y) (i32.const 4))
          (local.get $x)))))

  (func $color (param $wall i32) (result i32)
    (if (i32.eq (local.get $wall) (i32.const 0x72)) ;; r
      (then (return (i32.const 0xD185))))
    (if (i32.eq (local.get $wall) (i32.const 0x67)) ;; g
      (then (return (i32.const 0x6D8A))))
    (if (i32.eq (local.get $wall) (i32.const 0x62)) ;; b
      (then (return (i32.const 0x3B1A))))
    (i32.const 0xBDD6))

  ;; A colour in some light, from 0 to 32.
  (func $shade (param $color i32) (param $light i32) (result i32)
    (i32.or
      (i32.or
        (i32.and
          (i32.shr_u
            (i32.mul
              (i32.and (local.get $color) (i32.const 0xF800))
              (local.get $light))
            (i32.const 5))
          (i32.const 0xF800))
        (i32.and
          (i32.shr_u
            (i32.mul
              (i32.and (local.get $color) (i32.const 0x07E0))
              (local.get $light))
            (i32.const 5))
          (i32.const 0x07E0)))
      (i32.shr_u
        (i32.mul
          (i32.and (local.get $color) (i32.const 0x001F))
          (local.get $light))
        (i32.const 5))))

  ;; Whether a place on a wall, 32 across and 32 down, is between two bricks.
  ;; Each second row is moved by half a brick.
  (func $is_joint (param $across i32) (param $down i32) (result i32)
    (i32.or
      (i32.eqz (i32.and (local.get $down) (i32.const 7)))
      (i32.eqz
        (i32.and
          (i32.add
            (local.get $across)
            (i32.and (local.get $down) (i32.const 8)))
          (i32.const 15)))))

  ;; Fills a column from one row up to another: the ceiling, or the floor, both
  ;; darker where they are far away.
  (func $fill (param $column i32) (param $from i32) (param $to i32)
    (param $color i32)
    (local $light i32)
    (loop $pixels
      (if (i32.lt_s (local.get $from) (local.get $to))
        (then
          ;; How far the row is from the middle.
          (local.set $light
            (i32.sub (local.get $from) (i32.const 100)))
          (if (i32.lt_s (local.get $light) (i32.const 0))
            (then
              (local.set $light
                (i32.sub (i32.const 0) (local.get $light)))))
          (i32.store16
            (i32.add
              (local.get $column)
              (i32.mul (local.get $from) (global.get $stride)))
            (call $shade
              (local.get $color)
              (i32.shr_u
                (i32.mul (local.get $light) (i32.const 10))
                (i32.const 5))))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (br $pixels)))))

  ;; Draws a wall in the column at $column: so many pixels high, and where the
  ;; ray meets it $across.
  (func $draw_wall (param $column i32) (param $high i32) (param $across i32)
    (param $color i32)
    (local $top i32) (local $row i32) (local $end i32) (local $joint i32)
    ;; Near walls go beyond the picture.
    (local.set $top
      (i32.shr_s
        (i32.sub (global.get $height) (local.get $high))
        (i32.const 1)))
    (local.set $end (i32.add (local.get $top) (local.get $high)))
    (local.set $row (local.get $top))
    (if (i32.lt_s (local.get $top) (i32.const 0))
      (then
        (local.set $row (i32.const 0))
        (local.set $end (global.get $height))))
    (call $fill
      (local.get $column)
      (i32.const 0)
      (local.get $row)
      (i32.const 0x4A6B))
    (call $fill
      (local.get $column)
      (local.get $end)
      (global.get $height)
      (i32.const 0x8B6B))
    (local.set $joint (call $shade (local.get $color) (i32.const 18)))
    (loop $pixels
      (if (i32.lt_s (local.get $row) (local.get $end))
        (then
          (i32.store16
            (i32.add
              (local.get $column)
              (i32.mul (local.get $row) (global.get $stride)))
            (select
              (local.get $joint)
              (local.get $color)
              (call $is_joint
                (local.get $across)
                (i32.div_u
                  (i32.shl
                    (i32.sub (local.get $row) (local.get $top))
                    (i32.const 5))
                  (local.get $high)))))
          (local.set $row (i32.add (local.get $row) (i32.const 1)))
          (br $pixels)))))

  ;; Follows a ray to the wall that it meets, and draws that. On its way it
  ;; crosses lines between squares that are side by side, $gap_x apart and the
  ;; next one $next_x away, and such between squares one below the other. The
  ;; nearer one is next.
  (func $cast (param $ray_x f64) (param $ray_y f64) (param $column i32)
    (local $square_x i32) (local $square_y i32)
    (local $step_x i32) (local $step_y i32)
    (local $gap_x f64) (local $gap_y f64)
    (local $next_x f64) (local $next_y f64)
    (local $is_side i32) (local $wall i32) (local $light i32)
    (local $distance f64) (local $across f64)
    (local.set $square_x (i32.trunc_f64_s (global.get $x)))
    (local.set $square_y (i32.trunc_f64_s (global.get $y)))
    (local.set $gap_x
      (f64.abs (f64.div (f64.const 1) (local.get $ray_x))))
    (local.set $gap_y
      (f64.abs (f64.div (f64.const 1) (local.get $ray_y))))
    ;; The part of our square that is before us.
    (local.set $next_x
      (f64.sub (global.get $x) (f64.floor (global.get $x))))
    (local.set $step_x (i32.const -1))
    (if (f64.ge (local.get $ray_x) (f64.const 0))
      (then
        (local.set $next_x (f64.sub (f64.const 1) (local.get $next_x)))
        (local.set $step_x (i32.const 1))))
    (local.set $next_x (f64.mul (local.get $next_x) (local.get $gap_x)))
    (local.set $next_y
      (f64.sub (global.get $y) (f64.floor (global.get $y))))
    (local.set $step_y (i32.const -1))
    (if (f64.ge (local.get $ray_y) (f64.const 0))
      (then
        (local.set $next_y (f64.sub (f64.const 1) (local.get $next_y)))
        (local.set $step_y (i32.const 1))))
    (local.set $next_y (f64.mul (local.get $next_y) (local.get $gap_y)))

    (loop $follow
      (local.set $is_side (f64.lt (local.get $next_x) (local.get $next_y)))
      (if (local.get $is_side)
        (then
          (local.set $distance (local.get $next_x))
          (local.set $next_x
            (f64.add (local.get $next_x) (local.get $gap_x)))
          (local.set $square_x
            (i32.add (local.get $square_x) (local.get $step_x))))
        (else
          (local.set $distance (local.get $next_y))
          (local.set $next_y
            (f64.add (local.get $next_y) (local.get $gap_y)))
          (local.set $square_y
            (i32.add (local.get $square_y) (local.get $step_y)))))
      (local.set $wall
        (call $square (local.get $square_x) (local.get $square_y)))
      (br_if $follow (i32.eq (local.get $wall) (i32.const 0x2E)))) ;; .

    (local.set $across
      (if (result f64) (local.get $is_side)
        (then
          (f64.add
            (global.get $y)
            (f64.mul (local.get $distance) (local.get $ray_y))))
        (else
          (f64.add
            (global.get $x)
            (f64.mul (local.get $distance) (local.get $ray_x))))))
    ;; Less light far away, and on the sides.
    (local.set $light
      (i32.sub
        (i32.const 32)
        (i32.trunc_sat_f64_s
          (f64.mul
            (f64.min (local.get $distance) (f64.const 12))
            (f64.const 2)))))
    (if (local.get $is_side)
      (then
        (local.set $light
          (i32.shr_u
            (i32.mul (local.get $light) (i32.const 3))
            (i32.const 2)))))
    (call $draw_wall
      (local.get $column)
      (i32.trunc_sat_f64_s
        (f64.div
          (f64.const 200)
          (f64.max (local.get $distance) (f64.const 0.05))))
      (i32.trunc_sat_f64_s
        (f64.mul
          (f64.sub (local.get $across) (f64.floor (local.get $across)))
          (f64.const 32)))
      (call $shade
        (call $color (local.get $wall))
        (local.get $light))))

  ;; A ray for each column, from the left to the right of where we look.
  (func $draw_view
    (local $column i32) (local $aside f64)
    (loop $columns
      ;; From -0.66 to 0.66, to the right of the direction.
      (local.set $aside
        (f64.mul
          (f64.sub
            (f64.div
              (f64.convert_i32_s (local.get $column))
              (f64.const 160))
            (f64.const 1))
          (f64.const 0.66)))
      (call $cast
        (f64.sub
          (global.get $look_x)
          (f64.mul (global.get $look_y) (local.get $aside)))
        (f64.add
          (global.get $look_y)
          (f64.mul (global.get $look_x) (local.get $aside)))
        (i32.add
          (global.get $screen)
          (i32.shl (local.get $column) (i32.const 1))))
      (local.set $column (i32.add (local.get $column) (i32.const 1)))
      (br_if $columns (i32.lt_u (local.get $column) (global.get $width)))))

  ;; Looks into a direction of any length.
  (func $look (param $x f64) (param $y f64)
    (local $length f64)
    (local.set $length
      (f64.sqrt
        (f64.add
          (f64.mul (local.get $x) (local.get $x))
          (f64.mul (local.get $y) (local.get $y)))))
    (global.set $look_x (f64.div (local.get $x) (local.get $length)))
    (global.set $look_y (f64.div (local.get $y) (local.get $length))))

  ;; Turns by $sin, to the right when it is positive.
  (func $turn (param $sin f64)
    (call $look
      (f64.sub
        (f64.mul (global.get $look_x) (global.get $turn_cos))
        (f64.mul (global.get $look_y) (local.get $sin)))
      (f64.add
        (f64.mul (global.get $look_y) (global.get $turn_cos))
        (f64.mul (global.get $look_x) (local.get $sin)))))

  ;; Takes the next square of the way when this one is reached, turns until it
  ;; is ahead, and else walks.
  (func $walk
    (local $x f64) (local $y f64) (local $distance f64)
    (local $ahead f64) (local $right f64)
    ;; What lies between us and the middle of the square.
    (local.set $x
      (f64.sub
        (f64.add
          (f64.convert_i32_u (i32.load8_u (global.get $goal)))
          (f64.const 0.5))
        (global.get $x)))
    (local.set $y
      (f64.sub
        (f64.add
          (f64.convert_i32_u (i32.load8_u offset=1 (global.get $goal)))
          (f64.const 0.5))
        (global.get $y)))
    (local.set $distance
      (f64.sqrt
        (f64.add
          (f64.mul (local.get $x) (local.get $x))
          (f64.mul (local.get $y) (local.get $y)))))
    (if (f64.lt (local.get $distance) (global.get $pace))
      (then
        (global.set $goal (i32.add (global.get $goal) (i32.const 2)))
        (if (i32.eq (global.get $goal) (global.get $way_end))
          (then (global.set $goal (global.get $way))))
        (return)))
    (local.set $ahead
      (f64.add
        (f64.mul (global.get $look_x) (local.get $x))
        (f64.mul (global.get $look_y) (local.get $y))))
    (local.set $right
      (f64.sub
        (f64.mul (global.get $look_x) (local.get $y))
        (f64.mul (global.get $look_y) (local.get $x))))
    (if (i32.or
          (f64.lt (local.get $ahead) (f64.const 0))
          (f64.gt
            (f64.abs (local.get $right))
            (f64.mul (local.get $distance) (global.get $turn_sin))))
      (then
        (call $turn
          (f64.copysign (global.get $turn_sin) (local.get $right)))
        (return)))
    (call $look (local.get $x) (local.get $y))
    (global.set $x
      (f64.add
        (global.get $x)
        (f64.mul (global.get $look_x) (global.get $pace))))
    (global.set $y
      (f64.add
        (global.get $y)
        (f64.mul (global.get $look_y) (global.get $pace)))))

  ;; Draws the next picture, and gives where it is.
  (func $draw (export "draw") (result i32)
    (if (global.get $frame)
      (then (call $walk)))
    (call $draw_view)
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (global.get $screen))

  ;; What poll_oneoff is to wait for: the monotonic clock (1), 1/60 s from now.
  (global $wanted i32 (i32.const 0x10))
  (data (i32.const 0x20) "\01")
  (data (i32.const 0x28) "\2A\50\FE") ;; 16,666,666 ns

  ;; Around the house; with an argument, as fast as it can be drawn.
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
