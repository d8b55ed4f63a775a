package main

import (
	"io"
	"regexp"
)

// readKeys gives the keys that come from a terminal, until it ends. What comes in
// one piece is a key only if it is one byte, arrow keys and the like (which are
// several) apart: nobody means commands by a text that is pasted.
func readKeys(from io.Reader) <-chan byte {
	keys := make(chan byte)
	// ECMA-48, 5.4 (control sequences) and what terminals send for F1 to F4.
	sequence := regexp.MustCompile(`\x1b(\[[0-?]*[ -/]*[@-~]|O[@-~])`)
	go func() {
		defer close(keys)
		piece := make([]byte, 64)
		for {
			n, err := from.Read(piece)
			if err != nil {
				return
			}
			if typed := sequence.ReplaceAll(piece[:n], nil); len(typed) == 1 {
				keys <- typed[0]
			}
		}
	}()
	return keys
}
