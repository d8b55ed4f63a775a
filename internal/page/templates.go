package page

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/tdewolff/minify/v2"
	minihtml "github.com/tdewolff/minify/v2/html"

	"blotter/internal/diag"
	"blotter/internal/source"
	"blotter/internal/words"
)

const (
	templateFolder = "templates/"
	stringsFolder  = templateFolder + "strings/"
)

// templates are the parsed templates of a theme. A file's template is called by
// its path without extension: templates/partials/card.html is "partials/card".
type templates struct {
	trees map[string]*parse.Tree
	small map[string]*parse.Tree   // the same, minified: what pages are printed from
	files map[string]*templateFile // by template name
}

// templateFile is a file of templates/.
type templateFile struct {
	path    string
	text    []byte
	hash    [sha256.Size]byte
	builtin bool
}

// span gives the place of length bytes at offset.
func (f *templateFile) span(offset, length int) diag.Span { return spanOf(f.text, offset, length) }

func (f *templateFile) at(offset, length int, severity diag.Severity, code, message, hint string) diag.Diagnostic {
	return diag.At(f.path, f.span(offset, length), severity, code, message, hint)
}

// loadTemplates parses every template. Functions are not looked at yet: the
// checker knows where each stands.
func loadTemplates(files []*source.File) (templates, diag.List) {
	t := templates{trees: map[string]*parse.Tree{}, small: map[string]*parse.Tree{}, files: map[string]*templateFile{}}
	var found diag.List
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Path, templateFolder)
		if !ok {
			continue
		}
		if strings.HasPrefix(f.Path, stringsFolder) {
			continue // package words reads them
		}
		if path.Ext(name) != ".html" {
			found = append(found, diag.At(f.Path, diag.Span{}, diag.Warning, "not-a-template",
				"this file is not a template: the names of templates end in .html", "what is to be published belongs in static/"))
			continue
		}
		text, err := f.Bytes()
		if err != nil { // templates are kept in memory; this is a file that outgrew it
			found = append(found, diag.At(f.Path, diag.Span{}, diag.Error, "unreadable-template", err.Error(), ""))
			continue
		}
		file := &templateFile{path: f.Path, text: text, hash: f.Hash, builtin: f.Builtin}
		found = append(found, t.parse(strings.TrimSuffix(name, ".html"), file)...)
	}
	return t, found
}

// parse adds the templates of one file: the file itself, and what it defines.
func (t *templates) parse(name string, file *templateFile) diag.List {
	set, err := parsed(file.path, string(file.text))
	if err != nil {
		t.files[name] = file // so that callers are not told besides that it is missing
		return diag.List{parseDiagnostic(file, err)}
	}
	small, err := parsed(file.path, minified(string(file.text)))
	if err != nil { // the minifier has not understood it: nothing is lost but white space
		small, _ = parsed(file.path, string(file.text))
	}
	var found diag.List
	for _, own := range slices.Sorted(maps.Keys(set)) {
		called := own
		if own == file.path {
			called = name
		}
		if other := t.files[called]; other != nil {
			found = append(found, diag.At(file.path, diag.Span{}, diag.Error, "duplicate-template",
				fmt.Sprintf("template «%s» is defined in %s too", called, other.path), "give one of them another name"))
			continue
		}
		set[own].ParseName = file.path
		t.trees[called], t.small[called], t.files[called] = set[own], set[own], file
		if small[own] != nil {
			small[own].ParseName = file.path
			t.small[called] = small[own]
		}
	}
	return found
}

// parsed parses the templates of one file, by name; its own is called path.
func parsed(path, text string) (map[string]*parse.Tree, error) {
	parser := parse.New(path)
	parser.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := parser.Parse(text, "", "", set); err != nil {
		return nil, err
	}
	if set[path] == nil { // an empty file has an empty tree
		set[path] = &parse.Tree{Name: path, ParseName: path, Root: &parse.ListNode{NodeType: parse.NodeList}}
	}
	return set, nil
}

// minified minifies a template once, so that no page needs it. The bodies of
// articles need it neither: package markdown writes nothing that is too much.
//
// These options keep the tree that a browser builds as it was; without them the
// minifier leaves out what browsers would fill in again, and white space that only
// some style sheets make invisible.
func minified(text string) string {
	keeping := minihtml.Minifier{
		KeepEndTags: true, KeepDocumentTags: true, KeepQuotes: true, KeepDefaultAttrVals: true, KeepWhitespace: true,
		TemplateDelims: minihtml.GoTemplateDelims,
	}
	var out strings.Builder
	if err := keeping.Minify(minify.New(), &out, strings.NewReader(text), nil); err != nil {
		return text
	}
	// What a template begins or ends with may part two words of another one.
	edge := func(space string) string {
		if space == "" {
			return ""
		}
		return "\n"
	}
	inner := strings.TrimSpace(text)
	start := strings.Index(text, inner)
	return edge(text[:start]) + strings.TrimSpace(out.String()) + edge(text[start+len(inner):])
}

// parseErrorPattern is how package text/template begins its parse errors:
// template: NAME:LINE: or template: NAME:LINE:COL:
var parseErrorPattern = regexp.MustCompile(`^template: (.*?):(\d+)(?::(\d+))?: `)

// parseDiagnostic reads the place out of the error of text/template's parser,
// which gives it in its text only: the one place where we read error texts.
func parseDiagnostic(file *templateFile, err error) diag.Diagnostic {
	text := err.Error()
	span, message := diag.Span{}, strings.TrimPrefix(text, "template: ")
	if m := parseErrorPattern.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[2])
		message = text[len(m[0]):]
		span = file.line(line)
		if m[3] != "" {
			col, _ := strconv.Atoi(m[3])
			span.Col = int32(col)
		}
	}
	return diag.At(file.path, span, diag.Error, "template-syntax", "this template cannot be read: "+message, "")
}

