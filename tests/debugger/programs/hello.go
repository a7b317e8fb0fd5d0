package main

import "fmt"

type shape struct {
	name string
	w, h int
}

//go:noinline
func area(s *shape) int {
	return s.w * s.h
}

func main() {
	s := &shape{"door", 3, 7}
	fmt.Println(s.name, area(s))
}
