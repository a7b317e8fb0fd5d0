(module
  (table 2 funcref)
  (type $returns_i32 (func (result i32)))
  (func $f1 (result i32)
    i32.const 42)
  (func $f2 (result i32)
    i32.const 13)
  (elem (i32.const 0) $f1 $f2)
  (func (export "callByIndex") (param $i i32) (result i32)
    local.get $i
    call_indirect (type $returns_i32)))
