// Package galley sets html/template's templates so that pages are printed from
// them many times faster.
//
// It takes templates that html/template has parsed and escaped and the type of the
// dot (Compile), and gives a Routine that prints values of that type. html/template
// decides how every value must be escaped where it stands, and writes that into the
// templates' trees; galley takes the trees as they are then and makes acts of them
// that know the types of all values beforehand: a field is a number and not a name,
// and nothing is looked up while a page is printed. Functions must be pure: one
// that is called with constants is text.
//
// It knows what themes are made of: fields, variables, if, with, range, template,
// the comparisons, and/or/not, len, index and functions, over structs, lists,
// texts, whole numbers and yes or no, in text, attributes and addresses. To anything
// else (printf, a value inside a script) it says ErrUnknown: html/template itself
// has to print that template. Where it prints, it prints the same bytes; tests and a
// fuzz target hold its escapers against html/template's.
package galley

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"sync"
	text "text/template"
	"text/template/parse"
)

// ErrUnknown says that html/template has to print a template. Print gives it too,
// for a function that returned a value which only that can escape; what has been
// printed by then is to be thrown away.
var ErrUnknown = errors.New("html/template has to print this")

// Compiler compiles the templates of one set. It is not safe for concurrent use.
type Compiler struct {
	// Templates have been executed once each, whatever they made of that, so that
	// html/template has escaped them and all that they call.
	Templates *template.Template
	// Functions are the set's own.
	Functions template.FuncMap
	// Fragment, if not nil, prints {{fragment "name" part}}: r prints the template
	// of that name for parts of that type.
	Fragment func(name string, r *Routine, part reflect.Value) (template.HTML, error)

	done map[call]*Routine
	vars []slot // in scope
	high int    // most slots in use at once
}

// call is a template and the type of its dot.
type call struct {
	name string
	dot  reflect.Type
}

// slot is a variable and where the machine keeps it.
type slot struct {
	name string
	kind reflect.Type
}

// Routine is a compiled template: its acts for a dot of one type. It is immutable
// and safe for concurrent use.
type Routine struct {
	acts  []act
	slots int
}

// act prints a part of a template.
type act func(m *machine)

// machine is one printing: what it has printed, and where it is.
type machine struct {
	out  *bytes.Buffer
	dot  reflect.Value
	vars []reflect.Value // of all routines that are running
	base int             // where those of the present one begin
	err  error
}

// unknown names what the compiler does not know.
func unknown(node any) error { return fmt.Errorf("%w: %v", ErrUnknown, node) }

// run prints a routine with a dot.
func (m *machine) run(r *Routine, dot reflect.Value) {
	base, outer := m.base, m.dot
	m.base, m.dot = len(m.vars), dot
	for range r.slots {
		m.vars = append(m.vars, reflect.Value{})
	}
	m.vars[m.base] = dot
	m.do(r.acts)
	m.vars = m.vars[:m.base]
	m.base, m.dot = base, outer
}

func (m *machine) do(acts []act) {
	for _, s := range acts {
		if s(m); m.err != nil {
			return
		}
	}
}

// Compile compiles a template for a dot of one type.
func (c *Compiler) Compile(name string, dot reflect.Type) (*Routine, error) {
	if c.done == nil {
		c.done = map[call]*Routine{}
	}
	return c.routine(name, dot)
}

// Print prints a value of the Routine's type. Structs that functions are to find
// the address of must be addressable: give the element of a pointer.
func (r *Routine) Print(out *bytes.Buffer, dot reflect.Value) error {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	*m = machine{out: out, vars: m.vars[:0]}
	m.run(r, dot)
	clear(m.vars[:cap(m.vars)]) // they hold on to what they were
	m.out = nil
	return m.err
}

// machines are at rest. They remember nothing.
var machines = sync.Pool{New: func() any { return &machine{vars: make([]reflect.Value, 0, 64)} }}

