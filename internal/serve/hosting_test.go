package serve

import (
	"net/http"
	"testing"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"/*", "/", true},
		{"/*", "/a/b", true},
		{"/assets/*", "/assets/x.css", true},
		{"/assets/*", "/assets", false},
		{"/*.json", "/data/x.json", true},
		{"/*.json", "/data/x.jsonl", false},
		{"/a", "/a", true},
		{"/a", "/ab", false},
		{"/:folder/feed.xml", "/companies/feed.xml", true},
		{"/:folder/feed.xml", "/companies/x/feed.xml", false},
		{"/:folder/", "//", false},
		{"", "", true},
	} {
		if got := matches(c.pattern, c.path); got != c.want {
			t.Errorf("matches(%q, %q) = %v", c.pattern, c.path, got)
		}
	}
}

func TestParseRedirects(t *testing.T) {
	got := parseRedirects("# old addresses\n/a/ /b/ 301\n/c /d\n/a /first-counts/ 301\n/e /f/ 302!\n\n/g\n/h%20i/ /j/ 308\n/spa /index.html 200\n")
	for from, want := range map[string]redirect{
		"/a": {"/b/", 301}, "/c": {"/d", 301}, "/e": {"/f/", 302}, "/h i": {"/j/", 308},
	} {
		if got[from] != want {
			t.Errorf("%s: %+v, want %+v", from, got[from], want)
		}
	}
	if len(got) != 4 {
		t.Errorf("%d redirects: %v", len(got), got)
	}
}

func TestParseHeaders(t *testing.T) {
	rules := parseHeaders("# all\n/*\n  X-One: 1\n\tX-Two: a: b\n\n/x\n  X-One: 2\n")
	h := http.Header{}
	apply(rules, "/x", h)
	if len(rules) != 2 || len(h["X-One"]) != 2 || h.Get("X-Two") != "a: b" {
		t.Errorf("%v → %v", rules, h)
	}
}
