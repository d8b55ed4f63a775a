package output

import "sync"

// Recent keeps the few things that were made last for the fingerprints of
// numbered files. A file that has to be written is written right after it was
// asked for its fingerprint, and what that took need not be made again. Of most
// files only the fingerprint is wanted, so that keeping everything would fill the
// memory. The zero Recent is empty; it is safe for concurrent use.
type Recent[T any] struct {
	mu   sync.Mutex
	kept [16]struct {
		number int
		there  bool
		thing  T
	}
}

// Keep keeps what was made for the file of that number.
func (r *Recent[T]) Keep(number int, thing T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := &r.kept[number%len(r.kept)]
	at.number, at.there, at.thing = number, true, thing
}

// Take gives what was made for the file of that number and lets it go; false if
// it is not there any more.
func (r *Recent[T]) Take(number int) (thing T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := &r.kept[number%len(r.kept)]
	if !at.there || at.number != number {
		return thing, false
	}
	var none T
	thing, at.thing, at.there = at.thing, none, false
	return thing, true
}
