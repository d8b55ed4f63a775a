package serve

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"blotter/internal/media"
	"blotter/internal/output"
	"blotter/internal/source"
)

// browserFiles are the scripts and style sheets that the preview adds to pages,
// served as /_blotter/NAME.
//
//go:embed browser/*.js browser/*.css
var browserFiles embed.FS

// own is where the preview's own addresses begin.
const own = "/_blotter/"

// ownPolicy is the Content-Security-Policy of pages that are the preview's own.
const ownPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// ServeHTTP answers from the present state and from nothing else.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	if status, words := s.guard.refuse(r); status != 0 {
		if status == http.StatusMethodNotAllowed {
			h.Set("Allow", allowed(r))
		}
		plain(w, status, words)
		return
	}
	path, ok := clean(r.URL)
	if !ok {
		plain(w, http.StatusNotFound, "There is no such page.\n")
		return
	}
	if name, ok := strings.CutPrefix(path, own); ok {
		if body, err := browserFiles.ReadFile("browser/" + name); err == nil {
			s.send(w, r, http.StatusOK, typeOf(path), body)
			return
		}
	}
	select {
	case <-s.ready: // the first state is being made
	case <-r.Context().Done():
		return
	}
	switch path {
	case own + "events":
		s.events(w, r)
	case openPath:
		s.open(w, r)
	default:
		s.page(w, r, path)
	}
}

// page answers for an address of the site.
func (s *server) page(w http.ResponseWriter, r *http.Request, path string) {
	for try := 1; ; try++ {
		state := s.current.Load()
		f := state.find(path)
		if f.to != "" {
			if r.URL.RawQuery != "" && !strings.Contains(f.to, "?") {
				f.to += "?" + r.URL.RawQuery
			}
			w.Header().Set("Location", f.to)
			plain(w, f.status, "")
			return
		}
		if f.file.Path == "" {
			s.ownPage(w, r, state, f, http.StatusNotFound, nil)
			return
		}
		body, err := s.pages.bytes(r.Context(), f.file, state.fingerprint(f.file))
		if errors.Is(err, source.ErrChanged) && try < 4 {
			// A file is being saved right now; what comes of it is a newer state.
			s.watch.Look()
			select {
			case <-state.replaced:
			case <-time.After(time.Second):
			case <-r.Context().Done():
				return
			}
			continue
		}
		if r.Context().Err() != nil {
			return
		}
		if _, ok := errors.AsType[*media.Broken](err); ok {
			s.watch.Look() // the next state tells where it is asked for
		}
		if err != nil {
			s.ownPage(w, r, state, f, http.StatusInternalServerError, err)
			return
		}
		kind := typeOf(f.file.Path)
		apply(state.headers, path, w.Header())
		if set := w.Header().Get("Content-Type"); set != "" {
			kind = set
		}
		if strings.HasPrefix(kind, "text/html") {
			body = withScript(body, state.print(f))
		}
		s.send(w, r, f.status, kind, body)
		return
	}
}

// ownPage is shown where the site has no page to show: before there is any
// site, and where a template fails.
func (s *server) ownPage(w http.ResponseWriter, r *http.Request, state *shown, f found, status int, err error) {
	title, text := "There is no such page", r.URL.Path
	switch {
	case err != nil:
		title, text = "This page cannot be shown", err.Error()
	case state.result.Site == nil:
		title, text = "There is nothing to show yet", "What is wrong stands in the corner and in the terminal."
	}
	page := fmt.Sprintf("<!doctype html><html lang=en data-blotter><meta charset=utf-8><title>%s</title><body><h1>%s</h1><p>%s</p></body></html>",
		html.EscapeString(title), html.EscapeString(title), html.EscapeString(text))
	w.Header().Set("Content-Security-Policy", ownPolicy)
	s.send(w, r, status, "text/html; charset=utf-8", withScript([]byte(page), state.print(f)))
}

// withScript adds the preview's script to a page, and to nothing that is built.
// page is the print of what is shown.
func withScript(body []byte, page string) []byte {
	script := fmt.Sprintf(`<script type="module" src="/_blotter/preview.js" data-page="%s"></script>`, page)
	at := bytes.LastIndex(body, []byte("</body>"))
	if at < 0 {
		at = len(body)
	}
	out := make([]byte, 0, len(body)+len(script))
	out = append(out, body[:at]...)
	out = append(out, script...)
	return append(out, body[at:]...)
}

