package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
)

// png copies a PNG with only the chunks that say what it looks like, and checks
// the sum of each (PNG 3rd edition, 5.3). Texts, times and camera data go.
func (s *scanner) png(f *facts) {
	const signature = 8
	s.pass(signature, nil)
	var m meta
	ended := false
	for first := true; s.err == nil && !ended; first = false {
		head := bytes.Clone(s.take(8))
		length, name := binary.BigEndian.Uint32(head), string(head[4:])
		if s.err != nil {
			return
		}
		if length > 1<<31-1 || first != (name == "IHDR") {
			s.broken("its parts are not those of a PNG")
			return
		}
		sum := crc32.NewIEEE()
		sum.Write(head[4:])
		keep := shapesPNG(name)
		if keep {
			s.put(head...)
		}
		switch {
		case name == "IHDR" && length == 13:
			data := s.take(13)
			sum.Write(data)
			s.put(data...)
			f.readIHDR(data)
		case (name == "eXIf" || name == "iTXt") && length < 1<<20:
			data := s.take(int(length))
			sum.Write(data)
			if name == "eXIf" {
				m.readEXIF(data)
			} else if packet, ok := bytes.CutPrefix(data, []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00")); ok {
				m.readXMP(packet)
			}
		case keep:
			s.pass(int64(length), sum)
		default:
			s.drop(int64(length), sum)
		}
		want := bytes.Clone(s.take(4))
		if s.err == nil && binary.BigEndian.Uint32(want) != sum.Sum32() {
			s.broken("the sum of its part " + phrase(name) + " is wrong")
			return
		}
		if keep {
			s.put(want...)
		}
		f.Animated = f.Animated || name == "acTL"
		ended = name == "IEND"
	}
	if f.Credit = m.credit(); !f.Animated { // frames are not turned
		f.Turn = m.turn()
	}
}

// shapesPNG says whether a chunk has to do with what a PNG looks like.
func shapesPNG(name string) bool {
	switch name {
	case "IHDR", "PLTE", "IDAT", "IEND", "tRNS",
		"cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB", "bKGD", "pHYs",
		"acTL", "fcTL", "fdAT":
		return true
	}
	return false
}

// readIHDR reads the size of a PNG, and what memory package image/png needs for
// it, with the four bytes a pixel that resizing takes.
func (f *facts) readIHDR(data []byte) {
	w, h := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
	f.Width, f.Height = int(min(w, 1<<31-1)), int(min(h, 1<<31-1))
	const grey, palette = 0, 3
	pixel := int64(4)
	if data[9] == grey || data[9] == palette {
		pixel = 1
	}
	if data[8] == 16 {
		pixel *= 2
	}
	if data[12] != 0 { // interlaced: the passes are decoded apart
		pixel *= 2
	}
	if pixels := int64(f.Width) * int64(f.Height); pixels < maxPixels {
		f.Memory = pixels * (pixel + 4)
	}
}

// profilePNG gives the chunk with the colour profile of a PNG, nil if there is
// none, or if it calls itself sRGB.
func profilePNG(file []byte) []byte {
	for at := 8; at+12 <= len(file); {
		length := int64(binary.BigEndian.Uint32(file[at:]))
		end := int64(at) + 12 + length
		name := string(file[at+4 : at+8])
		if end > int64(len(file)) || name == "IDAT" {
			return nil
		}
		if name == "iCCP" {
			called, _, _ := bytes.Cut(file[at+8:end-4], []byte{0})
			if isSRGB(called) {
				return nil
			}
			return file[at:end]
		}
		at = int(end)
	}
	return nil
}

// withProfilePNG puts a chunk with a colour profile behind the header of a PNG
// that was just encoded.
func withProfilePNG(file, chunk []byte) []byte {
	const header = 8 + 12 + 13
	out := append(make([]byte, 0, len(file)+len(chunk)), file[:header]...)
	return append(append(out, chunk...), file[header:]...)
}

// chunkOfProfile makes the chunk of a PNG that holds a colour profile.
func chunkOfProfile(icc []byte) []byte {
	if len(icc) == 0 {
		return nil
	}
	var data bytes.Buffer
	data.WriteString("iCCPprofile\x00\x00")
	z := zlib.NewWriter(&data)
	z.Write(icc) // to memory, which does not fail
	z.Close()
	out := binary.BigEndian.AppendUint32(nil, uint32(data.Len()-4))
	out = append(out, data.Bytes()...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(data.Bytes()))
}
