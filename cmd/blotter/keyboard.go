package main

import "io"

// readKeys gives the keys that come from a terminal, until it ends. What comes in
// one piece is a key only if it is one byte: an arrow key is several, and so is a
// text that is pasted; nobody means commands by those.
func readKeys(from io.Reader) <-chan byte {
	keys := make(chan byte)
	go func() {
		defer close(keys)
		piece := make([]byte, 64)
		for {
			n, err := from.Read(piece)
			if err != nil {
				return
			}
			if n == 1 {
				keys <- piece[0]
			}
		}
	}()
	return keys
}
