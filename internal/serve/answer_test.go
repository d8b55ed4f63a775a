package serve

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// stateOf makes a state of the preview from outputs given as text.
func stateOf(t testing.TB, base string, files map[string]string, l ...diag.Diagnostic) *shown {
	t.Helper()
	snapshot, err := source.FromFS(fstest.MapFS{
		"content/articles/a.md": {Data: []byte("---\ntitle: A\nstatus: likely\n---\n")},
	}, nil).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := &build.Result{
		Snapshot:    snapshot,
		Site:        &site.Site{Publication: &news.Publication{Path: base}},
		Diagnostics: l,
	}
	for name, text := range files {
		r.Files = append(r.Files, output.File{
			Path:        name,
			Fingerprint: func() output.Fingerprint { return sha256.Sum256([]byte(text)) },
			Write: func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, text)
				return err
			},
		})
	}
	s, err := newShown(t.Context(), r, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serverOf makes a server that shows state and follows no project.
func serverOf(state *shown, hosts ...string) *server {
	s := &server{guard: guard{hosts}, ready: make(chan struct{}), watch: NewWatch(nil, ".", Clock{}, func(string) {})}
	s.current.Store(state)
	close(s.ready)
	return s
}

// replace puts another state in the place of the present one.
func (s *server) replace(state *shown) {
	before := s.current.Swap(state)
	close(before.replaced)
}

// small is a small site.
func small() map[string]string {
	return map[string]string{
		"index.html":               "<!doctype html><html><body><h1>Home</h1></body></html>",
		"404.html":                 "<!doctype html><html><body>Not here</body></html>",
		"about/index.html":         "<!doctype html><html><body>About</body></html>",
		"articles/é/index.html":    "<!doctype html><html><body>Accents</body></html>",
		"feed.xml":                 "<rss></rss>",
		"assets/site.1a2b.css":     "body{}",
		"media/a.png":              "\x89PNG",
		".well-known/security.txt": "Contact: mailto:a@example.org",
		"data/record.json":         "{}",
		"_headers": "/*\n  Content-Security-Policy: default-src 'none'; script-src 'self'; upgrade-insecure-requests\n" +
			"  Referrer-Policy: no-referrer\n  Strict-Transport-Security: max-age=31536000\n/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n" +
			"/data/*\n  Access-Control-Allow-Origin: *\n  X-Robots-Tag: noindex\n",
		"_redirects": "/old/ /about/ 301\n/gone /about/ 410\n/away https://evil.example/ 301\n/net //evil.example/ 301\n",
	}
}

func get(s http.Handler, path string, more ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://localhost:1414"+path, nil)
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestAnswers is the table of what a host would answer, too.
func TestAnswers(t *testing.T) {
	root, news := serverOf(stateOf(t, "/", small())), serverOf(stateOf(t, "/news/", small()))
	for _, c := range []struct {
		s              *server
		path           string
		status         int
		to, kind, body string
	}{
		{root, "/", 200, "", "text/html; charset=utf-8", "<h1>Home</h1>"},
		{root, "/index.html", 200, "", "text/html; charset=utf-8", "<h1>Home</h1>"},
		{root, "/about/", 200, "", "text/html; charset=utf-8", "About"},
		{root, "/about", 301, "/about/", "", ""},
		{root, "/about?x=1", 301, "/about/?x=1", "", ""},
		{root, "/articles/%C3%A9/", 200, "", "text/html; charset=utf-8", "Accents"},
		{root, "/articles/%C3%A9", 301, "/articles/%C3%A9/", "", ""},
		{root, "/articles/", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/nothing", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/feed.xml", 200, "", "application/xml; charset=utf-8", "<rss></rss>"},
		{root, "/assets/site.1a2b.css", 200, "", "text/css; charset=utf-8", "body{}"},
		{root, "/media/a.png", 200, "", "image/png", "\x89PNG"},
		{root, "/.well-known/security.txt", 200, "", "text/plain; charset=utf-8", "Contact"},
		{root, "/_headers", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/_redirects", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/old/", 301, "/about/", "", ""},
		{root, "/old", 301, "/about/", "", ""},
		{root, "/gone", 410, "", "text/html; charset=utf-8", "Not here"},
		{root, "/away", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/net", 404, "", "text/html; charset=utf-8", "Not here"},
		{root, "/_blotter/preview.js", 200, "", "text/javascript; charset=utf-8", "EventSource"},
		{root, "/_blotter/patch.js", 200, "", "text/javascript; charset=utf-8", "export"},
		{root, "/_blotter/preview.css", 200, "", "text/css; charset=utf-8", ":host"},
		{root, "/_blotter/", 404, "", "text/html; charset=utf-8", "Not here"},
		{news, "/", 302, "/news/", "", ""},
		{news, "/news", 302, "/news/", "", ""},
		{news, "/news/", 200, "", "text/html; charset=utf-8", "<h1>Home</h1>"},
		{news, "/news/about", 301, "/news/about/", "", ""},
		{news, "/about/", 404, "", "text/html; charset=utf-8", "Not here"},
		{news, "/newsabout/", 404, "", "text/html; charset=utf-8", "Not here"},
	} {
		w := get(c.s, c.path)
		h := w.Result().Header
		if w.Code != c.status || h.Get("Location") != c.to || c.kind != "" && h.Get("Content-Type") != c.kind || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s: %d, to %q, type %q, body %q; want %d, %q, %q, %q",
				c.path, w.Code, h.Get("Location"), h.Get("Content-Type"), w.Body, c.status, c.to, c.kind, c.body)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Strict-Transport-Security": ""} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.path, name, got, want)
			}
		}
		r := httptest.NewRequest("HEAD", "http://localhost:1414"+c.path, nil)
		head := httptest.NewRecorder()
		c.s.ServeHTTP(head, r)
		if head.Code != c.status || head.Result().Header.Get("Content-Length") != h.Get("Content-Length") {
			t.Errorf("HEAD %s: %d with %q bytes, GET has %d with %q", c.path, head.Code, head.Result().Header.Get("Content-Length"), w.Code, h.Get("Content-Length"))
		}
	}
}

