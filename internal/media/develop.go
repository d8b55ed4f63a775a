package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"blotter/internal/diag"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Broken is the error of writing a picture that turned out to be broken only when
// it was decoded. The next Album that has it says so in a diagnostic.
type Broken struct {
	file  *source.File
	facts facts
}

func (b *Broken) Error() string {
	return fmt.Sprintf("the picture «%s» cannot be published: %s", b.file.Path, b.facts.Trouble)
}

// In gives the diagnostic at the place where s asks for the picture.
func (b *Broken) In(s *site.Site) diag.Diagnostic {
	at := diag.At(b.file.Path, diag.Span{}, diag.Error, "", "", "")
	for _, p := range s.Pictures {
		if p.Source == b.file {
			at = p.Asked
		}
	}
	return trouble(at, b.file, &b.facts)
}

// Copied plans a file that is published byte for byte.
func Copied(path string, from *source.File) output.File {
	return output.File{
		Path:        path,
		Fingerprint: func() output.Fingerprint { return from.Hash },
		Write: func(ctx context.Context, w io.Writer) error {
			in, err := from.Open()
			if err != nil {
				return err
			}
			defer in.Close()
			if _, err := io.Copy(w, in); err != nil {
				return err
			}
			return ctx.Err()
		},
	}
}

// withoutMetadata plans a file that is published as it is, but without metadata.
func withoutMetadata(path string, from *source.File) output.File {
	return output.File{
		Path:        path,
		Fingerprint: func() output.Fingerprint { return output.Fingerprint(keyOf("stripped", recipe, string(from.Hash[:]))) },
		Write: func(ctx context.Context, w io.Writer) error {
			in, err := from.Open()
			if err != nil {
				return err
			}
			defer in.Close()
			found, err := strip(in, w)
			if err != nil {
				return err
			}
			if found.Trouble != "" {
				return &Broken{from, found}
			}
			return ctx.Err()
		},
	}
}

// turned plans a picture in its own size, turned upright.
func (d *Darkroom) turned(path string, f *source.File, n *negative) output.File {
	width, height := n.facts.shown()
	whole := rung{width: width, height: height}
	set := &prints{room: d, negative: n, source: f, rungs: []rung{whole}, quality: qualityTurned}
	return set.file(path, whole, n.facts.Kind, "")
}

// prints are the files of one picture that have to be encoded.
type prints struct {
	room     *Darkroom
	negative *negative
	source   *source.File
	rungs    []rung // narrowest first
	encoders []encoder
	quality  int
}

// file plans one of them.
func (p *prints) file(path string, r rung, format kind, encoder string) output.File {
	return output.File{
		Path:        path,
		Fingerprint: func() output.Fingerprint { return output.Fingerprint(p.key(r, format, encoder)) },
		Write: func(ctx context.Context, w io.Writer) error {
			k := p.key(r, format, encoder)
			body, ok := p.room.store.get(k)
			if !ok {
				var err error
				if body, err = p.develop(ctx, k); err != nil {
					return err
				}
			}
			_, err := w.Write(body)
			return err
		},
	}
}

// key names the bytes of a file: the picture, and all that decides what is made of it.
func (p *prints) key(r rung, format kind, encoder string) key {
	return keyOf("print", recipe, string(p.negative.hash[:]), strconv.Itoa(r.width), strconv.Itoa(r.height),
		format.String(), strconv.Itoa(p.quality), encoder)
}

// develop decodes the picture, makes all of its files that are not kept, and
// gives the one that is wanted. Each width is made from the next larger one.
func (p *prints) develop(ctx context.Context, want key) ([]byte, error) {
	select {
	case p.negative.busy <- struct{}{}:
		defer func() { <-p.negative.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if body, ok := p.room.store.get(want); ok { // somebody else has made it meanwhile
		return body, nil
	}
	f := &p.negative.facts
	taken := int64(1)
	if f.Memory > large {
		taken = places
	}
	if err := p.room.places.Acquire(ctx, taken); err != nil {
		return nil, err
	}
	defer p.room.places.Release(taken)

	file, err := p.source.Bytes()
	if err != nil {
		return nil, err
	}
	picture, err := decode(f.Kind, file)
	if err == nil && (picture.width != f.Width || picture.height != f.Height) {
		err = errors.New("its size is not what its header says")
	}
	if err != nil {
		return nil, p.condemn(err)
	}
	colours := profileOf(f.Kind, file, picture)
	file = nil
	var wanted []byte
	for i := len(p.rungs) - 1; i >= 0; i-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := p.rungs[i]
		if i == len(p.rungs)-1 {
			width, height := r.width, r.height
			if f.Turn.sideways() {
				width, height = height, width
			}
			picture = picture.resized(width, height).turned(f.Turn)
		} else {
			picture = picture.resized(r.width, r.height)
		}
		keep := func(k key, body []byte, err error) error {
			if err != nil {
				return fmt.Errorf("encode %s: %w", p.source.Path, err)
			}
			p.room.store.put(k, body)
			if k == want {
				wanted = body
			}
			return nil
		}
		if k := p.key(r, f.Kind, ""); !r.asIs && !p.room.store.has(k) {
			body, err := colours.encode(picture, f.Kind, p.quality)
			if err := keep(k, body, err); err != nil {
				return nil, err
			}
		}
		for _, e := range p.encoders {
			k := p.key(r, e.kind, e.version)
			if p.room.store.has(k) {
				continue
			}
			body, err := colours.forProgram(picture)
			if err == nil {
				body, err = e.encode(ctx, body, f.Kind == pngKind)
			}
			if err := keep(k, body, err); err != nil {
				return nil, err
			}
		}
	}
	return wanted, nil
}

// condemn notes that the picture is broken, which its header did not tell.
func (p *prints) condemn(err error) error {
	d, n := p.room, p.negative
	worse := n.facts
	worse.Trouble, worse.Hint = "its file is broken: "+phrase(err.Error()), "export it anew, or fetch it again from where it came from"
	d.keep(keyOf("facts", factsRecipe, string(n.hash[:])), &worse)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.negatives[n.hash] = &negative{hash: n.hash, facts: worse, busy: make(chan struct{}, 1)}
	return &Broken{p.source, worse}
}
