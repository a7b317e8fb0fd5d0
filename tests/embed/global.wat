(module
  (global $g (import "host" "global") (mut i32))
  (func (export "get") (result i32)
    global.get $g)
  (func (export "increment")
    (global.set $g (i32.add (global.get $g) (i32.const 1)))))