// TestSiteHeaders: the site's own policy is in force at home, but for what would
// break there or is nobody else's business.
func TestSiteHeaders(t *testing.T) {
	s := serverOf(stateOf(t, "/", small()))
	h := get(s, "/about/").Result().Header
	if got := h.Get("Content-Security-Policy"); got != "default-src 'none'; script-src 'self'" {
		t.Errorf("policy: %q", got)
	}
	if got := h.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("referrer policy: %q", got)
	}
	if got := get(s, "/data/record.json").Result().Header.Get("X-Robots-Tag"); got != "noindex" {
		t.Errorf("headers of /data/*: %q", got)
	}
}

// TestScriptOnlyInPages: the preview's script is in every HTML page, the one for
// what is missing too, and in nothing else.
func TestScriptOnlyInPages(t *testing.T) {
	s := serverOf(stateOf(t, "/", small()))
	for _, path := range []string{"/", "/about/", "/nothing"} {
		body := get(s, path).Body.String()
		if strings.Count(body, "/_blotter/preview.js") != 1 || !strings.Contains(body, "\"></script></body>") {
			t.Errorf("%s: %s", path, body)
		}
	}
	for _, path := range []string{"/feed.xml", "/data/record.json", "/assets/site.1a2b.css"} {
		if body := get(s, path).Body.String(); strings.Contains(body, "_blotter") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

// TestNothingToShow: before there is any site, and where a page fails, the
// preview's own page says so and goes away by itself.
func TestNothingToShow(t *testing.T) {
	empty := stateOf(t, "/", nil)
	empty.result.Site = nil
	s := serverOf(empty)
	w := get(s, "/")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "nothing to show yet") || !strings.Contains(w.Body.String(), "preview.js") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	broken := stateOf(t, "/", small())
	f := broken.files["index.html"]
	f.Write = func(context.Context, io.Writer) error { return fmt.Errorf("template: <b>index</b>") }
	broken.files["index.html"] = f
	w = get(serverOf(broken), "/")
	if w.Code != 500 || !strings.Contains(w.Body.String(), "&lt;b&gt;index") || w.Result().Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestRenderedOnce: a page is rendered again only when its view is another, and its
// view is looked at once in a state.
func TestRenderedOnce(t *testing.T) {
	rendered, looked := 0, 0
	with := func(fingerprint output.Fingerprint) *shown {
		state := stateOf(t, "/", small())
		f := state.files["index.html"]
		write := f.Write
		f.Write = func(ctx context.Context, w io.Writer) error { rendered++; return write(ctx, w) }
		f.Fingerprint = func() output.Fingerprint { looked++; return fingerprint }
		state.files["index.html"] = f
		return state
	}
	s := serverOf(with(output.Fingerprint{1}))
	for n, state := range []*shown{s.current.Load(), with(output.Fingerprint{1}), with(output.Fingerprint{2})} {
		s.current.Store(state)
		for range 3 {
			get(s, "/")
		}
		if looked != n+1 {
			t.Errorf("state %d: looked at %d times", n, looked)
		}
		if want := 1 + n/2; rendered != want {
			t.Errorf("state %d: rendered %d times, want %d", n, rendered, want)
		}
	}
}

// TestPagesBound: what is remembered stays below the bound.
func TestPagesBound(t *testing.T) {
	var p pages
	for i := range 100 {
		p.keep(fmt.Sprint(i%40), rendered{output.Fingerprint{byte(i)}, make([]byte, pagesBound/9)})
	}
	total := 0
	for _, r := range p.rendered {
		total += len(r.body)
	}
	if total != p.size || total > pagesBound || len(p.order) != len(p.rendered) || total == 0 {
		t.Errorf("%d bytes counted, %d kept in %d of %d", p.size, total, len(p.rendered), len(p.order))
	}
}

// TestGuardMatrix asks with every combination of host, origin, Fetch Metadata
// and method. What may be answered is said anew here, in other words than in
// guard.go.
func TestGuardMatrix(t *testing.T) {
	s := serverOf(stateOf(t, "/", small()), "desk.example", "192.0.2.7")
	hosts := map[string]bool{
		"localhost:1414": true, "localhost": true, "LOCALHOST:1414": true, "a.localhost:1414": true, "127.0.0.1:1414": true,
		"127.8.8.8": true, "[::1]:1414": true, "[::1]": true, "desk.example:1414": true, "192.0.2.7:1414": true,
		"evil.example": false, "evil.example:1414": false, "localhost.evil.example": false, "evillocalhost": false,
		"127.0.0.1.evil.example": false, "127.1": false, "0x7f.0.0.1": false, "2130706433": false, "0.0.0.0:1414": false,
		"192.168.1.5:1414": false, "[::]:1414": false, "[::ffff:192.0.2.1]": false, "[fe80::1%25lo]": false, "localhost.": false,
		"localhost:1414:1": false, "localhost:": false, "localhost:x": false, "": false, "desk.example.evil.example": false,
		"xdesk.example": false, "local host": false, "localhost/": false, "a@localhost": false, ".localhost": false,
	}
	origins := map[string]func(host string) string{
		"none": nil, "own": func(host string) string { return "http://" + host },
		"evil": func(string) string { return "http://evil.example" }, "null": func(string) string { return "null" },
		"https": func(host string) string { return "https://" + host },
		"port":  func(host string) string { return "http://localhost:3000" },
	}
	fetches := map[string]struct {
		header []string
		ok     bool
	}{
		"none":         {nil, true},
		"typed":        {[]string{"none", "navigate", "document"}, true},
		"own page":     {[]string{"same-origin", "no-cors", "script"}, true},
		"own fetch":    {[]string{"same-origin", "cors", "empty"}, true},
		"followed":     {[]string{"cross-site", "navigate", "document"}, true},
		"other port":   {[]string{"same-site", "navigate", "document"}, true},
		"framed":       {[]string{"cross-site", "navigate", "iframe"}, false},
		"image":        {[]string{"cross-site", "no-cors", "image"}, false},
		"fetch":        {[]string{"cross-site", "cors", "empty"}, false},
		"port fetch":   {[]string{"same-site", "cors", "empty"}, false},
		"port script":  {[]string{"same-site", "no-cors", "script"}, false},
		"port framed":  {[]string{"same-site", "navigate", "iframe"}, false},
		"never heard":  {[]string{"elsewhere", "navigate", "document"}, false},
		"said nothing": {[]string{"", "", ""}, false},
	}
	methods := map[string]bool{"GET": true, "HEAD": true, "POST": false, "PUT": false, "DELETE": false, "OPTIONS": false, "PATCH": false, "TRACE": false, "PROPFIND": false}
	paths := []string{"/", "/_blotter/preview.js"}
	asked, answered := 0, 0
	for host, hostOK := range hosts {
		for name, origin := range origins {
			for fetch, f := range fetches {
				for method, methodOK := range methods {
					for _, path := range paths {
						r := httptest.NewRequest(method, "http://localhost:1414"+path, nil)
						r.Host = host
						originOK := origin == nil || name == "own"
						if origin != nil {
							r.Header.Set("Origin", origin(host))
						}
						if f.header != nil {
							r.Header.Set("Sec-Fetch-Site", f.header[0])
							r.Header.Set("Sec-Fetch-Mode", f.header[1])
							r.Header.Set("Sec-Fetch-Dest", f.header[2])
						}
						fetchOK := f.ok
						if (fetch == "followed" || fetch == "other port") && method != "GET" {
							fetchOK = false
						}
						want := 200
						switch {
						case !hostOK || !originOK || !fetchOK:
							want = 403
						case !methodOK:
							want = 405
						}
						w := httptest.NewRecorder()
						s.ServeHTTP(w, r)
						asked++
						if w.Code == 200 {
							answered++
						}
						if w.Code != want {
							t.Errorf("%s %s from host %q, origin %s, fetch %s: %d, want %d", method, path, host, name, fetch, w.Code, want)
						}
						if w.Code != 200 && (strings.Contains(w.Body.String(), "Home") || w.Result().Header.Get("Access-Control-Allow-Origin") != "") {
							t.Errorf("%s %s from host %q was told something", method, path, host)
						}
					}
				}
			}
		}
	}
	if asked < 300 || answered == 0 || answered == asked {
		t.Errorf("asked %d times, answered %d", asked, answered)
	}
	// Two of a header are not one of them.
	for _, twice := range []string{"Origin", "Sec-Fetch-Site"} {
		r := httptest.NewRequest("GET", "http://localhost:1414/", nil)
		r.Header["Sec-Fetch-Mode"], r.Header["Sec-Fetch-Dest"] = []string{"navigate"}, []string{"document"}
		r.Header[twice] = map[string][]string{"Origin": {"http://localhost:1414", "http://evil.example"}, "Sec-Fetch-Site": {"same-origin", "cross-site"}}[twice]
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 403 {
			t.Errorf("two %s headers: %d", twice, w.Code)
		}
	}
}

// hostilePaths are request targets that were holes elsewhere, in combination.
func hostilePaths() []string {
	paths := []string{
		"/.env", "/.git/config", "/about/.env", "/.well-known/../.env", "/about/..", "/about/../", "/..", "/.", "/./", "/about/.",
		"/about/index.html/", "/about/index.html/..", "//", "//about/", "/about//", "///about", "//evil.example/", "//evil.example/%2e%2e",
		"/about;x", "/about/;x", "/;/about/", "/about%3bx", "/about%3Bx/", "/ABOUT~1/", "/about~1", "/PROGRA~1/x", "/about/index.html::$DATA",
		"/about%3a%3a$DATA", "/c:/windows/win.ini", "/C:\\boot.ini", "/c%3a/x", "/about/index.html%00", "/%00", "/about%00/", "/a%0d%0aX:y",
		"/about%09/", "/about%7f/", "/%ff", "/%c0%ae%c0%ae/", "/%e0%80%ae/", "/%252e%252e/", "/%25%32%65/", "/about%252f", "/%u002e/",
		"/content/articles/a.md", "/templates/base.html", "/static/x", "/../serve.go", "/etc/passwd", "/proc/self/environ",
		"/about/index.html?/../../x", "/about/%", "/%zz", "/about/%2", "/\\", "/about\\", "/\\..\\x", "/about/\\..", "/%5c", "/about%5c..%5cx",
		"/@fs/etc/passwd", "/@fs//etc/passwd?raw", "/.vite/", "/_blotter", "/_blotter/", "/_blotter/../about", "/_blotter/events/..",
		"/_blotter/preview.js/", "/_blotter//preview.js", "/_blotter/browser/preview.js", "/_blotter/patch.js/../../guard.go",
		"/_blotter/%2e%2e/guard.go", "/_blotter/..%2fguard.go", "/_blotter/..", "/_blotter/.", "/_blotter/guard.go", "/_blotter/PREVIEW.js", "/_blotter/preview.js%00", "/_blotter/*.js", "/_headers", "/_redirects", "/%5fheaders", "/404.html/x", "/.well-known", "/.well-known/",
		"/.well-known/.env", "/.WELL-KNOWN/security.txt", "/CON", "/nul.txt", "/about./", "/about%20", "/about /", "/index.html.", "/index.html%20",
		"/INDEX.HTML", "/About/", "/feed.xml~", "/feed.xml.bak", "/feed.xml/", "/#/about", "/about#x/..",
	}
	dots := []string{"..", "%2e%2e", "%2E.", ".%2e", "..%00", "%252e%252e", "%c0%ae%c0%ae", "..;", "...", "%2e%2e%2e"}
	slashes := []string{"/", "%2f", "%2F", "\\", "%5c", "%5C", "//", "%252f", "/;/", "\u2215"}
	targets := []string{"etc/passwd", "go.mod", ".env"}
	for _, dot := range dots {
		for _, slash := range slashes {
			for _, target := range targets {
				up := dot + slash
				paths = append(paths, "/about/"+up+up+up+up+target, "/"+up+target)
			}
		}
	}
	return paths
}

// TestHostilePaths sends request targets byte for byte. Nothing but planned
// outputs may ever come back.
func TestHostilePaths(t *testing.T) {
	server := httptest.NewServer(serverOf(stateOf(t, "/", small())))
	defer server.Close()
	address := server.Listener.Addr().String()
	paths := hostilePaths()
	if len(paths) < 150 {
		t.Fatalf("only %d paths", len(paths))
	}
	for _, path := range paths {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, address)
		answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			t.Errorf("%q: %v", path, err)
			continue
		}
		body, _ := io.ReadAll(answer.Body)
		connection.Close()
		// A query or fragment is not part of the path: those are plain pages.
		if u, err := url.ParseRequestURI(path); err == nil && (u.RawQuery != "" || strings.Contains(path, "#")) && answer.StatusCode == 200 {
			continue
		}
		if answer.StatusCode != 404 && answer.StatusCode != 400 {
			t.Errorf("%q: %d %s %q", path, answer.StatusCode, answer.Header.Get("Location"), body)
		}
	}
}

