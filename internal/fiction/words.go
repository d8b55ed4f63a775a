package fiction

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
)

// vocabulary is what the invented prose is made of. No word of it says who did
// what, so that no editorial rule about headlines has anything to say.
const vocabulary = `harbour lantern ledger orchard paper kettle meadow copper window garden quarry saddle timber velvet walnut barley
candle drawer engine feather granite hammer island jacket kitchen ladder marble needle onion pepper quilt ribbon saucer thimble umbrella
valley wagon yellow zinc anchor basket cotton dapple eastern falcon gravel hollow indigo juniper`

// prose writes invented text. All of it comes from one random source, so that a
// seed names it.
type prose struct {
	*rand.Rand
	words []string
}

func newProse(r *rand.Rand) prose { return prose{r, strings.Fields(vocabulary)} }

// chance is true once in n times.
func (p prose) chance(n int) bool { return p.IntN(n) == 0 }

// between gives a number from low to high, both included.
func (p prose) between(low, high int) int { return low + p.IntN(high-low+1) }

func (p prose) word() string { return p.words[p.IntN(len(p.words))] }

// phrase gives n words.
func (p prose) phrase(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = p.word()
	}
	return strings.Join(out, " ")
}

// sentence gives n words with a capital and a full stop.
func (p prose) sentence(n int) string {
	s := p.phrase(n)
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// inline gives a sentence of Markdown with something typographic in it now and then.
func (p prose) inline(n int) string {
	s := p.sentence(n)
	switch p.IntN(9) {
	case 0:
		return "**" + s + "**"
	case 1:
		return "*" + s + "* It's “quoted” -- and 'single'..."
	case 2:
		return s + " See `" + p.word() + "_" + p.word() + "` & <b>no tag</b>."
	case 3:
		return s + " Über Ærø: 数字 и слова, 5 < 6."
	case 4:
		return s + " <https://example.org/" + p.word() + "> ~~struck~~ [out](https://example.org/?a=1&b=2)"
	}
	return s
}

// mark gives a word that occurs nowhere else: what carries it can be looked for
// in what must not hold it. Marks differ in many letters, so that no two names
// made with them look like a slip of one another.
func (p prose) mark() string {
	const consonants, vowels = "bdfgklmnprtvz", "aeiou"
	var b strings.Builder
	b.WriteString("zq")
	for range 5 {
		b.WriteByte(consonants[p.IntN(len(consonants))])
		b.WriteByte(vowels[p.IntN(len(vowels))])
	}
	return b.String()
}

// picture gives a valid PNG of a few pixels with the mark in a text chunk.
func (p prose) picture(mark string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, p.between(1, 6), p.between(1, 6)))
	for i := range img.Bounds().Dx() {
		for j := range img.Bounds().Dy() {
			img.Set(i, j, color.RGBA{uint8(p.IntN(256)), uint8(p.IntN(256)), uint8(p.IntN(256)), 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic("fiction: encode a picture: " + err.Error()) // a bytes.Buffer takes everything
	}
	const header = 8 + 12 + 13 // the signature and the IHDR chunk, which has to be first
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len("Comment\x00"+mark)))
	chunk = append(chunk, "tEXtComment\x00"+mark...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(bytes.Clone(out.Bytes()[:header]), chunk...), out.Bytes()[header:]...)
}
