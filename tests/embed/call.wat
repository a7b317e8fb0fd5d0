(module
  (func $answer (result i32)
    i32.const 42)
  (func (export "answerPlus1") (result i32)
    call $answer
    i32.const 1
    i32.add))