// routine compiles a template for a dot of one type. A template that calls itself
// is not compiled: its acts would have to be there before they are.
func (c *Compiler) routine(name string, dot reflect.Type) (*Routine, error) {
	key := call{name, dot}
	if r, ok := c.done[key]; ok {
		if r == nil {
			return nil, unknown(name)
		}
		return r, nil
	}
	tree := c.tree(name)
	if tree == nil {
		return nil, unknown(name)
	}
	c.done[key] = nil
	vars, high := c.vars, c.high
	c.vars, c.high = []slot{{"$", dot}}, 1
	acts, err := c.list(tree.Root, dot)
	r := &Routine{acts, c.high}
	c.vars, c.high = vars, high
	if err != nil {
		return nil, err
	}
	c.done[key] = r
	return r, nil
}

// tree gives a template's escaped tree. A template that is called inside a tag has
// one for that place beside its own, under another name; html/template keeps those
// in the set of text/template's that it prints with and shows them to nobody. We
// look there if it is where it has always been; otherwise such a page is not
// compiled, and reads the same.
func (c *Compiler) tree(name string) *parse.Tree {
	if found := c.Templates.Lookup(name); found != nil {
		return found.Tree
	}
	inner := reflect.ValueOf(c.Templates).Elem().FieldByName("text")
	if !inner.IsValid() || inner.Type() != reflect.TypeFor[*text.Template]() || inner.IsNil() {
		return nil
	}
	if found := (*text.Template)(inner.UnsafePointer()).Lookup(name); found != nil {
		return found.Tree
	}
	return nil
}

// list compiles nodes; texts that meet become one.
func (c *Compiler) list(list *parse.ListNode, dot reflect.Type) ([]act, error) {
	if list == nil {
		return nil, nil
	}
	var acts []act
	var fixed []byte
	flush := func() {
		if len(fixed) > 0 {
			words := fixed
			acts, fixed = append(acts, func(m *machine) { m.out.Write(words) }), nil
		}
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.CommentNode:
			continue
		case *parse.TextNode:
			fixed = append(fixed, n.Text...)
			continue
		case *parse.ActionNode:
			s, always, err := c.action(n, dot)
			if err != nil {
				return nil, err
			}
			if s == nil {
				fixed = append(fixed, always...)
				continue
			}
			flush()
			acts = append(acts, s)
			continue
		}
		flush()
		s, err := c.node(node, dot)
		if err != nil {
			return nil, err
		}
		acts = append(acts, s)
	}
	flush()
	return acts, nil
}

// node compiles what is neither text nor an action.
func (c *Compiler) node(node parse.Node, dot reflect.Type) (act, error) {
	switch n := node.(type) {
	case *parse.TemplateNode:
		return c.call(n, dot)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return c.loop(n, dot)
	}
	return nil, unknown(node)
}

// call compiles {{template "name" pipeline}}.
func (c *Compiler) call(n *parse.TemplateNode, dot reflect.Type) (act, error) {
	if n.Pipe == nil {
		r, err := c.routine(n.Name, noDot)
		if err != nil {
			return nil, err
		}
		return func(m *machine) { m.run(r, reflect.Value{}) }, nil
	}
	e, err := c.pipe(n.Pipe, dot)
	if err != nil {
		return nil, err
	}
	if e.kind == truthOnly {
		return nil, unknown(n)
	}
	r, err := c.routine(n.Name, e.kind)
	if err != nil {
		return nil, err
	}
	return func(m *machine) { m.run(r, e.eval(m)) }, nil
}

// noDot is the type of the dot of a template that is called without one.
var noDot = reflect.TypeFor[struct{}]()

// branch compiles if and with.
func (c *Compiler) branch(n *parse.BranchNode, dot reflect.Type, with bool) (act, error) {
	scope := len(c.vars)
	e, err := c.pipe(n.Pipe, dot)
	if err != nil {
		return nil, err
	}
	set, err := c.declare(n.Pipe, e.kind)
	if err != nil {
		return nil, err
	}
	inner := dot
	if with {
		inner = e.kind
	}
	if e.kind == truthOnly && (with || len(set) > 0) {
		return nil, unknown(n.Pipe)
	}
	then, err := c.list(n.List, inner)
	if err != nil {
		return nil, err
	}
	other, err := c.list(n.ElseList, dot)
	if err != nil {
		return nil, err
	}
	c.vars = c.vars[:scope]
	truth, err := truthOf(e.kind)
	if err != nil {
		return nil, err
	}
	return func(m *machine) {
		v := e.eval(m)
		if m.err != nil {
			return
		}
		for _, at := range set {
			m.vars[m.base+at] = v
		}
		switch {
		case !truth(v):
			m.do(other)
		case with:
			outer := m.dot
			m.dot = v
			m.do(then)
			m.dot = outer
		default:
			m.do(then)
		}
	}, nil
}

