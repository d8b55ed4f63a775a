package media

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"blotter/internal/output"
)

// A social card is the picture that a link to an article carries where it is
// shared: headline, organisation, what is said to have happened and who says so,
// and the site's name, in the dress of the default theme.
const (
	CardWidth  = 1200 // pixels
	CardHeight = 630
)

// cardDesign is raised with every change to how cards look. It is part of their
// names, so that nobody is shown an old one in place of a new one.
const cardDesign = "1"

// Card is what a social card says, in words already. It must be no more than
// what the article's page says at the same time.
type Card struct {
	Site         string
	Date         string // of publication: 28 April 2025
	Form         string // Analysis, Opinion …; empty for a report
	Status       string // Developing; empty where nobody says so
	Organisation string // empty where none is named
	Alleged      string // the word for it; empty where the incident stands as fact
	Headline     string
	Opinion      bool   // the headline is somebody's opinion, and set in italics
	Language     string // of the headline, BCP 47
	Lines        []CardLine
}

// CardLine is one claim: what is said, how it is known, who says so. How never
// stands without By.
type CardLine struct {
	What     string // Ransomware; Who did it
	How      string // Reported; Attributed by a government
	HowValue string // the word of the vocabulary: reported
	Bars     bool   // it stands on the ladder of claims, so it has a glyph
	By       string // follows How directly: « by The Telegraph», «, says the FBI»
}

// texts gives every text of a card, to be cleaned or looked at.
func (c *Card) texts() []*string {
	all := []*string{&c.Site, &c.Date, &c.Form, &c.Status, &c.Organisation, &c.Alleged, &c.Headline}
	for n := range c.Lines {
		all = append(all, &c.Lines[n].What, &c.Lines[n].How, &c.Lines[n].By)
	}
	return all
}

// textRunes bounds every text of a card: more fits nowhere on it.
const textRunes = 320

// sign gives what is drawn for a rune: a plain space for what breaks lines, and
// nothing (-1) for what nobody sees.
func sign(r rune) rune {
	switch {
	case r > ' ' && r < 0x7f:
		return r
	case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f':
		return ' '
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// clean gives a copy whose texts are single lines of signs that can be drawn:
// composed letters, plain spaces, nothing invisible, and not for ever.
func (c Card) clean() Card {
	c.Lines = slices.Clone(c.Lines)
	for _, text := range c.texts() {
		drawn := strings.Map(sign, norm.NFC.String(strings.ToValidUTF8(*text, "\ufffd")))
		words := strings.Join(strings.FieldsFunc(drawn, func(r rune) bool { return r == ' ' }), " ")
		if strings.HasPrefix(drawn, " ") && words != "" {
			words = " " + words
		}
		*text = shortened(words, textRunes)
	}
	return c
}

// shortened cuts a text after at most so many runes, at the end of a word if there
// is one, and says so with an ellipsis.
func shortened(text string, runes int) string {
	count := 0
	for at := range text {
		if count++; count > runes {
			if space := strings.LastIndexByte(text[:at], ' '); space > 0 {
				at = space
			}
			return text[:at] + "…"
		}
	}
	return text
}

// digest stands for everything that a card's pixels depend on.
func (c *Card) digest() [sha256.Size]byte {
	var buf []byte
	add := func(text string) {
		buf = binary.AppendUvarint(buf, uint64(len(text)))
		buf = append(buf, text...)
	}
	add("card")
	add(cardDesign)
	for _, text := range c.texts() {
		add(*text)
	}
	add(c.Language)
	flag := func(yes bool) {
		if yes {
			add("yes")
		} else {
			add("")
		}
	}
	flag(c.Opinion)
	for _, line := range c.Lines {
		add(line.HowValue)
		flag(line.Bars)
	}
	return sha256.Sum256(buf)
}

// compositor sets and draws social cards. It is safe for concurrent use, and
// reads its fonts when the first card is asked for.
type compositor struct {
	fonts func() (*fontCase, error)
	sets  sync.Pool // of *typesetter
	store *store
}

func newCompositor(s *store) *compositor {
	c := &compositor{fonts: sync.OnceValues(openFontCase), store: s}
	c.sets.New = func() any { return new(typesetter) }
	return c
}

// Card gives the output file of a card, media/card.HASH.png, named by what it
// says, so that pages can name it before it is drawn. There is none where the
// fonts lack a sign of it: no card is better than one with boxes for letters.
func (a *Album) Card(card Card) (output.File, bool) { return a.room.cards.plan(card) }

func (c *compositor) plan(card Card) (output.File, bool) {
	fonts, err := c.fonts()
	if err != nil || strings.TrimSpace(card.Headline) == "" || !fonts.have(&card) {
		return output.File{}, false
	}
	digest := card.digest()
	return output.File{
		Path:        "media/card." + hex.EncodeToString(digest[:6]) + ".png",
		Fingerprint: func() output.Fingerprint { return digest },
		Write: func(ctx context.Context, w io.Writer) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			file, ok := c.store.get(digest)
			if !ok {
				clean := card.clean()
				file = c.draw(fonts, &clean)
				c.store.put(digest, file)
			}
			_, err := w.Write(file)
			return err
		},
	}, true
}

// draw gives a clean card as PNG.
func (c *compositor) draw(fonts *fontCase, card *Card) []byte {
	t := c.sets.Get().(*typesetter)
	defer c.sets.Put(t)
	t.open(fonts)
	sheet := newSheet()
	t.compose(sheet, card)
	return sheet.encode()
}
