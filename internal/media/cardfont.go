package media

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/go-text/typesetting/font"
	"golang.org/x/text/unicode/norm"
)

// The fonts are static cuts of Newsreader and Archivo, as the theme's, with the
// Cyrillic and Greek letters of Source Serif 4 and Roboto, which those two lack.
// fonts/README.md says how they were made; the licences lie beside them.
//
//go:embed fonts/*.woff
var fontFiles embed.FS

// style is a face of the font case.
type style int

const (
	headStyle   style = iota // headlines and the site's name
	italicStyle              // an opinion's headline
	recordStyle              // what can be looked up
	boldStyle
	styles // how many there are
)

// fontCase holds the fonts, and which signs all of them have.
type fontCase struct {
	fonts [styles]*font.Font
	signs map[rune]bool
}

func openFontCase() (*fontCase, error) {
	c := &fontCase{signs: map[rune]bool{}}
	for n, name := range [styles]string{"head", "head-italic", "record", "record-bold"} {
		file, err := fontFiles.ReadFile("fonts/" + name + ".woff")
		if err != nil {
			return nil, err
		}
		face, err := font.ParseTTF(bytes.NewReader(file))
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		c.fonts[n] = face.Font
	}
	for iter := c.fonts[headStyle].Cmap.Iter(); iter.Next(); {
		r, _ := iter.Char()
		everywhere := true
		for _, f := range c.fonts {
			_, ok := f.NominalGlyph(r)
			everywhere = everywhere && ok
		}
		c.signs[r] = everywhere
	}
	for r := rune(' '); r < 0x7f; r++ {
		if !c.signs[r] {
			return nil, fmt.Errorf("a font lacks %q", r)
		}
	}
	return c, nil
}

// have says whether every sign of a card can be drawn.
func (c *fontCase) have(card *Card) bool {
	for _, text := range card.texts() {
		composed := *text
		if !norm.NFC.IsNormalString(composed) {
			composed = norm.NFC.String(composed)
		}
		for _, r := range composed {
			if r > ' ' && r < 0x7f {
				continue // every font has these: openFontCase sees to it
			}
			if r = sign(r); r >= 0 && !c.signs[r] {
				return false
			}
		}
	}
	return true
}
