;; Fibonacci numbers, written as plain instructions. Two results at once: a
;; block may take operands and give several results.
(module $fibonacci
  (func $fib (export "fib") (param $n i32) (result i64)
    i64.const 0
    i64.const 1
    local.get $n
    call $advance
    drop)

  ;; From two neighbours to those n places on.
  (func $advance (param $a i64) (param $b i64) (param $n i32)
    (result i64 i64)
    local.get $a
    local.get $b
    loop $next (param i64 i64) (result i64 i64)
      local.get $n
      i32.eqz
      if (param i64 i64) (result i64 i64)
        return
      end
      local.set $b
      local.set $a
      local.get $n
      i32.const 1
      i32.sub
      local.set $n
      local.get $b
      local.get $a
      local.get $b
      i64.add
      br $next
    end))
