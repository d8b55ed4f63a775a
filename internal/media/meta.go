package media

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// turn is how a picture has to be turned to stand upright, as Exif writes it
// (orientation, tag 0x0112): which row of the picture is the top row that is
// stored, and which column the first.
type turn uint8

const upright turn = 1

// sideways says that width and height change places.
func (t turn) sideways() bool { return t >= 5 }

// meta is what we want to know of a picture's metadata. Everything in it is
// untrusted: whatever is not as it should be is not there.
type meta struct {
	orientation                    turn
	line, maker, owner             string // XMP
	iptcLine, iptcMaker, iptcOwner string
}

func (m *meta) turn() turn {
	if m.orientation < 1 || m.orientation > 8 {
		return upright
	}
	return m.orientation
}

// credit says who must be named: the credit line that the supplier demands, or
// else who made the picture, or else who owns it. XMP goes before IPTC, as the
// Metadata Working Group's guidelines have it. What a camera writes by itself
// (Exif) is not published: its owner may not know of it.
func (m *meta) credit() string {
	for _, said := range []string{m.line, m.iptcLine, m.maker, m.iptcMaker, m.owner, m.iptcOwner} {
		if said != "" {
			return said
		}
	}
	return ""
}

// phrase makes one line of printable text of what a file says, cut at 200 code points.
func phrase(said string) string {
	const longest = 200
	said = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(said, ""))
	said = strings.Join(strings.Fields(said), " ")
	if r := []rune(said); len(r) > longest {
		said = strings.TrimSpace(string(r[:longest-1])) + "…"
	}
	return said
}

// readEXIF reads the orientation out of the first directory of a TIFF structure
// (TIFF 6.0, section 2; Exif 2.32, 4.6).
func (m *meta) readEXIF(tiff []byte) {
	if len(tiff) < 8 {
		return
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return
		}
		const orientation, short = 0x0112, 3
		if order.Uint16(entries) == orientation && order.Uint16(entries[2:]) == short {
			if said := order.Uint16(entries[8:]); said <= 8 {
				m.orientation = turn(said)
			}
			return
		}
		entries = entries[12:]
	}
}

// readPhotoshop reads the IPTC record in a chain of Photoshop's image resources
// (Adobe Photoshop file formats, «Image resource blocks»).
func (m *meta) readPhotoshop(data []byte) {
	for len(data) >= 12 && string(data[:4]) == "8BIM" {
		id := binary.BigEndian.Uint16(data[4:])
		name := 1 + int(data[6])
		name += name & 1
		if len(data) < 6+name+4 {
			return
		}
		size := int64(binary.BigEndian.Uint32(data[6+name:]))
		data = data[6+name+4:]
		if size > int64(len(data)) {
			return
		}
		if id == 0x0404 {
			m.readIPTC(data[:size])
			return
		}
		data = data[min(int64(len(data)), size+size&1):]
	}
}

// readIPTC reads a record of IPTC-IIM 4.2: 2:80 by-line, 2:110 credit, 2:116
// copyright notice. Texts are UTF-8 if the envelope says so (1:90), or if they
// can be nothing else; otherwise Latin-1.
func (m *meta) readIPTC(data []byte) {
	text := func(raw []byte) string {
		if utf8.Valid(raw) {
			return phrase(string(raw))
		}
		var out strings.Builder
		for _, c := range raw {
			out.WriteRune(rune(c))
		}
		return phrase(out.String())
	}
	for len(data) >= 5 && data[0] == 0x1c {
		record, set, size := data[1], data[2], int(binary.BigEndian.Uint16(data[3:]))
		if size > len(data)-5 { // as are the extended ones, which say so in their highest bit
			return
		}
		value := data[5 : 5+size]
		data = data[5+size:]
		if record != 2 {
			continue
		}
		switch set {
		case 80:
			m.iptcMaker = join(m.iptcMaker, text(value))
		case 110:
			m.iptcLine = text(value)
		case 116:
			m.iptcOwner = text(value)
		}
	}
}

// join adds a name to others.
func join(names, name string) string {
	if names == "" || name == "" {
		return names + name
	}
	return phrase(names + ", " + name)
}

// Namespaces of XMP: part 1, 8.3 and 8.4; photoshop is in part 2.
const (
	dcSpace        = "http://purl.org/dc/elements/1.1/"
	photoshopSpace = "http://ns.adobe.com/photoshop/1.0/"
	rdfSpace       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// readXMP reads photoshop:Credit, dc:creator and dc:rights: as attributes of a
// description or as elements of it, alone or in a list.
func (m *meta) readXMP(packet []byte) {
	decoder := xml.NewDecoder(bytes.NewReader(packet))
	decoder.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, io.ErrUnexpectedEOF }
	note := func(name xml.Name, said string) {
		switch name {
		case xml.Name{Space: photoshopSpace, Local: "Credit"}:
			m.line = join(m.line, phrase(said))
		case xml.Name{Space: dcSpace, Local: "creator"}:
			m.maker = join(m.maker, phrase(said))
		case xml.Name{Space: dcSpace, Local: "rights"}:
			if m.owner == "" { // the same in several languages
				m.owner = phrase(said)
			}
		}
	}
	var open []xml.Name
	for len(open) < 100 {
		token, err := decoder.Token()
		if err != nil {
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name)
			if t.Name == (xml.Name{Space: rdfSpace, Local: "Description"}) {
				for _, a := range t.Attr {
					note(a.Name, a.Value)
				}
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			// property, or property > rdf:Seq > rdf:li
			property := len(open) - 1
			if property >= 2 && open[property].Space == rdfSpace && open[property].Local == "li" {
				property -= 2
			}
			if property >= 0 {
				note(open[property], string(t))
			}
		}
	}
}
