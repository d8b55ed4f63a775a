package page

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"sync"
)

// digest is the SHA-256 of what a reader could see of a value.
//
// A struct whose first field is a digest is a part: it was sealed when it was
// made, and wherever it stands, its digest stands for the rest of it. So a list
// of twenty cards costs twenty digests and not four hundred texts, and a part
// that was printed before is known by its digest.
type digest [sha256.Size]byte

// sealed are the parts.
type sealed interface{ seal() digest }

func (b Body) seal() digest         { return b.digest }
func (c Card) seal() digest         { return c.digest }
func (c IncidentCard) seal() digest { return c.digest }
func (c Chrome) seal() digest       { return c.digest }
func (f Follow) seal() digest       { return f.digest }

// isPart reports whether values of type t are parts.
func isPart(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() > 0 && t.Field(0).Type == reflect.TypeFor[digest]()
}

// digestOf hashes every leaf of a view; view is a pointer to a struct. Parts
// count by their digests.
func digestOf(view any) digest {
	return hashed(func(h *leaves) { h.add(reflect.ValueOf(view).Elem()) })
}

// sealOf is the digest of a part's own leaves; part is a pointer to it. Whoever
// makes a part stores it in the part's first field, last of all.
func sealOf(part any) digest {
	v := reflect.ValueOf(part).Elem()
	return hashed(func(h *leaves) {
		h.text(v.Type().Name())
		for i := 1; i < v.NumField(); i++ {
			h.add(v.Field(i))
		}
	})
}

func hashed(fill func(*leaves)) digest {
	h := scratch.Get().(*leaves)
	defer scratch.Put(h)
	h.buf = h.buf[:0]
	fill(h)
	return sha256.Sum256(h.buf)
}

// scratch is paper to collect leaves on. It remembers nothing.
var scratch = sync.Pool{New: func() any { return &leaves{buf: make([]byte, 0, 4096)} }}

// leaves collects the leaves of a value, each with its length in front, so that
// no two trees of one type give the same bytes.
type leaves struct{ buf []byte }

func (h *leaves) text(s string) {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(s)))
	h.buf = append(h.buf, s...)
}

func (h *leaves) add(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		h.text(v.String())
	case reflect.Bool:
		b := byte(0)
		if v.Bool() {
			b = 1
		}
		h.buf = append(h.buf, b)
	case reflect.Int:
		h.buf = binary.AppendVarint(h.buf, v.Int())
	case reflect.Slice:
		n := v.Len()
		h.buf = binary.AppendUvarint(h.buf, uint64(n))
		for i := range n {
			h.add(v.Index(i))
		}
	case reflect.Struct:
		n := v.NumField()
		if n > 0 && v.Field(0).Type() == digestType {
			d := v.Field(0).Bytes()
			if [sha256.Size]byte(d) == (digest{}) && !v.IsZero() {
				panic(fmt.Sprintf("page: a %s was not sealed", v.Type()))
			}
			h.buf = append(h.buf, d...)
			return
		}
		for i := range n {
			h.add(v.Field(i))
		}
	default:
		panic(fmt.Sprintf("page: a view holds a %s", v.Type()))
	}
}

// digestType is compared with on every struct; looking it up there would cost more.
var digestType = reflect.TypeFor[digest]()