// declare gives the variables of a pipeline their slots.
func (c *Compiler) declare(p *parse.PipeNode, kinds ...reflect.Type) ([]int, error) {
	if p.IsAssign {
		return nil, unknown(p)
	}
	var at []int
	for n, v := range p.Decl {
		at = append(at, len(c.vars))
		c.vars = append(c.vars, slot{v.Ident[0], kinds[n]})
		c.high = max(c.high, len(c.vars))
	}
	return at, nil
}

// loop compiles range over a list or a number.
func (c *Compiler) loop(n *parse.RangeNode, dot reflect.Type) (act, error) {
	scope := len(c.vars)
	e, err := c.pipe(n.Pipe, dot)
	if err != nil {
		return nil, err
	}
	var element reflect.Type
	length := func(v reflect.Value) int { return v.Len() }
	at := func(v reflect.Value, i int) reflect.Value { return v.Index(i) }
	switch e.kind.Kind() {
	case reflect.Slice:
		element = e.kind.Elem()
	case reflect.Int:
		element = e.kind
		length = func(v reflect.Value) int { return int(v.Int()) }
		at = func(_ reflect.Value, i int) reflect.Value { return reflect.ValueOf(i) }
	default:
		return nil, unknown(n)
	}
	var set []int
	switch len(n.Pipe.Decl) {
	case 0:
	case 1:
		set, err = c.declare(n.Pipe, element)
	default:
		set, err = c.declare(n.Pipe, reflect.TypeFor[int](), element)
	}
	if err != nil {
		return nil, err
	}
	body, err := c.list(n.List, element)
	if err != nil {
		return nil, err
	}
	c.vars = c.vars[:scope]
	other, err := c.list(n.ElseList, dot)
	if err != nil {
		return nil, err
	}
	return func(m *machine) {
		v := e.eval(m)
		if m.err != nil {
			return
		}
		count := length(v)
		if count <= 0 {
			m.do(other)
			return
		}
		outer := m.dot
		for i := range count {
			m.dot = at(v, i)
			if len(set) > 0 {
				m.vars[m.base+set[len(set)-1]] = m.dot
			}
			if len(set) > 1 {
				m.vars[m.base+set[0]] = reflect.ValueOf(i)
			}
			if m.do(body); m.err != nil {
				return
			}
		}
		m.dot = outer
	}, nil
}

// action compiles {{pipeline}}: a step, or the text that it always prints.
func (c *Compiler) action(n *parse.ActionNode, dot reflect.Type) (act, []byte, error) {
	cmds := n.Pipe.Cmds
	value := len(cmds) // how many make the value; the others escape it
	for value > 0 && escaperOf(cmds[value-1]) != nil {
		value--
	}
	e, err := c.commands(n.Pipe, cmds[:value], dot)
	if err != nil {
		return nil, nil, err
	}
	if len(n.Pipe.Decl) > 0 {
		at, ok := c.variable(n.Pipe.Decl[0].Ident[0])
		if n.Pipe.IsAssign && (!ok || c.vars[at].kind != e.kind) || e.kind == truthOnly {
			return nil, nil, unknown(n)
		}
		if !n.Pipe.IsAssign {
			set, err := c.declare(n.Pipe, e.kind)
			if err != nil {
				return nil, nil, err
			}
			at = set[0]
		}
		return func(m *machine) { m.vars[m.base+at] = e.eval(m) }, nil, nil
	}
	if e.print != nil && value == len(cmds)-1 && escaperOf(cmds[value]).Ident == escaperPrefix+"htmlescaper" {
		return e.print, nil, nil
	}
	write, err := writerOf(cmds[value:], e.kind)
	if err != nil {
		return nil, nil, err
	}
	if e.fixed.IsValid() {
		var out bytes.Buffer
		if err := write(&out, e.fixed); err != nil {
			return nil, nil, err
		}
		return nil, out.Bytes(), nil
	}
	return func(m *machine) {
		if v := e.eval(m); m.err == nil {
			m.err = write(m.out, v)
		}
	}, nil, nil
}

