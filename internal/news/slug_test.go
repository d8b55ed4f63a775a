package news

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"M&S pauses orders on its website and apps": "m-and-s-pauses-orders-on-its-website-and-apps",
		"Marks & Spencer":                      "marks-and-spencer",
		"C":                                    "c",
		"C++ & C#":                             "c-plus-plus-and-c-sharp",
		"Disney+":                              "disney-plus",
		"amber+strict":                         "amber-plus-strict",
		"retail victim #3":                     "retail-victim-3",
		"Sainsbury’s":                          "sainsburys",
		"L'Oréal":                              "loreal",
		"Zürich, Łódź, Straße":                 "zurich-lodz-strasse",
		"Ærø Þórshöfn":                         "aero-thorshofn",
		"İstanbul ve Iğdır":                    "istanbul-ve-igdir",
		"Booking.com":                          "booking-com",
		"50% of £300m":                         "50-percent-of-300m",
		"a/b\\c..d":                            "a-b-c-d",
		"../../etc/passwd":                     "etc-passwd",
		"東京電力":                                 "東京電力",
		"ガス":                                   "ガス",
		"ｆｕｌｌ　ｗｉｄｔｈ":                           "full-width",
		"Газпром нефть й":                      "газпром-нефть-й",
		"हिन्दी":                               "हिन्दी",
		"Soft\u00adhyphen and zero\u200bwidth": "softhyphen-and-zerowidth",
		"  --Already--a--slug--  ":             "already-a-slug",
		"Scattered Lapsus$ Hunters":            "scattered-lapsus-hunters",
	} {
		if got, ok := Slug(name); got != want || !ok {
			t.Errorf("Slug(%q) = %q, %v, want %q", name, got, ok, want)
		}
	}
}

func TestSlugWithoutALetter(t *testing.T) {
	for _, name := range []string{"!!!", "—", "🔥", "…"} {
		slug, ok := Slug(name)
		if ok || !strings.HasPrefix(slug, "x-") || len(slug) != 10 {
			t.Errorf("Slug(%q) = %q, %v, want x- and a hash, false", name, slug, ok)
		}
	}
	if a, _ := Slug("!"); a == "" {
		t.Error("«!» has no slug")
	}
	if slug, ok := Slug("  "); slug != "" || ok {
		t.Errorf("a blank name has the slug %q, %v", slug, ok)
	}
}

func TestSlugIsCutAtAHyphen(t *testing.T) {
	long, _ := Slug(strings.Repeat("headline ", 20))
	if len(long) > maxSlug || !strings.HasSuffix(long, "-headline") {
		t.Errorf("got %q, %d bytes", long, len(long))
	}
	one, _ := Slug(strings.Repeat("é東", 60))
	if len(one) > maxSlug || !utf8.ValidString(one) {
		t.Errorf("got %q, %d bytes", one, len(one))
	}
}

func FuzzSlug(f *testing.F) {
	for _, name := range []string{"", "M&S halts", "C++ & C#", "Łódź", "ガス", "x-1a2b3c4d", "a\u0301\u0327", "İ", "ß", "../..", "\x00\xff", "한국전력", "#1 # a#", strings.Repeat("a-", 60), strings.Repeat("語", 60), "ﷺ", "\u0345α", "ꭰ", "\xf2ź", "ʼ"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		slug, ok := Slug(name)
		if again, _ := Slug(slug); again != slug {
			t.Errorf("Slug(%q) = %q, and of that %q", name, slug, again)
		}
		if !norm.NFKC.IsNormalString(slug) {
			t.Errorf("Slug(%q) = %q, which is not NFKC", name, slug)
		}
		if strings.ContainsFunc(slug, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
		}) || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Errorf("Slug(%q) = %q, which is no path segment", name, slug)
		}
		if len(slug) > maxSlug || ok && slug == "" || !utf8.ValidString(slug) {
			t.Errorf("Slug(%q) = %q, %v", name, slug, ok)
		}
		if hasLetter := strings.ContainsFunc(norm.NFKD.String(strings.ToValidUTF8(name, " ")), isLetter); hasLetter && !ok {
			t.Errorf("Slug(%q) = %q, and it has a letter", name, slug)
		}
		if folded := Fold(name); Fold(folded) != folded {
			t.Errorf("Fold(%q) = %q, and of that %q", name, folded, Fold(folded))
		}
	})
}

// What is plainly a slug, or folded, is given as it is: that must be what the long
// way gives, too.
func TestShortWays(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 50_000 {
		text := make([]byte, random.IntN(12))
		if random.IntN(50) == 0 {
			text = make([]byte, 70+random.IntN(40))
		}
		for n := range text {
			text[n] = "abcz09AZ   ---..`'&#~"[random.IntN(21)]
		}
		name := string(text)
		if isSlug(name) {
			short, _ := Slug(name)
			if long, ok := newSlug(name); short != long || !ok {
				t.Fatalf("Slug(%q) is %q, and the long way gives %q, %v", name, short, long, ok)
			}
		}
		want := strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, "`", "'"))), " ")
		if got := Fold(name); got != want {
			t.Fatalf("Fold(%q) is %q, want %q", name, got, want)
		}
	}
}
