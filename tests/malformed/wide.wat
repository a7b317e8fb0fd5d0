(module $wide
  (import "m" "shared" (memory $shared 1 4 shared))
  (memory $big i64 1 0x100000000)
  (table $t i64 1 externref)
  (func $vector (export "vector") (param v128 i64) (result v128 i32)
    (v128.load16_lane $big offset=0x1234567890 align=1 5
      (local.get 1)
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 31
        (local.get 0)
        (v128.const f32x4 1 -0 inf nan:0x7fffff)))
    (i8x16.relaxed_swizzle (v128.const i64x2 1 -2))
    (i32.atomic.rmw.cmpxchg $shared offset=4
      (i32.const 0) (i32.const 1) (i32x4.extract_lane 3 (local.get 0)))
    (atomic.fence)
    (memory.copy $big $shared (i64.const 1) (i32.const 2) (i32.const 3))
    (table.fill $t (i64.const 0) (ref.null extern) (i64.const 1)))
  (func $choose (param i32 externref) (result externref)
    (select (result externref)
      (local.get 1) (ref.null extern) (local.get 0))))
