package markdown

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/text"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// column is a column of an [!iocs] table.
type column struct {
	name   string // as written in the head
	title  string // key of what is printed
	needed bool
}

func indicatorColumns() []column {
	return []column{
		{"type", "indicator.type", true},
		{"value", "indicator.value", true},
		{"first", "indicator.first", false},
		{"last", "indicator.last", false},
		{"note", "indicator.note", false},
	}
}

// iocs writes a block of indicators: its table, and what else stands in it.
func (w *writer) iocs(n *alert) {
	w.unlinked = true
	w.html = append(w.html, "<div class=\"iocs\">\n"...)
	found := false
	for c := n.FirstChild(); c != nil && !w.full; c = c.NextSibling() {
		if t, ok := c.(*table); ok {
			found = true
			w.indicators(t)
			continue
		}
		w.block(c)
	}
	w.html = append(w.html, "</div>\n"...)
	w.unlinked = false
	if !found {
		w.fault(n.start, n.stop, diag.Error, "missing-table", "this block has no table of indicators",
			"its head is: | type | value | first | last | note |")
	}
}

// indicators reads and writes a table of indicators.
func (w *writer) indicators(t *table) {
	at, ok := w.indicatorHead(t)
	if !ok {
		w.table(t)
		return
	}
	columns := indicatorColumns()
	w.html = append(w.html, "<table class=\"ledger\">\n"...)
	w.open("caption")
	w.html = appendEscaped(w.html, []byte(w.words.Say("indicator.caption")))
	w.html = append(w.html, "</caption>\n<thead>\n<tr>\n"...)
	for i, c := range columns {
		if at[i] >= 0 {
			w.open(`th scope="col"`)
			w.html = appendEscaped(w.html, []byte(w.words.Say(c.title)))
			w.html = append(w.html, "</th>\n"...)
		}
	}
	w.html = append(w.html, "</tr>\n</thead>\n<tbody>\n"...)
	for _, row := range t.rows[1:] {
		if len(w.html) > w.limits.HTML {
			break // blocks reports it
		}
		w.indicator(columns, at, row)
	}
	w.html = append(w.html, "</tbody>\n</table>\n"...)
	if len(t.rows) == 1 {
		w.fault(t.start, t.start, diag.Error, "empty-block", "this table has no indicators", "")
	}
}

// indicatorHead finds the columns: at[i] is where indicatorColumns()[i] stands, -1 if nowhere.
func (w *writer) indicatorHead(t *table) (at []int, ok bool) {
	columns := indicatorColumns()
	var names []string
	for _, c := range columns {
		names, at = append(names, c.name), append(at, -1)
	}
	ok = true
	for n, cell := range t.rows[0] {
		name := strings.ToLower(string(w.src.text[cell.Start:cell.Stop]))
		i := slices.Index(names, name)
		switch {
		case i < 0:
			w.fault(cell.Start, cell.Stop, diag.Error, "unknown-column", fmt.Sprintf("«%s» is not a column of indicators", name), diag.DidYouMean(name, names))
			ok = false
		case at[i] >= 0:
			w.fault(cell.Start, cell.Stop, diag.Error, "duplicate-key", fmt.Sprintf("the column «%s» stands here twice", name), "")
			ok = false
		default:
			at[i] = n
		}
	}
	for i, c := range columns {
		if c.needed && at[i] < 0 {
			w.fault(t.start, t.start, diag.Error, "missing-column", fmt.Sprintf("indicators need a column «%s»", c.name),
				"the head is: | type | value | first | last | note |")
			ok = false
		}
	}
	return at, ok
}

