package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The limits of one picture. Whatever exceeds them is refused by what its header
// says, before anything is decoded.
const (
	maxFile   = 64 << 20  // bytes of the file
	maxPixels = 100 << 20 // width times height
	maxMemory = 400 << 20 // bytes that the decoded picture takes
	maxPassed = 8 << 20   // bytes of a file that is read as a whole (SVG)
)

// kind is a picture format. It is told by the first bytes of a file, never by
// its name.
type kind uint8

const (
	noKind kind = iota
	jpegKind
	pngKind
	gifKind
	webpKind
	avifKind
	svgKind
)

// String gives the extension under which the kind is published.
func (k kind) String() string {
	return [...]string{"", "jpg", "png", "gif", "webp", "avif", "svg"}[k]
}

// facts are what the file of a picture says of itself, read without decoding it.
type facts struct {
	Kind          kind  `json:"kind"`
	Width, Height int   `json:",omitempty"` // in pixels, as stored; 0 if an SVG does not say
	Turn          turn  `json:",omitempty"`
	Memory        int64 `json:",omitempty"` // bytes that decoding it takes
	Animated      bool  `json:",omitempty"`
	// Length is the size of the file without metadata; Clean says that there is
	// none to take out.
	Length int64
	Clean  bool `json:",omitempty"`
	// Credit is who must be named, as the file's XMP or IPTC says.
	Credit string `json:",omitempty"`
	// Trouble says why it cannot be published, Hint what to do; empty if it can.
	Trouble string `json:",omitempty"`
	Hint    string `json:",omitempty"`
}

// shown gives the size as readers see it.
func (f *facts) shown() (width, height int) {
	if f.Turn.sideways() {
		return f.Height, f.Width
	}
	return f.Width, f.Height
}

// strip copies a picture from r to w without its metadata, and says what it is.
// Colour profiles stay: without them the colours would be others. It reads r to
// its end and decodes nothing. The error is that of r or w; a picture that is
// none is Trouble in the facts, and what was written of it is worthless.
func strip(r io.Reader, w io.Writer) (facts, error) {
	s := &scanner{in: bufio.NewReaderSize(r, 64<<10), out: bufio.NewWriterSize(w, 64<<10)}
	f := facts{Turn: upright}
	if head, err := s.in.Peek(sniffed); err != nil && err != io.EOF {
		return f, err
	} else {
		f.Kind = sniff(head)
	}
	switch f.Kind {
	case jpegKind:
		s.jpeg(&f)
	case pngKind:
		s.png(&f)
	case gifKind:
		s.gif(&f)
	case webpKind:
		s.webp(&f)
	case avifKind:
		s.avif(&f)
	case svgKind:
		s.svg(&f)
	default:
		s.refuse("it is not a picture of a kind that browsers show", "export it as JPEG or PNG")
	}
	if s.err == nil || errors.Is(s.err, errRefused) {
		rest, err := io.Copy(io.Discard, s.in)
		s.read += rest
		if err != nil {
			return f, err
		}
	}
	if s.err == nil {
		s.err = s.out.Flush()
	}
	switch {
	case errors.Is(s.err, errRefused):
		f.Trouble, f.Hint = s.trouble, s.hint
	case s.err != nil:
		return f, s.err
	case s.read > maxFile:
		f.Trouble = fmt.Sprintf("its file has %d MB", s.read>>20)
		f.Hint = fmt.Sprintf("at most %d MB can be published: export it smaller or with a lower quality", maxFile>>20)
	default:
		f.measure()
	}
	f.Length, f.Clean = s.written, s.read == s.written && !s.changed
	return f, nil
}

// measure refuses a picture that is too large to be decoded.
func (f *facts) measure() {
	switch {
	case f.Kind == svgKind:
	case f.Width <= 0 || f.Height <= 0:
		f.Trouble, f.Hint = "it has no width or no height", "export it anew"
	case int64(f.Width)*int64(f.Height) > maxPixels || f.Memory > maxMemory:
		f.Trouble = fmt.Sprintf("it is absurdly large: %d × %d pixels", f.Width, f.Height)
		f.Hint = fmt.Sprintf("at most %d megapixels are published, and never more than %d pixels wide: make it smaller", maxPixels>>20, topWidth)
	}
}

// sniffed is how many bytes sniff looks at.
const sniffed = 512

