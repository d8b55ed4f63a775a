package serve

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// The preview reads the site's own _headers and _redirects as Netlify and
// Cloudflare Pages do, so that what a host will do is seen at home: above all
// the Content-Security-Policy.

// headerRule is one block of _headers.
type headerRule struct {
	pattern string
	header  http.Header
}

// parseHeaders reads _headers: a path pattern at the start of a line, and below
// it, indented, the headers for it.
func parseHeaders(text string) []headerRule {
	var rules []headerRule
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case line[0] != ' ' && line[0] != '\t':
			rules = append(rules, headerRule{trimmed, http.Header{}})
		case len(rules) > 0:
			if name, value, ok := strings.Cut(trimmed, ":"); ok {
				rules[len(rules)-1].header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
			}
		}
	}
	return rules
}

// apply sets the headers that rules give for path (with the base path, as on
// the host). A preview differs from a host in three of them, none of which
// changes what a page may do: it has no TLS, nothing of it is cached, and no
// other site may read it.
func apply(rules []headerRule, path string, to http.Header) {
	said := http.Header{}
	for _, rule := range rules {
		if !matches(rule.pattern, path) {
			continue
		}
		for name, values := range rule.header {
			switch name {
			case "Strict-Transport-Security", "Cache-Control", "Access-Control-Allow-Origin":
				continue
			}
			for _, value := range values {
				if name == "Content-Security-Policy" {
					value = withoutUpgrade(value)
				}
				said.Add(name, value)
			}
		}
	}
	maps.Copy(to, said)
}

// withoutUpgrade drops the directive that would send a browser to
// https://localhost, where nobody answers.
func withoutUpgrade(policy string) string {
	var kept []string
	for _, directive := range strings.Split(policy, ";") {
		if directive = strings.TrimSpace(directive); directive != "upgrade-insecure-requests" && directive != "" {
			kept = append(kept, directive)
		}
	}
	return strings.Join(kept, "; ")
}

// matches says whether path fits pattern: «*» stands for anything, «:name» for
// one segment.
func matches(pattern, path string) bool {
	for pattern != "" {
		switch pattern[0] {
		case '*':
			for i := range len(path) + 1 {
				if matches(pattern[1:], path[i:]) {
					return true
				}
			}
			return false
		case ':':
			i, j := strings.IndexByte(pattern, '/'), strings.IndexByte(path, '/')
			if i < 0 {
				i = len(pattern)
			}
			if j < 0 {
				j = len(path)
			}
			if j == 0 {
				return false
			}
			pattern, path = pattern[i:], path[j:]
		default:
			if path == "" || path[0] != pattern[0] {
				return false
			}
			pattern, path = pattern[1:], path[1:]
		}
	}
	return path == ""
}

// redirect is one line of _redirects.
type redirect struct {
	to     string
	status int
}

// parseRedirects reads the lines «from to status» of _redirects that lead from
// one exact path, by that path, decoded and without its trailing slash. The first
// of equal paths counts. (We write no others: see package feed.)
func parseRedirects(text string) map[string]redirect {
	redirects := map[string]redirect{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		r := redirect{to: fields[1], status: http.StatusMovedPermanently}
		if len(fields) > 2 {
			switch strings.TrimSuffix(fields[2], "!") {
			case "302":
				r.status = http.StatusFound
			case "307":
				r.status = http.StatusTemporaryRedirect
			case "308":
				r.status = http.StatusPermanentRedirect
			case "410":
				r.status = http.StatusGone
			case "301":
			default:
				continue // a rewrite; the preview shows what lies at the address
			}
		}
		from, err := url.PathUnescape(strings.TrimSuffix(fields[0], "/"))
		if err != nil {
			continue
		}
		if _, known := redirects[from]; !known {
			redirects[from] = r
		}
	}
	return redirects
}
