package page

import (
	"maps"
	"strings"
	"testing"
)

const (
	netlifyLetters = "newsletter:\n  provider: netlify\n  sends: One letter a day.\n"
	otherLetters   = "newsletter:\n  provider: form\n  endpoint: https://letters.example/in?a=1&b=2\n  field: EMAIL\n  sends: One letter a day.\n  stop: Each has a link.\n"
)

// paper gives the pages of a small site whose site.yaml ends as given. Two
// reports make an incident with a page; a third is its own record.
func paper(t *testing.T, end string, more map[string]string) map[string]string {
	t.Helper()
	const facts = "\ncompany: Acme\nincident_type: outage\nattribution_status: not-applicable\n"
	files := map[string]string{
		"content/site.yaml":        "title: The Record\nbase_url: https://example.org/news/\npublisher:\n  name: Record Ltd\n  contact: desk@example.org\n" + end,
		"content/articles/one.md":  "---\ntitle: One\ndate: 2025-05-01\nincident: acme-2025-05" + facts + "---\nText.\n",
		"content/articles/two.md":  "---\ntitle: Two\ndate: 2025-05-02\nincident: acme-2025-05\n---\nText.\n",
		"content/articles/lone.md": "---\ntitle: Lone\ndate: 2025-05-03" + facts + "---\nText.\n",
	}
	maps.Copy(files, more)
	s := snapshot(t, files)
	theme, found := Load(s, [32]byte{1}, english(t), Look{})
	for _, d := range found {
		t.Error(d)
	}
	pages := map[string]string{}
	made := newsroom(t, s, edition("2025-06-01T12:00:00Z"))
	for _, f := range theme.Files(made, album(t, made)) {
		if strings.HasSuffix(f.Path, ".html") {
			pages[f.Path] = written(t, f)
		}
	}
	return pages
}

// forms gives the follow form of each page of such a site.
func forms(t *testing.T, end string, more map[string]string) map[string]string {
	t.Helper()
	pages := paper(t, end, more)
	for name, text := range pages {
		if at := strings.Index(text, "<section class=\"follow\""); at >= 0 {
			text, _, _ = strings.Cut(text[at:], "</section>")
			pages[name] = text
		}
	}
	return pages
}

// What Netlify reads of a form at deploy has to survive the minifier, and the
// form says what becomes of the address.
func TestFollowByNetlify(t *testing.T) {
	pages := forms(t, netlifyLetters, map[string]string{"content/pages/privacy.md": "---\ntitle: Privacy\n---\nText.\n"})
	got := pages["articles/one/index.html"]
	for _, want := range []string{
		`<section class="follow" aria-labelledby="page.follow">`, `id="page.follow">Follow this incident</h2>`,
		`<form name="follow" data-netlify="true" data-netlify-honeypot="website" method="post" action="/news/newsletter/thanks/">`,
		`<input type="hidden" name="form-name" value="follow">`,
		`<input type="hidden" name="incident" value="acme-2025-05">`,
		`<p hidden><label>Leave this empty <input type="text" name="website" autocomplete="off"></label></p>`,
		`One letter a day. To stop them, write to desk@example.org. The letters come from Record Ltd; Netlify takes this form for us. <a href="/news/privacy/">Privacy</a>.`,
		`<label for="page.follow.email">Email address</label>`,
		`<input id="page.follow.email" name="email" type="email" autocomplete="email" required aria-describedby="page.follow.note">`,
		`<button type="submit">Follow</button>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the form lacks %s:\n%s", want, got)
		}
	}
	if got != pages["incidents/acme-2025-05/index.html"] {
		t.Error("the article's form and its incident's differ")
	}
	// All forms of a name have the same fields, for Netlify knows one form by it.
	lone := pages["articles/lone/index.html"]
	if !strings.Contains(lone, `<input type="hidden" name="incident" value="">`) || !strings.Contains(lone, "Follow The Record</h2>") {
		t.Errorf("a lone report's form asks for something else than the whole site:\n%s", lone)
	}
	if pages["newsletter/index.html"] == "" || !strings.Contains(pages["newsletter/thanks/index.html"], `<meta name="robots" content="noindex">`) {
		t.Error("the newsletter's pages are not as they should be")
	}
}

// Another endpoint is sent only the fields that it can know of.
func TestFollowByAnyEndpoint(t *testing.T) {
	pages := forms(t, otherLetters, nil)
	lone := pages["articles/lone/index.html"]
	for _, want := range []string{
		`<form method="post" action="https://letters.example/in?a=1&amp;b=2">`, `name="EMAIL" type="email"`,
		`One letter a day. Each has a link. The letters come from Record Ltd; this form goes to letters.example.</p>`,
	} {
		if !strings.Contains(lone, want) {
			t.Errorf("the form lacks %s:\n%s", want, lone)
		}
	}
	if strings.Contains(lone, "hidden") || strings.Contains(lone, "netlify") {
		t.Errorf("the form has more fields than it needs:\n%s", lone)
	}
	if one := pages["articles/one/index.html"]; !strings.Contains(one, `<input type="hidden" name="incident" value="acme-2025-05">`) {
		t.Errorf("the form does not say which incident:\n%s", one)
	}
}

// Without a newsletter there are feeds to follow, and no form nor page of it.
func TestFollowByFeedsOnly(t *testing.T) {
	pages := forms(t, "", nil)
	got := pages["articles/one/index.html"]
	if strings.Contains(got, "<form") || !strings.Contains(got, `href="/news/feed.xml"`) {
		t.Errorf("got\n%s", got)
	}
	if pages["newsletter/index.html"] != "" || pages["newsletter/thanks/index.html"] != "" {
		t.Error("there are pages of a newsletter that there is not")
	}
}
