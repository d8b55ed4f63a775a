// Package feed writes what machines read about the site: the feed, the
// sitemap, and the files that tell robots and hosts how to treat it.
package feed

import (
	"blotter/internal/output"
	"blotter/internal/site"
)

// Files plans feed.xml, the sitemap, robots.txt, _redirects and _headers.
// program is the digest of the program itself.
func Files(s *site.Site, program [32]byte) []output.File { return nil }
