package page

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"blotter/internal/diag"
	"blotter/internal/words"
)

// checker follows every template from the pages' views down, branch by branch,
// with the types that the values will have, and says where a template asks for
// what is not there. Package text/template would say so only when the branch is
// taken: perhaps first on the day of the first withdrawal.
//
// It knows less than the language allows: views hold no maps, interfaces or
// functions, so neither does it. A type is nil where it is not known; then
// nothing is said.
type checker struct {
	templates   *templates
	assets      assets
	words       *words.Words
	functions   map[string]reflect.Type
	done        map[call]bool
	fragments   map[string]reflect.Type // what templates are printed as fragments of
	called      map[string]bool
	asked       asked
	diagnostics diag.List

	file *templateFile // of the template being followed
	vars []variable
}

// asked says which fields of views any template asks for. What none asks for need not
// be made.
type asked struct {
	fields map[viewField]bool
	all    bool // somebody looks at a view as a whole
}

// viewField is a field of a view, of the struct in which it is declared.
type viewField struct {
	of   reflect.Type
	name string
}

// wanted says which of what is costly to make any template asks for.
type wanted struct {
	data, docket, stood, order, follow bool // of an article's page
	why                                bool // what is related
	lines, incidentLines               bool // on cards
}

// partly reports whether a value of type t is, or has in it, something of which only
// what is asked for is made.
func partly(t reflect.Type) bool {
	switch {
	case t == nil:
		return false
	case t.Kind() == reflect.Slice:
		return partly(t.Elem())
	case t.Kind() != reflect.Struct:
		return false
	}
	switch t {
	case reflect.TypeFor[Frame](), reflect.TypeFor[Related](), reflect.TypeFor[Card](), reflect.TypeFor[IncidentCard]():
		return true
	}
	for n := range t.NumField() { // a page has a Frame
		if partly(t.Field(n).Type) {
			return true
		}
	}
	return false
}

// wants gives what a theme wants that asks for a; all of it if a is nil.
func (a *asked) wants() wanted {
	article := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return asks[ArticlePage](a, name) })
	}
	return wanted{
		data:   asks[Frame](a, "Data"),
		docket: article("Docket"),
		// Whether a page is short depends on what stands beside its text.
		stood:  article("Record", "Stood", "StoodMore", "StoodOf", "Impact", "Legal", "Ladder", "Alleged", "Later", "Moved", "Short"),
		order:  article("Order", "Short"),
		follow: article("Follow"),
		why:    asks[Related](a, "Why"),
		lines:  asks[Card](a, "Lines"), incidentLines: asks[IncidentCard](a, "Lines"),
	}
}

// asks reports whether a field of V is asked for. It stops the program if there is
// none of that name, as a misspelt one in a template would.
func asks[V any](a *asked, name string) bool {
	of := reflect.TypeFor[V]()
	if _, ok := of.FieldByName(name); !ok {
		panic("page: " + of.Name() + " has no " + name)
	}
	return a == nil || a.all || a.fields[viewField{of, name}]
}

// call is a template and the type of its dot.
type call struct {
	name string
	dot  reflect.Type
}

type variable struct {
	name string
	kind reflect.Type
}

// untyped is the type of a constant number, which fits every number.
type untyped struct{}

var untypedNumber = reflect.TypeFor[untyped]()

// check gives what is wrong with a theme's templates, and the checker, which
// knows what calls what then.
func check(t *templates, a assets, w *words.Words) (*checker, diag.List) {
	c := &checker{
		templates: t, assets: a, words: w,
		functions: functionTypes(), done: map[call]bool{},
		fragments: map[string]reflect.Type{}, called: map[string]bool{},
		asked: asked{fields: map[viewField]bool{}},
	}
	for _, kind := range pageKinds() {
		c.require(kind.template, reflect.TypeOf(kind.view).Elem())
	}
	c.require(layoutTemplate, reflect.TypeFor[layoutView]())
	for _, name := range slices.Sorted(maps.Keys(t.trees)) {
		if file := t.files[name]; !c.called[name] && !file.builtin {
			c.diagnostics = append(c.diagnostics, diag.At(file.path, diag.Span{}, diag.Warning, "unused-template",
				fmt.Sprintf("no page comes to call the template «%s»", name), diag.DidYouMean(name, c.pageNames())))
		}
	}
	return c, c.diagnostics
}