// send writes an answer. Ranges are served, because some browsers play no video
// without them.
func (s *server) send(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	if status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		return
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

func plain(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Length", fmt.Sprint(len(words)))
	w.WriteHeader(status)
	io.WriteString(w, words) // the server drops it for HEAD
}

// heartbeat is how often a silent stream says that it is alive; a browser that
// has gone is noticed by it.
const heartbeat = 20 * time.Second

// told is what a browser is told about the page that it shows.
type told struct {
	// Page is the page's print; Around is the digest of what it depends on
	// besides its own text (static files, headers): if that is another one, a
	// patch will not do.
	Page   string          `json:"page"`
	Around string          `json:"around"`
	Panel  json.RawMessage `json:"panel"`
	About  *about          `json:"about,omitempty"`
	Saved  saved           `json:"saved"`
	// Editor is the name of the writer's editor and Token what asks for it, ""
	// if there is none or the browser is on another machine. The token is not part of any page, where it would be
	// saved and pasted with the page; only this origin can read this stream.
	Editor string `json:"editor,omitempty"`
	Token  string `json:"token,omitempty"`
}

// tell makes what a browser that shows path is told of state. local says that it
// runs on this machine.
func (s *server) tell(state *shown, path string, local bool) (told, error) {
	problems, err := state.problems()
	if err != nil {
		return told{}, err
	}
	f := state.find(path)
	t := told{Page: state.print(f), Around: state.around, Panel: problems, About: state.behind(f, s.Clock.Now), Saved: state.saved}
	if local && s.Editor.Name != "" {
		t.Editor, t.Token = s.Editor.Name, s.token
	}
	return t, nil
}

// events tells a browser about the page it shows (?page=/path/), as server-sent
// events, for as long as it listens: at once, and whenever it would see or be
// told something else. The data is JSON: told.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	page, ok := "", false
	if u, err := url.Parse(r.URL.Query().Get("page")); err == nil && u.Host == "" {
		page, ok = clean(u)
	}
	if !ok {
		plain(w, http.StatusBadRequest, "?page= must name a page.\n")
		return
	}
	host, _ := hostOf(r.Host)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	fmt.Fprint(w, "retry: 500\n\n")
	flush := http.NewResponseController(w)
	alive := time.NewTicker(heartbeat)
	defer alive.Stop()
	last := ""
	for {
		state := s.current.Load()
		now, err := s.tell(state, page, isLocal(host))
		if err != nil {
			return
		}
		data, err := json.Marshal(now)
		if err != nil {
			return
		}
		if string(data) != last {
			last = string(data)
			fmt.Fprintf(w, "data: %s\n\n", data)
		}
		if flush.Flush() != nil {
			return
		}
		select {
		case <-state.replaced:
		case <-alive.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// pages remembers what was rendered, by path and fingerprint, up to a bound.
type pages struct {
	mu       sync.Mutex
	rendered map[string]rendered // by path: an older fingerprint is of no use
	order    []string            // paths, oldest first
	size     int
	bound    int // pagesBound if zero
}

type rendered struct {
	fingerprint output.Fingerprint
	body        []byte
}

// pagesBound is how many bytes of pages are kept.
const pagesBound = 32 << 20

// bytes renders f, which has the fingerprint, or gives what was rendered from the same
// view. The caller must not change it.
func (p *pages) bytes(ctx context.Context, f output.File, fingerprint output.Fingerprint) ([]byte, error) {
	p.mu.Lock()
	known, ok := p.rendered[f.Path]
	p.mu.Unlock()
	if ok && known.fingerprint == fingerprint {
		return known.body, nil
	}
	var b bytes.Buffer
	if err := f.Write(ctx, &b); err != nil {
		return nil, err
	}
	p.keep(f.Path, rendered{fingerprint, b.Bytes()})
	return b.Bytes(), nil
}

func (p *pages) keep(path string, r rendered) {
	bound := cmp.Or(p.bound, pagesBound)
	if len(r.body) > bound/8 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rendered == nil {
		p.rendered = map[string]rendered{}
	}
	if old, ok := p.rendered[path]; ok {
		p.size -= len(old.body)
	} else {
		p.order = append(p.order, path)
	}
	p.rendered[path] = r
	p.size += len(r.body)
	for p.size > bound {
		p.size -= len(p.rendered[p.order[0]].body)
		delete(p.rendered, p.order[0])
		p.order = p.order[1:]
	}
}
