package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// sampleCards are the cards that somebody has looked at. CARDS=DIR writes them
// there, to be looked at again.
func sampleCards() map[string]Card {
	confirmed := CardLine{What: "Data extortion", How: "Confirmed", HowValue: "confirmed", Bars: true, By: " by the company’s exchange filing, 19 Nov 2026"}
	claimed := CardLine{What: "Data extortion", How: "Claimed", HowValue: "claimed", Bars: true, By: " by Salt Meridian, 18 Nov 2026"}
	return map[string]Card{
		"two claims": {
			Site: "The Harbour Record", Date: "19 November 2026", Status: "Developing", Organisation: "Tarrant & Vale",
			Headline: "Payroll of 41,000 staff was copied, Tarrant & Vale tells the exchange",
			Lines: []CardLine{confirmed, {What: "Who did it:", How: "Attributed by a government", HowValue: "attributed-by-government",
				By: ": Glass Heron, says the National Cyber Office, high confidence, 18 Nov 2026"}},
		},
		"short": {
			Site: "The Blotting Paper", Date: "28 April 2025", Organisation: "Marks & Spencer", Headline: "M&S pauses orders",
			Lines: []CardLine{{What: "Disruption", How: "Stated", HowValue: "stated", Bars: true, By: " by Marks & Spencer, 28 Apr 2025"}},
		},
		"alleged": {
			Site: "The Blotting Paper", Date: "18 November 2026", Organisation: "Orrell Brewing", Alleged: "Alleged",
			Headline: "Leak site lists Orrell Brewing; the brewer has not answered",
			Lines:    []CardLine{claimed, {What: "Alleged: rests on the word of Salt Meridian"}},
		},
		"german": {
			Site: "Die Vorfallschronik", Date: "3. März 2026", Organisation: "Stadtwerke Gütersloh", Language: "de",
			Headline: "Übergriff auf Straßenbahn-Leitstelle: Fahrgäste müssen größere Verspätungen über Ostern fürchten",
			Lines:    []CardLine{{What: "Störung, Ursache unbekannt", How: "Berichtet", HowValue: "reported", Bars: true, By: " von der Süddeutschen Zeitung"}},
		},
		"ukrainian and greek": {
			Site: "Літопис", Date: "3 березня 2026", Organisation: "Укренерго", Headline: "Київські підстанції вимкнено: оператор повідомляє про втручання", Language: "uk",
			Lines: []CardLine{{What: "Збій", How: "Disputed", HowValue: "disputed", Bars: true, By: " by CERT-UA"},
				{What: "Διακοπή", How: "Refuted", HowValue: "refuted", Bars: true, By: " από την αρχή"}},
		},
		"vietnamese, nothing but a headline": {Site: "Vụ việc", Headline: "Ngân hàng bị tấn công, khách hàng chưa được báo", Language: "vi"},
		"opinion": {
			Site: "The Blotting Paper", Date: "18 November 2026", Form: "Opinion", Opinion: true,
			Headline: "A leak site is a press office. Read it like one", Lines: []CardLine{{What: "By Ines Marlow"}},
		},
		"too much of everything": {
			Site: "The Blotting Paper of a very long name that never seems to come to any end at all", Date: "18 November 2026", Form: "Advisory",
			Status: "Developing", Alleged: "Alleged", Organisation: "Fenwick GateHouse, Marks & Spencer, Co-operative Group, Harrods and Jaguar Land Rover",
			Headline: "Patch GateHouse 9 by Tuesday, CERT-Hallam tells public bodies, after scan data show sixty networks that were entered through a flaw which the maker had called unlikely to be found by anybody outside, and which it mended only in part",
			Lines: []CardLine{{What: "Mass exploitation of a flaw", How: "Corroborated", HowValue: "corroborated", Bars: true,
				By: " by the Cybersecurity and Infrastructure Security Agency, the National Cyber Security Centre, the Bundesamt für Sicherheit in der Informationstechnik and the Agence nationale de la sécurité des systèmes d’information"},
				confirmed, claimed, claimed},
		},
		"one word that fits no line": {Site: "Chronik", Headline: strings.Repeat("Donaudampfschifffahrt", 12), Organisation: strings.Repeat("W", 200)},
	}
}

