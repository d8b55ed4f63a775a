package markdown

import (
	"sync"

	"blotter"
	"blotter/internal/words"
)

// english gives the built-in English words.
var english = sync.OnceValue(func() *words.Words {
	w, found := words.Shipped(blotter.Builtin(), "en")
	if len(found) > 0 {
		panic(found[0].String())
	}
	return w
})
