package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/site"
	"blotter/internal/source"
)

// recorder is an editor that writes down how it was called.
func recorder(t *testing.T, command string) (e Editor, calls func() []string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the recorder is a shell script")
	}
	dir := t.TempDir()
	program, log := filepath.Join(dir, "recorder.sh"), filepath.Join(dir, "log")
	script := "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done >'" + log + ".new'\nmv '" + log + ".new' '" + log + "'\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	e, err := NewEditor(strings.ReplaceAll(command, "RECORDER", program), func(name string) (string, error) { return name, nil })
	if err != nil {
		t.Fatal(err)
	}
	return e, func() []string {
		text, err := os.ReadFile(log)
		if err != nil {
			return nil
		}
		os.Remove(log)
		return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	}
}

// opening is a server of the small project on disk, whose editor writes down how
// it was called.
func opening(t *testing.T) (s *server, calls func() []string) {
	t.Helper()
	dir := project(t)
	for name, text := range map[string]string{
		"static/-rf.txt":              "a name like a flag",
		"static/a b;$(touch x).txt":   "a name that a shell would obey",
		"static/.env":                 "SECRET=1",
		"static/key.pem":              "secret",
		"content/articles/{line}.txt": "a name like a blank to be filled in",
		"notes.txt":                   "in the project, and no part of the site",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	snapshot, err := root.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := build.NewPreview(build.Settings{}).Plan(t.Context(), snapshot, site.Edition{Now: noon, Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	state, err := newShown(t.Context(), r, noon)
	if err != nil {
		t.Fatal(err)
	}
	s = serverOf(state, "desk.example")
	s.Clock, s.dir, s.token, s.Terminal = FixedClock(noon), dir, "the-token-of-this-run", &Terminal{Out: io.Discard}
	s.Editor, calls = recorder(t, "RECORDER --at {line}:{col} {file}")
	return s, calls
}

// asking is a request for a file that is granted, before edit.
func asking(body string, edit func(*http.Request)) *http.Request {
	r := httptest.NewRequest("POST", "http://localhost:1414"+openPath, strings.NewReader(body))
	r.Header.Set("Origin", "http://localhost:1414")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(tokenHeader, "the-token-of-this-run")
	if edit != nil {
		edit(r)
	}
	return r
}

// TestOpen: a file of the project opens in the writer's editor, at its place, as
// one argument that is an absolute path.
func TestOpen(t *testing.T) {
	s, calls := opening(t)
	for body, want := range map[string]string{
		`{"file":"content/articles/a.md","line":3,"col":9}`:           "3:9 content/articles/a.md",
		`{"file":"content/articles/d.md"}`:                            "1:1 content/articles/d.md",
		`{"file":"content/site.yaml","line":0,"col":0}`:               "1:1 content/site.yaml",
		`{"file":"static/-rf.txt","line":1,"col":1}`:                  "1:1 static/-rf.txt",
		`{"file":"static/a b;$(touch x).txt","line":1,"col":1}`:       "1:1 static/a b;$(touch x).txt",
		`{"file":"content/articles/{line}.txt","line":7,"col":1}`:     "7:1 content/articles/{line}.txt",
		"{\"file\":\"content/articles/a.md\",\"line\":2,\"col\":2}\n": "2:2 content/articles/a.md",
	} {
		s.opened.Store(0)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, asking(body, nil)); w.Code != http.StatusNoContent {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
			continue
		}
		place, file, _ := strings.Cut(want, " ")
		wanted := []string{"--at", place, filepath.Join(s.dir, filepath.FromSlash(file))}
		soon(t, func() error {
			if got := calls(); fmt.Sprint(got) != fmt.Sprint(wanted) || len(got) != 3 {
				return fmt.Errorf("%s: called with %q, want %q", body, got, wanted)
			}
			return nil
		})
	}
}

// TestOpenRefuses: whatever is not precisely that starts nothing.
func TestOpenRefuses(t *testing.T) {
	s, calls := opening(t)
	const good = `{"file":"content/articles/a.md","line":3,"col":9}`
	set := func(name string, values ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del(name)
			for _, v := range values {
				r.Header.Add(name, v)
			}
		}
	}
	method := func(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	cases := []struct {
		name, body string
		edit       func(*http.Request)
		status     int
	}{
		{"GET", good, method("GET"), 405},
		{"HEAD", good, method("HEAD"), 405},
		{"PUT", good, method("PUT"), 405},
		{"OPTIONS", good, method("OPTIONS"), 405},
		{"no token", good, set(tokenHeader), 403},
		{"an empty token", good, set(tokenHeader, ""), 403},
		{"another token", good, set(tokenHeader, "the-token-of-another-run"), 403},
		{"half of the token", good, set(tokenHeader, "the-token"), 403},
		{"two tokens", good, set(tokenHeader, "the-token-of-this-run", "the-token-of-this-run"), 403},
		{"the token in other case", good, set(tokenHeader, "THE-TOKEN-OF-THIS-RUN"), 403},
		{"no origin", good, set("Origin"), 403},
		{"a foreign origin", good, set("Origin", "http://evil.example"), 403},
		{"another port", good, set("Origin", "http://localhost:3000"), 403},
		{"another scheme", good, set("Origin", "https://localhost:1414"), 403},
		{"a null origin", good, set("Origin", "null"), 403},
		{"two origins", good, set("Origin", "http://localhost:1414", "http://localhost:1414"), 403},
		{"nothing of the fetch", good, set("Sec-Fetch-Site"), 403},
		{"cross-site", good, set("Sec-Fetch-Site", "cross-site"), 403},
		{"same-site", good, set("Sec-Fetch-Site", "same-site"), 403},
		{"typed", good, set("Sec-Fetch-Site", "none"), 403},
		{"two fetch sites", good, set("Sec-Fetch-Site", "same-origin", "same-origin"), 403},
		{"a foreign host", good, host("evil.example:1414"), 403},
		{"a host that is allowed and another origin", good, host("desk.example:1414"), 403},
		{"a host that is allowed", good, func(r *http.Request) {
			r.Host = "desk.example:1414"
			r.Header.Set("Origin", "http://desk.example:1414")
		}, 403},
		{"no content type", good, set("Content-Type"), 415},
		{"a form", good, set("Content-Type", "application/x-www-form-urlencoded"), 415},
		{"plain text", good, set("Content-Type", "text/plain"), 415},
		{"two content types", good, set("Content-Type", "application/json", "text/plain"), 415},
		{"no place", ``, nil, 400},
		{"not JSON", `file=a`, nil, 400},
		{"another key", `{"file":"content/articles/a.md","program":"sh"}`, nil, 400},
		{"two places", good + good, nil, 400},
		{"a list", `[` + good + `]`, nil, 400},
		{"a word for a line", `{"file":"content/articles/a.md","line":"1"}`, nil, 400},
		{"a negative line", `{"file":"content/articles/a.md","line":-1}`, nil, 400},
		{"a huge column", `{"file":"content/articles/a.md","col":10000001}`, nil, 400},
		{"too long", `{"file":"` + strings.Repeat("a", 5000) + `"}`, nil, 400},
		{"no file", `{"line":1}`, nil, 404},
		{"null", `null`, nil, 404},
		{"a file that is not there", `{"file":"content/articles/nothing.md"}`, nil, 404},
		{"a folder", `{"file":"content/articles"}`, nil, 404},
		{"not part of the site", `{"file":"notes.txt"}`, nil, 404},
		{"refused", `{"file":"static/.env"}`, nil, 404},
		{"a key", `{"file":"static/key.pem"}`, nil, 404},
		{"a built-in template", `{"file":"templates/article.html"}`, nil, 404},
		{"upwards", `{"file":"../notes.txt"}`, nil, 404},
		{"upwards inside", `{"file":"content/../content/articles/a.md"}`, nil, 404},
		{"dotted", `{"file":"./content/articles/a.md"}`, nil, 404},
		{"absolute", `{"file":"/etc/passwd"}`, nil, 404},
		{"absolute, in the project", `{"file":"` + filepath.ToSlash(s.dir) + `/content/articles/a.md"}`, nil, 404},
		{"escaped", `{"file":"content%2farticles%2fa.md"}`, nil, 404},
		{"with a backslash", `{"file":"content\\articles\\a.md"}`, nil, 404},
		{"with a NUL", `{"file":"content/articles/a.md\u0000"}`, nil, 404},
		{"like a flag", `{"file":"--version"}`, nil, 404},
		{"a command", `{"file":"; touch x"}`, nil, 404},
		{"another case", `{"file":"CONTENT/articles/a.md"}`, nil, 404},
		{"a Windows drive", `{"file":"c:/windows/win.ini"}`, nil, 404},
		{"with a place", `{"file":"content/articles/a.md:3:9"}`, nil, 404},
	}
	for _, c := range cases {
		s.opened.Store(0)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, asking(c.body, c.edit)); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, w.Code, strings.TrimSpace(w.Body.String()), c.status)
		}
		if allow := w.Result().Header.Get("Allow"); (allow == "POST") != (c.status == 405) {
			t.Errorf("%s: Allow is %q", c.name, allow)
		}
	}
	// What went through the checks was started before, so nothing is still on its way.
	s.opened.Store(0)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, asking(`{"file":"content/articles/e.md"}`, nil))
	soon(t, func() error {
		if got := calls(); len(got) != 3 || !strings.HasSuffix(got[2], "e.md") {
			return fmt.Errorf("called with %q", got)
		}
		return nil
	})
	// One after another, and not if there is no editor, or the file is gone.
	w = httptest.NewRecorder()
	if s.ServeHTTP(w, asking(good, nil)); w.Code != http.StatusTooManyRequests {
		t.Errorf("at once after another: %d", w.Code)
	}
	s.opened.Store(0)
	if err := os.Remove(filepath.Join(s.dir, "content", "articles", "a.md")); err != nil {
		t.Fatal(err)
	}
	w = httptest.NewRecorder()
	if s.ServeHTTP(w, asking(good, nil)); w.Code != http.StatusNotFound {
		t.Errorf("a file that is gone: %d", w.Code)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(s.dir, "content", "articles", "a.md")); err == nil {
		w = httptest.NewRecorder()
		if s.ServeHTTP(w, asking(good, nil)); w.Code != http.StatusNotFound {
			t.Errorf("a file that has become a link out of the project: %d", w.Code)
		}
	}
	s.Editor = Editor{}
	w = httptest.NewRecorder()
	if s.ServeHTTP(w, asking(`{"file":"content/articles/d.md"}`, nil)); w.Code != http.StatusNotFound {
		t.Errorf("without an editor: %d", w.Code)
	}
	if got := calls(); got != nil {
		t.Errorf("called with %q", got)
	}
}