// drawn plans and draws a card.
func drawn(t testing.TB, c *compositor, card Card) []byte {
	t.Helper()
	f, ok := c.plan(card)
	if !ok {
		t.Fatalf("there is no card for %+v", card)
	}
	var out bytes.Buffer
	if err := f.Write(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is drawn lies within the margins, none of it on anything else, and there
// is something. No bytes are compared: where the fonts, Go's compressor or the
// design change, the promises stay.
func TestCards(t *testing.T) {
	c := newCompositor(new(store))
	for name, card := range sampleCards() {
		t.Run(name, func(t *testing.T) {
			file := drawn(t, c, card)
			if dir := os.Getenv("CARDS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+".png"), file, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if len(file) > 45_000 {
				t.Errorf("%d bytes", len(file))
			}
			if again := drawn(t, newCompositor(new(store)), card); !bytes.Equal(file, again) {
				t.Error("the same card has other bytes")
			}
			checkCard(t, file)
		})
	}
}

// checkCard holds the promises that every card keeps.
func checkCard(t testing.TB, file []byte) {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	picture, ok := decoded.(*image.Paletted)
	if !ok || picture.Rect != image.Rect(0, 0, 1200, 630) {
		t.Fatalf("a %T of %v", decoded, decoded.Bounds())
	}
	ink := func(area image.Rectangle) int {
		count := 0
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				if picture.ColorIndexAt(x, y) != 0 {
					count++
				}
			}
		}
		return count
	}
	rule := image.Rect(0, oxfordRule, CardWidth, oxfordRule+12)
	if got := ink(rule); got != CardWidth*8 {
		t.Errorf("the Oxford rule covers %d pixels of %d", got, CardWidth*8)
	}
	// A slanted or accented letter may reach a little over the edge of its line.
	for name, area := range map[string]image.Rectangle{
		"left of the margin":    image.Rect(0, rule.Max.Y, cardMargin-10, CardHeight),
		"right of the margin":   image.Rect(CardWidth-cardMargin+16, rule.Max.Y, CardWidth, CardHeight),
		"beside the nameplate":  image.Rect(0, 0, cardMargin-10, rule.Min.Y),
		"above the nameplate":   image.Rect(0, 0, CardWidth, 24),
		"below the Oxford rule": image.Rect(0, rule.Max.Y, CardWidth, rule.Max.Y+8),
		"at the lower edge":     image.Rect(0, CardHeight-24, CardWidth, CardHeight),
	} {
		if n := ink(area); n > 0 {
			t.Errorf("%d pixels %s", n, name)
		}
	}
	// The record's rule, if there is one, runs across the measure, and nothing
	// touches it from above.
	for y := rule.Max.Y; y < CardHeight; y++ {
		if ink(image.Rect(cardMargin, y, CardWidth-cardMargin, y+1)) == cardMeasure {
			if n := ink(image.Rect(0, y-3, CardWidth, y)); n > 0 {
				t.Errorf("%d pixels touch the rule of the record", n)
			}
			break
		}
	}
	if n := ink(image.Rect(cardMargin-10, rule.Max.Y, CardWidth, CardHeight)); n < 500 {
		t.Errorf("only %d pixels of text", n)
	}
}

// The inks keep their contrast on paper (EXPERIENCE §4).
func TestCardColours(t *testing.T) {
	all := cardPalette()
	if all[0] != (color.RGBA{0xfb, 0xfa, 0xf6, 0xff}) || all[int(blackInk+1)*shades] != (color.RGBA{0x16, 0x19, 0x1d, 0xff}) || all[int(unknownInk+1)*shades] != (color.RGBA{0x5a, 0x60, 0x68, 0xff}) {
		t.Error("paper and the full inks are not the theme's")
	}
	if len(all) > 256 {
		t.Errorf("%d colours do not fit a palette", len(all))
	}
}

// No card is better than one with boxes for letters.
func TestNoCardWithoutTheLetters(t *testing.T) {
	c := newCompositor(new(store))
	for _, headline := range []string{"مهاجمون يوقفون الميناء", "Hackers halt 港口", "Patch now 🚨", ""} {
		if f, ok := c.plan(Card{Site: "Record", Headline: headline}); ok {
			t.Errorf("%q: %s", headline, f.Path)
		}
	}
	if _, ok := c.plan(Card{Site: "Record", Headline: "Port halted", Organisation: "港口"}); ok {
		t.Error("the organisation has boxes for letters")
	}
	for _, headline := range []string{"«Ça» — ‘it’s’ “€5m”… 100 %", "Łódź, Þórr, Ďábel, Ǻ", "Об’єкт ґ ёж", "Ελλάδα", "soft\u00adhyphen", "line\nbreak", "e\u0301clair", "to\u202dp"} {
		if _, ok := c.plan(Card{Site: "Record", Headline: headline}); !ok {
			t.Errorf("%q: no card", headline)
		}
	}
}