// indicator reads and writes one row. A row with a mistake is shown as written.
func (w *writer) indicator(columns []column, at []int, row []text.Segment) {
	cell := func(i int) (c text.Segment) {
		if at[i] >= 0 && at[i] < len(row) {
			c = row[at[i]]
		}
		return c
	}
	var out news.Indicator
	kind, value, first, last, note := cell(0), cell(1), cell(2), cell(3), cell(4)
	before := w.src.errors
	out.Type = strings.ToLower(string(w.src.text[kind.Start:kind.Stop]))
	written := w.cellText(value)
	if _, known := w.vocabulary.Word(news.IndicatorTypes, out.Type); !known {
		w.fault(kind.Start, kind.Stop, diag.Error, "unknown-indicator-type", fmt.Sprintf("«%s» is not a type of indicator", out.Type),
			diag.DidYouMean(out.Type, w.vocabulary.Values(news.IndicatorTypes)))
	} else {
		var problem string
		if out.Value, problem = readIndicator(out.Type, written); problem != "" {
			w.fault(value.Start, value.Stop, diag.Error, "bad-indicator", fmt.Sprintf("«%s» is not a valid %s: %s", shorten([]byte(written)), out.Type, problem), "")
		}
	}
	out.First, out.Last = w.cellDate(first), w.cellDate(last)
	if !out.First.IsZero() && !out.Last.IsZero() && out.Last.Before(out.First) {
		w.fault(last.Start, last.Stop, diag.Error, "bad-date", "it was last seen before it was first seen", "")
	}
	printed := written
	good := w.src.errors == before
	if good {
		printed = defang(out.Type, out.Value)
	}

	w.html = append(w.html, "<tr>\n"...)
	w.open(`th scope="row"`)
	w.escaped([]byte(w.vocabulary.Label(news.IndicatorTypes, out.Type)))
	w.html = append(w.html, "</th>\n<td><code"...)
	w.html = append(w.html, w.ltr...)
	w.html = append(w.html, '>')
	w.prose = append(w.prose, ' ')
	w.escaped([]byte(printed))
	w.html = append(w.html, "</code></td>\n"...)
	for i, d := range []news.Date{out.First, out.Last} {
		if at[2+i] < 0 {
			continue
		}
		if d.IsZero() {
			w.html = append(w.html, "<td></td>\n"...)
			continue
		}
		w.html = append(w.html, `<td data-l="`...)
		w.html = appendEscaped(w.html, []byte(w.words.Say(columns[2+i].title+"_short")))
		w.html = append(w.html, `">`...)
		w.prose = append(w.prose, ' ')
		w.time(d)
		w.html = append(w.html, "</td>\n"...)
	}
	if at[4] >= 0 {
		w.html = append(w.html, "<td>"...)
		w.prose = append(w.prose, ' ')
		from, inert := len(w.prose), w.inert
		if w.inert = true; note.Len() > 0 && w.cell(note) {
			w.inline()
		}
		w.inert = inert
		out.Note = string(w.prose[from:])
		w.html = append(w.html, "</td>\n"...)
	}
	w.endLine()
	w.html = append(w.html, "</tr>\n"...)
	if good {
		w.body.Indicators = append(w.body.Indicators, out)
	}
}

// cellText gives the text of a cell as a machine would copy it: without
// backticks or angle brackets around it and, outside backticks, without escapes.
func (w *writer) cellText(cell text.Segment) string {
	t := bytes.ReplaceAll(w.src.text[cell.Start:cell.Stop], []byte(`\|`), []byte("|"))
	if n := len(t); n > 2 && t[0] == '`' && t[n-1] == '`' {
		return string(bytes.Trim(t, "` "))
	}
	if n := len(t); n > 2 && t[0] == '<' && t[n-1] == '>' {
		t = t[1 : n-1]
	}
	return string(bytes.TrimSpace(unescape(t)))
}

// cellDate reads the date in a cell; «-» and «–» stand for none.
func (w *writer) cellDate(cell text.Segment) news.Date {
	t := w.cellText(cell)
	if t == "" || t == "-" || t == "–" {
		return news.Date{}
	}
	return w.readDate(t, cell.Start, cell.Stop)
}

// readIndicator gives an indicator as a machine reads it, or says what is wrong
// with it. It may be written defanged.
func readIndicator(kind, written string) (value, problem string) {
	if written == "" {
		return "", "it is empty"
	}
	if kind == "filename" {
		return written, ""
	}
	value = refang(written)
	switch kind {
	case "ipv4", "ipv6":
		return readIP(kind, value)
	case "domain":
		value = strings.ToLower(strings.TrimSuffix(value, "."))
		return value, domainProblem(value)
	case "email":
		at := strings.LastIndexByte(value, '@')
		if at <= 0 || strings.ContainsAny(value, " <>()") {
			return "", "it is written name@host"
		}
		value = value[:at+1] + strings.ToLower(value[at+1:])
		return value, domainProblem(value[at+1:])
	case "url":
		return readURL(value)
	case "md5":
		return readHash(value, 16)
	case "sha1":
		return readHash(value, 20)
	case "sha256":
		return readHash(value, 32)
	}
	return value, ""
}

