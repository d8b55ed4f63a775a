package site_test

import (
	"strings"
	"testing"

	"blotter/internal/news"
	"blotter/internal/site"
)

// hints gives what is told of a project, each with its hint.
func hints(t *testing.T, project files) string {
	t.Helper()
	in, found := inputOf(t, project)
	_, more := site.New(in)
	var out strings.Builder
	for _, d := range news.NewLevels(in.Publication.Rules).Append(nil, append(found, more...).Sort()) {
		out.WriteString(strings.TrimPrefix(d.String(), "content/") + "\n")
	}
	return out.String()
}

// A link that site.yaml puts on every page is looked at like any other.
func TestMenusLeadSomewhere(t *testing.T) {
	got := hints(t, files{
		"content/site.yaml":      "title: T\nbase_url: https://example.org/news/\nnav:\n  - {title: Foo, url: /foo/}\n  - {title: All, url: /archive/}\n  - {title: Cranes, url: '/about?x#y'}\n  - {title: Out, url: 'https://x.example/foo/'}\n  - {title: Soon, url: /soon/}\npublisher:\n  name: P\n  policies:\n    - {title: Policy, url: /abuot/}\n",
		"content/pages/about.md": "---\ntitle: About\n---\nText.\n",
		"content/pages/soon.md":  "---\ntitle: Soon\ndraft: true\n---\nText.\n",
	})
	want(t, "told", got, `site.yaml:4:23: error: this site has no page «/foo/» [broken-link]
site.yaml:8:24: warning: «/soon/» is not public now, and every page leads there [link-to-hidden]
  hint: take the entry out until it is
site.yaml:12:28: error: this site has no page «/abuot/» [broken-link]
  hint: did you mean «/about/»?
`)
}

// A writer is offered what was nearly named, and nothing else: what all paths share
// makes no two of them alike, and a picture is no report.
func TestWhatABrokenLinkMeant(t *testing.T) {
	for target, want := range map[string]string{
		"[a](missing-report.md)":       "hint: write the path from this file to the other one, or the whole address, https://…",
		"[a](hospital-dwon.md#x)":      "hint: did you mean «hospital-down.md»?",
		"[a](../articles/hospital.md)": "hint: write the path from this file to the other one, or the whole address, https://…",
		"[a](../articles/cranez.md)":   "hint: did you mean «../articles/cranes.md»?",
		"![x](photo.jpg)":              "hint: put it there, or write the path from this file to the picture",
		"![x](cranes.png)":             "hint: put it there, or write the path from this file to the picture",
		"![x](quay.jpg)":               "hint: did you mean «quays.jpg»?",
		"[b](www.bbc.co.uk)":           "hint: write https://www.bbc.co.uk",
		"[b](bbc.co.uk/news?a=b)":      "hint: write https://bbc.co.uk/news?a=b",
		"[c](jane@x.org)":              "hint: write mailto:jane@x.org",
		"[d](/articles/cranez/)":       "hint: did you mean «/articles/cranes/»?",
		"[d](/article/cranes/)":        "hint: did you mean «/articles/cranes/»?",
		"[d](/articles/quay-strike/)":  "",
	} {
		got := hints(t, files{
			"content/articles/hospital-down.md": report("2026-11-01", "Acme", ""),
			"content/articles/cranes.md":        report("2026-11-02", "Hush", ""),
			"content/articles/quays.jpg":        "not looked at",
			"content/pages/about.md":            "---\ntitle: About\n---\nText.\n",
			"content/articles/a.md":             "---\ntitle: A\ndate: 2026-11-03\nform: opinion\n---\n" + target + "\n",
		})
		if !strings.HasSuffix(got, want+"\n") || want == "" && strings.Contains(got, "hint") {
			t.Errorf("%s: want %q, got\n%s", target, want, got)
		}
	}
}