func (c *checker) pageNames() []string {
	names := []string{layoutTemplate}
	for _, kind := range pageKinds() {
		names = append(names, kind.template)
	}
	return names
}

// require checks a template that must be there.
func (c *checker) require(name string, dot reflect.Type) {
	if c.templates.files[name] == nil {
		c.diagnostics = append(c.diagnostics, diag.At(templateFolder+name+".html", diag.Span{}, diag.Error, "missing-template",
			"every theme needs this template", "`blotter eject templates/"+name+".html` copies the built-in one"))
		return
	}
	c.template(name, dot)
}

// template follows a template with a dot of the given type, once.
func (c *checker) template(name string, dot reflect.Type) {
	c.called[name] = true
	tree := c.templates.trees[name]
	if tree == nil || c.done[call{name, dot}] {
		return // broken ones have been reported by the parser
	}
	c.done[call{name, dot}] = true
	file, vars := c.file, c.vars
	c.file, c.vars = c.templates.files[name], []variable{{"$", dot}}
	c.list(tree.Root, dot)
	c.file, c.vars = file, vars
}

func (c *checker) report(node parse.Node, length int, code, message, hint string) {
	c.reportAt(int(node.Position()), length, code, message, hint)
}

func (c *checker) reportAt(offset, length int, code, message, hint string) {
	d := c.file.at(offset, length, diag.Error, code, message, hint)
	for _, known := range c.diagnostics { // a partial is followed once for each type of its dot
		if known.Start == d.Start && known.Message == d.Message {
			return
		}
	}
	c.diagnostics = append(c.diagnostics, d)
}

func (c *checker) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, node := range l.Nodes {
		c.node(node, dot)
	}
}

func (c *checker) node(node parse.Node, dot reflect.Type) {
	switch n := node.(type) {
	case *parse.ActionNode:
		printed := c.pipe(n.Pipe, dot)
		if len(n.Pipe.Decl) == 0 && printed != nil && !printable(printed) {
			c.report(n.Pipe, 1, "not-printable", fmt.Sprintf("%s cannot be printed as it is", describe(printed)), fieldsHint(printed))
		}
	case *parse.IfNode:
		c.branch(&n.BranchNode, dot, func(condition reflect.Type) reflect.Type {
			c.condition(n.Pipe, condition)
			return dot
		})
	case *parse.WithNode:
		c.branch(&n.BranchNode, dot, func(value reflect.Type) reflect.Type {
			if n.ElseList != nil {
				c.condition(n.Pipe, value)
			}
			return value
		})
	case *parse.RangeNode:
		c.ranging(n, dot)
	case *parse.TemplateNode:
		var arg reflect.Type
		if n.Pipe != nil {
			arg = c.pipe(n.Pipe, dot)
		}
		c.calls(n, n.Name, arg)
	}
}

// branch follows both ways of an if or with; inside gives the first one's dot.
// Variables end with it.
func (c *checker) branch(n *parse.BranchNode, dot reflect.Type, inside func(reflect.Type) reflect.Type) {
	mark := len(c.vars)
	value := c.pipe(n.Pipe, dot)
	within := inside(value)
	scope := len(c.vars)
	c.list(n.List, within)
	c.vars = c.vars[:scope]
	c.list(n.ElseList, dot)
	c.vars = c.vars[:mark]
}

// condition refuses what is always true: a struct.
func (c *checker) condition(at parse.Node, t reflect.Type) {
	if t != nil && t.Kind() == reflect.Struct && t != untypedNumber {
		c.report(at, 1, "always-true", fmt.Sprintf("%s is never empty, so this is always true", describe(t)), "ask for one of its fields: "+strings.Join(fields(t), ", "))
	}
}

