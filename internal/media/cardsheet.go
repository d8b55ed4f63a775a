package media

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// ink is a colour that things are drawn in: the tokens of the theme.
type ink int

const (
	blackInk    ink = iota // --ink
	greyInk                // --ink-2
	rungInk                // --rung
	liveInk                // --live
	disputedInk            // --disputed
	unknownInk             // --unknown
	inks                   // how many there are
)

// shades is how many steps lie between paper and an ink.
const shades = 8

// cardPalette gives paper, and then each ink in its shades, the full one last.
func cardPalette() color.Palette {
	paper := color.RGBA{0xfb, 0xfa, 0xf6, 0xff}
	out := color.Palette{paper}
	for _, c := range [inks]color.RGBA{
		{0x16, 0x19, 0x1d, 0xff}, {0x4b, 0x51, 0x59, 0xff}, {0x0b, 0x4a, 0x7a, 0xff},
		{0xb5, 0x36, 0x0d, 0xff}, {0x6b, 0x12, 0x38, 0xff}, {0x5a, 0x60, 0x68, 0xff},
	} {
		for n := 1; n <= shades; n++ {
			mix := func(from, to uint8) uint8 { return uint8((int(from)*(shades-n) + int(to)*n + shades/2) / shades) }
			out = append(out, color.RGBA{mix(paper.R, c.R), mix(paper.G, c.G), mix(paper.B, c.B), 0xff})
		}
	}
	return out
}

// sheet is what a card is drawn on.
type sheet struct {
	picture *image.Paletted
	raster  *vector.Rasterizer
	mask    *image.Alpha
}

func newSheet() *sheet {
	return &sheet{
		picture: image.NewPaletted(image.Rect(0, 0, CardWidth, CardHeight), cardPalette()),
		raster:  vector.NewRasterizer(1, 1),
		mask:    image.NewAlpha(image.Rect(0, 0, 1, 1)),
	}
}

// put covers a pixel with an ink, at most wholly (255). Nothing that is drawn
// lies over something else; where two glyphs touch, the darker one counts.
func (s *sheet) put(x, y int, i ink, cover uint8) {
	step := (int(cover)*shades + 127) / 255
	if step == 0 || !(image.Point{x, y}).In(s.picture.Rect) {
		return
	}
	at := s.picture.PixOffset(x, y)
	if was := int(s.picture.Pix[at]); was > 0 && (was-1)%shades+1 > step {
		return
	}
	s.picture.Pix[at] = uint8(1 + int(i)*shades + step - 1)
}

// box fills a rectangle.
func (s *sheet) box(x0, y0, x1, y1 int, i ink) {
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			s.put(x, y, i, 255)
		}
	}
}

// dashes draws a dashed line, two pixels thick.
func (s *sheet) dashes(x0, x1, y int, i ink) {
	for x := x0; x < x1; x += 9 {
		s.box(x, y, min(x+5, x1), y+2, i)
	}
}

