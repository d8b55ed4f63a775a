package media

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// topWidth is the width of the largest file that is made of a picture.
const topWidth = 2400

// recipe names how pictures are made. Change it when the same picture gives other
// bytes: a test holds the bytes of one against it.
const recipe = "1"

// Shown is how a picture is published.
type Shown struct {
	URL           string // of a file of middling size
	Width, Height int    // of that file in pixels; 0 if nobody knows (some SVG)
	// Srcset lists the files in the picture's own format, narrowest first, Sources
	// those in other formats, best first. They are empty if there is one file only.
	Srcset  string
	Sources []Source
	Full    string // URL of the largest file
	// Shared is the file that goes with a shared link: the narrowest of at least
	// CardWidth pixels, or else the widest. Its URL is empty for kinds that the readers
	// of such links do not know (SVG, AVIF).
	Shared File
	Credit string // as the file says

	files []output.File
}

// File is one file of a picture.
type File struct {
	URL           string
	Width, Height int // in pixels
}

// Source is a format besides the picture's own.
type Source struct{ Type, Srcset string }

// rung is one width of a picture.
type rung struct {
	width, height int
	asIs          bool // it is the file itself, without metadata
}

// rungs gives the widths of a JPEG or PNG that does not move, narrowest first.
func (f *facts) rungs() []rung {
	width, height := f.shown()
	var out []rung
	for _, w := range []int{400, 640, 960, 1440, topWidth} {
		// A width that is hardly less than the picture's own is no gain.
		if w*20 > width*17 && w != topWidth || w > width {
			continue
		}
		out = append(out, rung{width: w, height: max(1, (height*w+width/2)/width)})
	}
	if width > topWidth || len(out) > 0 && out[len(out)-1].width == width {
		return out
	}
	return append(out, rung{width: width, height: height, asIs: f.fits()})
}

// fits says whether the file itself, without metadata, may be the topWidth one: it
// is upright, and takes no more than a page can bear.
func (f *facts) fits() bool {
	const most = 0.4 // bytes a pixel; at quality 82 most photographs have 0.1 to 0.3
	return f.Turn == upright && (f.Kind == pngKind || float64(f.Length) <= most*float64(f.Width)*float64(f.Height)+10_000)
}

// shownKey is what the publication of a picture depends on besides its bytes.
type shownKey struct{ file, base, encoders string }

// planned is a Shown and the file that its bytes are read from.
type planned struct {
	from  *source.File
	shown *Shown
}

// plan gives how a picture is published, with its files. It is asked for every
// picture on every save. The bytes are read from f: where they lay when they were
// planned for the first time there may be nothing any more.
func (d *Darkroom) plan(n *negative, f *source.File, base string, encoders []encoder, versions string) *Shown {
	k := shownKey{path.Base(f.Path), base, versions}
	if made, ok := n.shown.Load(k); ok && made.(planned).from == f {
		return made.(planned).shown
	}
	shown := d.planAnew(n, f, base, encoders)
	n.shown.Store(k, planned{f, shown})
	return shown
}

func (d *Darkroom) planAnew(n *negative, f *source.File, base string, encoders []encoder) *Shown {
	shown, name := &Shown{Credit: n.facts.Credit}, site.MediaName(f)
	at := func(file string) string { return base + (&url.URL{Path: file}).EscapedPath() }
	if n.facts.Kind != jpegKind && n.facts.Kind != pngKind || n.facts.Animated {
		file := "media/" + name + "." + n.sign("") + "." + n.facts.Kind.String()
		shown.URL, shown.Full = at(file), at(file)
		shown.Width, shown.Height = n.facts.shown()
		if n.facts.Kind != svgKind && n.facts.Kind != avifKind {
			shown.Shared = File{shown.URL, shown.Width, shown.Height}
		}
		shown.files = []output.File{withoutMetadata(file, f)}
		return shown
	}
	rungs := n.facts.rungs()
	encoders = slices.DeleteFunc(slices.Clone(encoders), func(e encoder) bool { return !e.takes(n.facts.Kind) })
	set := &prints{room: d, negative: n, source: f, rungs: rungs, encoders: encoders, quality: quality}
	var srcset []string
	for i, r := range rungs {
		file := pathOf(name, n.sign(""), r, n.facts.Kind)
		if r.asIs {
			shown.files = append(shown.files, withoutMetadata(file, f))
		} else {
			shown.files = append(shown.files, set.file(file, r, n.facts.Kind, ""))
		}
		srcset = append(srcset, at(file)+" "+strconv.Itoa(r.width)+"w")
		if middling := 960; i == 0 || shown.Width < middling {
			shown.URL, shown.Width, shown.Height = at(file), r.width, r.height
		}
		if shown.Shared.Width < CardWidth {
			shown.Shared = File{at(file), r.width, r.height}
		}
		shown.Full = at(file)
	}
	if len(rungs) > 1 {
		shown.Srcset = strings.Join(srcset, ", ")
	}
	for _, e := range encoders {
		srcset = nil
		for _, r := range rungs {
			file := pathOf(name, n.sign(e.version), r, e.kind)
			shown.files = append(shown.files, set.file(file, r, e.kind, e.version))
			srcset = append(srcset, at(file)+" "+strconv.Itoa(r.width)+"w")
		}
		shown.Sources = append(shown.Sources, Source{"image/" + e.kind.String(), strings.Join(srcset, ", ")})
	}
	return shown
}

// sign gives the part of names that stands for what a file is made from.
func (n *negative) sign(encoder string) string {
	k := keyOf("name", recipe, string(n.hash[:]), encoder)
	return hex.EncodeToString(k[:6])
}

// pathOf gives the output path of a file of a picture.
func pathOf(name, sign string, r rung, format kind) string {
	return fmt.Sprintf("media/%d/%s.%s.%s", r.width, name, sign, format)
}
