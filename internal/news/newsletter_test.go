package news

import "testing"

func TestNewsletterRules(t *testing.T) {
	letters := func(change func(*Newsletter)) *Document {
		n := &Newsletter{Provider: "form", Endpoint: "https://letters.example/subscribe?list=7", Sends: "One letter a day.", Stop: "Each has a link."}
		change(n)
		return &Document{Path: "content/site.yaml", Kind: KindSite, Site: &SiteFile{BaseURL: "https://example.org/", Newsletter: n}}
	}
	for _, c := range []struct {
		name   string
		change func(*Newsletter)
		want   string
	}{
		{"an endpoint", func(*Newsletter) {}, ""},
		{"on another port", func(n *Newsletter) { n.Endpoint = "https://letters.example:8443" }, ""},
		{"with a field of its own", func(n *Newsletter) { n.Field = "fields[email]" }, ""},
		{"none", func(n *Newsletter) { n.Endpoint = "" }, "newsletter-without-endpoint"},
		{"readable on the way", func(n *Newsletter) { n.Endpoint = "http://letters.example/" }, "bad-newsletter-endpoint"},
		{"that would write the policy", func(n *Newsletter) { n.Endpoint = "https://a.example;script-src/" }, "bad-newsletter-endpoint"},
		{"with a password", func(n *Newsletter) { n.Endpoint = "https://me:x@a.example/" }, "bad-newsletter-endpoint"},
		{"not in ASCII", func(n *Newsletter) { n.Endpoint = "https://bücher.example/" }, "bad-newsletter-endpoint"},
		{"a field that is taken", func(n *Newsletter) { n.Field = "incident" }, "bad-newsletter-field"},
		{"a field with spaces", func(n *Newsletter) { n.Field = "your mail" }, "bad-newsletter-field"},
		{"Netlify", func(n *Newsletter) { n.Provider, n.Endpoint = "netlify", "" }, ""},
		{"Netlify, and an endpoint", func(n *Newsletter) { n.Provider = "netlify" }, "newsletter-with-endpoint"},
		{"no way to stop", func(n *Newsletter) { n.Stop = " " }, "newsletter-without-stop"},
	} {
		if found := Rules(letters(c.change), NewVocabulary(nil), "en"); codes(found) != c.want {
			t.Errorf("%s: got %v, want %q", c.name, found, c.want)
		}
	}
	writable := letters(func(n *Newsletter) { n.Stop = "" })
	writable.Site.Publisher.Contact = "desk@example.org"
	if found := Rules(writable, NewVocabulary(nil), "en"); len(found) > 0 {
		t.Errorf("with a contact: %v", found)
	}
}

func TestNewsletterOrigin(t *testing.T) {
	for _, c := range []struct {
		letters *Newsletter
		want    string
	}{
		{nil, ""},
		{&Newsletter{Provider: "netlify"}, ""},
		{&Newsletter{Provider: "form", Endpoint: "https://letters.example/subscribe?x=1"}, "https://letters.example"},
		{&Newsletter{Provider: "form", Endpoint: "https://letters.example:8443"}, "https://letters.example:8443"},
		{&Newsletter{Provider: "form", Endpoint: "https://a.example;script-src *"}, ""},
	} {
		if got := c.letters.Origin(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.letters, got, c.want)
		}
	}
}
