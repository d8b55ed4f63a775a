package serve

import (
	"context"
	"fmt"
)

// KeysHelp says in the banner what the keys do.
const KeysHelp = "o open, d drafts, q quit"

// keys does what the writer asks for with a key, until ctx ends or there are no
// more keys. q calls stop.
func (s *server) keys(ctx context.Context, stop func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case key, more := <-s.Keys:
			if !more {
				return // nobody sits at the terminal any more
			}
			switch key {
			case 'o', 'O':
				state := s.current.Load()
				if state == nil {
					continue // there is nothing to see yet
				}
				if err := s.OpenBrowser(s.address(state)); err != nil {
					s.Terminal.Tell(fmt.Sprintf("cannot open the browser: %v", err))
				}
			case 'd', 'D':
				s.toggled.Store(!s.toggled.Load()) // nobody else writes it
				s.watch.Look()
			case 'q', 'Q':
				stop()
				return
			}
		}
	}
}

// drafts says whether what is hidden is to be shown.
func (s *server) drafts() bool { return s.Drafts != s.toggled.Load() }
