package news

import (
	"net/url"
	"regexp"
	"strings"

	"blotter/internal/diag"
)

// Newsletter is how readers follow by e-mail. The site prints the form and says
// what happens to an address; who takes the form sends the letters. What a
// program cannot know (what is sent, how often, how to stop) the newsroom says
// in its own words, and nothing is said for it.
type Newsletter struct {
	Provider string `key:"provider" need:"always" words:"newsletter services" doc:"netlify, or form for any endpoint"`
	Endpoint string `key:"endpoint" as:"url" doc:"where the form is sent (provider form): https://…"`
	Field    string `key:"field" exact:"yes" doc:"what the endpoint calls the e-mail address; email if left out"`
	Sends    string `key:"sends" need:"always" doc:"what is sent and how often, in a sentence for readers"`
	Stop     string `key:"stop" doc:"how to stop, in a sentence for readers; where left out, by writing to the publisher's contact"`
}

// endpointPattern is an address whose origin can stand in a security policy as
// it is: letters outside ASCII, and the signs that have a meaning there, cannot.
var endpointPattern = regexp.MustCompile(`^https://[a-z0-9.-]+(?::[0-9]+)?(?:[/?]|$)`)

// fieldPattern is the name of a form's field. «form-name», «incident» and
// «website» are those of the form's other fields.
var fieldPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.\[\]-]*$`)

// Origin is the scheme and host that the form is sent to, https://example.org,
// where it leaves the site; else empty. The Content-Security-Policy names it.
func (n *Newsletter) Origin() string {
	if n == nil || n.Provider != "form" || !endpointPattern.MatchString(n.Endpoint) {
		return ""
	}
	u, err := url.Parse(n.Endpoint)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// newsletterRules are the rules of the newsletter in site.yaml.
func newsletterRules(d *Document) diag.List {
	var found diag.List
	wrong := func(path, code, message, hint string) {
		found = append(found, d.At(path, diag.Error, code, message, hint))
	}
	n := d.Site.Newsletter
	switch {
	case n.Provider == "form" && n.Endpoint == "":
		wrong("newsletter", "newsletter-without-endpoint", "the provider «form» needs an endpoint", "add endpoint: https://… that takes the form")
	case n.Provider == "form" && n.Origin() == "":
		wrong("newsletter.endpoint", "bad-newsletter-endpoint", "a form cannot be sent to «"+n.Endpoint+"»",
			"write an address that begins with https:// and a host in lower-case ASCII letters (a host with others as xn--…)")
	case n.Provider == "netlify" && n.Endpoint != "":
		wrong("newsletter.endpoint", "newsletter-with-endpoint", "the provider «netlify» takes the form itself, and this endpoint would never get it", "take the endpoint out, or write provider: form")
	}
	switch n.Field {
	case "form-name", "incident", "website":
		wrong("newsletter.field", "bad-newsletter-field", "the form has another field called «"+n.Field+"»", "write what the endpoint calls the e-mail address: email")
	default:
		if n.Field != "" && !fieldPattern.MatchString(n.Field) {
			wrong("newsletter.field", "bad-newsletter-field", "«"+n.Field+"» is no name of a field", "write what the endpoint calls the e-mail address: email")
		}
	}
	if strings.TrimSpace(n.Stop) == "" && d.Site.Publisher.Contact == "" {
		wrong("newsletter", "newsletter-without-stop", "readers are not told how to stop the letters", "add stop: and a sentence («Every letter ends with a link that stops them.»), or publisher.contact")
	}
	return found
}
