package news

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"blotter/internal/diag"
)

// DefaultPermalink is the URL of an article where site.yaml gives none.
const DefaultPermalink = "/articles/SLUG/"

// DefaultFeedItems is how many entries a feed has where site.yaml says nothing.
const DefaultFeedItems = 20

// NewPublication fills in the defaults of site.yaml: language en, time zone UTC,
// permalink /articles/SLUG/, embedded fonts, 20 entries a feed, social cards only
// from the day cards_since on, so that a large archive costs nothing. f may be nil. It always gives a publication that can be used, with defaults in place
// of what cannot; the error then says what (Rules says where).
func NewPublication(f *SiteFile) (*Publication, error) {
	p := &Publication{Zone: time.UTC, Path: "/"}
	if f != nil {
		p.SiteFile = *f
	}
	p.Language = cmp.Or(p.Language, "en")
	p.TimeZone = cmp.Or(p.TimeZone, "UTC")
	p.Permalink = cmp.Or(p.Permalink, DefaultPermalink)
	p.Fonts = cmp.Or(p.Fonts, "embedded")
	if p.Cards == "" && p.CardsSince.IsZero() {
		p.Cards = "off"
	}
	p.Cards = cmp.Or(p.Cards, "on")
	feeds := Feeds{}
	if p.Feeds != nil {
		feeds = *p.Feeds
	}
	feeds.Items = cmp.Or(feeds.Items, DefaultFeedItems)
	p.Feeds = &feeds
	if p.Newsletter != nil {
		letters := *p.Newsletter
		letters.Field = cmp.Or(letters.Field, "email")
		p.Newsletter = &letters
	}
	p.Vocabulary = NewVocabulary(p.SiteFile.Vocabulary.lists())

	var mistakes []error
	if zone, err := loadZone(p.TimeZone); err != nil {
		mistakes = append(mistakes, err)
	} else {
		p.Zone = zone
	}
	if base, err := parseBase(p.BaseURL); err != nil {
		mistakes = append(mistakes, err)
	} else {
		p.Path = strings.TrimSuffix(base.EscapedPath(), "/") + "/"
		base.RawPath, base.Path = "", ""
		p.Base = base.String() + strings.TrimSuffix(p.Path, "/")
	}
	if err := checkPermalink(p.Permalink); err != nil {
		mistakes = append(mistakes, err)
		p.Permalink = DefaultPermalink
	}
	return p, errors.Join(mistakes...)
}

// lists gives the additions by the name of the vocabulary they extend, each with
// the terms of its parent for exports.
func (a Additions) lists() map[string][]Word {
	builtin := NewVocabulary(nil)
	extend := func(list string, words []Word) []Word {
		words = slices.Clone(words)
		for i := range words {
			w := &words[i]
			if parent, ok := builtin.Word(list, w.Parent); ok {
				w.VERIS, w.RSIT = cmp.Or(w.VERIS, parent.VERIS), cmp.Or(w.RSIT, parent.RSIT)
			}
		}
		return words
	}
	return map[string][]Word{
		IncidentTypes: extend(IncidentTypes, a.IncidentTypes),
		Sectors:       extend(Sectors, a.Sectors),
		SourceKinds:   extend(SourceKinds, a.SourceKinds),
	}
}

// loadZone gives the zone of an IANA name. «Local» is refused: it would make
// pages depend on the machine.
func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" || name == "" {
		return nil, fmt.Errorf("there is no time zone «%s»", name)
	}
	return zone, nil
}

// parseBase reads base_url: an absolute http or https URL without query and fragment.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, fmt.Errorf("base_url «%s» is no web address", text)
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery || strings.HasSuffix(text, "#"):
		return nil, fmt.Errorf("base_url «%s» has a query or fragment", text)
	case u.User != nil:
		return nil, errors.New("base_url has a user name in it")
	case strings.Contains(u.EscapedPath(), "//") || slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == "." || s == ".." }):
		return nil, fmt.Errorf("base_url «%s» has an empty or dotted part in its path", text)
	}
	return u, nil
}

var permalinkSegment = regexp.MustCompile(`^(?:SLUG|YEAR|MONTH|[a-z0-9_-]|[^\x00-\x7f])+$`)

// checkPermalink demands /part/part/ with SLUG in the last part.
func checkPermalink(pattern string) error {
	if !strings.HasPrefix(pattern, "/") || !strings.HasSuffix(pattern, "/") || len(pattern) < 3 {
		return errors.New("permalink begins and ends with a slash")
	}
	parts := strings.Split(strings.Trim(pattern, "/"), "/")
	for _, part := range parts {
		if !permalinkSegment.MatchString(part) {
			return fmt.Errorf("permalink has a part «%s»: parts are lower-case words, SLUG, YEAR or MONTH", part)
		}
	}
	if !strings.Contains(parts[len(parts)-1], "SLUG") {
		return errors.New("permalink has no SLUG in its last part: two articles would have one URL")
	}
	return nil
}

