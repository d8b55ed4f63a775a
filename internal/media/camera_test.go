package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// secret stands in everything that must not be published.
const secret = "51.5007N-0.1246W"

// corners are the colours of a test picture's corners as readers must see them.
var corners = [4]color.RGBA{{200, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 200, 255}, {200, 200, 200, 255}}

// The corners of a picture.
const (
	topLeft = iota
	topRight
	bottomLeft
	bottomRight
)

// quartered draws a picture whose quarters have the colours of corners, as it is
// stored by a camera that was held as t says.
func quartered(width, height int, t turn) *image.RGBA {
	if t.sideways() {
		width, height = height, width
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			out.SetRGBA(x, y, corners[seen(t, y >= height/2, x >= width/2)])
		}
	}
	return out
}

// seen says in which quarter of the upright picture a quarter of the stored one
// stands. It follows the words of Exif 2.32, 4.6.4: what the 0th row and the 0th
// column are «the visual … of the image».
func seen(t turn, lastRow, lastColumn bool) int {
	type sides struct{ row, column string }
	zeroth := [...]sides{1: {"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"},
		{"left", "top"}, {"right", "top"}, {"right", "bottom"}, {"left", "bottom"}}[t]
	other := map[string]string{"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
	if lastRow {
		zeroth.row = other[zeroth.row]
	}
	if lastColumn {
		zeroth.column = other[zeroth.column]
	}
	switch words := zeroth.row + " " + zeroth.column; {
	case strings.Contains(words, "top") && strings.Contains(words, "left"):
		return topLeft
	case strings.Contains(words, "top"):
		return topRight
	case strings.Contains(words, "left"):
		return bottomLeft
	}
	return bottomRight
}

// shot is what a camera and an agency write into a file.
type shot struct {
	turn    turn
	gps     bool
	xmp     string // properties of the description
	iptc    map[byte]string
	trailer bool // a second picture and a film behind the first
	icc     []byte
}

// jpegOf is the file of a shot.
func jpegOf(t testing.TB, picture image.Image, s shot) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return s.into(plain.Bytes())
}

