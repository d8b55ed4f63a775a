package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"blotter/internal/build"
	"blotter/internal/output"
)

// shown is one state of the preview: all that can be asked for. It never
// changes; the next state replaces it.
type shown struct {
	result    *build.Result
	base      string // the path of the site on its host: "/" or "/news/"
	files     map[string]output.File
	headers   []headerRule
	redirects map[string]redirect
	around    string                 // digest of what a page depends on besides itself
	saved     saved                  // the writer's last save
	drafts    bool                   // what is hidden is shown
	problems  func() ([]byte, error) // JSON for the panel, made when a browser listens
	good      time.Time              // when there were no errors last
	replaced  chan struct{}          // closed when there is a newer state

	lock   sync.Mutex
	prints map[string]output.Fingerprint // by path, of the files that were asked for
}

// newShown prepares a result for being asked. good is when there were no errors
// last.
func newShown(ctx context.Context, r *build.Result, good time.Time) (*shown, error) {
	s := &shown{result: r, base: "/", good: good, replaced: make(chan struct{}), prints: map[string]output.Fingerprint{}}
	around := sha256.New()
	s.files = make(map[string]output.File, len(r.Files))
	for _, f := range r.Files {
		s.files[f.Path] = f
	}
	if r.Site != nil {
		s.base = r.Site.Path
		// A page may use static files under their own names.
		for _, f := range r.Site.Static {
			fmt.Fprintf(around, "%q %x\n", f.Path, f.Hash)
		}
	}
	headers, err := s.take(ctx, "_headers")
	if err != nil {
		return nil, err
	}
	redirects, err := s.take(ctx, "_redirects")
	if err != nil {
		return nil, err
	}
	s.headers, s.redirects = parseHeaders(headers), parseRedirects(redirects)
	io.WriteString(around, headers) // a policy counts from when a page is opened
	s.around = hex.EncodeToString(around.Sum(nil)[:16])
	s.problems = sync.OnceValues(func() ([]byte, error) {
		return json.Marshal(panel{
			Errors:   r.Diagnostics.Errors(),
			Warnings: r.Diagnostics.Warnings(),
			Good:     s.goodAt(),
			Problems: problemsOf(r.Diagnostics, r.Snapshot),
		})
	})
	return s, nil
}

// take gives the text of an output that is for hosts, and takes it out of what
// can be asked for; "" if there is none.
func (s *shown) take(ctx context.Context, name string) (string, error) {
	f, ok := s.files[name]
	if !ok {
		return "", nil
	}
	delete(s.files, name)
	var text bytes.Buffer
	if err := f.Write(ctx, &text); err != nil {
		return "", err
	}
	return text.String(), nil
}

// panel is what the error panel shows.
type panel struct {
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Good     string    `json:"good,omitempty"` // since when the pages below are on show
	Problems []problem `json:"problems"`
}

// goodAt is the time of day at which there were no errors last, "" if never.
func (s *shown) goodAt() string {
	if s.good.IsZero() {
		return ""
	}
	return s.good.Format(time.TimeOnly)
}

// found is what there is at an address.
type found struct {
	status int
	file   output.File // Path is "" if there is none
	to     string      // where a redirect leads
}

// find gives what a host would give for path, which is decoded. Only planned
// outputs are ever found: there is no way from here to the file system.
func (s *shown) find(path string) found {
	if r, ok := s.redirects[strings.TrimSuffix(path, "/")]; ok {
		if r.status == http.StatusGone {
			return s.missing(r.status)
		}
		if strings.HasPrefix(r.to, "/") && !strings.HasPrefix(r.to, "//") {
			return found{status: r.status, to: r.to}
		}
	}
	if path == "/" && s.base != "/" || path+"/" == s.base {
		return found{status: http.StatusFound, to: s.base}
	}
	name, ok := strings.CutPrefix(path, s.base)
	if !ok {
		return s.missing(http.StatusNotFound)
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if f, ok := s.files[name]; ok {
		return found{status: http.StatusOK, file: f}
	}
	if _, ok := s.files[name+"/index.html"]; ok {
		to := url.URL{Path: s.base + name + "/"}
		return found{status: http.StatusMovedPermanently, to: to.EscapedPath()}
	}
	return s.missing(http.StatusNotFound)
}

func (s *shown) missing(status int) found {
	return found{status: status, file: s.files["404.html"]}
}

// print identifies what there is at an address: a browser that shows another
// print has an old page. Only what is asked for is ever fingerprinted.
func (s *shown) print(f found) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %d %q %q", s.around, f.status, f.to, f.file.Path)
	if f.file.Path != "" {
		fingerprint := s.fingerprint(f.file)
		sum.Write(fingerprint[:])
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// fingerprint gives the fingerprint of a file of the state. It is worked out once: a
// front page counts all articles for it.
func (s *shown) fingerprint(f output.File) output.Fingerprint {
	s.lock.Lock()
	print, known := s.prints[f.Path]
	s.lock.Unlock()
	if !known {
		print = f.Fingerprint()
		s.lock.Lock()
		s.prints[f.Path] = print
		s.lock.Unlock()
	}
	return print
}

// clean gives the decoded path of a request, or false for one that no page can
// have and that is known from attacks: traversal in any spelling, dot files,
// control characters, a second layer of escapes.
func clean(u *url.URL) (string, bool) {
	p := u.Path
	raw := strings.ToLower(u.EscapedPath())
	switch {
	case !strings.HasPrefix(p, "/"), !utf8.ValidString(p),
		strings.Contains(raw, "%2f"), strings.Contains(p, "//"),
		strings.ContainsAny(p, "\\%;:"):
		return "", false
	}
	for _, c := range p {
		if c < 0x20 || c == 0x7f {
			return "", false
		}
	}
	for _, segment := range strings.Split(p, "/") {
		if strings.HasPrefix(segment, ".") && segment != ".well-known" {
			return "", false
		}
	}
	return p, true
}

// typeOf gives the content type of an output by its name. The table is our own,
// so that a preview does not depend on what the machine has installed.
func typeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json; charset=utf-8"
	case ".xml":
		return "application/xml; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".md":
		return "text/markdown; charset=utf-8"
	case ".svg":
		return "image/svg+xml; charset=utf-8"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	case ".ttf":
		return "font/ttf"
	case ".otf":
		return "font/otf"
	case ".pdf":
		return "application/pdf"
	case ".mp4":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	case ".mp3":
		return "audio/mpeg"
	case ".ogg":
		return "audio/ogg"
	case ".zip":
		return "application/zip"
	}
	return "application/octet-stream"
}