func (c *checker) ranging(n *parse.RangeNode, dot reflect.Type) {
	mark := len(c.vars)
	// The variables of a range hold the elements, not the list.
	over := c.commands(n.Pipe, dot)
	var key, element reflect.Type
	switch {
	case over == nil:
	case over.Kind() == reflect.Slice || over.Kind() == reflect.Array:
		key, element = reflect.TypeFor[int](), over.Elem()
	case isNumber(over):
		key, element = reflect.TypeFor[int](), reflect.TypeFor[int]()
	default:
		c.report(n.Pipe, 1, "not-a-list", fmt.Sprintf("%s is no list, so there is nothing to go through", describe(over)), "")
	}
	switch len(n.Pipe.Decl) {
	case 1:
		c.set(n.Pipe, n.Pipe.Decl[0], element)
	case 2:
		c.set(n.Pipe, n.Pipe.Decl[0], key)
		c.set(n.Pipe, n.Pipe.Decl[1], element)
	}
	scope := len(c.vars)
	c.list(n.List, element)
	c.vars = c.vars[:scope]
	c.list(n.ElseList, dot)
	c.vars = c.vars[:mark]
}

// calls follows a template that another one calls.
func (c *checker) calls(at parse.Node, name string, dot reflect.Type) {
	if c.templates.files[name] == nil {
		c.report(at, len(name)+2, "unknown-template", fmt.Sprintf("there is no template «%s»", name),
			diag.DidYouMean(name, slices.Sorted(maps.Keys(c.templates.files))))
		return
	}
	c.template(name, dot)
}

// pipe gives the type of a pipeline's value and declares its variables.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	if p == nil {
		return nil
	}
	value := c.commands(p, dot)
	for _, v := range p.Decl {
		c.set(p, v, value)
	}
	return value
}

// set declares the variable v of the pipeline p (:=), or gives a declared one
// another value of its type (=).
func (c *checker) set(p *parse.PipeNode, v *parse.VariableNode, value reflect.Type) {
	if !p.IsAssign {
		c.vars = append(c.vars, variable{v.Ident[0], value})
		return
	}
	if was := c.declared(v); was != nil && value != nil && was != value && !(isNumber(was) && isNumber(value)) {
		c.report(v, len(v.Ident[0]), "other-type", fmt.Sprintf("%s held %s and would hold %s", v.Ident[0], describe(was), describe(value)), "")
	}
}

func (c *checker) commands(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var value reflect.Type
	for n, cmd := range p.Cmds {
		value = c.command(cmd, dot, value, n > 0)
	}
	return value
}

// command gives the type of one command. piped says that final, the value of
// the command before it, is its last argument.
func (c *checker) command(cmd *parse.CommandNode, dot, final reflect.Type, piped bool) reflect.Type {
	if function, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.function(function, cmd, dot, final, piped)
	}
	if piped || len(cmd.Args) > 1 {
		c.report(cmd.Args[0], 1, "not-a-function", fmt.Sprintf("%s is no function, so it takes no arguments", cmd.Args[0]), "")
		return nil
	}
	return c.value(cmd.Args[0], dot)
}

// value gives the type of a word.
func (c *checker) value(node parse.Node, dot reflect.Type) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		// The parser gives a chain's place as that of its second link.
		start := int(n.Pos)
		if len(n.Ident) > 1 {
			start -= len(n.Ident[0]) + 1
		}
		return c.fields(dot, n.Ident, start)
	case *parse.VariableNode:
		start := int(n.Pos)
		if len(n.Ident) > 1 {
			start -= len(n.Ident[0])
		}
		held := c.declared(n)
		return c.fields(held, n.Ident[1:], start+len(n.Ident[0]))
	case *parse.ChainNode:
		return c.fields(c.value(n.Node, dot), n.Field, int(n.Pos))
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.IdentifierNode:
		return c.function(n, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{n}}, dot, nil, false)
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	case *parse.NumberNode:
		return untypedNumber
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.NilNode:
		c.report(n, 3, "nil", "nil is no value that anything here can have", "")
	}
	return nil
}

// declared gives the type of what a variable holds. The parser has seen to most
// that are not there, but not to `{{$x = 1}}` nor to `{{range $x, $x}}`.
func (c *checker) declared(v *parse.VariableNode) reflect.Type {
	name := v.Ident[0]
	for i := len(c.vars) - 1; i >= 0; i-- {
		if c.vars[i].name == name {
			return c.vars[i].kind
		}
	}
	c.report(v, len(name), "unknown-variable", fmt.Sprintf("there is no variable %s here", name), "a new one is made with :=")
	return nil
}