// expression is a compiled pipeline: the type of its value and how to come by it.
// fixed is the value itself where it is always the same; print prints markup that
// need not be made a value first.
type expression struct {
	kind  reflect.Type
	eval  func(m *machine) reflect.Value
	fixed reflect.Value
	print act
}

func constant(v any) expression {
	fixed := reflect.ValueOf(v)
	return expression{kind: fixed.Type(), eval: func(*machine) reflect.Value { return fixed }, fixed: fixed}
}

func (c *Compiler) pipe(p *parse.PipeNode, dot reflect.Type) (expression, error) {
	return c.commands(p, p.Cmds, dot)
}

// commands compiles a pipeline: each command is given the value of the one before
// it as its last argument.
func (c *Compiler) commands(p *parse.PipeNode, cmds []*parse.CommandNode, dot reflect.Type) (expression, error) {
	var last *expression
	for _, cmd := range cmds {
		e, err := c.command(cmd, last, dot)
		if err != nil {
			return e, err
		}
		last = &e
	}
	if last == nil {
		return expression{}, unknown(p)
	}
	return *last, nil
}

func (c *Compiler) command(cmd *parse.CommandNode, last *expression, dot reflect.Type) (expression, error) {
	function, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		if len(cmd.Args) > 1 || last != nil {
			return expression{}, unknown(cmd)
		}
		return c.value(cmd.Args[0], dot)
	}
	var args []expression
	for _, arg := range cmd.Args[1:] {
		e, err := c.value(arg, dot)
		if err != nil {
			return e, err
		}
		args = append(args, e)
	}
	if last != nil {
		args = append(args, *last)
	}
	if function.Ident == "fragment" && c.Fragment != nil {
		return c.fragmentOf(args)
	}
	if e, known, err := standard(function.Ident, args); known {
		return e, err
	}
	if f, ok := c.Functions[function.Ident]; ok {
		return called(reflect.ValueOf(f), args)
	}
	return expression{}, unknown(cmd)
}

// variable finds the slot of a variable in scope.
func (c *Compiler) variable(name string) (at int, ok bool) {
	for at := len(c.vars) - 1; at >= 0; at-- {
		if c.vars[at].name == name {
			return at, true
		}
	}
	return 0, false
}

// value compiles an operand.
func (c *Compiler) value(node parse.Node, dot reflect.Type) (expression, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return expression{kind: dot, eval: func(m *machine) reflect.Value { return m.dot }}, nil
	case *parse.FieldNode:
		return fieldOf(expression{kind: dot, eval: func(m *machine) reflect.Value { return m.dot }}, n.Ident)
	case *parse.VariableNode:
		if at, ok := c.variable(n.Ident[0]); ok {
			e := expression{kind: c.vars[at].kind, eval: func(m *machine) reflect.Value { return m.vars[m.base+at] }}
			return fieldOf(e, n.Ident[1:])
		}
	case *parse.ChainNode:
		e, err := c.value(n.Node, dot)
		if err != nil {
			return e, err
		}
		return fieldOf(e, n.Field)
	case *parse.PipeNode:
		if len(n.Decl) == 0 {
			return c.pipe(n, dot)
		}
	case *parse.StringNode:
		return constant(n.Text), nil
	case *parse.BoolNode:
		return constant(n.True), nil
	case *parse.NumberNode:
		if n.IsInt && !n.IsFloat || n.IsInt && n.Text == strconv.FormatInt(n.Int64, 10) {
			return constant(int(n.Int64)), nil
		}
	}
	return expression{}, unknown(node)
}

