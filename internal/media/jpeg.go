package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
)

// The markers of a JPEG: ITU-T T.81, table B.1.
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markDQT  = 0xdb
	markDHT  = 0xc4
	markDRI  = 0xdd
	markAPP0 = 0xe0
	markCOM  = 0xfe
)

// What begins an application segment of a JPEG.
const (
	jfifName = "JFIF\x00"                         // JFIF 1.02, in APP0
	exifName = "Exif\x00\x00"                     // Exif 2.32, 4.7.2, in APP1
	xmpName  = "http://ns.adobe.com/xap/1.0/\x00" // XMP part 3, 1.1.3, in APP1
	iccName  = "ICC_PROFILE\x00"                  // ICC.1:2022, B.4, in APP2
	psName   = "Photoshop 3.0\x00"                // Adobe Photoshop file formats, in APP13
	dctName  = "Adobe"                            // Adobe TN 5116, in APP14
)

// jpeg copies a JPEG without its metadata: what is needed to decode it stays,
// and the colour profile. Thumbnails, comments, camera data, editing histories
// and whatever phones append behind the picture (a second one, a film) go.
func (s *scanner) jpeg(f *facts) {
	s.put(s.take(2)...)
	var m meta
	marker := s.marker()
	for s.err == nil {
		if marker == markEOI {
			s.put(0xff, markEOI)
			if f.Width == 0 {
				s.broken("there is no picture in it")
			}
			f.Turn, f.Credit = m.turn(), m.credit()
			return
		}
		length := int(binary.BigEndian.Uint16(s.take(2))) - 2
		if length < 0 {
			s.broken("a part of it has no length")
			return
		}
		data := s.take(length)
		if s.err != nil {
			return
		}
		keep := false
		switch {
		case marker == markAPP0:
			if keep = bytes.HasPrefix(data, []byte(jfifName)) && len(data) >= 14; keep && len(data) > 14 {
				data = data[:14] // a thumbnail follows: perhaps of what was cut away
				data[12], data[13] = 0, 0
			}
		case marker == markAPP0+1 && bytes.HasPrefix(data, []byte(exifName)):
			m.readEXIF(data[len(exifName):])
		case marker == markAPP0+1 && bytes.HasPrefix(data, []byte(xmpName)):
			m.readXMP(data[len(xmpName):])
		case marker == markAPP0+2:
			keep = bytes.HasPrefix(data, []byte(iccName))
		case marker == markAPP0+13 && bytes.HasPrefix(data, []byte(psName)):
			m.readPhotoshop(data[len(psName):])
		case marker == markAPP0+14:
			keep = bytes.HasPrefix(data, []byte(dctName))
		case marker == markDQT, marker == markDHT, marker == markDRI:
			keep = true
		case marker >= 0xc0 && marker <= 0xcf: // DHT, DAC and JPG aside, frames
			keep = true
			s.frame(f, marker, data)
		case marker == markSOS:
			keep = true
			if f.Width == 0 {
				s.broken("the picture comes before its size")
			}
		case marker > markAPP0 && marker < markAPP0+16, marker == markCOM:
		default:
			s.broken("there is a part of an unknown kind")
		}
		if keep {
			s.put(0xff, marker, byte((len(data)+2)>>8), byte(len(data)+2))
			s.put(data...)
		}
		if marker == markSOS {
			marker = s.scan()
		} else {
			marker = s.marker()
		}
	}
}

// marker reads the next marker. Any number of 0xff may stand before it.
func (s *scanner) marker() byte {
	if s.next() != 0xff {
		s.broken("a part of it is longer or shorter than it says")
		return 0
	}
	m := s.next()
	for m == 0xff && s.err == nil {
		m = s.next()
	}
	return m
}