// into adds what the camera writes to a JPEG.
func (s shot) into(plain []byte) []byte {
	var out []byte
	segment := func(marker byte, data string) {
		out = append(out, 0xff, marker, byte((len(data)+2)>>8), byte(len(data)+2))
		out = append(out, data...)
	}
	out = append(out, 0xff, markSOI)
	if s.gps {
		segment(markAPP0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01\x01\x02\x03") // with a thumbnail of one pixel
		segment(markAPP0, "JFXX\x00\x10"+secret)
	}
	if s.turn != 0 || s.gps {
		segment(markAPP0+1, exifName+exif(s.turn, s.gps))
	}
	if s.xmp != "" {
		segment(markAPP0+1, xmpName+packet(s.xmp))
	}
	if s.iptc != nil {
		segment(markAPP0+13, psName+photoshop(s.iptc))
	}
	if s.icc != nil {
		segment(markAPP0+2, iccName+"\x01\x01"+string(s.icc))
	}
	if s.gps {
		segment(markAPP0+2, "MPF\x00"+secret)
		segment(markAPP0+4, "maker "+secret)
		segment(markCOM, secret)
	}
	out = append(out, plain[2:]...)
	if s.trailer {
		out = append(out, plain...)
		out = append(out, "ftypmp42"+secret...)
	}
	return out
}

// exif writes a TIFF structure with an orientation and, if asked, a position.
func exif(t turn, gps bool) string {
	var b []byte
	order := binary.BigEndian
	if t%2 == 0 {
		b = append(b, "MM\x00*\x00\x00\x00\x08"...)
	} else {
		b = append(b, "II*\x00\x08\x00\x00\x00"...)
	}
	u16 := func(n uint16) {
		if t%2 == 0 {
			b = order.AppendUint16(b, n)
		} else {
			b = binary.LittleEndian.AppendUint16(b, n)
		}
	}
	u32 := func(n uint32) {
		if t%2 == 0 {
			b = order.AppendUint32(b, n)
		} else {
			b = binary.LittleEndian.AppendUint32(b, n)
		}
	}
	const entries = 3
	after := uint32(8 + 2 + 12*entries + 4)
	u16(entries)
	u16(0x010f) // maker
	u16(2)
	u32(uint32(len(secret) + 1))
	u32(after)
	u16(0x0112) // orientation
	u16(3)
	u32(1)
	u16(uint16(t))
	u16(0)
	u16(0x8825) // GPS
	u16(4)
	u32(1)
	u32(after + uint32(len(secret)) + 1)
	u32(0)
	b = append(b, secret+"\x00"...)
	if gps {
		u16(1)
		u16(2) // latitude
		u16(5)
		u32(3)
		u32(uint32(len(b)) + 8)
		u32(0)
		for _, n := range []uint32{51, 1, 30, 1, 2, 1} {
			u32(n)
		}
	}
	return string(b)
}

// packet writes an XMP packet.
func packet(properties string) string {
	return `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="` + rdfSpace + `">` +
		`<rdf:Description rdf:about="" xmlns:dc="` + dcSpace + `" xmlns:photoshop="` + photoshopSpace + `" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="` + secret + `"` +
		properties + `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

// photoshop writes image resources, an IPTC record among them.
func photoshop(iptc map[byte]string) string {
	var record []byte
	for set := range byte(255) {
		if value, ok := iptc[set]; ok {
			record = append(record, 0x1c, 2, set, byte(len(value)>>8), byte(len(value)))
			record = append(record, value...)
		}
	}
	resource := func(id uint16, data string) string {
		b := binary.BigEndian.AppendUint16([]byte("8BIM"), id)
		b = append(b, "\x03abc"...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
		b = append(b, data...)
		if len(data)%2 == 1 {
			b = append(b, 0)
		}
		return string(b)
	}
	return resource(0x040c, "thumbnail "+secret+"!") + resource(0x0404, string(record))
}

// pngOf is a PNG with more chunks behind its header.
func pngOf(t testing.TB, picture image.Image, chunks ...string) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := png.Encode(&plain, picture); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 12 + 13
	out := bytes.Clone(plain.Bytes()[:header])
	for _, c := range chunks {
		out = append(out, chunk(c)...)
	}
	return append(out, plain.Bytes()[header:]...)
}

// chunk writes a chunk of a PNG: its name and its data, with length and sum.
func chunk(c string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(c)-4))
	out = append(out, c...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(c)))
}

// webpOf writes a WebP: a lossless picture without content, and what goes with it.
func webpOf(chunks ...string) []byte {
	var body []byte
	body = append(body, "WEBP"...)
	for _, c := range chunks {
		body = append(body, c[:4]...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(c)-4))
		body = append(body, c[4:]...)
		if len(c)%2 == 1 {
			body = append(body, 0)
		}
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)))
	return append(out, body...)
}

// box writes a box of an AVIF.
func box(name string, data ...string) string {
	all := strings.Join(data, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(all)))) + name + all
}

// avifOf writes the boxes of an AVIF of 300 × 200 pixels, turned by a quarter.
func avifOf(items ...string) []byte {
	var entries string
	for n, item := range items {
		entries += box("infe", "\x02\x00\x00\x00", string([]byte{0, byte(n + 1), 0, 0}), item, "\x00")
	}
	meta := box("meta", "\x00\x00\x00\x00",
		box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict"),
		box("pitm", "\x00\x00\x00\x00\x00\x01"),
		box("iinf", "\x00\x00\x00\x00", string([]byte{0, byte(len(items))}), entries),
		box("iprp",
			box("ipco", box("ispe", "\x00\x00\x00\x00\x00\x00\x01\x2c\x00\x00\x00\xc8"), box("irot", "\x01")),
			box("ipma", "\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x01\x82")))
	return []byte(box("ftyp", "avif\x00\x00\x00\x00avifmif1") + meta + box("mdat", "picture"))
}

// testProfile is the head of a colour profile for a space, with a name in it.
func testProfile(space, name string) []byte {
	icc := make([]byte, 128, 200)
	copy(icc[16:], space)
	return append(icc, name...)
}
