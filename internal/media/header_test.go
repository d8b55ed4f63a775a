package media

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// cleaned gives a picture without metadata, and what it says.
func cleaned(t testing.TB, file []byte) ([]byte, facts) {
	t.Helper()
	var out bytes.Buffer
	f, err := strip(bytes.NewReader(file), &out)
	if err != nil {
		t.Fatal(err)
	}
	if f.Trouble == "" && (int(f.Length) != out.Len() || f.Clean != bytes.Equal(out.Bytes(), file)) {
		t.Errorf("the facts say %d bytes, clean %v; there are %d", f.Length, f.Clean, out.Len())
	}
	return out.Bytes(), f
}

func TestFacts(t *testing.T) {
	picture := quartered(60, 40, upright)
	still := &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 5, 4), color.Palette{color.Black, color.White})}, Delay: []int{0}}
	moving := &gif.GIF{Image: append(still.Image, still.Image[0]), Delay: []int{9, 9}}
	gifOf := func(g *gif.GIF) []byte {
		var out bytes.Buffer
		if err := gif.EncodeAll(&out, g); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	const lossless = "VP8L\x2f\x2b\xc1\x31\x00" // 300 × 200
	vp8x := func(flags string) string { return "VP8X" + flags + "\x00\x00\x00\x2b\x01\x00\xc7\x00\x00" }
	plain := func(name string) []byte {
		f, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, c := range []struct {
		name  string
		file  []byte
		want  string // what is known of it
		clean bool
	}{
		{"plain JPEG", jpegOf(t, picture, shot{}), "jpg 60 × 40", true},
		{"JPEG of a camera", jpegOf(t, picture, shot{turn: 6, gps: true, trailer: true}), "jpg 40 × 60 turned", false},
		{"progressive JPEG", plain("progressive.jpg"), "jpg 48 × 32", true},
		{"grey JPEG", jpegOf(t, image.NewGray(image.Rect(0, 0, 9, 7)), shot{}), "jpg 9 × 7", true},
		{"PNG", pngOf(t, picture), "png 60 × 40", true},
		{"PNG with texts", pngOf(t, picture, "tEXtComment\x00"+secret, "eXIf"+exif(3, true), "tIME1234567", "gAMA\x00\x00\xb1\x8f"), "png 60 × 40 turned", false},
		{"PNG that moves", pngOf(t, picture, "acTL\x00\x00\x00\x01\x00\x00\x00\x00"), "png 60 × 40 moving", true},
		{"GIF", gifOf(still), "gif 5 × 4", true},
		{"GIF that moves", gifOf(moving), "gif 5 × 4 moving", true},
		{"GIF with a comment", bytes.Replace(gifOf(still), []byte("\x2c\x00"), []byte("\x21\xfe\x10"+secret+"\x00\x2c\x00"), 1), "gif 5 × 4", false},
		{"GIF with XMP", bytes.Replace(gifOf(still), []byte("\x2c\x00"), []byte("\x21\xff\x0bXMP DataXMP\x10"+secret+"\x00\x2c\x00"), 1), "gif 5 × 4", false},
		{"GIF with more behind it", append(gifOf(still), secret...), "gif 5 × 4", false},
		{"lossless WebP", webpOf(lossless), "webp 300 × 200", true},
		{"lossy WebP", webpOf("VP8 \x00\x00\x00\x9d\x01\x2a\x2c\x01\xc8\x00"), "webp 300 × 200", true},
		{"WebP with metadata", webpOf(vp8x("\x0c"), lossless, "EXIF"+exif(1, true), "XMP "+packet(">")), "webp 300 × 200", false},
		{"WebP that moves", webpOf(vp8x("\x02"), "ANIM123456", "ANMF1234567890123456"), "webp 300 × 200 moving", true},
		{"AVIF", avifOf("av01"), "avif 200 × 300", true},
		{"SVG with a size", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="120px" height="80"/>`), "svg 120 × 80", true},
		{"SVG with a box", []byte("\ufeff<?xml version='1.0' encoding='latin1'?><!-- x --><!DOCTYPE svg><svg width='100%' viewBox='0,0 16.4 9'/>"), "svg 16 × 9", true},
		{"SVG without", []byte("<svg></svg>"), "svg 0 × 0", true},

		{"empty", nil, "not a picture of a kind that browsers show", true},
		{"text", []byte("png"), "not a picture of a kind that browsers show", true},
		{"HEIC under another name", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "not a picture of a kind that browsers show", true},
		{"a page", []byte("<!doctype html><html></html>"), "a document <html>", true},
		{"JPEG that ends early", jpegOf(t, picture, shot{})[:700], "it ends in the middle", true},
		{"JPEG without its end", jpegOf(t, picture, shot{})[:len(jpegOf(t, picture, shot{}))-2], "it ends in the middle", true},
		{"JPEG of markers", []byte("\xff\xd8\xff\xd9"), "there is no picture in it", true},
		{"JPEG with a scan first", []byte("\xff\xd8\xff\xda\x00\x02\xff\xd9"), "comes before its size", true},
		{"lossless JPEG", []byte("\xff\xd8\xff\xc3\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xd9"), "of a kind that hardly any program shows", true},
		{"JPEG of 12 bits", []byte("\xff\xd8\xff\xc1\x00\x0b\x0c\x00\x10\x00\x10\x01\x01\x11\x00\xff\xd9"), "more than 8 bits", true},
		{"large JPEG", []byte("\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xd9"), "absurdly large: 65535 × 65535", true},
		{"large progressive JPEG", []byte("\xff\xd8\xff\xc2\x00\x0b\x08\x23\x28\x2a\x30\x01\x01\x11\x00\xff\xd9"), "absurdly large: 10800 × 9000", true},
		{"PNG that ends early", pngOf(t, picture)[:60], "it ends in the middle", true},
		{"PNG with a wrong sum", bytes.Replace(pngOf(t, picture, "gAMA\x00\x00\xb1\x8f"), []byte("\xb1\x8f"), []byte("\xb1\x8e"), 1), "the sum of its part gAMA is wrong", true},
		{"PNG without header", []byte("\x89PNG\r\n\x1a\n" + string(chunk("IEND"))), "not those of a PNG", true},
		{"PNG bomb", []byte("\x89PNG\r\n\x1a\n" + string(chunk("IHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x06\x00\x00\x00")) + string(chunk("IDAT")) + string(chunk("IEND"))), "absurdly large: 50000 × 50000", true},
		{"PNG of no width", []byte("\x89PNG\r\n\x1a\n" + string(chunk("IHDR\x00\x00\x00\x00\x00\x00\x00\x01\x08\x06\x00\x00\x00")) + string(chunk("IEND"))), "no width", true},
		{"GIF without frames", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "there is no picture in it", true},
		{"GIF of nonsense", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00?"), "of an unknown kind", true},
		{"WebP that ends early", webpOf(lossless)[:24], "it ends in the middle", true},
		{"WebP that has to be turned", webpOf(vp8x("\x08"), lossless, "EXIF"+exif(6, false)), "has to be turned", true},
		{"AVIF with camera data", avifOf("av01", "Exif"), "camera data", true},
		{"AVIF with XMP", avifOf("av01", "mime"), "camera data", true},
		{"AVIF with more boxes", append(avifOf("av01"), box("uuid", "0123456789abcdef", secret)...), "camera data", true},
		{"AVIF that moves", append(avifOf("av01"), box("moov")...), "an AVIF that moves", true},
		{"AVIF of half a box", avifOf("av01")[:80], "not those of an AVIF", true},
	} {
		out, f := cleaned(t, c.file)
		if f.Trouble != "" {
			if !strings.Contains(f.Trouble, c.want) || f.Hint == "" {
				t.Errorf("%s: %q, hint %q; want %q", c.name, f.Trouble, f.Hint, c.want)
			}
			continue
		}
		width, height := f.shown()
		got := f.Kind.String() + " " + strconv.Itoa(width) + " × " + strconv.Itoa(height)
		if f.Turn != upright {
			got += " turned"
		}
		if f.Animated {
			got += " moving"
		}
		if got != c.want || f.Clean != c.clean {
			t.Errorf("%s: %s, clean %v; want %s, %v", c.name, got, f.Clean, c.want, c.clean)
		}
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("%s: what must not be published is still there", c.name)
		}
		again, f2 := cleaned(t, out)
		if !bytes.Equal(again, out) || !f2.Clean || f2.Trouble != "" {
			t.Errorf("%s: without metadata it is not as clean as can be: %+v", c.name, f2)
		}
		if f2.Width != f.Width || f2.Height != f.Height || f2.Animated != f.Animated {
			t.Errorf("%s: without metadata it is another picture: %+v", c.name, f2)
		}
	}
}

// What is decoded of a picture is the same without its metadata.
func TestStrippingIsLossless(t *testing.T) {
	picture := quartered(61, 43, 5)
	icc := testProfile("RGB ", "Display P3")
	for name, pair := range map[string][2][]byte{
		"JPEG": {jpegOf(t, picture, shot{}), jpegOf(t, picture, shot{turn: 5, gps: true, trailer: true, icc: icc})},
		"PNG":  {pngOf(t, picture), pngOf(t, picture, "eXIf"+exif(5, true), "zTXtx\x00\x00"+secret)},
	} {
		plain, full := pair[0], pair[1]
		out, f := cleaned(t, full)
		want, err := decode(f.Kind, plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(f.Kind, out)
		if err != nil {
			t.Fatal(err)
		}
		for n := range want.planes {
			if !bytes.Equal(got.planes[n].pix, want.planes[n].pix) {
				t.Errorf("%s: other pixels", name)
			}
		}
		if name == "JPEG" && !bytes.Equal(profile(out), icc) {
			t.Error("the colour profile is gone")
		}
	}
}

func TestCredit(t *testing.T) {
	picture := quartered(8, 8, upright)
	for _, c := range []struct {
		name string
		shot shot
		want string
	}{
		{"nothing", shot{}, ""},
		{"credit line", shot{xmp: ` photoshop:Credit="R. Osei/Eastmere Courier"><dc:creator><rdf:Seq><rdf:li>R. Osei</rdf:li></rdf:Seq></dc:creator>`}, "R. Osei/Eastmere Courier"},
		{"as an element", shot{xmp: `><photoshop:Credit>Reuters</photoshop:Credit>`}, "Reuters"},
		{"makers", shot{xmp: `><dc:creator><rdf:Seq><rdf:li>R. Osei</rdf:li><rdf:li>A. Adeyemi</rdf:li></rdf:Seq></dc:creator>`}, "R. Osei, A. Adeyemi"},
		{"owner", shot{xmp: `><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Courier</rdf:li><rdf:li xml:lang="de">© Kurier</rdf:li></rdf:Alt></dc:rights>`}, "© Courier"},
		{"IPTC", shot{iptc: map[byte]string{80: "R. Osei", 116: "© Courier"}}, "R. Osei"},
		{"IPTC credit", shot{iptc: map[byte]string{80: "R. Osei", 110: "PA Media"}}, "PA Media"},
		{"IPTC in Latin-1", shot{iptc: map[byte]string{80: "Andr\xe9"}}, "André"},
		{"XMP before IPTC", shot{xmp: ` photoshop:Credit="XMP">`, iptc: map[byte]string{110: "IPTC"}}, "XMP"},
		{"a credit line before a maker", shot{xmp: `><dc:creator>R. Osei</dc:creator>`, iptc: map[byte]string{110: "PA Media"}}, "PA Media"},
		{"on one line", shot{iptc: map[byte]string{80: " R.\n\tOsei\x00\u202e "}}, "R. Osei"},
		{"not for ever", shot{iptc: map[byte]string{80: strings.Repeat("ä", 300)}}, strings.Repeat("ä", 199) + "…"},
		{"broken XMP", shot{xmp: `><dc:creator>`}, ""},
		{"what the camera says by itself", shot{turn: 1, gps: true}, ""},
	} {
		if _, f := cleaned(t, jpegOf(t, picture, c.shot)); f.Credit != c.want || f.Trouble != "" {
			t.Errorf("%s: %q, want %q %s", c.name, f.Credit, c.want, f.Trouble)
		}
	}
	text := "iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00" + packet(` photoshop:Credit="PNG">`)
	if _, f := cleaned(t, pngOf(t, picture, text)); f.Credit != "PNG" {
		t.Errorf("PNG: %q", f.Credit)
	}
}

// A reader's error is no diagnostic, whenever it comes: the file has changed, or
// the disk is broken.
func TestErrorsOfReading(t *testing.T) {
	picture := quartered(20, 20, upright)
	for _, file := range [][]byte{
		jpegOf(t, picture, shot{gps: true, trailer: true}), pngOf(t, picture), webpOf("VP8L\x2f\x2b\xc1\x31\x00"), avifOf("av01"), []byte("<svg/>"), []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
	} {
		for _, n := range []int{0, 1, 4, len(file) / 2, len(file)} {
			lost := errors.New("lost")
			in := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(lost))
			if _, err := strip(in, io.Discard); !errors.Is(err, lost) {
				t.Errorf("after %d bytes of %q: %v", n, file[:4], err)
			}
		}
	}
}
