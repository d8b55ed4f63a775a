package main

import (
	"io"
	"testing"
)

// TestReadKeys: a key is a key; an arrow key, a paste and a letter of two bytes are none.
func TestReadKeys(t *testing.T) {
	from, to := io.Pipe()
	keys := readKeys(from)
	go func() {
		for _, piece := range []string{"\x1b[D", "o", "quit, and do", "é", "\x1b[1;5Dd", "\x1bOQ", "\x1b[200~q\x1b[201~d", "q"} {
			io.WriteString(to, piece)
		}
		to.Close()
	}()
	got := ""
	for key := range keys {
		got += string(rune(key))
	}
	if got != "odq" {
		t.Errorf("keys %q", got)
	}
}