// TestRequestForms: what is no ordinary request gets nothing.
func TestRequestForms(t *testing.T) {
	server := httptest.NewServer(serverOf(stateOf(t, "/", small())))
	defer server.Close()
	address := server.Listener.Addr().String()
	for request, want := range map[string]int{
		"GET http://evil.example/ HTTP/1.1\r\nHost: " + address:       403, // the target's host counts
		"GET http://" + address + "/ HTTP/1.1\r\nHost: evil.example":  200, // RFC 9112 §3.2.2: Host is to be ignored
		"OPTIONS * HTTP/1.1\r\nHost: " + address:                      405,
		"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443": 403,
		"GET / HTTP/1.0": 403,
		"GET / HTTP/1.1": 400,
		"GET / HTTP/1.1\r\nHost: " + address + "\r\nHost: evil.example": 400,
		"GET about/ HTTP/1.1\r\nHost: " + address:                       400,
	} {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(connection, "%s\r\nConnection: close\r\n\r\n", request)
		answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
		connection.Close()
		if err != nil {
			t.Errorf("%q: %v", request, err)
			continue
		}
		if answer.StatusCode != want && !(strings.HasPrefix(request, "OPTIONS") && answer.StatusCode == 200 && answer.ContentLength == 0) {
			t.Errorf("%q: %d, want %d", request, answer.StatusCode, want)
		}
	}
}

