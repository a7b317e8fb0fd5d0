;; The Mandelbrot set, drawn line by line and each time a little nearer. A pixel
;; is four bytes: red, green, blue, and how opaque it is.
(module $mandelbrot
  (memory (export "memory") 5)

  (global $screen (export "screen") i32 (i32.const 0x1000))
  (global $width (export "width") i32 (i32.const 320)) ;; pixels
  (global $height (export "height") i32 (i32.const 200))
  (global $frame (export "frame") (mut i32) (i32.const 0)) ;; drawn so far

  ;; The place that all comes nearer to, and the size of a pixel there.
  (global $center_x f64 (f64.const -0.743643887037151))
  (global $center_y f64 (f64.const 0.13182590420533))
  (global $scale (export "scale") (mut f64) (f64.const 0.01))

  ;; The colours of the points that leave after 0, 1, 2 ... steps; those that
  ;; have not left after $limit are taken to be of the set, and black.
  (global $colors i32 (i32.const 0x400))
  (global $limit i32 (i32.const 256))

  ;; Up and down between 0 and 255, $n times as fast as $i.
  (func $wave (param $i i32) (param $n i32) (result i32)
    (local $at i32)
    (local.set $at
      (i32.and
        (i32.mul (local.get $i) (local.get $n))
        (i32.const 511)))
    (select
      (i32.sub (i32.const 511) (local.get $at))
      (local.get $at)
      (i32.gt_u (local.get $at) (i32.const 255))))

  (func $mix_colors
    (local $i i32) (local $at i32)
    (local.set $at (global.get $colors))
    (loop $next
      (i32.store8 offset=0
        (local.get $at)
        (call $wave (local.get $i) (i32.const 5)))
      (i32.store8 offset=1
        (local.get $at)
        (call $wave (local.get $i) (i32.const 7)))
      (i32.store8 offset=2
        (local.get $at)
        (call $wave (local.get $i) (i32.const 14)))
      (i32.store8 offset=3 (local.get $at) (i32.const 255))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (global.get $limit))))
    (i32.store (local.get $at) (i32.const 0xFF000000)))

  ;; How often z = z * z + c is done before z, which begins as 0, is further
  ;; than 2 from 0. In plain instructions: what one gives the next ones take.
  (func $steps (param $c_x f64) (param $c_y f64) (result i32)
    (local $x f64) (local $y f64) (local $xx f64) (local $yy f64)
    (local $n i32)
    loop $next
      ;; 2 * x * y + c_y
      local.get $x
      local.get $x
      f64.add
      local.get $y
      f64.mul
      local.get $c_y
      f64.add
      local.set $y

      ;; x * x - y * y + c_x, of which the squares are there
      local.get $xx
      local.get $yy
      f64.sub
      local.get $c_x
      f64.add
      local.tee $x

      local.get $x
      f64.mul
      local.tee $xx
      local.get $y
      local.get $y
      f64.mul
      local.tee $yy
      f64.add
      f64.const 4
      f64.gt
      if
        local.get $n
        return
      end

      local.get $n
      i32.const 1
      i32.add
      local.tee $n
      global.get $limit
      i32.lt_u
      br_if $next
    end
    local.get $n)

  ;; The line $y of the picture, whose pixels begin at $to.
  (func $draw_line (param $y i32) (param $to i32)
    (local $x i32) (local $c_x f64) (local $c_y f64)
    (local.set $c_y
      (f64.add
        (global.get $center_y)
        (f64.mul
          (f64.convert_i32_s (i32.sub (local.get $y) (i32.const 100)))
          (global.get $scale))))
    (loop $pixels
      (local.set $c_x
        (f64.add
          (global.get $center_x)
          (f64.mul
            (f64.convert_i32_s (i32.sub (local.get $x) (i32.const 160)))
            (global.get $scale))))
      (i32.store
        (local.get $to)
        (i32.load
          (i32.add
            (global.get $colors)
            (i32.shl
              (call $steps (local.get $c_x) (local.get $c_y))
              (i32.const 2)))))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (local.set $x (i32.add (local.get $x) (i32.const 1)))
      (br_if $pixels (i32.lt_u (local.get $x) (global.get $width)))))

  ;; Draws the next picture, and gives where it is.
  (func $draw (export "draw") (result i32)
    (local $y i32) (local $to i32)
    (if (global.get $frame)
      (then
        (global.set $scale (f64.mul (global.get $scale) (f64.const 0.9375))))
      (else (call $mix_colors)))
    (local.set $to (global.get $screen))
    (loop $lines
      (call $draw_line (local.get $y) (local.get $to))
      (local.set $to
        (i32.add
          (local.get $to)
          (i32.shl (global.get $width) (i32.const 2))))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $lines (i32.lt_u (local.get $y) (global.get $height))))
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))
    (global.get $screen))

  (func (export "_start")
    (loop $next
      (drop (call $draw))
      (br_if $next (i32.lt_u (global.get $frame) (i32.const 100))))))