// scan copies the coded picture and gives the marker behind it. In it, 0xff is
// followed by 0 or by the number of a restart.
func (s *scanner) scan() byte {
	for s.err == nil {
		part, err := s.in.ReadSlice(0xff)
		s.read += int64(len(part))
		if err != nil {
			s.put(part...) // the buffer is full, or the file ends
			if err != bufio.ErrBufferFull {
				s.failed(err)
			}
			continue
		}
		s.put(part[:len(part)-1]...)
		m := s.next()
		for m == 0xff && s.err == nil {
			m = s.next()
		}
		if m != 0 && (m < 0xd0 || m > 0xd7) {
			return m
		}
		s.put(0xff, m)
	}
	return 0
}

// frame reads the size and the kind of a frame: T.81, B.2.2. Go decodes baseline,
// extended sequential and progressive ones.
func (s *scanner) frame(f *facts, marker byte, data []byte) {
	if marker > 0xc2 {
		s.refuse("it is a JPEG of a kind that hardly any program shows", "export it as an ordinary JPEG")
		return
	}
	if f.Width != 0 || len(data) < 6 || len(data) < 6+3*int(data[5]) {
		s.broken("its size cannot be read")
		return
	}
	f.Height, f.Width = int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
	if data[0] != 8 {
		s.refuse("it is a JPEG with more than 8 bits a channel", "export it as an ordinary JPEG")
		return
	}
	// Every component takes its share of each block of hmax × vmax samples.
	wide, high, samples := 1, 1, int64(0)
	for c := range int(data[5]) {
		h, v := int(data[7+3*c]>>4), int(data[7+3*c]&15)
		wide, high, samples = max(wide, h), max(high, v), samples+int64(h*v)
	}
	f.Memory = int64((f.Width+wide-1)/wide) * int64((f.Height+high-1)/high) * samples
	switch {
	case marker == 0xc2: // a progressive one is kept as numbers of 32 bits as well until it is whole
		f.Memory *= 5
	case data[5] == 4:
		f.Memory *= 2
	}
	if f.Width == 0 || f.Height == 0 {
		s.broken("it has no width or no height")
	}
}

// profile gives the colour profile of a JPEG, nil if there is none or if it says
// that the colours are those that everybody expects (sRGB).
func profile(file []byte) []byte {
	var out []byte
	for at := 2; at+4 <= len(file) && file[at] == 0xff && file[at+1] != markSOS; {
		length := int(binary.BigEndian.Uint16(file[at+2:]))
		end := at + 2 + length
		if length < 2 || end > len(file) {
			break
		}
		// The parts of a long profile are numbered, and stand in order.
		if data := file[at+4 : end]; file[at+1] == markAPP0+2 && bytes.HasPrefix(data, []byte(iccName)) && len(data) > len(iccName)+2 {
			out = append(out, data[len(iccName)+2:]...)
		}
		at = end
	}
	if isSRGB(out) {
		return nil
	}
	return out
}

// isSRGB says whether a colour profile calls itself sRGB, in the ASCII or UTF-16
// of its description.
func isSRGB(icc []byte) bool {
	return len(icc) == 0 || bytes.Contains(icc, []byte("sRGB")) || bytes.Contains(icc, []byte("s\x00R\x00G\x00B"))
}

// withProfile puts a colour profile into a JPEG, behind its first two bytes.
func withProfile(file, icc []byte) []byte {
	if len(icc) == 0 {
		return file
	}
	const most = 0xffff - 2 - len(iccName) - 2
	parts := (len(icc) + most - 1) / most
	if parts > 255 {
		return file
	}
	out := append(make([]byte, 0, len(file)+len(icc)+32*parts), file[:2]...)
	for n := range parts {
		part := icc[n*most : min(len(icc), (n+1)*most)]
		length := 2 + len(iccName) + 2 + len(part)
		out = append(out, 0xff, markAPP0+2, byte(length>>8), byte(length))
		out = append(out, iccName...)
		out = append(out, byte(n+1), byte(parts))
		out = append(out, part...)
	}
	return append(out, file[2:]...)
}