// outline fills a glyph's outline, with its origin at x, y.
func (s *sheet) outline(path []opentype.Segment, scale, x, y float32, i ink) {
	if len(path) == 0 {
		return
	}
	// The explicit conversions keep a compiler from fusing two roundings into
	// one, so that every machine draws the same pixels.
	place := func(p opentype.SegmentPoint) (float32, float32) {
		return x + float32(p.X*scale), y - float32(p.Y*scale)
	}
	left, top, right, bottom := float32(math.Inf(1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Inf(-1))
	for n := range path {
		for _, p := range path[n].ArgsSlice() {
			px, py := place(p)
			left, right, top, bottom = min(left, px), max(right, px), min(top, py), max(bottom, py)
		}
	}
	x0, y0 := int(math.Floor(float64(left))), int(math.Floor(float64(top)))
	width, height := int(math.Ceil(float64(right)))-x0, int(math.Ceil(float64(bottom)))-y0
	if width <= 0 || height <= 0 {
		return
	}
	s.raster.Reset(width, height)
	for n := range path {
		var at [3][2]float32
		for k, p := range path[n].ArgsSlice() {
			px, py := place(p)
			at[k] = [2]float32{px - float32(x0), py - float32(y0)}
		}
		switch path[n].Op {
		case opentype.SegmentOpMoveTo:
			if n > 0 {
				s.raster.ClosePath()
			}
			s.raster.MoveTo(at[0][0], at[0][1])
		case opentype.SegmentOpLineTo:
			s.raster.LineTo(at[0][0], at[0][1])
		case opentype.SegmentOpQuadTo:
			s.raster.QuadTo(at[0][0], at[0][1], at[1][0], at[1][1])
		case opentype.SegmentOpCubeTo:
			s.raster.CubeTo(at[0][0], at[0][1], at[1][0], at[1][1], at[2][0], at[2][1])
		}
	}
	s.raster.ClosePath()
	s.stamp(x0, y0, width, height, i)
}

// stamp puts what was rasterised on the sheet, its upper left corner at x0, y0.
func (s *sheet) stamp(x0, y0, width, height int, i ink) {
	area := image.Rect(0, 0, width, height)
	if need := width * height; cap(s.mask.Pix) < need {
		s.mask = image.NewAlpha(area)
	} else {
		s.mask.Pix, s.mask.Stride, s.mask.Rect = s.mask.Pix[:need], width, area
		clear(s.mask.Pix)
	}
	s.raster.Draw(s.mask, area, image.Opaque, image.Point{})
	for y := range height {
		for x := range width {
			if cover := s.mask.Pix[y*s.mask.Stride+x]; cover > 0 {
				s.put(x0+x, y0+y, i, cover)
			}
		}
	}
}

// point draws the round point before what is live, as high as a capital letter.
func (s *sheet) point(x float32, y, size int, i ink) {
	radius := float32(size) * .27
	width := int(2*radius) + 4
	s.raster.Reset(width, width)
	middle := float32(width) / 2
	k := radius * .5523 // a quarter of a circle as a cubic curve
	s.raster.MoveTo(middle+radius, middle)
	s.raster.CubeTo(middle+radius, middle+k, middle+k, middle+radius, middle, middle+radius)
	s.raster.CubeTo(middle-k, middle+radius, middle-radius, middle+k, middle-radius, middle)
	s.raster.CubeTo(middle-radius, middle-k, middle-k, middle-radius, middle, middle-radius)
	s.raster.CubeTo(middle+k, middle-radius, middle+radius, middle-k, middle+radius, middle)
	s.raster.ClosePath()
	s.stamp(int(x), y-int(float32(size)*.36)-width/2, width, width, i)
}

// bars draws the glyph of a claim: four bars, as many filled as the word stands
// high on the ladder of claims; crossed out where it is contradicted. These are
// the shapes of templates/partials/glyphs.html, 22 by 16 units.
func (s *sheet) bars(word string, x float32, y, size int, i ink) {
	filled, strokes := 0, 0
	switch word {
	case "stated", "reported":
		filled = 2
	case "corroborated":
		filled = 3
	case "confirmed":
		filled = 4
	case "disputed":
		filled, strokes = 2, 1
	case "refuted":
		strokes = 2
	}
	unit := float32(size) / 16 * .98
	left, top := x, float32(y)-float32(15.2*unit)
	x0, y0 := int(left), int(top)-1
	width, height := int(23*unit)+3, int(17*unit)+3
	s.raster.Reset(width, height)
	point := func(px, py float32) (float32, float32) {
		return left - float32(x0) + float32(px*unit), top - float32(y0) + float32(py*unit)
	}
	polygon := func(points ...float32) {
		s.raster.MoveTo(point(points[0], points[1]))
		for n := 2; n < len(points); n += 2 {
			s.raster.LineTo(point(points[n], points[n+1]))
		}
		s.raster.ClosePath()
	}
	for n := range 4 {
		l := 1 + 5.4*float32(n)
		t := 11 - 3.4*float32(n)
		const r, b, w = 3.6, 15, .55 // width, foot, half a stroke
		polygon(l-w, t-w, l+r+w, t-w, l+r+w, b+w, l-w, b+w)
		if n >= filled { // the other way round: a hole
			polygon(l+w, t+w, l+w, b-w, l+r-w, b-w, l+r-w, t+w)
		}
	}
	if strokes > 0 {
		polygon(-.65, 14.6, 20.85, .6, 22.15, 2.4, .65, 16.4)
	}
	if strokes > 1 {
		polygon(-.65, 2.4, .65, .6, 22.15, 14.6, 20.85, 16.4)
	}
	s.stamp(x0, y0, width, height, i)
}

// encode gives the sheet as PNG.
func (s *sheet) encode() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, s.picture); err != nil {
		panic("media: " + err.Error()) // a Buffer never fails, and the picture has a size
	}
	return out.Bytes()
}