// A card's name stands for all that it says: nobody is shown an older text.
func TestCardNames(t *testing.T) {
	c := newCompositor(new(store))
	card := sampleCards()["two claims"]
	name := func() string {
		f, ok := c.plan(card)
		if !ok || f.Path != "media/card."+strings.TrimSuffix(strings.TrimPrefix(f.Path, "media/card."), ".png")+".png" {
			t.Fatalf("%v %q", ok, f.Path)
		}
		return f.Path
	}
	first := name()
	var change func(path string, v reflect.Value)
	change = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			was := v.String()
			v.SetString(was + "x")
			if name() == first {
				t.Errorf("%s can change unnoticed", path)
			}
			v.SetString(was)
		case reflect.Bool:
			v.SetBool(!v.Bool())
			if name() == first {
				t.Errorf("%s can change unnoticed", path)
			}
			v.SetBool(!v.Bool())
		case reflect.Slice:
			for n := range v.Len() {
				change(fmt.Sprintf("%s[%d]", path, n), v.Index(n))
			}
		case reflect.Struct:
			for n := range v.NumField() {
				change(path+"."+v.Type().Field(n).Name, v.Field(n))
			}
		}
	}
	change("Card", reflect.ValueOf(&card).Elem())
	if name() != first {
		t.Error("the same card has another name")
	}
}

// What a claim is about is cut before its speaker is.
func TestSpeakerIsNotCutOff(t *testing.T) {
	long := CardLine{What: strings.Repeat("A very long name of an incident ", 9), How: "Reported", HowValue: "reported", Bars: true, By: " by The Telegraph"}
	spans := long.spans()
	if what := spans[0].text; len([]rune(what)) > whatRunes+2 || !strings.HasSuffix(what, "… ") {
		t.Errorf("what it is about: %q", what)
	}
	if last := spans[len(spans)-1].text; last != " by The Telegraph" {
		t.Errorf("who says so: %q", last)
	}
	if (&CardLine{}).spans() != nil {
		t.Error("nothing is printed as something")
	}
}

func TestCardsInParallel(t *testing.T) {
	c := newCompositor(new(store))
	var work sync.WaitGroup
	for name, card := range sampleCards() {
		want := drawn(t, c, card)
		for range 2 {
			work.Go(func() {
				if !bytes.Equal(drawn(t, c, card), want) {
					t.Errorf("%s: other bytes beside others", name)
				}
			})
		}
	}
	work.Wait()
}

// Any text at all is drawn within the margins, or not.
func FuzzCard(f *testing.F) {
	for _, card := range sampleCards() {
		by := ""
		if len(card.Lines) > 0 {
			by = card.Lines[0].By
		}
		f.Add(card.Site, card.Headline, card.Organisation, by)
	}
	f.Add("x", "\u200b", "\u200b", "\u200b")
	f.Add("\x00", "a\u0301\u0323\u0338", "\u202e", "\ufeff")
	f.Add("&", " & ", strings.Repeat("́", 40), strings.Repeat("i ", 4000))
	c := newCompositor(new(store))
	f.Fuzz(func(t *testing.T, site, headline, organisation, by string) {
		planned, ok := c.plan(Card{Site: site, Headline: headline, Organisation: organisation, Status: by,
			Lines: []CardLine{{What: organisation, How: "Reported", HowValue: "reported", Bars: true, By: by}, {What: by}}})
		if !ok {
			return
		}
		var out bytes.Buffer
		if err := planned.Write(context.Background(), &out); err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(&out); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkCard(b *testing.B) {
	c := newCompositor(new(store))
	card := sampleCards()["two claims"]
	b.Run("plan", func(b *testing.B) {
		for b.Loop() {
			c.plan(card)
		}
	})
	b.Run("draw", func(b *testing.B) {
		fonts, err := c.fonts()
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			c.draw(fonts, &card)
		}
	})
	b.Run("fonts", func(b *testing.B) {
		for b.Loop() {
			if _, err := openFontCase(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
