package page

import (
	"testing"
	"time"

	"blotter/internal/feed"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/site"
)

// speaking is a desk that has words and nothing else.
func speaking(t testing.TB) *desk {
	t.Helper()
	return &desk{Site: &site.Site{Words: english(t)}, words: feed.Words{Words: english(t)}}
}

func TestTimeOf(t *testing.T) {
	desk := speaking(t)
	for _, c := range []struct{ zone, date, iso, text string }{
		{"Europe/London", "2025", "2025", "2025"},
		{"Europe/London", "2025-04~", "2025-04", "about April 2025"},
		{"Europe/London", "2025-04-28", "2025-04-28", "28 April 2025"},
		{"Europe/London", "2025-04-28T09:05", "2025-04-28T09:05:00+01:00", "28 April 2025, 09:05 BST"},
		{"Europe/London", "2025-12-28T09:05:00Z", "2025-12-28T09:05:00Z", "28 December 2025, 09:05 GMT"},
		{"America/Sao_Paulo", "2025-04-28T09:05", "2025-04-28T09:05:00-03:00", "28 April 2025, 09:05 UTC−3"},
		{"Asia/Kathmandu", "2025-04-28T09:05", "2025-04-28T09:05:00+05:45", "28 April 2025, 09:05 UTC+5:45"},
		{"UTC", "2025-04-28T09:05", "2025-04-28T09:05:00Z", "28 April 2025, 09:05 UTC"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		d, err := news.ParseDate(c.date, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := desk.timeOf(d); got != (Time{c.iso, c.text}) {
			t.Errorf("%s in %s is %v", c.date, c.zone, got)
		}
	}
	if got := desk.timeOf(news.Date{}); got != (Time{}) {
		t.Errorf("no date is %v", got)
	}
}

func TestPublicURL(t *testing.T) {
	for raw, ok := range map[string]bool{
		"https://example.org/x?a=b#c": true, "http://example.org": true, "HTTPS://example.org/": true, "mailto:a@b.example": true, "tel:+44": true,
		"javascript:alert(1)": false, "data:text/html,x": false, "//example.org/": false, "/about/": false, "ftp://example.org/": false,
		"https:/example.org": false, "blob:https://example.org/x": false, "": false, " javascript:x": false, "https://exa mple.org/": false,
	} {
		if got := publicURL(raw) != ""; got != ok {
			t.Errorf("publicURL(%q) passes: %v", raw, got)
		}
	}
}

func TestRating(t *testing.T) {
	_, s := golden(t)
	d := newDesk(s, album(t, s))
	for code, want := range map[string]string{"B2": "B2: usually reliable, probably true", "F6": "F6: reliability cannot be judged, truth cannot be judged", "": "", "Z9": "Z9"} {
		if got := d.rating(code); got != want {
			t.Errorf("%q is %q", code, got)
		}
	}
}

func sealedBody(t *testing.T, d *news.Document, targets []site.Target, of func(*site.Picture) media.Shown) Body {
	t.Helper()
	b, err := bodyOf(d, targets, of)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBodyIsFilled(t *testing.T) {
	html := `<p>See  here and  there  .</p><figure> alt="x"></figure>`
	at := func(mark string) int {
		for i := range html {
			if len(html)-i >= len(mark) && html[i:i+len(mark)] == mark {
				return i
			}
		}
		t.Fatal(mark)
		return 0
	}
	d := &news.Document{Body: news.Body{
		HTML: html,
		Links: []news.Link{
			{Target: "a.md", Title: `say "x" & y`},
			{Target: "hidden.md"},
			{Target: "p.png", Picture: true},
		},
		Slots: []news.Slot{
			{Offset: at(" here"), Link: 0, Part: news.OpenTag}, {Offset: at(" and"), Link: 0, Part: news.CloseTag},
			{Offset: at(" there"), Link: 1, Part: news.OpenTag}, {Offset: at("  ."), Link: 1, Part: news.CloseTag},
			{Offset: at(` alt`), Link: 2, Part: news.OpenPicture}, {Offset: at(`</figure>`), Link: 2, Part: news.ClosePicture}, {Offset: at(`</figure>`), Link: 2, Part: news.Caption},
		},
	}}
	targets := []site.Target{{URL: "/a/?x=1&y=2#z"}, {URL: "/secret/", Hidden: true}, {Picture: &site.Picture{}}}
	of := func(*site.Picture) media.Shown {
		return media.Shown{
			URL: "/m/400/p.jpg", Width: 400, Height: 300, Srcset: "/m/400/p.jpg 400w, /m/800/p.jpg 800w", Full: "/m/800/p.jpg", Credit: "A & B",
			Sources: []media.Source{{Type: "image/webp", Srcset: "/m/400/p.webp 400w"}},
		}
	}
	want := `<p>See <a href="/a/?x=1&amp;y=2#z" title="say &#34;x&#34; &amp; y"> here</a> and  there  .</p><figure>` +
		`<picture><source type="image/webp" srcset="/m/400/p.webp 400w" sizes="` + sizesOfHero + `">` +
		`<img src="/m/400/p.jpg" srcset="/m/400/p.jpg 400w, /m/800/p.jpg 800w" sizes="` + sizesOfHero + `" width="400" height="300" loading="lazy" decoding="async" alt="x"></picture>` +
		`<figcaption><span class="cr">A &amp; B</span></figcaption></figure>`
	got := sealedBody(t, d, targets, of)
	if string(got.HTML) != want {
		t.Errorf("got  %s\nwant %s", got.HTML, want)
	}

	// The digest stands for what readers see, and tells of nothing else: here,
	// of a row of front matter that is not public yet.
	other := *d
	other.Digest[0] = 1
	if sealedBody(t, &other, targets, of).digest != got.digest {
		t.Error("the digest tells of what readers cannot see")
	}
	targets[0].URL = "/b/"
	if sealedBody(t, d, targets, of).digest == got.digest {
		t.Error("a link leads elsewhere and the digest is the same")
	}
}
