package news

import (
	"strings"
	"testing"
	"time"
)

func TestNewPublicationFillsInDefaults(t *testing.T) {
	p, err := NewPublication(&SiteFile{Title: "The Blotting Paper", BaseURL: "https://example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if p.Language != "en" || p.Zone.String() != "UTC" || p.Permalink != "/articles/SLUG/" || p.Feeds.Items != 20 || p.Fonts != "embedded" || p.Cards != "off" {
		t.Errorf("got %+v", p)
	}
}

func TestNewPublicationBase(t *testing.T) {
	for base, want := range map[string][2]string{
		"https://example.org":             {"https://example.org", "/"},
		"https://example.org/":            {"https://example.org", "/"},
		"http://localhost:1414/":          {"http://localhost:1414", "/"},
		"https://example.org/news":        {"https://example.org/news", "/news/"},
		"https://example.org/a%20b/news/": {"https://example.org/a%20b/news", "/a%20b/news/"},
	} {
		p, err := NewPublication(&SiteFile{BaseURL: base})
		if err != nil || p.Base != want[0] || p.Path != want[1] {
			t.Errorf("%s: got %s and %s, %v, want %v", base, p.Base, p.Path, err, want)
		}
	}
}

func TestNewPublicationRefuses(t *testing.T) {
	for _, c := range []struct {
		file   SiteFile
		advice string
	}{
		{SiteFile{}, "no web address"},
		{SiteFile{BaseURL: "example.org"}, "no web address"},
		{SiteFile{BaseURL: "ftp://example.org/"}, "no web address"},
		{SiteFile{BaseURL: "https://example.org/?a=b"}, "query or fragment"},
		{SiteFile{BaseURL: "https://me:secret@example.org/"}, "user name"},
		{SiteFile{BaseURL: "https://example.org/a/../b/"}, "dotted part"},
		{SiteFile{BaseURL: "https://example.org/", TimeZone: "Europe/Londn"}, "no time zone"},
		{SiteFile{BaseURL: "https://example.org/", TimeZone: "Local"}, "no time zone"},
		{SiteFile{BaseURL: "https://example.org/", Permalink: "/articles/"}, "no SLUG"},
		{SiteFile{BaseURL: "https://example.org/", Permalink: "/SLUG/news/"}, "no SLUG in its last part"},
		{SiteFile{BaseURL: "https://example.org/", Permalink: "articles/SLUG"}, "begins and ends"},
		{SiteFile{BaseURL: "https://example.org/", Permalink: "/../SLUG/"}, "a part «..»"},
		{SiteFile{BaseURL: "https://example.org/", Permalink: "/slug/WEEK/SLUG/"}, "a part «WEEK»"},
	} {
		p, err := NewPublication(&c.file)
		if err == nil || !strings.Contains(err.Error(), c.advice) {
			t.Errorf("%+v: got %v, want «%s»", c.file, err, c.advice)
		}
		if p == nil || p.Zone == nil || p.Vocabulary == nil {
			t.Errorf("%+v: the publication cannot be used", c.file)
		}
	}
}

func TestVocabularyAdditions(t *testing.T) {
	p, _ := NewPublication(&SiteFile{BaseURL: "https://example.org/", Vocabulary: Additions{IncidentTypes: []Word{
		{Value: "runway-incursion", Label: "Runway incursion", Definition: "an aircraft where it should not be", Parent: "physical"},
	}}})
	w, ok := p.Vocabulary.Word(IncidentTypes, "runway-incursion")
	if !ok || w.VERIS != "physical.*" || w.RSIT != "intrusions=burglary" {
		t.Errorf("got %+v, %v: a word without terms of its own exports as its parent", w, ok)
	}
	if _, ok := NewVocabulary(nil).Word(IncidentTypes, "runway-incursion"); ok {
		t.Error("one site's words leak into another's")
	}
}

// Without a word about cards there are none: an archive of years is not drawn
// because the program has learnt to draw.
func TestCardsAreAskedFor(t *testing.T) {
	since := Date{Time: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Precision: ToDay}
	for _, c := range []struct {
		file SiteFile
		want string
	}{
		{SiteFile{}, "off"},
		{SiteFile{CardsSince: since}, "on"},
		{SiteFile{Cards: "on"}, "on"},
		{SiteFile{Cards: "off", CardsSince: since}, "off"},
	} {
		c.file.BaseURL = "https://example.org/"
		if p, err := NewPublication(&c.file); err != nil || p.Cards != c.want {
			t.Errorf("%+v: %s, %v", c.file, p.Cards, err)
		}
	}
}
