package media

import (
	"strings"

	"github.com/go-text/typesetting/language"
)

// The measures of a card, in pixels. Rules carry structure, as on the pages: the
// Oxford rule closes the nameplate, an ink rule opens the record.
const (
	cardMargin   = 64
	cardMeasure  = CardWidth - 2*cardMargin
	nameBaseline = 82
	oxfordRule   = 106 // its upper edge
	kickerLine   = 178 // baseline of the line above the headline
	headlineTop  = 198
	lastBaseline = CardHeight - 44
	recordSize   = 27
	recordLead   = 37
	recordLines  = 4 // at most
)

// compose lays a card out: nameplate, kicker and headline from above, the record
// from below, and the headline as large as the room between them lets it be.
func (t *typesetter) compose(s *sheet, card *Card) {
	t.language = language.NewLanguage(card.Language)
	t.nameplate(s, card)
	top := t.kicker(s, card)
	t.headline(s, card, top, t.record(s, card))
}

// nameplate prints the site's name and the date between the upper edge and the
// Oxford rule.
func (t *typesetter) nameplate(s *sheet, card *Card) {
	room := cardMeasure
	if card.Date != "" {
		date := t.shape([]span{{text: card.Date, style: recordStyle, ink: greyInk}}, 25, 0, 40)
		lines := t.wrapWhole(date, cardMeasure/2, 1)
		width := widest(lines)
		t.print(s, date, lines, CardWidth-cardMargin-width, nameBaseline, 0)
		room -= width + 40
	}
	if card.Site != "" {
		name := t.shape([]span{{text: card.Site, style: headStyle, ink: blackInk}}, 46, -20, 0)
		t.print(s, name, t.wrapWhole(name, room, 1), cardMargin, nameBaseline, 0)
	}
	s.box(0, oxfordRule, CardWidth, oxfordRule+6, blackInk)
	s.box(0, oxfordRule+10, CardWidth, oxfordRule+12, blackInk)
}

// kicker prints what the article is and whom it is about, and gives where the
// headline may begin.
func (t *typesetter) kicker(s *sheet, card *Card) int {
	var spans []span
	add := func(more ...span) {
		if more[len(more)-1].text == "" {
			return
		}
		if len(spans) > 0 {
			spans = append(spans, span{style: boldStyle, drawing: spaceDrawing})
		}
		spans = append(spans, more...)
	}
	add(span{style: boldStyle, ink: liveInk, drawing: pointDrawing}, span{text: card.Status, style: boldStyle, ink: liveInk})
	add(span{text: card.Form, style: boldStyle, ink: blackInk})
	add(span{text: card.Alleged, style: boldStyle, ink: unknownInk, dashed: true})
	add(span{text: card.Organisation, style: boldStyle, ink: blackInk})
	if len(spans) == 0 {
		return headlineTop - 46
	}
	p := t.shape(spans, 29, 0, 0)
	t.print(s, p, t.wrapWhole(p, cardMeasure, 1), cardMargin, kickerLine, 0)
	return headlineTop
}

// record prints the claims at the lower edge and gives where their rule lies. A
// claim is printed with its speaker or not at all.
func (t *typesetter) record(s *sheet, card *Card) int {
	type set struct {
		*paragraph
		width, lines int
	}
	var sets []set
	count := 0
	for _, line := range card.Lines {
		spans := line.spans()
		if len(spans) == 0 {
			continue
		}
		p := t.shape(spans, recordSize, 0, 30)
		lines := len(t.wrapWhole(p, cardMeasure, recordLines-1))
		if count+lines > recordLines {
			continue
		}
		count += lines
		sets = append(sets, set{p, t.balanced(p, cardMeasure), lines})
	}
	if count == 0 {
		return CardHeight - cardMargin
	}
	y := lastBaseline - (count-1)*recordLead
	rule := y - 50
	s.box(cardMargin, rule, CardWidth-cardMargin, rule+2, blackInk)
	for _, one := range sets {
		y = t.print(s, one.paragraph, t.wrapWhole(one.paragraph, one.width, one.lines), cardMargin, y, recordLead)
	}
	return rule
}

// whatRunes bounds what a claim is about, so that its speaker is never what is
// cut off at the end of its last line.
const whatRunes = 80

// spans sets a claim as the theme's teasers do: how it is known in its colour,
// with the glyph of the ladder of claims; attribution in words only.
func (l *CardLine) spans() []span {
	if l.How == "" {
		if l.What == "" {
			return nil
		}
		return []span{{text: l.What, style: recordStyle, ink: greyInk}}
	}
	var spans []span
	if l.What != "" {
		spans = append(spans, span{text: shortened(l.What, whatRunes) + " ", style: recordStyle, ink: blackInk})
	}
	how := blackInk
	if l.Bars {
		how = rungInk
		switch l.HowValue {
		case "claimed":
			how = unknownInk
		case "disputed", "refuted":
			how = disputedInk
		}
		spans = append(spans, span{style: boldStyle, ink: how, drawing: barsDrawing, word: l.HowValue})
	}
	spans = append(spans, span{text: l.How, style: boldStyle, ink: how})
	if l.By != "" {
		spans = append(spans, span{text: l.By, style: recordStyle, ink: greyInk})
	}
	return spans
}

// headline prints the headline between top and bottom, as large as it fits: but
// a little smaller where that saves a line. The smallest size ends in an
// ellipsis if it must.
func (t *typesetter) headline(s *sheet, card *Card, top, bottom int) {
	style := headStyle
	if card.Opinion {
		style = italicStyle
	}
	// No line ends in an ampersand: «Tarrant & Vale» is one name.
	spans := []span{{text: strings.ReplaceAll(card.Headline, " & ", " &\u00a0"), style: style, ink: blackInk}}
	var best *paragraph
	count := 0
	sizes := [...]int{112, 104, 98, 92, 86, 80, 74, 68, 62, 56, 50, 44}
	for _, size := range sizes {
		p := t.shape(spans, size, -22, 0)
		lines := t.wrap(p, cardMeasure, 0, false)
		if len(lines) > 4 || len(lines) > roomFor(size, top, bottom) || widest(lines) > cardMeasure {
			continue
		}
		if best == nil {
			best, count = p, len(lines)
		} else if size*100 < best.size*88 {
			break
		} else if len(lines) < count {
			best, count = p, len(lines)
		}
	}
	if best == nil {
		size := sizes[len(sizes)-1]
		best = t.shape(spans, size, -22, 0)
		lines := t.wrapWhole(best, cardMeasure, roomFor(size, top, bottom))
		t.print(s, best, lines, cardMargin, top+size*92/100, headlineLead(size))
		return
	}
	lines := t.wrap(best, t.balanced(best, cardMeasure), 0, false)
	t.print(s, best, lines, cardMargin, top+best.size*92/100, headlineLead(best.size))
}

// headlineLead is the distance of a headline's baselines.
func headlineLead(size int) int { return size * 106 / 100 }

// roomFor gives how many lines of a headline fit between top and bottom, with air
// below the last one's descenders; at least one.
func roomFor(size, top, bottom int) int {
	return max(1, (bottom-top-size*11/100-36)/headlineLead(size))
}
