package site

import "blotter/internal/diag"

type builder struct {
	in          Input
	site        *Site
	diagnostics diag.List
}

func newBuilder(in Input) *builder {
	return &builder{in: in, site: &Site{Publication: in.Publication, Edition: in.Edition, Terms: map[TermKind][]*Term{}}}
}

func (b *builder) admit()  {}
func (b *builder) name()   {}
func (b *builder) group()  {}
func (b *builder) file()   {}
func (b *builder) place()  {}
func (b *builder) link()   {}
func (b *builder) relate() {}