// refang undoes the ways in which people make indicators harmless.
func refang(s string) string {
	s = strings.NewReplacer(
		"[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".", "{dot}", ".", "[DOT]", ".", "(DOT)", ".",
		"[:]", ":", "[://]", "://", "[/]", "/",
		"[@]", "@", "(@)", "@", "[at]", "@", "(at)", "@", "{at}", "@", "[AT]", "@", "(AT)", "@",
	).Replace(s)
	scheme, rest, found := strings.Cut(s, ":")
	if !found {
		return s
	}
	switch strings.ToLower(scheme) {
	case "hxxp", "hxtp", "htxp":
		return "http:" + rest
	case "hxxps", "hxtps", "htxps":
		return "https:" + rest
	case "fxp":
		return "ftp:" + rest
	}
	return s
}

// defang makes an indicator harmless to click or to copy into a browser, in one
// way: the last dot or colon of the host and the scheme.
func defang(kind, value string) string {
	switch kind {
	case "ipv4", "domain":
		return defangLast(value, ".")
	case "ipv6":
		return defangLast(value, ":")
	case "email":
		at := strings.LastIndexByte(value, '@')
		return value[:at] + "[at]" + defangLast(value[at+1:], ".")
	case "url":
		scheme, rest, _ := strings.Cut(value, "://")
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		host, port := rest[:end], ""
		if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
			host, port = host[:i], host[i:]
		}
		if strings.HasPrefix(host, "[") {
			host = defangLast(host, ":")
		} else {
			host = defangLast(host, ".")
		}
		return strings.NewReplacer("http", "hxxp", "ftp", "fxp").Replace(scheme) + "://" + host + port + rest[end:]
	}
	return value
}

func defangLast(s, mark string) string {
	if i := strings.LastIndex(s, mark); i >= 0 {
		return s[:i] + "[" + mark + "]" + s[i+len(mark):]
	}
	return s
}

func readIP(kind, value string) (string, string) {
	address, length, network := strings.Cut(value, "/")
	a, err := netip.ParseAddr(address)
	switch {
	case err != nil || a.Zone() != "":
		return "", "it is no IP address"
	case kind == "ipv4" && !a.Is4():
		return "", "it is an IPv6 address"
	case kind == "ipv6" && !a.Is6():
		return "", "it is an IPv4 address"
	case !network:
		return a.String(), ""
	}
	p, err := netip.ParsePrefix(a.String() + "/" + length)
	if err != nil {
		return "", "«/" + length + "» is no length of a network"
	}
	return p.Masked().String(), ""
}

// domainProblem says what is wrong with a domain name, "" if nothing is.
func domainProblem(name string) string {
	const longest, longestLabel = 253, 63 // RFC 1035
	labels := strings.Split(name, ".")
	if len(labels) < 2 {
		return "a domain has two parts at least"
	}
	if len(name) > longest {
		return "a domain has at most 253 characters"
	}
	for _, label := range labels {
		if label == "" || len(label) > longestLabel || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "«" + label + "» is no part of a domain"
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_' {
				return "a domain has no «" + string(r) + "»"
			}
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		return "it ends in a number"
	}
	return ""
}

func readURL(value string) (string, string) {
	u, err := url.Parse(value)
	switch {
	case strings.ContainsAny(value, " \t\"<>"):
		return "", "a URL has no blanks, quotes or angle brackets"
	case err != nil || u.Scheme == "" || u.Host == "" || !strings.Contains(value, "://"):
		return "", "it is written scheme://host/path"
	}
	if host := u.Hostname(); !isIP(host) {
		if problem := domainProblem(strings.ToLower(host)); problem != "" {
			return "", problem
		}
	}
	return value, ""
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func readHash(value string, bytes int) (string, string) {
	value = strings.ToLower(value)
	if len(value) != 2*bytes {
		return "", fmt.Sprintf("it has %d characters, not %d", len(value), 2*bytes)
	}
	if _, err := hex.DecodeString(value); err != nil {
		return "", "only 0 to 9 and a to f stand in it"
	}
	return value, ""
}
