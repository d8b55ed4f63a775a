// Package page prints the site's HTML: every page, the assets they need, and
// the files that are published as they are.
package page

import (
	"blotter/internal/diag"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Theme is the templates and assets of one snapshot, checked. It is immutable
// and safe for concurrent use.
type Theme struct{}

// Load reads the templates (templates/) and assets (static/assets/) of a
// snapshot. program is the digest of the program itself: another program may
// print other pages. It always gives a Theme, also beside errors: the preview
// shows what can be shown; a build publishes nothing then.
func Load(s *source.Snapshot, program [32]byte) (*Theme, diag.List) { return &Theme{}, nil }

// Files plans every page of s, and every asset, static file and picture.
// Nothing is rendered before a File is asked for its fingerprint or its bytes.
func (t *Theme) Files(s *site.Site) []output.File { return nil }