// fields follows .A.B.C, which begins at offset, from a value of type t.
func (c *checker) fields(t reflect.Type, names []string, offset int) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		if t.Kind() != reflect.Struct || t == untypedNumber {
			c.reportAt(offset, len(name)+1, "unknown-field", fmt.Sprintf("%s has no fields, so no «%s»", describe(t), name), "")
			return nil
		}
		field, ok := t.FieldByName(name)
		if !ok || !field.IsExported() {
			c.reportAt(offset, len(name)+1, "unknown-field", fmt.Sprintf("%s has no «%s»", describe(t), name), diag.DidYouMean(name, fields(t)))
			return nil
		}
		c.asked.fields[viewField{owner(t, field), name}] = true
		t = field.Type
		offset += len(name) + 1
	}
	return t
}

// owner gives the struct that declares a field of t: t, or one that it embeds.
func owner(t reflect.Type, field reflect.StructField) reflect.Type {
	for _, n := range field.Index[:len(field.Index)-1] {
		t = t.Field(n).Type
	}
	return t
}

// function gives the type of a function's result.
func (c *checker) function(ident *parse.IdentifierNode, cmd *parse.CommandNode, dot, final reflect.Type, piped bool) reflect.Type {
	name := ident.Ident
	args := make([]reflect.Type, 0, len(cmd.Args))
	for _, arg := range cmd.Args[1:] {
		args = append(args, c.value(arg, dot))
	}
	if piped {
		args = append(args, final)
	}
	switch name {
	case "fragment", "index", "len", "slice":
	default:
		if slices.ContainsFunc(args, partly) {
			c.asked.all = true // what becomes of it nobody can follow
		}
	}
	// place gives the node of the nth argument, for diagnostics.
	place := func(n int) parse.Node {
		if n+1 < len(cmd.Args) {
			return cmd.Args[n+1]
		}
		return ident
	}
	wrong := func(n int, want string) {
		c.report(place(n), 1, "wrong-argument", fmt.Sprintf("«%s» needs %s here, not %s", name, want, describe(args[n])), "")
	}
	count := func(least, most int) bool {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return true
		}
		c.report(ident, len(name), "wrong-argument", fmt.Sprintf("«%s» does not take %d arguments", name, len(args)), "")
		return false
	}
	switch name {
	case "and", "or":
		if !count(1, -1) {
			return nil
		}
		for n, t := range args {
			c.condition(place(n), t)
		}
		return common(args)
	case "not":
		if count(1, 1) {
			c.condition(place(0), args[0])
		}
		return reflect.TypeFor[bool]()
	case "len":
		if count(1, 1) && args[0] != nil && !hasLength(args[0]) {
			wrong(0, "a text or a list")
		}
		return reflect.TypeFor[int]()
	case "index", "slice":
		if !count(1, -1) || args[0] == nil {
			return nil
		}
		if !hasLength(args[0]) {
			wrong(0, "a text or a list")
			return nil
		}
		for n := range args[1:] {
			if t := args[n+1]; t != nil && !isNumber(t) {
				wrong(n+1, "a number")
			}
		}
		switch {
		case name == "slice" || len(args) == 1:
			return args[0]
		case args[0].Kind() == reflect.String:
			return reflect.TypeFor[uint8]()
		case len(args) == 2:
			return args[0].Elem()
		}
		return nil
	case "eq", "ne", "lt", "le", "gt", "ge":
		if !count(2, -1) {
			return reflect.TypeFor[bool]()
		}
		for n, t := range args {
			switch {
			case t == nil || args[0] == nil:
			case !comparable(t):
				wrong(n, "a text, a number, or yes or no")
			case basic(t) != basic(args[0]):
				wrong(n, describe(args[0])+" to compare with")
			}
		}
		return reflect.TypeFor[bool]()
	case "print", "println", "printf", "html", "js", "urlquery":
		if name == "printf" && count(1, -1) && args[0] != nil && args[0].Kind() != reflect.String {
			wrong(0, "a text")
		}
		return reflect.TypeFor[string]()
	case "word":
		return c.word(ident, cmd, args, place)
	case "fragment":
		return c.fragment(cmd, args, place, count, wrong)
	case "asset":
		if constant, ok := argument(cmd, 1); ok {
			switch asset := c.assets.byName[constant.Text]; {
			case asset == nil:
				c.report(constant, len(constant.Quoted), "unknown-asset", fmt.Sprintf("there is no file %s%s", assetFolder, constant.Text),
					diag.DidYouMean(constant.Text, c.assets.names))
			case asset.spare:
				c.report(constant, len(constant.Quoted), "spare-asset", fmt.Sprintf("%s%s is not published: with the fonts of site.yaml nothing needs it", assetFolder, constant.Text),
					"{{range .Preload}} goes through the fonts that pages need first")
			}
		}
	}
	signature := c.functions[name]
	if signature == nil {
		c.report(ident, len(name), "unknown-function", fmt.Sprintf("there is no function «%s»", name), diag.DidYouMean(name, functionNames()))
		return nil
	}
	if !count(signature.NumIn(), signature.NumIn()) {
		return signature.Out(0)
	}
	for n, t := range args {
		want := signature.In(n)
		if t == nil || t.AssignableTo(want) || t == untypedNumber && isNumber(want) {
			continue
		}
		wrong(n, describe(want))
	}
	return signature.Out(0)
}

