package serve

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// openPath is the one address that does something: it opens a file of the
// project in the writer's own editor. What is opened, where and in which program
// is not up to the page that asks: it names a file of the present snapshot and
// a place in it, both of which are checked, and the program is the writer's
// choice (editor.go).
//
// The guard has let in only what this preview's own pages ask, by the word of
// the browser. The token keeps out what runs on this machine without being a
// browser and has not read the events; it is no secret from who can read those.
const openPath = own + "open"

// tokenHeader carries the token. A header that browsers do not know also makes
// them ask first before they send it anywhere else, and nobody here says yes.
const tokenHeader = "Blotter-Token"

// openEvery is how soon after one file another can be opened: a page that asks
// in a loop must not fill the screen.
const openEvery = 200 * time.Millisecond

// place is what is asked for.
type place struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
}

// open answers POST /_blotter/open.
func (s *server) open(w http.ResponseWriter, r *http.Request) {
	if s.Editor.Name == "" {
		plain(w, http.StatusNotFound, "No editor is known: blotter serve --editor PROGRAM\n")
		return
	}
	tokens := r.Header.Values(tokenHeader)
	if len(tokens) != 1 || subtle.ConstantTimeCompare([]byte(tokens[0]), []byte(s.token)) != 1 {
		plain(w, http.StatusForbidden, "This page is older than the preview: load it again.\n")
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" || len(r.Header.Values("Content-Type")) != 1 {
		plain(w, http.StatusUnsupportedMediaType, "A place is JSON: {\"file\": …, \"line\": …, \"col\": …}\n")
		return
	}
	at, err := readPlace(http.MaxBytesReader(w, r.Body, 4<<10))
	if err != nil {
		plain(w, http.StatusBadRequest, "This is not a place: {\"file\": …, \"line\": …, \"col\": …}\n")
		return
	}
	if !openable(at.File, s.current.Load().result.Snapshot) {
		plain(w, http.StatusNotFound, "The project has no such file.\n")
		return
	}
	path, err := s.onDisk(at.File)
	if err != nil {
		plain(w, http.StatusNotFound, "The file is gone.\n")
		return
	}
	last, now := s.opened.Load(), time.Now().UnixNano()
	if now-last < int64(openEvery) || !s.opened.CompareAndSwap(last, now) {
		plain(w, http.StatusTooManyRequests, "One file at a time.\n")
		return
	}
	err = s.Editor.open(s.dir, path, at.Line, at.Col, func(err error) {
		s.Terminal.Tell(fmt.Sprintf("%s: %v", s.Editor.Name, err))
	})
	if err != nil {
		plain(w, http.StatusInternalServerError, fmt.Sprintf("%s cannot be started: %v\n", s.Editor.Name, err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// readPlace reads one place and nothing else.
func readPlace(r io.Reader) (place, error) {
	var at place
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&at); err != nil {
		return place{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return place{}, errors.New("more than one value")
	}
	const most = 10_000_000
	if at.Line < 0 || at.Line > most || at.Col < 0 || at.Col > most {
		return place{}, errors.New("no place in a file")
	}
	at.Line, at.Col = max(at.Line, 1), max(at.Col, 1) // a file as a whole begins at its beginning
	return at, nil
}

// onDisk gives the absolute path of a file of the snapshot, if there is still a
// regular file inside the project.
func (s *server) onDisk(name string) (string, error) {
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is no file", name)
	}
	return filepath.Join(s.dir, filepath.FromSlash(name)), nil
}
