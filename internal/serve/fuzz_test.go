package serve

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzURLToFile asks for anything at all. What comes back is a planned output
// under its one address, a redirect within the site, or nothing: a URL never
// reaches a file in any other way.
func FuzzURLToFile(f *testing.F) {
	// One in seven, so that every part is in some: each seed is measured before the fuzzing
	// begins, which takes its time, and TestHostilePaths asks for all.
	for i, path := range hostilePaths() {
		if i%7 == 0 {
			f.Add(path)
		}
	}
	for name := range small() {
		f.Add("/" + name)
		f.Add("/" + strings.TrimSuffix(name, "index.html"))
	}
	f.Add("/old/")
	f.Add("/about?x=//evil.example/")
	f.Add(`/?\`)
	files := small()
	servers := map[string]http.Handler{
		"/":      serverOf(stateOf(f, "/", files)),
		"/news/": serverOf(stateOf(f, "/news/", files)),
	}
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || u.Scheme != "" || strings.HasPrefix(u.Path, "/_blotter/") {
			return // the HTTP server refuses the first; the last are the preview's own
		}
		for base, server := range servers {
			w := httptest.NewRecorder()
			server.ServeHTTP(w, &http.Request{Method: "GET", URL: u, Host: "localhost:1414", Header: http.Header{}, RequestURI: target})
			body := w.Body.String()
			switch w.Code {
			case http.StatusOK:
				name := strings.TrimPrefix(u.Path, base)
				if name == "" || strings.HasSuffix(name, "/") {
					name += "index.html"
				}
				text, ok := files[name]
				if !ok || !strings.HasPrefix(u.Path, base) || !strings.HasPrefix(body, text[:min(len(text), 20)]) || name == "_headers" || name == "_redirects" {
					t.Errorf("%q under %s gave %q", target, base, body)
				}
			case http.StatusMovedPermanently, http.StatusFound, http.StatusPermanentRedirect:
				to := w.Header().Get("Location")
				path, _, _ := strings.Cut(to, "?")
				if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, "\\") || strings.ContainsAny(to, "\r\n") {
					t.Errorf("%q leads away: %q", target, to)
				}
			case http.StatusNotFound, http.StatusGone:
			default:
				t.Errorf("%q: %d", target, w.Code)
			}
		}
	})
}
