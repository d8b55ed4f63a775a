package media

import (
	"encoding/binary"
	"io"
)

// webp copies a WebP with only the chunks that say what it looks like (RFC 9649,
// 2.7): Exif and XMP go.
func (s *scanner) webp(f *facts) {
	file := s.whole()
	if s.err != nil {
		return
	}
	if len(file) < 20 || uint64(binary.LittleEndian.Uint32(file[4:]))+8 > uint64(len(file)) {
		s.broken("it ends in the middle")
		return
	}
	end := 8 + int(binary.LittleEndian.Uint32(file[4:]))
	out := append(make([]byte, 0, len(file)), file[:12]...)
	var m meta
	for at := 12; at+8 <= end; {
		name, size := string(file[at:at+4]), int64(binary.LittleEndian.Uint32(file[at+4:]))
		if int64(at)+8+size > int64(end) {
			s.broken("a part of it is longer than it")
			return
		}
		next := min(end, at+8+int(size+size&1))
		data := file[at+8 : at+8+int(size)]
		switch name {
		case "VP8X":
			if size < 10 {
				s.broken("its size cannot be read")
				return
			}
			const exif, xmp, animated = 8, 4, 2
			f.Width, f.Height = 1+int24(data[4:]), 1+int24(data[7:])
			f.Animated = data[0]&animated != 0
			out = append(out, file[at:next]...)
			out[len(out)-(next-at)+8] &^= exif | xmp
		case "VP8 ", "VP8L":
			if f.Width == 0 {
				f.Width, f.Height = sizeVP8(name, data)
			}
			out = append(out, file[at:next]...)
		case "ALPH", "ANIM", "ANMF", "ICCP":
			out = append(out, file[at:next]...)
		case "EXIF":
			if len(data) > len(exifName) && string(data[:len(exifName)]) == exifName {
				data = data[len(exifName):]
			}
			m.readEXIF(data)
		case "XMP ":
			m.readXMP(data)
		}
		at = next
	}
	if f.Turn = m.turn(); f.Turn != upright {
		s.refuse("it is a WebP that has to be turned, and WebP is published as it is", "turn it in the program that made it, or export it as JPEG")
	}
	f.Credit = m.credit()
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	s.changed = true // it is as long only if nothing was taken out
	if len(out) == len(file) {
		s.changed = false
	}
	s.put(out...)
}

// whole reads what is left of the file.
func (s *scanner) whole() []byte {
	file, err := io.ReadAll(io.LimitReader(s.in, maxFile+1))
	s.read += int64(len(file))
	if err != nil {
		s.failed(err)
	} else if len(file) > maxFile {
		s.refuse("its file is too large", "at most 64 MB can be published: export it smaller")
	}
	return file
}