// fieldOf compiles a chain of fields.
func fieldOf(e expression, names []string) (expression, error) {
	for _, name := range names {
		if e.kind.Kind() != reflect.Struct {
			return e, unknown(name)
		}
		f, ok := e.kind.FieldByName(name)
		if !ok || !f.IsExported() {
			return e, unknown(name)
		}
		of := e.eval
		switch at := f.Index; len(at) {
		case 1:
			i := at[0]
			e = expression{kind: f.Type, eval: func(m *machine) reflect.Value { return of(m).Field(i) }}
		default:
			e = expression{kind: f.Type, eval: func(m *machine) reflect.Value { return of(m).FieldByIndex(at) }}
		}
	}
	return e, nil
}

// fragmentOf compiles {{fragment "name" part}}.
func (c *Compiler) fragmentOf(args []expression) (expression, error) {
	if len(args) != 2 || !args[0].fixed.IsValid() || args[1].kind.Kind() != reflect.Struct {
		return expression{}, unknown("fragment")
	}
	name, part := args[0].fixed.String(), args[1]
	r, err := c.routine(name, part.kind)
	if err != nil {
		return expression{}, err
	}
	html := func(m *machine) (out template.HTML) {
		if v := part.eval(m); m.err == nil {
			out, m.err = c.Fragment(name, r, v)
		}
		return out
	}
	return expression{
		kind:  reflect.TypeFor[template.HTML](),
		eval:  func(m *machine) reflect.Value { return reflect.ValueOf(html(m)) },
		print: func(m *machine) { m.out.WriteString(string(html(m))) },
	}, nil
}

// called compiles a call of one of the press's functions. They are pure, so one
// with constant arguments is a constant.
func called(f reflect.Value, args []expression) (expression, error) {
	t := f.Type()
	if t.NumOut() > 2 || len(args) < t.NumIn() && !(t.IsVariadic() && len(args) == t.NumIn()-1) || len(args) > t.NumIn() && !t.IsVariadic() {
		return expression{}, unknown(t)
	}
	pure := true
	for n, arg := range args {
		want := t.In(min(n, t.NumIn()-1))
		if t.IsVariadic() && n >= t.NumIn()-1 {
			want = want.Elem()
		}
		if !arg.kind.AssignableTo(want) || arg.kind == truthOnly {
			return expression{}, unknown(t)
		}
		pure = pure && arg.fixed.IsValid()
	}
	do := func(m *machine) reflect.Value {
		in := make([]reflect.Value, len(args))
		for n, arg := range args {
			if in[n] = arg.eval(m); m.err != nil {
				return reflect.Value{}
			}
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			m.err = out[1].Interface().(error)
		}
		return out[0]
	}
	e := expression{kind: t.Out(0), eval: do}
	if pure {
		var m machine
		v := do(&m)
		if m.err != nil {
			return e, m.err
		}
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		return constant(v.Interface()), nil
	}
	return e, nil
}

// truthOf gives what if and with take for true, by text/template's rules.
func truthOf(t reflect.Type) (func(reflect.Value) bool, error) {
	switch t.Kind() {
	case reflect.Bool:
		return reflect.Value.Bool, nil
	case reflect.Int:
		return func(v reflect.Value) bool { return v.Int() != 0 }, nil
	case reflect.String, reflect.Slice:
		return func(v reflect.Value) bool { return v.Len() > 0 }, nil
	case reflect.Struct:
		return func(reflect.Value) bool { return true }, nil
	}
	return nil, unknown(t)
}

// standard compiles the functions that every Go template has. known is false for
// what is not one of them.
func standard(name string, args []expression) (e expression, known bool, err error) {
	switch name {
	case "and", "or":
		return logic(args, name == "and")
	case "not":
		if len(args) != 1 {
			return e, true, unknown(name)
		}
		truth, err := truthOf(args[0].kind)
		of := args[0].eval
		return truthful(func(m *machine) bool { v := of(m); return m.err == nil && !truth(v) }), true, err
	case "eq", "ne", "lt", "le", "gt", "ge":
		e, err = comparison(name, args)
		return e, true, err
	case "len":
		if len(args) != 1 || args[0].kind.Kind() != reflect.Slice && args[0].kind.Kind() != reflect.String {
			return e, true, unknown(name)
		}
		of := args[0].eval
		return expression{kind: reflect.TypeFor[int](), eval: func(m *machine) reflect.Value {
			v := of(m)
			if m.err != nil {
				return v
			}
			return reflect.ValueOf(v.Len())
		}}, true, nil
	case "index":
		if len(args) != 2 || args[0].kind.Kind() != reflect.Slice || args[1].kind.Kind() != reflect.Int {
			return e, true, unknown(name)
		}
		list, at := args[0].eval, args[1].eval
		return expression{kind: args[0].kind.Elem(), eval: func(m *machine) reflect.Value {
			v, i := list(m), at(m)
			if m.err != nil {
				return v
			}
			if n := int(i.Int()); n < 0 || n >= v.Len() {
				m.err = fmt.Errorf("index %d of a list of %d", n, v.Len())
				return v
			}
			return v.Index(int(i.Int()))
		}}, true, nil
	}
	return e, false, nil
}

