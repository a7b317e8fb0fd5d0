// A Go program with goroutines, maps, generics and reflection.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
)

type item struct {
	Name   string   `json:"name"`
	Weight float64  `json:"weight"`
	Tags   []string `json:"tags,omitempty"`
}

func keys[K comparable, V any](m map[K]V) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	return out
}

func main() {
	counts := map[string]int{}
	var mutex sync.Mutex
	var group sync.WaitGroup
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for _, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
				mutex.Lock()
				counts[w] += i
				mutex.Unlock()
			}
		}()
	}
	group.Wait()
	names := keys(counts)
	sort.Strings(names)
	var items []item
	for _, n := range names {
		items = append(items, item{Name: n, Weight: float64(counts[n]) / 3})
	}
	if err := json.NewEncoder(os.Stdout).Encode(items); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
