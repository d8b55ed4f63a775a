package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/source"
)

// passes bounds how often mending shows something more to mend: the first
// mistake in a front matter can hide the others.
const passes = 10

// mend applies the fixes of r's diagnostics to the files, plans again, and goes
// on while that leaves fewer problems. A file that changed since it was read is
// left alone, as is everything outside the project.
func (d *desk) mend(ctx context.Context, r *build.Result, plan func(*source.Snapshot) (*build.Result, error)) (*build.Result, error) {
	project, err := os.OpenRoot(d.path(d.project))
	if err != nil {
		return nil, err
	}
	defer project.Close()
	for range passes {
		mended, err := mendFiles(project, r)
		if err != nil {
			return nil, err
		}
		if len(mended) == 0 {
			break
		}
		for _, name := range mended {
			fmt.Fprintf(d.err, "mended %s\n", name)
		}
		snapshot, err := r.Snapshot.Refresh(ctx, mended...)
		if err != nil {
			return nil, err
		}
		if r, err = plan(snapshot); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// mendFiles applies all fixes once, and names the files it wrote.
func mendFiles(project *os.Root, r *build.Result) ([]string, error) {
	edits := map[string][]diag.Edit{}
	for _, x := range r.Diagnostics {
		if x.Fix != nil {
			edits[x.Fix.Start.File] = append(edits[x.Fix.Start.File], *x.Fix)
		}
	}
	var mended []string
	for _, f := range r.Snapshot.Files() {
		if len(edits[f.Path]) == 0 || f.Builtin {
			continue
		}
		before, err := f.Bytes()
		if err != nil {
			return mended, err
		}
		after, ok := edited(before, edits[f.Path])
		if !ok || bytes.Equal(before, after) {
			continue
		}
		if err := replace(project, f.Path, before, after); err != nil {
			return mended, err
		}
		mended = append(mended, f.Path)
	}
	return mended, nil
}

// edited applies edits to text: the first of those that overlap, none that does
// not fit the text. ok is false if the text cannot be edited.
func edited(text []byte, edits []diag.Edit) (after []byte, ok bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	type change struct {
		from, to int
		text     string
	}
	var changes []change
	for _, e := range edits {
		from, okFrom := offset(text, e.Start)
		to, okTo := offset(text, e.End)
		if okFrom && okTo && from <= to {
			changes = append(changes, change{from, to, strings.ReplaceAll(e.Text, "\n", lineEnd(text))})
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return a.from - b.from })
	at := 0
	for _, c := range changes {
		if c.from < at {
			continue // overlaps the one before; the next pass will see
		}
		after = append(after, text[at:c.from]...)
		after = append(after, c.text...)
		at = c.to
	}
	return append(after, text[at:]...), true
}

// lineEnd gives how the lines of text end.
func lineEnd(text []byte) string {
	switch {
	case bytes.Contains(text, []byte("\r\n")):
		return "\r\n"
	case !bytes.Contains(text, []byte("\n")) && bytes.Contains(text, []byte("\r")):
		return "\r" // as package content reads it
	}
	return "\n"
}

// offset gives the byte at which p stands. A byte order mark is not counted as
// part of the first line.
func offset(text []byte, p diag.Pos) (int, bool) {
	at := 0
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		at = len("\ufeff")
	}
	end := []byte(lineEnd(text))
	for line := 1; line < p.Line; line++ {
		length := bytes.Index(text[at:], end)
		if length < 0 {
			return 0, false
		}
		at += length + len(end)
	}
	for col := 1; col < p.Col; col++ {
		if at == len(text) || bytes.HasPrefix(text[at:], end) {
			return 0, false
		}
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at, p.Line > 0 && p.Col > 0
}

// replace writes after in the place of the file name, in one step, unless the
// file is not what it was.
func replace(project *os.Root, name string, before, after []byte) error {
	info, err := project.Lstat(name)
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil // a link: who knows what else it is
	}
	temporary := path.Join(path.Dir(name), ".blotter-mending~")
	if err := project.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("mend: %w", err)
	}
	f, err := project.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	defer project.Remove(temporary) // fails once it is renamed
	_, err = f.Write(after)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("mend %s: %w", name, err)
	}
	now, err := project.ReadFile(name)
	if err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	if !bytes.Equal(now, before) {
		return fmt.Errorf("mend %s: %w", name, source.ErrChanged)
	}
	if err := project.Rename(temporary, name); err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	return nil
}
