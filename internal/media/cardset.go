package media

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// typesetter shapes and breaks text. It serves one card at a time.
type typesetter struct {
	fonts     *fontCase
	faces     [styles]*font.Face
	shaper    shaping.HarfbuzzShaper
	segmenter shaping.Segmenter
	wrapper   shaping.LineWrapper
	language  language.Language
}

// open gives a new typesetter its faces.
func (t *typesetter) open(fonts *fontCase) {
	if t.fonts == fonts {
		return
	}
	t.fonts = fonts
	for n, f := range fonts.fonts {
		t.faces[n] = font.NewFace(f)
	}
}

// span is a stretch of text in one style and ink.
type span struct {
	text   string
	style  style
	ink    ink
	dashed bool // a dashed line stands below
	// A drawing stands in place of the text; word is the one of the ladder of
	// claims whose glyph it is.
	drawing drawing
	word    string
}

// drawing is what stands in a line and is no text.
type drawing int

const (
	noDrawing    drawing = iota
	barsDrawing          // the glyph of a claim
	pointDrawing         // the point before what is live
	spaceDrawing         // nothing, between two parts of a kicker
)

// width is how wide a drawing is in text of a size, in pixels, with the space
// after it.
func (d drawing) width(size int) int {
	switch d {
	case barsDrawing:
		return size * 155 / 100
	case pointDrawing:
		return size * 80 / 100
	}
	return size * 90 / 100
}

// paragraph is text in one size, shaped.
type paragraph struct {
	size     int // pixels an em
	spans    []span
	starts   []int // of the spans, in runes
	text     []rune
	runs     []shaping.Output
	ellipsis shaping.Output
}

// oneFace is a face for every sign: the card was looked through before.
type oneFace struct{ face *font.Face }

func (o oneFace) ResolveFace(rune) *font.Face { return o.face }

// shape shapes spans in a size, with so much space added between letters and
// between words, in thousandths of an em.
func (t *typesetter) shape(spans []span, size, letters, words int) *paragraph {
	p := &paragraph{size: size, spans: spans}
	for _, s := range spans {
		p.starts = append(p.starts, len(p.text))
		text := s.text
		switch s.drawing {
		case noDrawing:
		case spaceDrawing:
			text = " "
		default:
			text = "\u00a0" // it keeps together with what follows
		}
		p.text = append(p.text, []rune(text)...)
	}
	input := shaping.Input{Text: p.text, Direction: di.DirectionLTR, Size: fixed.I(size), Language: t.language}
	thousandths := func(n int) fixed.Int26_6 { return fixed.Int26_6(n * size * 64 / 1000) }
	for n, s := range spans {
		input.RunStart, input.RunEnd = p.starts[n], len(p.text)
		if n+1 < len(spans) {
			input.RunEnd = p.starts[n+1]
		}
		if input.RunStart == input.RunEnd {
			continue
		}
		from := len(p.runs)
		for _, part := range t.segmenter.Split(input, oneFace{t.faces[s.style]}) {
			part.Direction = di.DirectionLTR // the fonts have no other script
			p.runs = append(p.runs, t.shaper.Shape(part))
		}
		if s.drawing != noDrawing {
			p.runs[from].Glyphs[0].Advance = fixed.I(s.drawing.width(size))
			p.runs[from].RecomputeAdvance()
		} else {
			shaping.AddSpacing(p.runs[from:], p.text, thousandths(words), thousandths(letters))
		}
	}
	p.ellipsis = t.shaper.Shape(shaping.Input{
		Text: []rune("…"), RunEnd: 1, Direction: di.DirectionLTR, Face: t.faces[spans[len(spans)-1].style],
		Size: fixed.I(size), Script: language.Latin, Language: t.language,
	})
	return p
}

// wrap breaks a paragraph into lines of at most width pixels, within a word only
// if told to. With a limit of lines, what is too much ends in an ellipsis. The
// lines hold until the next call.
func (t *typesetter) wrap(p *paragraph, width, limit int, within bool) []shaping.Line {
	config := shaping.WrapConfig{Direction: di.DirectionLTR, TruncateAfterLines: limit, Truncator: p.ellipsis, BreakPolicy: shaping.Never}
	if within {
		config.BreakPolicy = shaping.WhenNecessary
	}
	// The wrapper takes the space at the end of a line out of the glyphs it was
	// given, which are wanted again for another width.
	runs := slices.Clone(p.runs)
	for n := range runs {
		runs[n].Glyphs = slices.Clone(runs[n].Glyphs)
	}
	lines, _ := t.wrapper.WrapParagraph(config, width, p.text, shaping.NewSliceIterator(runs))
	return lines
}

// wrapWhole is wrap that leaves words whole, unless one is wider than a line.
func (t *typesetter) wrapWhole(p *paragraph, width, limit int) []shaping.Line {
	if lines := t.wrap(p, width, limit, false); widest(lines) <= width {
		return lines
	}
	return t.wrap(p, width, limit, true)
}

// widest is the width of the widest line in pixels, rounded up.
func widest(lines []shaping.Line) int {
	most := fixed.Int26_6(0)
	for _, line := range lines {
		width := fixed.Int26_6(0)
		for n := range line {
			width += line[n].Advance
		}
		most = max(most, width)
	}
	return most.Ceil()
}

// balanced gives about the least width at which a paragraph has no more lines
// than at the given one, so that none is left with a single word.
func (t *typesetter) balanced(p *paragraph, width int) int {
	want := len(t.wrap(p, width, 0, false))
	if want == 1 {
		return width
	}
	low, high := width/2, width
	for high-low > 8 {
		middle := (low + high) / 2
		if lines := t.wrap(p, middle, 0, false); len(lines) > want || widest(lines) > middle {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// print draws lines, the first one's baseline at y and their ink beginning at x,
// and gives the baseline that the next line would have.
func (t *typesetter) print(s *sheet, p *paragraph, lines []shaping.Line, x, y, lead int) int {
	for _, line := range lines {
		at := fixed.I(x)
		if len(line) > 0 && len(line[0].Glyphs) > 0 && p.spanOf(&line[0]).drawing == noDrawing {
			at -= line[0].Glyphs[0].XBearing
		}
		for n := range line {
			at = t.printRun(s, p, &line[n], at, y)
		}
		y += lead
	}
	return y
}

// spanOf gives the span that a run is of.
func (p *paragraph) spanOf(run *shaping.Output) *span {
	of := 0
	for n, start := range p.starts {
		if start <= run.Runes.Offset {
			of = n
		}
	}
	return &p.spans[of]
}

// printRun draws one run and gives where the next one begins.
func (t *typesetter) printRun(s *sheet, p *paragraph, run *shaping.Output, at fixed.Int26_6, y int) fixed.Int26_6 {
	span, begin := p.spanOf(run), at
	for _, g := range run.Glyphs {
		switch span.drawing {
		case barsDrawing:
			s.bars(span.word, float32(at)/64, y, p.size, span.ink)
		case pointDrawing:
			s.point(float32(at)/64, y, p.size, span.ink)
		case noDrawing:
			if outline, ok := run.Face.GlyphDataOutline(g.GlyphID); ok {
				scale := float32(p.size) / float32(run.Face.Upem())
				s.outline(outline.Segments, scale, float32(at+g.XOffset)/64, float32(y)-float32(g.YOffset)/64, span.ink)
			}
		}
		at += g.Advance
	}
	if span.dashed {
		s.dashes(begin.Round(), at.Round(), y+p.size*22/100, span.ink)
	}
	return at
}