// line gives the span of what stands on a line.
func (f *templateFile) line(n int) diag.Span {
	lines := strings.Split(string(f.text), "\n")
	if n < 1 || n > len(lines) {
		return diag.Span{Line: int32(n), Col: 1, EndLine: int32(n), EndCol: 1}
	}
	text := strings.TrimRight(lines[n-1], " \t\r")
	indent := len(text) - len(strings.TrimLeft(text, " \t"))
	return diag.Span{Line: int32(n), Col: int32(indent + 1), EndLine: int32(n), EndCol: int32(len([]rune(text)) + 1)}
}

// escapeDiagnostic says where html/template found markup that it cannot make
// safe: a tag that one branch leaves open, a value where no value can be.
func (t *templates) escapeDiagnostic(err error) (diag.Diagnostic, bool) {
	var escape *template.Error
	if !errors.As(err, &escape) {
		return diag.Diagnostic{}, false
	}
	// Templates called in another context are copies: name$htmltemplate_….
	name, _, _ := strings.Cut(escape.Name, "$htmltemplate")
	file := t.files[name]
	if file == nil {
		for _, f := range t.files { // the error names the file where it has no node
			if f.path == name {
				file = f
			}
		}
	}
	if file == nil {
		return diag.Diagnostic{Severity: diag.Error, Code: "template-markup", Message: escape.Error()}, true
	}
	span := file.line(escape.Line)
	if escape.Node != nil {
		span = file.span(int(escape.Node.Position()), 1)
	}
	// What follows in braces is html/template's inner state.
	message, _, _ := strings.Cut(escape.Description, ": {state")
	return diag.At(file.path, span, diag.Error, "template-markup", "this cannot be printed safely here: "+message, ""), true
}

// inspect calls visit for node and everything below it.
func inspect(node parse.Node, visit func(parse.Node)) {
	list := func(l *parse.ListNode) {
		if l != nil {
			inspect(l, visit)
		}
	}
	branch := func(b *parse.BranchNode) {
		inspect(b.Pipe, visit)
		list(b.List)
		list(b.ElseList)
	}
	visit(node)
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			inspect(child, visit)
		}
	case *parse.ActionNode:
		inspect(n.Pipe, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			inspect(n.Pipe, visit)
		}
	case *parse.PipeNode:
		for _, cmd := range n.Cmds {
			inspect(cmd, visit)
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			inspect(arg, visit)
		}
	case *parse.ChainNode:
		inspect(n.Node, visit)
	}
}

// fragments are the templates that others print as fragments, by name.
func (t *templates) fragments() []string {
	names := map[string]bool{}
	for _, tree := range t.trees {
		inspect(tree.Root, func(node parse.Node) {
			if cmd, ok := node.(*parse.CommandNode); ok {
				if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok && f.Ident == "fragment" {
					if name, ok := argument(cmd, 1); ok {
						names[name.Text] = true
					}
				}
			}
		})
	}
	return slices.Sorted(maps.Keys(names))
}

// closure is the digest of everything that printing a template reads besides
// its view: the files of all templates that it can come to call, the words that
// they say, and the published names of the assets that they ask for.
func (t *templates) closure(a assets, w *words.Words, names ...string) digest {
	reached := map[string]bool{}
	asked := map[string]bool{}
	said := map[string]bool{}
	anyAsset := false
	var reach func(name string)
	reach = func(name string) {
		if reached[name] || t.trees[name] == nil {
			return
		}
		reached[name] = true
		inspect(t.trees[name].Root, func(node parse.Node) {
			switch n := node.(type) {
			case *parse.TemplateNode:
				reach(n.Name)
			case *parse.CommandNode:
				function, ok := n.Args[0].(*parse.IdentifierNode)
				if !ok {
					return
				}
				constant, ok := argument(n, 1)
				switch function.Ident {
				case "asset":
					if ok {
						asked[constant.Text] = true
					} else {
						anyAsset = true
					}
				case "fragment":
					if ok {
						reach(constant.Text)
					}
				case "word":
					if ok {
						said[constant.Text] = true
					}
				}
			}
		})
	}
	for _, name := range names {
		reach(name)
	}
	var h leaves
	for _, name := range slices.Sorted(maps.Keys(reached)) {
		h.text(name)
		h.buf = append(h.buf, t.files[name].hash[:]...)
	}
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		if found := a.byName[name]; found != nil {
			h.text(found.file)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		h.text(key)
		h.text(w.Written(key))
	}
	if len(said) > 0 { // what holes are filled with may be numbers and lists
		for _, key := range words.Fillings() {
			h.text(w.Written(key))
		}
	}
	if slices.Contains(names, layoutTemplate) {
		h.text(a.values.light["paper"])
		h.text(a.values.dark["paper"])
		for _, name := range a.preload {
			h.text(a.byName[name].file)
		}
	}
	if anyAsset {
		all := a.digest()
		h.buf = append(h.buf, all[:]...)
	}
	return sha256.Sum256(h.buf)
}

// argument gives the nth word of a command, if it is a constant text.
func argument(cmd *parse.CommandNode, n int) (*parse.StringNode, bool) {
	if n >= len(cmd.Args) {
		return nil, false
	}
	constant, ok := cmd.Args[n].(*parse.StringNode)
	return constant, ok
}