// TestTokenOnlyInEvents: the token is in no page and no script, only in the
// events, and only if there is an editor to ask for.
func TestTokenOnlyInEvents(t *testing.T) {
	s, _ := opening(t)
	for _, path := range []string{"/news/", "/news/articles/a/", "/nothing", own + "preview.js", own + "toolbar.js", own + "preview.css"} {
		if w := get(s, path); strings.Contains(w.Body.String(), s.token) || w.Code == http.StatusInternalServerError {
			t.Errorf("%s: %d, with the token", path, w.Code)
		}
	}
	e, err := s.tell(s.current.Load(), "/news/articles/a/", true)
	if err != nil || e.Token != s.token || e.Editor != "recorder" {
		t.Errorf("told %+v, %v", e, err)
	}
	if e, err = s.tell(s.current.Load(), "/news/articles/a/", false); err != nil || e.Token != "" || e.Editor != "" {
		t.Errorf("on another machine: %+v, %v", e, err)
	}
	s.Editor = Editor{}
	if e, err = s.tell(s.current.Load(), "/news/articles/a/", true); err != nil || e.Token != "" || e.Editor != "" {
		t.Errorf("without an editor: %+v, %v", e, err)
	}
}

// TestGuardOnTheWire asks a real listener, byte for byte, with combinations of
// host, origin, Fetch Metadata, method and path. What may be answered is said
// anew here, in other words than in guard.go; nothing else ever is.
func TestGuardOnTheWire(t *testing.T) {
	s, calls := opening(t)
	server := httptest.NewServer(s)
	defer server.Close()
	address := server.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[string]bool{
		address: true, "localhost:" + port: true, "desk.example": true,
		"evil.example": false, "127.0.0.1.evil.example:" + port: false, "192.168.0.1:" + port: false, "localhost.": false, "": false,
	}
	origins := map[string]func(host string) string{
		"none": nil, "own": func(host string) string { return "http://" + host }, "evil": func(string) string { return "http://evil.example" },
		"port": func(string) string { return "http://localhost:1" }, "null": func(string) string { return "null" },
	}
	fetches := map[string][3]string{
		"none": {}, "own": {"same-origin", "cors", "empty"}, "typed": {"none", "navigate", "document"}, "link": {"cross-site", "navigate", "document"},
		"fetch": {"cross-site", "no-cors", "empty"}, "port": {"same-site", "cors", "empty"}, "frame": {"same-site", "navigate", "iframe"},
	}
	paths := []string{"/news/articles/a/", own + "preview.js", own + "events?page=/news/", openPath}
	asked, served, opened := 0, 0, 0
	for host, hostOK := range hosts {
		for origin, originOf := range origins {
			for fetch, f := range fetches {
				for _, method := range []string{"GET", "POST", "DELETE"} {
					for _, path := range paths {
						request := method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
						if originOf != nil {
							request += "Origin: " + originOf(host) + "\r\n"
						}
						if f[0] != "" {
							request += "Sec-Fetch-Site: " + f[0] + "\r\nSec-Fetch-Mode: " + f[1] + "\r\nSec-Fetch-Dest: " + f[2] + "\r\n"
						}
						body := ""
						if method == "POST" {
							body = `{"file":"content/articles/a.md"}`
						}
						request += fmt.Sprintf("Content-Type: application/json\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", tokenHeader, s.token, len(body), body)
						s.opened.Store(0)
						connection, err := net.Dial("tcp", address)
						if err != nil {
							t.Fatal(err)
						}
						io.WriteString(connection, request)
						answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
						connection.Close() // the events would go on
						if err != nil {
							t.Fatalf("%q: %v", request, err)
						}
						asked++
						allowed := hostOK && (origin == "none" || origin == "own")
						switch {
						case path == openPath:
							allowed = allowed && method == "POST" && origin == "own" && fetch == "own" && host != "desk.example"
						case method != "GET":
							allowed = false
						default:
							allowed = allowed && (fetch == "none" || fetch == "own" || fetch == "typed" || fetch == "link")
						}
						if got := answer.StatusCode < 300; got != allowed {
							t.Errorf("%s %s, host %q, origin %s, fetch %s: %d, allowed: %v", method, path, host, origin, fetch, answer.StatusCode, allowed)
						}
						if answer.StatusCode < 300 {
							served++
						}
						if answer.StatusCode == http.StatusNoContent {
							opened++
						}
						if answer.Header.Get("Access-Control-Allow-Origin") != "" {
							t.Errorf("%q: others may read the answer", request)
						}
					}
				}
			}
		}
	}
	t.Logf("asked %d times, served %d, opened %d", asked, served, opened)
	if asked < 300 || opened != 2 || served <= opened || served > asked/4 {
		t.Errorf("asked %d times, served %d, opened %d: the test shows little", asked, served, opened)
	}
	soon(t, func() error { // the last of them is done
		if calls() == nil {
			return fmt.Errorf("nothing was opened")
		}
		return nil
	})
}