// fragment checks {{fragment "partials/card" .Card}}: the template is called
// with the part as its dot.
func (c *checker) fragment(cmd *parse.CommandNode, args []reflect.Type, place func(int) parse.Node, count func(int, int) bool, wrong func(int, string)) reflect.Type {
	result := functionTypes()["fragment"].Out(0)
	if !count(2, 2) {
		return result
	}
	constant, ok := argument(cmd, 1)
	if !ok {
		wrong(0, "a template's name in quotes")
		return result
	}
	switch part := args[1]; {
	case part == nil:
	case !isPart(part):
		c.report(place(1), 1, "wrong-argument", fmt.Sprintf("only cards, follow forms, headers and footers are kept as fragments, not %s", describe(part)),
			fmt.Sprintf("{{template %q …}} prints anything", constant.Text))
	default:
		if was := c.fragments[constant.Text]; was != nil && was != part {
			c.report(constant, len(constant.Quoted), "wrong-argument", fmt.Sprintf("this fragment is given %s elsewhere, and here %s", describe(was), describe(part)), "")
		}
		c.fragments[constant.Text] = part
		c.calls(constant, constant.Text, part)
	}
	return result
}

// common is the type of «and» and «or», which give one of their arguments.
func common(types []reflect.Type) reflect.Type {
	for _, t := range types[1:] {
		if t != types[0] {
			return nil
		}
	}
	return types[0]
}

func isNumber(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return true
	}
	return t == untypedNumber
}

func hasLength(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Slice || t.Kind() == reflect.Array
}

func comparable(t reflect.Type) bool {
	return isNumber(t) || t.Kind() == reflect.String || t.Kind() == reflect.Bool
}

// basic groups types that can be compared.
func basic(t reflect.Type) string {
	switch {
	case isNumber(t):
		return "number"
	case t.Kind() == reflect.String:
		return "text"
	}
	return t.Kind().String()
}

func printable(t reflect.Type) bool { return comparable(t) }

// describe names a type as a theme's author knows it.
func describe(t reflect.Type) string {
	switch {
	case t == nil:
		return "something"
	case t == untypedNumber || isNumber(t):
		return "a number"
	case t.Kind() == reflect.String:
		return "a text"
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case t.Kind() == reflect.Slice:
		return "a list of " + t.Elem().Name()
	case t == reflect.TypeFor[layoutView]():
		return "the layout"
	}
	return "a " + t.Name()
}

// fields names what a struct has, promoted fields included.
func fields(t reflect.Type) []string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			out = append(out, f.Name)
		}
	}
	return out
}

func fieldsHint(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "print one of its fields: " + strings.Join(fields(t), ", ")
	case reflect.Slice:
		return "go through it with range"
	}
	return ""
}
