// Uses files, timers and goroutines through Go's standard library.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

func show(what string, err error) {
	switch {
	case err == nil:
		fmt.Println(what, "done")
	case errors.Is(err, fs.ErrNotExist):
		fmt.Println(what, "does not exist")
	case errors.Is(err, fs.ErrExist):
		fmt.Println(what, "exists")
	default:
		fmt.Println(what, "fails")
	}
}

func files() {
	show("mkdir", os.MkdirAll("a/b/c", 0o777))
	show("mkdir", os.Mkdir("a", 0o777))
	data, _ := json.Marshal(map[string]any{"name": "x", "list": []int{1, 2}})
	show("write", os.WriteFile("a/b/data.json", data, 0o666))
	data, err := os.ReadFile("a/b/data.json")
	fmt.Println(string(data), err)
	show("rename", os.Rename("a/b/data.json", "a/data.json"))
	show("symlink", os.Symlink("data.json", "a/link"))
	target, _ := os.Readlink("a/link")
	info, err := os.Stat("a/link")
	fmt.Println(target, info.Size(), info.Mode().IsRegular(), err)
	fs.WalkDir(os.DirFS("."), "a", func(p string, d fs.DirEntry, e error) error {
		fmt.Println(p, d.IsDir(), e)
		return nil
	})
	file, err := os.OpenFile("a/data.json", os.O_APPEND|os.O_RDWR, 0)
	fmt.Println(err)
	file.WriteString("more")
	file.Seek(-6, 2)
	rest := make([]byte, 10)
	n, err := file.Read(rest)
	fmt.Println(string(rest[:n]), err)
	show("truncate", file.Truncate(3))
	show("close", file.Close())
	_, err = os.Open("a/none")
	show("open", err)
	show("remove", os.RemoveAll("a"))
}

func main() {
	fmt.Println(os.Args[1:], os.Getenv("COLOUR"))
	files()
	var wait sync.WaitGroup
	results := make(chan int, 10)
	for i := range 10 {
		wait.Add(1)
		go func() {
			time.Sleep(time.Duration(10-i) * time.Millisecond)
			results <- i * i
			wait.Done()
		}()
	}
	wait.Wait()
	close(results)
	sum := 0
	for r := range results {
		sum += r
	}
	fmt.Println(sum)
	lines := []string{}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		lines = append(lines, strings.ToUpper(in.Text()))
	}
	sort.Strings(lines)
	fmt.Println(lines)
	os.Exit(4)
}
