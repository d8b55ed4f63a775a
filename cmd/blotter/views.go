package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"blotter"
	"blotter/internal/page"
	"blotter/internal/source"
	"blotter/internal/words"
)

// printTemplates prints the manual's chapter and, from the program itself, every
// template, what it is given, every function and every word.
func printTemplates(w io.Writer) error {
	text, err := manual.ReadFile("manual/templates.md")
	if err != nil {
		return err
	}
	reference, spoken, err := templateManual()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.Write(text)
	section := func(title, about string, rows func(columns io.Writer)) {
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		if about != "" {
			fmt.Fprintf(&b, "%s\n\n", about)
		}
		columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		rows(columns)
		columns.Flush()
	}
	section("Functions", "Besides those of Go's templates: and, or, not, eq, ne, lt, le, gt, ge, len, index, slice, print, printf.", func(columns io.Writer) {
		for _, f := range reference.Functions {
			fmt.Fprintf(columns, "%s\t%s\n", f.Name, f.About)
		}
	})
	section("Templates", "Each with what it is given.", func(columns io.Writer) {
		for _, t := range reference.Templates {
			fmt.Fprintf(columns, "%s: %s\n    %s\n", t.File, strings.Join(t.Types, " or "), t.About)
		}
	})
	section("Words", "{{word \"GROUP.KEY\"}} says the words of templates/strings/LANG.yaml, {{word \"GROUP.KEY\" \"n\" .N}}\nwith {n} filled in. The keys by group:", func(columns io.Writer) {
		for _, g := range groupsOf(spoken) {
			fmt.Fprintf(columns, "%s\t%s\n", g.name, strings.Join(g.keys, " "))
		}
	})
	for _, p := range reference.Parts {
		section(p.Name, p.About, func(columns io.Writer) {
			for _, f := range p.Fields {
				if f.Name == "" {
					fmt.Fprintf(columns, "and the fields of %s\t\t%s\n", f.Type, f.About)
					continue
				}
				fmt.Fprintf(columns, ".%s\t%s\t%s\n", f.Name, f.Type, f.About)
			}
		})
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// templateManual gives the manual of the built-in theme, and the English words.
func templateManual() (page.Manual, *words.Words, error) {
	snapshot, err := source.FromFS(embed.FS{}, blotter.Builtin()).Read(context.Background())
	if err != nil {
		return page.Manual{}, nil, err
	}
	spoken, found := words.Shipped(blotter.Builtin(), "en")
	theme, more := page.Load(snapshot, [32]byte{}, spoken, page.Look{})
	for _, d := range append(found, more...) {
		return page.Manual{}, nil, fmt.Errorf("the built-in theme: %s", d)
	}
	reference, err := theme.Manual()
	return reference, spoken, err
}

// group is a group of words.
type group struct {
	name string
	keys []string
}

// groupsOf gives the words by group. Those of the vocabularies are named as a
// whole: «blotter help words» lists them.
func groupsOf(w *words.Words) []group {
	var out []group
	for _, key := range w.Keys() {
		name, rest, _ := strings.Cut(key, ".")
		if len(out) == 0 || out[len(out)-1].name != name {
			out = append(out, group{name: name})
		}
		if last := &out[len(out)-1]; name != "vocabulary" {
			last.keys = append(last.keys, rest)
		} else {
			last.keys = []string{"LIST.VALUE.label", "LIST.VALUE.definition"}
		}
	}
	return out
}
