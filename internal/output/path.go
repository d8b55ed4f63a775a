package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The names that are ours in every output.
const (
	manifestName = ".blotter-manifest"
	stageName    = ".blotter-stage"
	lockName     = ".blotter-lock"
)

// CheckPath says why a file of the site cannot be called p, or gives nil. A path
// has to be storable on every system and mean the same file on each: local,
// slash-separated, without empty, "." or ".." segments; no control characters
// and none that Windows reserves; segments of at most 255 bytes that do not end
// in a dot or a space and are not the name of a device ("con", "nul.html").
func CheckPath(p string) error {
	reason := ""
	switch {
	case !fs.ValidPath(p) || p == ".":
		reason = "it is not a plain relative path"
	case strings.HasPrefix(p, ".blotter-"):
		reason = "names that begin with .blotter- are Blotter's own"
	case strings.ContainsFunc(p, unicode.IsControl):
		reason = "it contains a control character"
	case strings.ContainsAny(p, `\:*?"<>|`):
		reason = `none of \ : * ? " < > | can be in the name of a file on Windows`
	}
	for segment := range strings.SplitSeq(p, "/") {
		switch {
		case reason != "":
		case len(segment) > 255:
			reason = "a part of it is longer than 255 bytes"
		case strings.HasSuffix(segment, ".") || strings.HasSuffix(segment, " "):
			reason = "a part of it ends in a dot or a space, which Windows drops"
		case isDevice(segment):
			reason = fmt.Sprintf("%q is a device on Windows", segment)
		}
	}
	if reason != "" {
		return fmt.Errorf("a file of the site cannot be called %q: %s", p, reason)
	}
	return nil
}

// isDevice says whether Windows takes a file called segment for a device. What
// follows the first dot does not matter to it.
func isDevice(segment string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(segment), ".")
	switch stem = strings.TrimRight(stem, " "); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, number := stem[:min(3, len(stem))], stem[min(3, len(stem)):]
	if port != "COM" && port != "LPT" {
		return false
	}
	return len(number) == 1 && '0' <= number[0] && number[0] <= '9' || number == "¹" || number == "²" || number == "³"
}

// layout holds every file and folder of the site by its key.
type layout map[string]place

type place struct {
	path string
	file bool
}

// key is the same for two paths that are one file on some system: macOS and
// Windows make no difference between a and A, macOS none between the two ways of
// writing é.
func key(p string) string { return strings.ToLower(norm.NFKC.String(p)) }

// newLayout checks every path, and that no two of them need the same name.
func newLayout(files []File) (layout, error) {
	l := make(layout, 2*len(files))
	var problems []error
	for _, f := range files {
		if err := CheckPath(f.Path); err != nil {
			problems = append(problems, err)
			continue
		}
		k := key(f.Path)
		if other, taken := l[k]; taken {
			problems = append(problems, fmt.Errorf("%q and %q cannot both be written: on some systems they are one name", f.Path, other.path))
			continue
		}
		l[k] = place{f.Path, true}
	}
	for _, f := range files {
		for folder := path.Dir(f.Path); folder != "."; folder = path.Dir(folder) {
			k := key(folder)
			other, taken := l[k]
			if taken && (other.file || other.path != folder) {
				problems = append(problems, fmt.Errorf("%q and %q cannot both be written: on some systems they are one name", f.Path, other.path))
			}
			if taken {
				break
			}
			l[k] = place{folder, false}
		}
	}
	return l, errors.Join(problems...)
}

// blocks says whether the site cannot be written while p, which is no part of
// it, is in the output: because the site needs that name, or the name of a folder
// above it for a file. With ignoreCase, other spellings of the names count too.
func (l layout) blocks(p string, ignoreCase bool) bool {
	for q := p; q != "."; q = path.Dir(q) {
		needed, ok := l[key(q)]
		switch {
		case !ok:
		case needed.path != q:
			if ignoreCase {
				return true
			}
		case q == p || needed.file:
			return true
		}
	}
	return false
}

// rank orders files so that at every moment of a run what a page refers to is
// there before it: assets, pages, and last what tells others about the pages.
func rank(p string) int {
	base := path.Base(p)
	switch strings.ToLower(path.Ext(base)) {
	case ".css", ".js", ".mjs", ".woff", ".woff2",
		".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico",
		".mp3", ".mp4", ".webm", ".pdf":
		return 0
	case ".xml", ".rss", ".atom":
		return 2
	}
	switch {
	case strings.HasPrefix(p, "assets/"):
		return 0
	case base == "_redirects", base == "_headers", base == "feed.json":
		return 2
	}
	return 1
}
