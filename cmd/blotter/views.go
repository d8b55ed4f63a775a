package main

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"blotter/internal/page"
)

// views are what the page templates are given, by the template's name.
func views() map[string]reflect.Type {
	return map[string]reflect.Type{
		"404":         reflect.TypeFor[page.NotFoundPage](),
		"actor":       reflect.TypeFor[page.ActorPage](),
		"archive":     reflect.TypeFor[page.ArchivePage](),
		"article":     reflect.TypeFor[page.ArticlePage](),
		"author":      reflect.TypeFor[page.AuthorPage](),
		"company":     reflect.TypeFor[page.CompanyPage](),
		"corrections": reflect.TypeFor[page.CorrectionsPage](),
		"cve":         reflect.TypeFor[page.CVEPage](),
		"dashboard":   reflect.TypeFor[page.DashboardPage](),
		"feeds":       reflect.TypeFor[page.FeedsPage](),
		"home":        reflect.TypeFor[page.HomePage](),
		"incident":    reflect.TypeFor[page.IncidentPage](),
		"incidents":   reflect.TypeFor[page.IncidentsPage](),
		"index":       reflect.TypeFor[page.IndexPage](),
		"ladder":      reflect.TypeFor[page.LadderPage](),
		"list":        reflect.TypeFor[page.ListPage](),
		"month":       reflect.TypeFor[page.MonthPage](),
		"newsletter":  reflect.TypeFor[page.NewsletterPage](),
		"page":        reflect.TypeFor[page.TextPage](),
		"redirect":    reflect.TypeFor[page.RedirectPage](),
		"thanks":      reflect.TypeFor[page.ThanksPage](),
		"topic":       reflect.TypeFor[page.TopicPage](),
		"withdrawn":   reflect.TypeFor[page.WithdrawnPage](),
	}
}

// printTemplates prints the manual's chapter and, from the views themselves, what
// templates are given.
func printTemplates(w io.Writer) error {
	text, err := manual.ReadFile("manual/templates.md")
	if err != nil {
		return err
	}
	var b strings.Builder
	b.Write(text)
	parts := map[string]reflect.Type{}
	all := views()
	for _, name := range sortedKeys(all) {
		fmt.Fprintf(&b, "\n## templates/%s.html\n\n", name)
		writeFields(&b, all[name], parts)
	}
	// Parts have parts.
	for printed := map[string]bool{}; len(printed) < len(parts); {
		for _, name := range sortedKeys(parts) {
			if !printed[name] {
				printed[name] = true
				fmt.Fprintf(&b, "\n## %s\n\n", name)
				writeFields(&b, parts[name], parts)
			}
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func sortedKeys(m map[string]reflect.Type) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// writeFields prints the fields of a view, and adds the parts that they are made
// of to parts.
func writeFields(b *strings.Builder, t reflect.Type, parts map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		shape, part := shapeOf(f.Type)
		if part != nil {
			parts[part.Name()] = part
		}
		if f.Anonymous {
			shape = "and the fields of " + shape
			fmt.Fprintf(b, "%s\n", shape)
			continue
		}
		fmt.Fprintf(b, ".%-22s %s\n", f.Name, shape)
	}
}

// shapeOf says in words what a field holds, and gives the part in it, if any.
func shapeOf(t reflect.Type) (shape string, part reflect.Type) {
	switch t.Kind() {
	case reflect.Slice:
		shape, part = shapeOf(t.Elem())
		return "list of " + shape, part
	case reflect.Struct:
		return t.Name(), t
	case reflect.Bool:
		return "yes or no", nil
	case reflect.String:
		if t.Name() == "HTML" {
			return "HTML", nil
		}
		return "text", nil
	}
	return "number", nil
}
