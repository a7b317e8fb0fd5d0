(module
  (import "console" "log" (func $log (param i32 i32)))
  (import "host" "memory" (memory 1))
  (data (i32.const 0) "Hi")
  (func (export "writeHi")
    i32.const 0 ;; address
    i32.const 2 ;; length
    call $log))
