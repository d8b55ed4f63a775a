package content

import "fmt"

// node is one value of front matter and where it stands, whatever the syntax.
type node struct {
	kind       nodeKind
	form       form
	block      bool // written over lines of its own: pointed at by its key
	start, end int  // offsets in the ruler's text
	text       string
	opened     bool    // in TOML: has a header of its own
	entries    []entry // of a mapping, in file order, repeated keys included
	items      []node  // of a list
	// hash is the offset of a `#` behind an unquoted YAML value, or in the place
	// of one, from where on the line is a comment; 0 if there is none. edge is
	// where a text that was meant to contain it would end, 0 if that isn't certain.
	hash, edge int
}

// entry is one key of a mapping with its value.
type entry struct {
	key        string
	start, end int
	value      node
}

type nodeKind uint8

const (
	scalar nodeKind = iota
	list
	mapping
	// broken is a value of which something was told already.
	broken
)

// form is how a scalar is written.
type form uint8

const (
	plain  form = iota // YAML without quotes: a word, a number, a date alike
	quoted             // a text in TOML and JSON too
	number             // of TOML and JSON, as all below
	truth
	date
	null
)

// nothing says that the writer gave no value: `title:`, `~`, null.
func (n *node) nothing() bool {
	if n.kind != scalar {
		return false
	}
	switch n.text {
	case "", "~", "null", "Null", "NULL":
		return n.form == plain || n.form == null
	}
	return false
}

// What readers of all three syntaxes say of front matter beyond the limits.
var (
	tooDeep = fmt.Sprintf("more than %d maps and lists stand within each other here", maxDepth)
	tooMany = fmt.Sprintf("this front matter has more than %d values", maxValues)
)
