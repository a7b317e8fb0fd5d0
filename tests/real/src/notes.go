// Notes kept in files as JSON, by goroutines: Go's scheduler, channels, maps, reflection, regexps.
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template"
	"time"
)

type note struct {
	Title string         `json:"title"`
	Tags  []string       `json:"tags,omitempty"`
	Size  int            `json:"size"`
	Meta  map[string]any `json:"meta"`
	At    time.Time      `json:"at"`
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{"upper": strings.ToUpper}).Parse(
	"{{range $i, $n := .}}{{$i}}. {{upper $n.Title}}{{range $n.Tags}} #{{.}}{{end}} ({{$n.Size}})\n{{end}}"))

func produce(ctx context.Context, words []string) <-chan note {
	out := make(chan note)
	var group sync.WaitGroup
	for i, w := range words {
		group.Add(1)
		go func() {
			defer group.Done()
			sum := sha256.Sum256([]byte(w))
			n := note{Title: w, Size: len(w), At: time.Date(2024, 2, 28+i, 12, 0, 0, 0, time.UTC),
				Meta: map[string]any{"sum": fmt.Sprintf("%x", sum[:4]), "odd": i%2 == 1}}
			for k := 0; k < i%3; k++ {
				n.Tags = append(n.Tags, fmt.Sprint("tag", k))
			}
			select {
			case out <- n:
			case <-ctx.Done():
			}
		}()
	}
	go func() { group.Wait(); close(out) }()
	return out
}

func save(folder string, notes <-chan note) error {
	for n := range notes {
		text, err := json.MarshalIndent(n, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, n.Title+".json"), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func load(folder string) (notes []note, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		var n note
		if err := json.NewDecoder(bufio.NewReader(file)).Decode(&n); err != nil {
			return fmt.Errorf("%s: %w", d.Name(), err)
		}
		notes = append(notes, n)
		return nil
	})
	sort.Slice(notes, func(i, k int) bool { return notes[i].At.Before(notes[k].At) })
	return
}

func divide(a, b int) (q int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return a / b, nil
}

func main() {
	folder := filepath.Join(os.Args[1], "notes")
	check := func(err error) {
		if err != nil {
			fmt.Println("fails:", err)
			os.Exit(1)
		}
	}
	check(os.MkdirAll(folder, 0o755))
	check(save(folder, produce(context.Background(), []string{"alpha", "beta", "gamma", "delta"})))
	notes, err := load(folder)
	check(err)
	check(page.Execute(os.Stdout, notes))
	for _, n := range notes {
		fmt.Println(n.At.Format(time.RFC1123), n.Meta["sum"], n.Meta["odd"])
	}
	check(os.WriteFile(filepath.Join(folder, "bad.json"), []byte(`{"title": 1}`), 0o600))
	_, err = load(folder)
	var wrong *json.UnmarshalTypeError
	fmt.Println(errors.As(err, &wrong), err)
	_, err = os.ReadFile(filepath.Join(folder, "none"))
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	check(os.RemoveAll(folder))
	_, err = divide(1, len(os.Args)-len(os.Args))
	fmt.Println(err)

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	ticks := 0
	for ticker := time.NewTicker(5 * time.Millisecond); ctx.Err() == nil; {
		select {
		case <-ticker.C:
			ticks++
		case <-ctx.Done():
		}
	}
	fmt.Println(ticks > 0, ctx.Err())
	var mutex sync.RWMutex
	var once sync.Once
	total := 0
	var group sync.WaitGroup
	for i := range 1000 {
		group.Add(1)
		go func() {
			defer group.Done()
			once.Do(func() { total++ })
			mutex.Lock()
			defer mutex.Unlock()
			total += i
		}()
	}
	group.Wait()
	fact := new(big.Int).MulRange(1, 60)
	fmt.Println(total, fact, regexp.MustCompile(`(\w)(\d+)`).ReplaceAllString("a12 b345", "$2$1"))
	for scanner := bufio.NewScanner(os.Stdin); scanner.Scan(); {
		fmt.Printf("%q\n", strings.Fields(scanner.Text()))
	}
}
