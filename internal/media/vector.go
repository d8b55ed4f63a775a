package media

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// svg passes an SVG as it is, and reads its size: width and height in pixels, or
// else the view box (SVG 2, 8.2).
func (s *scanner) svg(f *facts) {
	text, err := io.ReadAll(io.LimitReader(s.in, maxPassed+1))
	s.read += int64(len(text))
	if err != nil {
		s.failed(err)
		return
	}
	if len(text) > maxPassed {
		s.refuse("it is an SVG of more than 8 MB", "export it as PNG")
		return
	}
	s.put(text...)
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // of the root only names are read
	decoder.Strict = false
	for {
		token, err := decoder.Token()
		if err != nil {
			s.broken("it is no SVG: " + phrase(err.Error()))
			return
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			s.refuse("it is not a picture but a document <"+phrase(root.Name.Local)+">", "export it as SVG, JPEG or PNG")
			return
		}
		f.Width, f.Height = sizeSVG(root.Attr)
		return
	}
}

// sizeSVG gives the size of an SVG in pixels, zeros if it does not say.
func sizeSVG(attributes []xml.Attr) (width, height int) {
	said := map[string]string{}
	for _, a := range attributes {
		if a.Name.Space == "" {
			said[a.Name.Local] = strings.TrimSpace(a.Value)
		}
	}
	pixels := func(text string) int {
		n, err := strconv.ParseFloat(strings.TrimSuffix(text, "px"), 64)
		if err != nil || math.IsNaN(n) || n < 1 || n > 1e5 {
			return 0
		}
		return int(math.Round(n))
	}
	width, height = pixels(said["width"]), pixels(said["height"])
	if width > 0 && height > 0 {
		return width, height
	}
	box := strings.FieldsFunc(said["viewBox"], func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' })
	if len(box) != 4 {
		return 0, 0
	}
	width, height = pixels(box[2]), pixels(box[3])
	if width == 0 || height == 0 {
		return 0, 0
	}
	return width, height
}