// listen opens the events of a page and gives what they say, one by one.
func listen(t *testing.T, server *httptest.Server, page string) (next func() (string, panel), stop func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	r, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/_blotter/events?page="+url.QueryEscape(page), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("events of %s: %s, %s", page, answer.Status, kind)
	}
	lines := bufio.NewReader(answer.Body)
	return func() (string, panel) {
		t.Helper()
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				t.Fatalf("events of %s: %v", page, err)
			}
			data, ok := bytes.CutPrefix(line, []byte("data: "))
			if !ok {
				continue
			}
			var event struct {
				Page  string
				Panel panel
			}
			if err := json.Unmarshal(data, &event); err != nil {
				t.Fatal(err)
			}
			return event.Page, event.Panel
		}
	}, func() { cancel(); answer.Body.Close() }
}

// TestEvents: a browser is told at once, and again when its own page is another
// one or what is wrong is something else; not when another page changes.
func TestEvents(t *testing.T) {
	files := small()
	s := serverOf(stateOf(t, "/", files))
	server := httptest.NewServer(s)
	defer server.Close()
	next, stop := listen(t, server, "/about/")
	defer stop()
	first, p := next()
	if !strings.Contains(get(s, "/about/").Body.String(), `data-page="`+first+`"`) {
		t.Errorf("the page and its events do not agree on the print")
	}
	if p.Errors != 0 || len(p.Problems) != 0 {
		t.Errorf("panel: %+v", p)
	}
	files["index.html"] += "<!-- another -->"
	s.replace(stateOf(t, "/", files)) // not our page: nothing is said
	mistake := diag.Diagnostic{
		Start: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 9}, End: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 15},
		Severity: diag.Error, Code: "unknown-word", Message: "«likely» is not known", Hint: "did you mean «claimed»?",
	}
	s.replace(stateOf(t, "/", files, mistake))
	same, p := next()
	if same != first {
		t.Errorf("the page is another one, and is not")
	}
	if len(p.Problems) != 1 || p.Errors != 1 || p.Problems[0].Place != "content/articles/a.md:3:9" ||
		p.Problems[0].Frame != "3 | status: likely\n  |         ^^^^^^" || p.Problems[0].Hint != "did you mean «claimed»?" {
		t.Errorf("panel: %+v", p)
	}
	files["about/index.html"] += "<!-- another -->"
	s.replace(stateOf(t, "/", files))
	other, p := next()
	if other == first || p.Errors != 0 {
		t.Errorf("print %s after %s, panel %+v", other, first, p)
	}
	delete(files, "about/index.html")
	s.replace(stateOf(t, "/", files))
	if gone, _ := next(); gone == other {
		t.Errorf("the page is gone, and its print is the same")
	}
	for _, page := range []string{"", "about", "//evil.example/", "http://evil.example/", "/../", "/%00", "/%zz"} {
		if w := get(s, "/_blotter/events?page="+url.QueryEscape(page)); w.Code != 400 {
			t.Errorf("events of %q: %d", page, w.Code)
		}
	}
}