// siteRules are the rules of site.yaml.
func siteRules(d *Document) diag.List {
	s := d.Site
	var found diag.List
	wrong := func(path, code, message, hint string) {
		found = append(found, d.At(path, diag.Error, code, message, hint))
	}
	if s.BaseURL != "" {
		if _, err := parseBase(s.BaseURL); err != nil {
			wrong("base_url", "bad-base-url", err.Error(), "write where it is published: https://example.org/ or https://example.org/news/")
		}
	}
	if s.TimeZone != "" {
		if _, err := loadZone(s.TimeZone); err != nil {
			wrong("time_zone", "unknown-time-zone", err.Error(), "use a name of the IANA list: Europe/London, America/New_York, UTC")
		}
	}
	if s.Permalink != "" {
		if err := checkPermalink(s.Permalink); err != nil {
			wrong("permalink", "bad-permalink", err.Error(), "for example /articles/SLUG/ or /YEAR/MONTH/SLUG/")
		}
	}
	checkMenu := func(key string, entries []NavEntry) {
		for i, entry := range entries {
			if entry.URL != "" && !leadsSomewhere(entry.URL) {
				wrong(nth(key, i)+".url", "bad-menu-url", "«"+entry.URL+"» is no address", "write a path of this site, /about/, or a whole address, https://example.org/")
			}
		}
	}
	checkMenu("nav", s.Nav)
	checkMenu("publisher.policies", s.Publisher.Policies)
	if s.Newsletter != nil {
		found = append(found, newsletterRules(d)...)
	}
	if s.Feeds != nil && (s.Feeds.Items < 0 || s.Feeds.Items > 500) {
		wrong("feeds.items", "bad-feed-size", fmt.Sprintf("a feed of %d entries", s.Feeds.Items), "feeds hold 1 to 500 entries; 20 if left out")
	}
	const shortest, longest = 40, 90 // characters; beyond them lines tire readers
	if n := s.Theme.Measure; n != 0 && (n < shortest || n > longest) {
		wrong("theme.measure", "bad-measure", fmt.Sprintf("a line of %d characters", n), fmt.Sprintf("a line of text holds %d to %d characters; 64 if left out", shortest, longest))
	}
	checkFaces := func(key string, names []string) {
		for i, name := range names {
			if name == "desk" || name == "copy" {
				if key != "theme.head" || len(names) > 1 {
					wrong(nth(key, i), "bad-typeface", "«"+name+"» stands for the typefaces of "+name, "only head can be desk or copy, and nothing besides")
				}
			}
		}
	}
	checkFaces("theme.desk", s.Theme.Desk)
	checkFaces("theme.copy", s.Theme.Copy)
	checkFaces("theme.head", s.Theme.Head)
	var codes []string
	for _, r := range RuleTable() {
		codes = append(codes, r.Code)
	}
	for i, level := range s.Rules {
		path := "rules[" + level.Rule + "]"
		if !slices.Contains(codes, level.Rule) {
			wrong(path, "unknown-rule", "there is no rule «"+level.Rule+"»", diag.DidYouMean(level.Rule, codes))
		}
		for _, other := range s.Rules[:i] {
			if other.Rule == level.Rule {
				wrong(path, "duplicate-rule", "the rule «"+level.Rule+"» has two severities", "take one of them out")
			}
		}
	}
	builtin := NewVocabulary(nil)
	checkWords := func(key, list string, words []Word) {
		for i, w := range words {
			path := "vocabulary." + key + "[" + w.Value + "]"
			if slug, ok := Slug(w.Value); !ok || slug != w.Value {
				wrong(path, "bad-word", "«"+w.Value+"» cannot be a word of a vocabulary", "write it in lower case with hyphens: "+slug)
			}
			if _, taken := builtin.Word(list, w.Value); taken {
				wrong(path, "duplicate-word", "«"+w.Value+"» is a built-in word already", "give yours another name, or use the built-in one")
			}
			for _, other := range words[:i] {
				if other.Value == w.Value {
					wrong(path, "duplicate-word", "«"+w.Value+"» stands here twice", "take one of them out")
				}
			}
			if _, ok := builtin.Word(list, w.Parent); !ok && w.Parent != "" {
				wrong(path+".parent", "unknown-word", "«"+w.Parent+"» is no built-in word", diag.DidYouMean(w.Parent, builtin.Values(list)))
			}
		}
	}
	checkWords("incident_types", IncidentTypes, s.Vocabulary.IncidentTypes)
	checkWords("sectors", Sectors, s.Vocabulary.Sectors)
	checkWords("source_kinds", SourceKinds, s.Vocabulary.SourceKinds)
	return found
}

// leadsSomewhere reports whether a menu entry is a path of this site, a whole
// address, or an e-mail address.
func leadsSomewhere(address string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(address, " \t\n\\") {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Hostname() != ""
	case "mailto":
		return u.Opaque != ""
	case "":
		return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
	}
	return false
}
