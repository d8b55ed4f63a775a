package output

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pages gives n files of 17 KB, as many folders, the size of a site of 10,000 articles.
func pages(n int) []File {
	text := strings.Repeat("It was the third incident of the week. ", 17<<10/39)
	files := make([]File, n)
	for i := range files {
		files[i] = File{
			Path:        fmt.Sprintf("articles/article-%05d/index.html", i),
			Fingerprint: func() Fingerprint { return sha256.Sum256([]byte(fmt.Sprint(i))) },
			Write: func(_ context.Context, w io.Writer) error {
				fmt.Fprintln(w, i)
				_, err := io.WriteString(w, text)
				return err
			},
		}
	}
	return files
}

// another gives files[i] with other bytes.
func another(files []File, i, version int) {
	files[i].Fingerprint = func() Fingerprint { return Fingerprint{byte(version), byte(version >> 8), 1} }
	files[i].Write = func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintln(w, "version", version)
		return err
	}
}

func run12000(b *testing.B, dir string, files []File, o Options) {
	b.Helper()
	if _, err := Publish(b.Context(), dir, files, o); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkCold(b *testing.B) {
	files := pages(12_000)
	dir := filepath.Join(b.TempDir(), "public")
	for b.Loop() {
		run12000(b, dir, files, Options{})
		b.StopTimer()
		must(b, os.RemoveAll(dir))
		b.StartTimer()
	}
}

// BenchmarkFloor writes what BenchmarkCold writes, as plainly as can be, on one
// core and without making it survive a power cut.
func BenchmarkFloor(b *testing.B) {
	files := pages(12_000)
	dir := filepath.Join(b.TempDir(), "public")
	for b.Loop() {
		for _, f := range files {
			p := filepath.Join(dir, f.Path)
			must(b, os.MkdirAll(filepath.Dir(p), 0o755))
			var text strings.Builder
			must(b, f.Write(b.Context(), &text))
			must(b, os.WriteFile(p, []byte(text.String()), 0o644))
		}
		b.StopTimer()
		must(b, os.RemoveAll(dir))
		b.StartTimer()
	}
}

func BenchmarkUnchanged(b *testing.B) {
	files := pages(12_000)
	dir := filepath.Join(b.TempDir(), "public")
	run12000(b, dir, files, Options{})
	for b.Loop() {
		run12000(b, dir, files, Options{})
	}
}

func BenchmarkOneChange(b *testing.B) {
	for name, o := range map[string]Options{"inplace": {}, "swap": {Swap: true}} {
		b.Run(name, func(b *testing.B) {
			files := pages(12_000)
			dir := filepath.Join(b.TempDir(), "public")
			run12000(b, dir, files, Options{})
			version := 0
			for b.Loop() {
				version++
				another(files, 6000, version)
				run12000(b, dir, files, o)
			}
		})
	}
}

func BenchmarkAllChange(b *testing.B) {
	files := pages(12_000)
	dir := filepath.Join(b.TempDir(), "public")
	run12000(b, dir, files, Options{})
	version := 0
	for b.Loop() {
		version++
		for i := range files {
			another(files, i, version)
		}
		run12000(b, dir, files, Options{})
	}
}