// TestEventsEndWithTheBrowser: a stream ends when the browser goes.
func TestEventsEndWithTheBrowser(t *testing.T) {
	s := serverOf(stateOf(t, "/", small()))
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		close(ended)
	}))
	defer server.Close()
	next, stop := listen(t, server, "/")
	next()
	stop()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the stream goes on")
	}
}

// TestChangedWhileAsked: a file that is being saved is waited for.
func TestChangedWhileAsked(t *testing.T) {
	files := small()
	saving := stateOf(t, "/", files)
	f := saving.files["index.html"]
	f.Write = func(context.Context, io.Writer) error { return fmt.Errorf("x: %w", source.ErrChanged) }
	saving.files["index.html"] = f
	s := serverOf(saving)
	go func() {
		<-s.watch.asked // the server asks for a look …
		s.replace(stateOf(t, "/", files))
	}()
	if w := get(s, "/"); w.Code != 200 || !strings.Contains(w.Body.String(), "Home") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestBrokenWhileAsked: a picture that turns out to be broken is told of, though
// no file has changed.
func TestBrokenWhileAsked(t *testing.T) {
	state := stateOf(t, "/", small())
	f := state.files["media/a.png"]
	f.Write = func(context.Context, io.Writer) error { return fmt.Errorf("x: %w", &media.Broken{}) }
	state.files["media/a.png"] = f
	s := serverOf(state)
	if w := get(s, "/media/a.png"); w.Code != 500 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	select {
	case <-s.watch.asked:
	default:
		t.Error("nobody looks again")
	}
}
