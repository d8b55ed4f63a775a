package page

import (
	"bytes"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"blotter/internal/site"
)

// cardSite is a small site whose site.yaml ends as given, with a report of each kind.
func cardSite(t *testing.T, end string) (*desk, map[string]string) {
	t.Helper()
	const facts = "company: Acme\nincident_type: ransomware\nattribution_status: "
	s := snapshot(t, map[string]string{
		"content/site.yaml":            "title: The Record\nbase_url: https://example.org/news/\n" + end,
		"content/articles/old.md":      "---\ntitle: Old\ndate: 2025-04-30\n" + facts + "unattributed\n---\nText.\n",
		"content/articles/new.md":      "---\ntitle: New\ndate: 2025-05-01\n" + facts + "unattributed\ntype_status: confirmed\ntype_by: Acme\nincident_status: developing\n---\nText.\n",
		"content/articles/alleged.md":  "---\ntitle: Gang lists Acme\ndate: 2025-05-02\n" + facts + "claimed\nattributed_to: Night Heron\nattributed_by: Night Heron\n---\nText.\n",
		"content/articles/view.md":     "---\ntitle: A view\ndate: 2025-05-03\nform: opinion\nauthors: [Dana]\n---\nText.\n",
		"content/articles/arabic.md":   "---\ntitle: توقف الرافعات\ndate: 2025-05-03\nlanguage: ar\nform: analysis\n---\nText.\n",
		"content/articles/gone.md":     "---\ntitle: GONE\ndate: 2025-05-03\n" + facts + "unattributed\nwithdrawn: {date: 2025-05-04, reason: Wrong.}\n---\nText.\n",
		"content/articles/draft.md":    "---\ntitle: DRAFT\ndate: 2025-05-03\ndraft: true\n" + facts + "unattributed\n---\nText.\n",
		"content/articles/pictured.md": "---\ntitle: Pictured\ndate: 2025-05-03\nform: analysis\nhero: {src: shop.png, alt: A shop}\n---\nText.\n",
		"content/articles/drawn.md":    "---\ntitle: Drawn\ndate: 2025-05-03\nform: analysis\nhero: {src: shop.svg, alt: A shop}\n---\nText.\n",
		"content/articles/shop.png":    shopPNG(t),
		"content/articles/shop.svg":    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`,
	})
	theme, found := Load(s, [32]byte{1}, english(t), Look{})
	for _, d := range found {
		t.Error(d)
	}
	made := newsroom(t, s, edition("2025-06-01T12:00:00Z"))
	plan := theme.plan(made, album(t, made))
	files := map[string]string{}
	for _, f := range theme.Files(made, album(t, made)) {
		if strings.HasPrefix(f.Path, "articles/") || strings.HasPrefix(f.Path, "media/") {
			files[f.Path] = written(t, f)
		}
	}
	return plan.desk, files
}

func shopPNG(t *testing.T) string {
	t.Helper()
	_, s := golden(t)
	for _, p := range s.Pictures {
		if strings.HasSuffix(p.Source.Path, ".png") {
			text, err := p.Source.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
	t.Fatal("the golden site has no PNG")
	return ""
}

// who gives the titles of the articles that have a card, sorted.
func who(d *desk) []string {
	var titles []string
	for a := range d.social() {
		titles = append(titles, a.Article.Title)
	}
	slices.Sort(titles)
	return titles
}

// Cards are made from the day on that site.yaml names, for what readers may see
// and has no picture that can be shown elsewhere, in letters that can be drawn.
func TestWhoGetsASocialCard(t *testing.T) {
	for end, want := range map[string]string{
		"":                                      "",
		"cards_since: 2025-05-01\n":             "A view, Drawn, Gang lists Acme, New",
		"cards: on\n":                           "A view, Drawn, Gang lists Acme, New, Old",
		"cards: off\ncards_since: 2025-05-01\n": "",
	} {
		d, files := cardSite(t, end)
		if got := strings.Join(who(d), ", "); got != want {
			t.Errorf("%q: %s", end, got)
		}
		cards := 0
		for name, text := range files {
			if strings.HasPrefix(name, "media/card.") {
				cards++
				if p, err := png.Decode(bytes.NewReader([]byte(text))); err != nil || p.Bounds().Dx() != 1200 || p.Bounds().Dy() != 630 {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if cards != len(who(d)) {
			t.Errorf("%q: %d files", end, cards)
		}
		for name, page := range files {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			_, meta := dataOf(t, name, page)
			file := strings.TrimPrefix(meta["og:image"], "https://example.org/news/")
			if _, ok := files[file]; file != "" && !ok {
				t.Errorf("%s: there is no %s", name, file)
			}
			wanted := strings.Contains(want, title(page)) || title(page) == "Pictured"
			if (meta["og:image"] != "") != wanted || (meta["twitter:card"] == "summary_large_image") != wanted {
				t.Errorf("%q: %s: %v", end, name, meta)
			}
		}
	}
}

// plainSpaces puts plain spaces in place of those that keep a date on one line.
func plainSpaces(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func title(page string) string {
	_, page, _ = strings.Cut(page, "<title>")
	page, _, _ = strings.Cut(page, " – ")
	return page
}

// A card says who says so, and that what is alleged is alleged.
func TestWhatSocialCardsSay(t *testing.T) {
	d, files := cardSite(t, "cards: on\n")
	says := map[string]string{}
	for a := range maps.Keys(d.social()) {
		c := d.socialCard(a)
		text := []string{c.Site, c.Date, c.Form, c.Status, c.Alleged, c.Organisation, c.Headline}
		for _, l := range c.Lines {
			text = append(text, l.What+" ["+l.HowValue+"] "+l.How+l.By)
		}
		says[a.ID] = plainSpaces(strings.Join(slices.DeleteFunc(text, func(s string) bool { return s == "" }), " | "))
	}
	for id, want := range map[string]string{
		"new":     "The Record | 1 May 2025 | Developing | Acme | New | Ransomware [confirmed] Confirmed by Acme, 1 May 2025",
		"alleged": "The Record | 2 May 2025 | Alleged | Acme | Gang lists Acme | Ransomware [claimed] Claimed by Night Heron, 2 May 2025 | Alleged: rests on the word of Night Heron [] ",
		"view":    "The Record | 3 May 2025 | Opinion | A view | By Dana [] ",
	} {
		if says[id] != want {
			t.Errorf("%s says\n%s, want\n%s", id, says[id], want)
		}
	}
	_, meta := dataOf(t, "alleged", files["articles/alleged/index.html"])
	if want := "Gang lists Acme. Ransomware Claimed by Night Heron, 2 May 2025. Alleged: rests on the word of Night Heron"; plainSpaces(meta["og:image:alt"]) != want {
		t.Errorf("for those who cannot see it: %q", meta["og:image:alt"])
	}
	_, meta = dataOf(t, "pictured", files["articles/pictured/index.html"])
	if !strings.Contains(meta["og:image"], "shop") || meta["og:image:alt"] != "A shop" || meta["og:image:width"] == "" {
		t.Errorf("a picture of its own: %v", meta)
	}
}

// When something new is said of the incident, the card has another name, and
// the older one is no part of the site any more.
func TestSocialCardsFollowTheIncident(t *testing.T) {
	const report = "---\ntitle: Down\ndate: 2025-05-01\nincident: acme-2025\ncompany: Acme\nincident_type: disruption\nattribution_status: unattributed\n---\nText.\n"
	card := func(more map[string]string) string {
		files := map[string]string{"content/site.yaml": "title: The Record\nbase_url: https://example.org/\ncards: on\n", "content/articles/down.md": report}
		maps.Copy(files, more)
		s := snapshot(t, files)
		made := newsroom(t, s, edition("2025-06-01T12:00:00Z"))
		d := newDesk(made, album(t, made))
		for a, f := range d.social() {
			if a.ID == "down" {
				return f.Path
			}
		}
		t.Fatal("no card")
		return ""
	}
	before := card(nil)
	if again := card(map[string]string{"content/articles/view.md": "---\ntitle: A view\ndate: 2025-05-03\nform: opinion\n---\nText.\n"}); again != before {
		t.Errorf("%s became %s for no reason", before, again)
	}
	if after := card(map[string]string{"content/articles/found.md": "---\ntitle: It was ransomware\ndate: 2025-05-04\nincident: acme-2025\nincident_type: ransomware\ntype_status: confirmed\ntype_by: Acme\n---\nText.\n"}); after == before {
		t.Error("the card still says what is no longer known")
	}
}

// A card never says more than the page that it goes with: there is no word on it
// that the page does not say, too, but for how sure a speaker is, which takes away
// from what is said. Months are short on cards.
func TestSocialCardsSayNoMoreThanThePage(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		publication := *s.Publication
		publication.Cards = "on"
		s.Publication = &publication
		a := album(t, s)
		d := theme.plan(s, a).desk
		words := func(text string) []string {
			return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		}
		pages := map[string][]string{}
		for _, f := range theme.Files(s, a) {
			if !strings.HasSuffix(f.Path, ".html") {
				continue
			}
			tree, err := html.Parse(strings.NewReader(written(t, f)))
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			walk(tree, func(n *html.Node) {
				if n.Type == html.TextNode && n.Parent.Data != "script" {
					said = append(said, words(n.Data)...)
				}
			})
			pages[f.Path] = said
		}
		checked := 0
		for a := range d.social() {
			card := d.socialCard(a)
			texts := []string{card.Site, card.Form, card.Status, card.Organisation, card.Alleged, card.Headline}
			for _, l := range card.Lines {
				texts = append(texts, l.What, l.How, l.By)
			}
			for _, text := range texts {
				for _, word := range words(text) {
					checked++
					if strings.Contains("low moderate high confidence", word) || slices.ContainsFunc(pages[a.File], func(said string) bool { return strings.HasPrefix(said, word) }) {
						continue
					}
					t.Errorf("%s does not say %q of its card's %q", a.File, word, text)
				}
			}
		}
		if checked < 50 {
			t.Errorf("only %d words were looked for", checked)
		}
	})
}
