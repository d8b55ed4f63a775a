package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/sync/errgroup"
)

// floor reads every article in the folder src, renders its body with goldmark
// and writes it to a page of its own in out, on all cores.
func floor(src, out string) error {
	entries, err := os.ReadDir(src)
	if err != nil {
		return err
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
		g.Go(func() error {
			text, err := os.ReadFile(filepath.Join(src, e.Name()))
			if err != nil {
				return err
			}
			_, body, ok := bytes.Cut(text[len("---"):], []byte("\n---\n"))
			if !ok {
				return errors.New(e.Name() + " has no front matter")
			}
			var page bytes.Buffer
			if err := markdown.Convert(body, &page); err != nil {
				return err
			}
			folder := filepath.Join(out, strings.TrimSuffix(e.Name(), ".md"))
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(folder, "index.html"), page.Bytes(), 0o644)
		})
	}
	return g.Wait()
}