// truthful makes an expression of a question.
func truthful(ask func(m *machine) bool) expression {
	return expression{kind: reflect.TypeFor[bool](), eval: func(m *machine) reflect.Value { return reflect.ValueOf(ask(m)) }}
}

// truthOnly is the type of and and or over values of several types, which if may
// ask and nobody may print: they would be the one value or the other.
var truthOnly = reflect.TypeFor[mixed]()

type mixed bool

// logic compiles and and or: the value of the first argument that decides, or of
// the last. They give one of their arguments, so these must be of one type, or
// only asked for their truth.
func logic(args []expression, and bool) (expression, bool, error) {
	if len(args) == 0 {
		return expression{}, true, unknown("and")
	}
	same := true
	truths := make([]func(reflect.Value) bool, len(args))
	for n, arg := range args {
		truth, err := truthOf(arg.kind)
		if err != nil {
			return expression{}, true, err
		}
		truths[n], same = truth, same && arg.kind == args[0].kind
	}
	if same {
		return expression{kind: args[0].kind, eval: func(m *machine) (v reflect.Value) {
			for n, arg := range args {
				if v = arg.eval(m); m.err != nil || n < len(args)-1 && truths[n](v) != and {
					break
				}
			}
			return v
		}}, true, nil
	}
	e := truthful(func(m *machine) bool {
		for n, arg := range args {
			v := arg.eval(m)
			if m.err != nil {
				return false
			}
			if truths[n](v) != and {
				return !and
			}
		}
		return and
	})
	e.kind = truthOnly
	return e, true, nil
}

// comparison compiles eq and its kin, for texts, numbers and yes or no.
func comparison(name string, args []expression) (expression, error) {
	if len(args) < 2 || len(args) > 2 && name != "eq" {
		return expression{}, unknown(name)
	}
	kind := args[0].kind.Kind()
	for _, arg := range args {
		if arg.kind.Kind() != kind || arg.kind == truthOnly {
			return expression{}, unknown(name)
		}
	}
	var compare func(x, y reflect.Value) int
	switch {
	case kind == reflect.String:
		compare = func(x, y reflect.Value) int {
			a, b := x.String(), y.String()
			switch {
			case a < b:
				return -1
			case a > b:
				return 1
			}
			return 0
		}
	case kind == reflect.Int:
		compare = func(x, y reflect.Value) int { return int(min(max(x.Int()-y.Int(), -1), 1)) }
	case kind == reflect.Bool && (name == "eq" || name == "ne"):
		compare = func(x, y reflect.Value) int {
			if x.Bool() == y.Bool() {
				return 0
			}
			return 1
		}
	default:
		return expression{}, unknown(name)
	}
	holds := map[string]func(int) bool{
		"eq": func(c int) bool { return c == 0 }, "ne": func(c int) bool { return c != 0 },
		"lt": func(c int) bool { return c < 0 }, "le": func(c int) bool { return c <= 0 },
		"gt": func(c int) bool { return c > 0 }, "ge": func(c int) bool { return c >= 0 },
	}[name]
	return truthful(func(m *machine) bool {
		first := args[0].eval(m)
		for _, arg := range args[1:] {
			other := arg.eval(m)
			if m.err != nil {
				return false
			}
			if holds(compare(first, other)) {
				return true
			}
		}
		return false
	}), nil
}
