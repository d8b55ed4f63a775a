package page

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// The manual is made of the program's own text, so that it says what is true:
// what templates are given is known from the types, what that means from the
// comments beside them.

//go:embed views.go
var viewsText string

//go:embed press.go
var pressText string

// Manual is what there is to know for writing templates.
type Manual struct {
	Templates []Given // pages first, then what they share; each in alphabetical order
	Parts     []Part  // every type that a template can be given or reach, by name
	Functions []Function
}

// Given is a template and what it is given as its dot.
type Given struct {
	File  string // templates/partials/card.html
	Types []string
	About string // what its first line says of it
}

// Part is a type: its fields, in order.
type Part struct {
	Name, About string
	Fields      []Field
}

// Field is a field of a part. One without a name stands for all fields of its type.
type Field struct{ Name, Type, About string }

// Function is a function that templates can call, besides those of Go's templates.
type Function struct{ Name, About string }

// Manual gives the manual of a theme: of its templates, and of what the program
// gives to any.
func (t *Theme) Manual() (Manual, error) {
	var m Manual
	types := map[string]reflect.Type{}
	for _, c := range slices.SortedFunc(maps.Keys(t.calls), func(x, y call) int {
		return cmp.Or(cmp.Compare(strings.Count(x.name, "/"), strings.Count(y.name, "/")), cmp.Compare(x.name, y.name), cmp.Compare(typeName(x.dot), typeName(y.dot)))
	}) {
		name := typeName(c.dot)
		if last := len(m.Templates) - 1; last >= 0 && m.Templates[last].File == t.templates.files[c.name].path {
			m.Templates[last].Types = append(m.Templates[last].Types, name)
		} else {
			m.Templates = append(m.Templates, Given{t.templates.files[c.name].path, []string{name}, firstComment(t.templates.files[c.name].text)})
		}
		reach(c.dot, types)
	}
	about, err := readComments(viewsText)
	if err != nil {
		return m, err
	}
	about["Layout"] = strings.Replace(about["layoutView"], "layoutView", "Layout", 1)
	for i := range m.Templates {
		g := &m.Templates[i]
		g.About = cmp.Or(g.About, about[g.Types[0]]) // a page is what its view is
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		m.Parts = append(m.Parts, partOf(types[name], about))
	}
	m.Functions, err = readFunctions(pressText)
	return m, err
}

// reach adds the structs that a value of type t can lead to.
func reach(t reflect.Type, types map[string]reflect.Type) {
	for t != nil && t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || types[typeName(t)] != nil {
		return
	}
	types[typeName(t)] = t
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			reach(f.Type, types)
		}
	}
}

// typeName names a type for those who write templates.
func typeName(t reflect.Type) string {
	switch {
	case t == nil:
		return "nothing"
	case t == reflect.TypeFor[layoutView]():
		return "Layout"
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case isNumber(t):
		return "number"
	case t.Name() == "HTML":
		return "HTML"
	case t.Kind() == reflect.String:
		return "text"
	}
	return t.Name()
}

func partOf(t reflect.Type, about map[string]string) Part {
	p := Part{Name: typeName(t), About: about[typeName(t)]}
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case !f.IsExported():
		case f.Anonymous:
			p.Fields = append(p.Fields, Field{Type: typeName(f.Type), About: about[t.Name()+"."+f.Name]})
		default:
			p.Fields = append(p.Fields, Field{f.Name, typeName(f.Type), about[t.Name()+"."+f.Name]})
		}
	}
	return p
}

// readComments gives what a Go file says of its types and their fields, by
// «Type» and «Type.Field». A comment behind a line of several fields is about
// each of them.
func readComments(text string) (map[string]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	about := map[string]string{}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range general.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			name := spec.Name.Name
			about[name] = oneLine(cmp.Or(spec.Doc.Text(), general.Doc.Text()) + " " + spec.Comment.Text())
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range fields.Fields.List {
				said := oneLine(f.Doc.Text() + " " + f.Comment.Text())
				for _, n := range f.Names {
					about[name+"."+n.Name] = said
				}
				if embedded, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 {
					about[name+"."+embedded.Name] = said
				}
			}
		}
	}
	return about, nil
}

// readFunctions gives the names in the table of functions, with the comment
// above each.
func readFunctions(text string) ([]Function, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	above := map[int]string{} // by the line on which the comment ends
	for _, c := range file.Comments {
		above[set.Position(c.End()).Line] = c.Text()
	}
	var out []Function
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != "functions" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			entry, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := entry.Key.(*ast.BasicLit); ok && key.Kind == token.STRING {
				name, err := strconv.Unquote(key.Value)
				if err == nil {
					said := oneLine(above[set.Position(key.Pos()).Line-1])
					out = append(out, Function{name, strings.TrimPrefix(said, name+" ")})
				}
			}
			return false
		})
	}
	if len(out) != len(functionTypes()) {
		return nil, fmt.Errorf("the table of functions has %d, its text %d", len(functionTypes()), len(out))
	}
	slices.SortFunc(out, func(x, y Function) int { return cmp.Compare(x.Name, y.Name) })
	return out, nil
}

// firstComment gives the comment that a template begins with.
func firstComment(text []byte) string {
	rest, ok := strings.CutPrefix(strings.TrimLeft(string(text), "{- "), "/*")
	if !ok {
		return ""
	}
	said, _, _ := strings.Cut(rest, "*/")
	return oneLine(said)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