// sniff tells a format by the first bytes of a file.
func sniff(head []byte) kind {
	has := func(at int, magic string) bool {
		return len(head) >= at+len(magic) && string(head[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return jpegKind
	case has(0, "\x89PNG\r\n\x1a\n"):
		return pngKind
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return gifKind
	case has(0, "RIFF") && has(8, "WEBP"):
		return webpKind
	case has(4, "ftypavif"), has(4, "ftypavis"):
		return avifKind
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff"))
	if strings.HasPrefix(text, "<svg") || strings.HasPrefix(text, "<?xml") || strings.HasPrefix(text, "<!") {
		return svgKind
	}
	return noKind
}

// errRefused ends the scan of a picture that cannot be published.
var errRefused = errors.New("refused")

// scanner copies a picture piece by piece. Once something went wrong it does
// nothing any more, so that only loops have to ask.
type scanner struct {
	in            *bufio.Reader
	out           *bufio.Writer
	read, written int64
	changed       bool // what was written is not what was read, though as long
	err           error
	trouble, hint string
	buffer        []byte
}

func (s *scanner) refuse(trouble, hint string) {
	if s.err == nil {
		s.err, s.trouble, s.hint = errRefused, trouble, hint
	}
}

// broken refuses a file that is not what its first bytes promise.
func (s *scanner) broken(what string) {
	s.refuse("its file is broken: "+what, "export it anew, or fetch it again from where it came from")
}

// failed notes an error of reading.
func (s *scanner) failed(err error) {
	if s.err != nil {
		return
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		s.broken("it ends in the middle")
		return
	}
	s.err = err
}

// take reads n bytes, which are valid until the next call. If there are fewer it
// gives zeros, but not more than 1 KiB of them: whoever asks for more looks at err.
func (s *scanner) take(n int) []byte {
	if n > maxFile {
		s.broken("a part of it claims to be larger than any file")
		n = 0
	}
	// Grown as data comes, not as a header claims: it may lie.
	b := s.buffer[:0]
	for len(b) < n && s.err == nil {
		part := min(n-len(b), 1<<20)
		at := len(b)
		b = append(b, make([]byte, part)...)
		got, err := io.ReadFull(s.in, b[at:])
		s.read += int64(got)
		if err != nil {
			s.failed(err)
		}
	}
	s.buffer = b
	if s.err != nil {
		return make([]byte, min(n, 1<<10))
	}
	return b
}

// next reads one byte.
func (s *scanner) next() byte {
	if s.err != nil {
		return 0
	}
	b, err := s.in.ReadByte()
	if err != nil {
		s.failed(err)
		return 0
	}
	s.read++
	return b
}

// put writes bytes.
func (s *scanner) put(b ...byte) {
	if s.err != nil {
		return
	}
	if _, err := s.out.Write(b); err != nil {
		s.err = err
	}
	s.written += int64(len(b))
}

// pass copies n bytes, and to sum if it is not nil.
func (s *scanner) pass(n int64, sum io.Writer) {
	if s.err != nil {
		return
	}
	var out io.Writer = s.out
	if sum != nil {
		out = io.MultiWriter(s.out, sum)
	}
	got, err := io.CopyN(out, s.in, n)
	s.read += got
	s.written += got
	if err != nil {
		s.failed(err)
	}
}

// drop passes n bytes over, and to sum if it is not nil.
func (s *scanner) drop(n int64, sum io.Writer) {
	if s.err != nil {
		return
	}
	if sum == nil {
		sum = io.Discard
	}
	got, err := io.CopyN(sum, s.in, n)
	s.read += got
	if err != nil {
		s.failed(err)
	}
}

// gif copies a GIF without comments, texts and what programs left in it. What
// stays are the frames, their times and how often they are shown.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
func (s *scanner) gif(f *facts) {
	head := s.take(13)
	s.put(head...)
	if s.err != nil {
		return
	}
	f.Width, f.Height = int(binary.LittleEndian.Uint16(head[6:])), int(binary.LittleEndian.Uint16(head[8:]))
	colours := func(flags byte) {
		if flags&0x80 != 0 {
			s.pass(3<<(flags&7+1), nil)
		}
	}
	colours(head[10])
	frames := 0
	for s.err == nil {
		switch block := s.next(); block {
		case 0x2c:
			frames++
			s.put(block)
			d := s.take(9)
			flags := d[8]
			s.put(d...)
			colours(flags)
			s.pass(1, nil)
			s.blocks(true)
		case 0x21:
			label := s.next()
			switch label {
			case 0xf9:
				s.put(block, label)
				s.blocks(true)
			case 0xff:
				size := s.next()
				name := bytes.Clone(s.take(int(size)))
				keep := string(name) == "NETSCAPE2.0" || string(name) == "ANIMEXTS1.0"
				if keep {
					s.put(block, label, size)
					s.put(name...)
				}
				s.blocks(keep)
			default:
				s.blocks(false)
			}
		case 0x3b:
			s.put(block)
			f.Animated = frames > 1
			if frames == 0 {
				s.broken("there is no picture in it")
			}
			return
		default:
			if s.err == nil {
				s.broken("there is a block of an unknown kind")
			}
		}
	}
}

// blocks passes a chain of data blocks on, or over.
func (s *scanner) blocks(keep bool) {
	for s.err == nil {
		size := s.next()
		if keep {
			s.put(size)
			s.pass(int64(size), nil)
		} else {
			s.drop(int64(size), nil)
		}
		if size == 0 {
			return
		}
	}
}
