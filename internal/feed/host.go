package feed

import (
	"bytes"
	"strings"

	"blotter/internal/site"
)

// robots lets everybody in and names the sitemap. What is not for search
// engines says so on its own page, where they can read it.
func robots(w *bytes.Buffer, s *site.Site) {
	w.WriteString("User-agent: *\nDisallow:\n\nSitemap: " + absolute(s, s.Path+"sitemap.xml") + "\n")
}

// redirects writes the old addresses, one rule a line, for Netlify and
// Cloudflare Pages. The status is written out: the hosts' defaults differ. There
// is no «301!», which Cloudflare does not know; where a host prefers the page
// that lies at the old address (Netlify), that page leads on by itself.
func redirects(w *bytes.Buffer, s *site.Site) {
	for _, r := range s.Redirects {
		w.WriteString(r.From + " " + r.To + " 301\n")
	}
}

// headers writes the headers that every page is meant to be served with
// (RELIABILITY §4): nothing but our own files is loaded, nobody frames us, and
// what has its hash in its name is kept for a year.
func headers(w *bytes.Buffer, s *site.Site) {
	form := "'self'"
	if origin := s.Newsletter.Origin(); origin != "" {
		form += " " + origin
	}
	policy := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
		"connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action " + form, "frame-ancestors 'none'",
		"require-trusted-types-for 'script'", "trusted-types 'none'", "upgrade-insecure-requests",
	}
	rule := func(path string, lines ...string) {
		w.WriteString(s.Path + path + "\n  " + strings.Join(lines, "\n  ") + "\n")
	}
	rule("*",
		"Content-Security-Policy: "+strings.Join(policy, "; "),
		"Strict-Transport-Security: max-age=31536000",
		"X-Content-Type-Options: nosniff",
		"Referrer-Policy: strict-origin-when-cross-origin",
		"Permissions-Policy: camera=(), microphone=(), geolocation=(), browsing-topics=()",
		"Cross-Origin-Opener-Policy: same-origin")
	const keep = "Cache-Control: public, max-age=31536000, immutable"
	rule("assets/*", keep)
	rule("media/*", keep)
	rule("data/*", "Access-Control-Allow-Origin: *")
}