func int24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// sizeVP8 reads the size of a frame: RFC 6386, 9.1, and RFC 9649, 3.4.
func sizeVP8(name string, data []byte) (width, height int) {
	switch {
	case name == "VP8 " && len(data) >= 10 && data[3] == 0x9d && data[4] == 0x01 && data[5] == 0x2a:
		return int(binary.LittleEndian.Uint16(data[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(data[8:])) & 0x3fff
	case name == "VP8L" && len(data) >= 5 && data[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(data[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff)
	}
	return 0, 0
}

// avif passes an AVIF as it is if it holds nothing but pictures, and refuses it
// otherwise: its parts refer to each other by their place in the file, so that
// nothing can be taken out safely. (ISO/IEC 14496-12, 8.11; 23008-12, 6.5.)
func (s *scanner) avif(f *facts) {
	file := s.whole()
	if s.err != nil {
		return
	}
	const without = "export it without metadata, for example with «exiftool -all= FILE»"
	var m heif
	ok := boxes(file, func(name string, data []byte) bool {
		switch name {
		case "meta":
			return m.read(data)
		case "moov":
			f.Animated = true
		case "uuid":
			m.foreign = true
		}
		return true
	})
	f.Width, f.Height = m.size()
	switch {
	case !ok || f.Width == 0:
		s.broken("its parts are not those of an AVIF")
	case f.Animated:
		s.refuse("it is an AVIF that moves, whose metadata cannot be taken out", "export it as a film, or as WebP")
	case m.foreign:
		s.refuse("it is an AVIF that holds camera data or other metadata (perhaps the place where it was taken)", without)
	}
	s.put(file...)
}

// heif is what the meta box of an AVIF says.
type heif struct {
	primary    uint32
	foreign    bool // there are items that are no pictures
	properties [][]byte
	of         map[uint32][]int // item → its properties, from 1
}

// boxes visits each box of a file or of a box. It reports whether they are whole.
func boxes(data []byte, visit func(name string, data []byte) bool) bool {
	for len(data) > 0 {
		if len(data) < 8 {
			return false
		}
		size, head := uint64(binary.BigEndian.Uint32(data)), uint64(8)
		switch size {
		case 0:
			size = uint64(len(data))
		case 1:
			if len(data) < 16 {
				return false
			}
			size, head = binary.BigEndian.Uint64(data[8:]), 16
		}
		if size < head || size > uint64(len(data)) || !visit(string(data[4:8]), data[head:size]) {
			return false
		}
		data = data[size:]
	}
	return true
}

func (m *heif) read(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	m.of = map[uint32][]int{}
	return boxes(data[4:], func(name string, data []byte) bool {
		if len(data) < 6 && name != "iprp" {
			return true
		}
		switch name {
		case "pitm":
			m.primary = uint32(binary.BigEndian.Uint16(data[4:]))
			if data[0] > 0 && len(data) >= 8 {
				m.primary = binary.BigEndian.Uint32(data[4:])
			}
		case "iinf":
			head := 6
			if data[0] > 0 {
				head = 8
			}
			return len(data) >= head && boxes(data[head:], m.item)
		case "iprp":
			return boxes(data, func(name string, data []byte) bool {
				switch name {
				case "ipco":
					return boxes(data, func(name string, data []byte) bool {
						m.properties = append(m.properties, append([]byte(name), data...))
						return true
					})
				case "ipma":
					return m.associate(data)
				}
				return true
			})
		}
		return true
	})
}

// item reads an entry of the list of items: pictures, and what goes with them.
func (m *heif) item(name string, data []byte) bool {
	at := 8 // version 2: flags, id, protection
	if len(data) > 0 && data[0] > 2 {
		at = 10
	}
	if name != "infe" || len(data) < at+4 {
		m.foreign = true
		return true
	}
	switch string(data[at : at+4]) {
	case "av01", "grid", "iovl", "iden", "tmap":
	default: // Exif, mime (XMP), uri
		m.foreign = true
	}
	return true
}

// associate reads which properties an item has.
func (m *heif) associate(data []byte) bool {
	if len(data) < 8 {
		return false
	}
	wideID, wideIndex := data[0] > 0, data[3]&1 != 0
	count := binary.BigEndian.Uint32(data[4:])
	data = data[8:]
	number := func(wide bool, narrow int) (n uint32, ok bool) {
		size := narrow
		if wide {
			size *= 2
		}
		if len(data) < size {
			return 0, false
		}
		for _, b := range data[:size] {
			n = n<<8 | uint32(b)
		}
		data = data[size:]
		return n, true
	}
	for range count {
		id, ok := number(wideID, 2)
		if !ok {
			return false
		}
		n, ok := number(false, 1)
		for ; ok && n > 0; n-- {
			var index uint32
			if index, ok = number(wideIndex, 1); ok {
				if wideIndex {
					index &= 0x7fff
				} else {
					index &= 0x7f
				}
				m.of[id] = append(m.of[id], int(index))
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// size gives the size of the primary picture as it is shown.
func (m *heif) size() (width, height int) {
	sideways := false
	for _, n := range m.of[m.primary] {
		if n < 1 || n > len(m.properties) {
			continue
		}
		switch p := m.properties[n-1]; {
		case string(p[:4]) == "ispe" && len(p) >= 16:
			width, height = int(binary.BigEndian.Uint32(p[8:])), int(binary.BigEndian.Uint32(p[12:]))
		case string(p[:4]) == "irot" && len(p) >= 5:
			sideways = p[4]&1 != 0
		}
	}
	if sideways {
		return height, width
	}
	return width, height
}
