package news

// Key is one front matter key of one kind of document.
type Key struct {
	Name string
	// Shape says in words what is written: "text", "date", "yes or no", "number",
	// "text or list of text", "list of maps", "map of id to map".
	Shape string
	// List says that several values may stand in a list; Map that entries stand
	// under a key of their own, named Scalar in Keys.
	List, Map bool
	// Scalar is the nested key that a plain value stands for, if any.
	Scalar string
	// Words names the vocabulary the value is taken from, As the shape of the text.
	Words, As string
	// Needed says that it cannot be left out.
	Needed bool
	// Statement says that it is one of the statement keys (Facts).
	Statement bool
	Doc       string
	Keys      []Key // of a map
}

// Keys gives the front matter keys of a kind of document in their order. It is
// made anew on each call.
func Keys(kind Kind) []Key { return nil }
