package media

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
)

// FuzzStrip holds that any file is read without harm, that nothing is left to be
// taken out of what strip wrote, and that it is the same picture.
func FuzzStrip(f *testing.F) {
	picture := quartered(16, 12, 6)
	progressive, err := os.ReadFile("testdata/progressive.jpg")
	if err != nil {
		f.Fatal(err)
	}
	full := shot{turn: 6, gps: true, trailer: true, xmp: ` photoshop:Credit="R. Osei">`, iptc: map[byte]string{80: "R. Osei"}, icc: testProfile("RGB ", "Display P3")}
	f.Add(jpegOf(f, picture, full))
	f.Add(full.into(progressive))
	f.Add(pngOf(f, picture, "eXIf"+exif(3, true), "tEXtx\x00"+secret, "iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet(` photoshop:Credit="PNG">`)))
	var moving bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 5, 4), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{9, 9}}); err != nil {
		f.Fatal(err)
	}
	f.Add(moving.Bytes())
	f.Add(webpOf("VP8X\x0c\x00\x00\x00\x2b\x01\x00\xc7\x00\x00", "VP8L\x2f\x2b\xc1\x31\x00", "EXIF"+exif(1, true), "XMP "+packet(">")))
	f.Add(avifOf("av01", "Exif"))
	f.Add([]byte(`<svg viewBox="0 0 16 9"></svg>`))
	f.Fuzz(func(t *testing.T, file []byte) {
		out, facts := cleaned(t, file)
		if facts.Trouble != "" {
			if facts.Hint == "" {
				t.Errorf("%q without a hint", facts.Trouble)
			}
			return
		}
		again, f2 := cleaned(t, out)
		if !bytes.Equal(again, out) || !f2.Clean || f2.Kind != facts.Kind || f2.Width != facts.Width || f2.Height != facts.Height {
			t.Errorf("%+v without metadata is %+v", facts, f2)
		}
		if facts.Memory > 1<<20 || facts.Kind != jpegKind && facts.Kind != pngKind {
			return
		}
		before, err := decode(facts.Kind, file)
		after, err2 := decode(facts.Kind, out)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("%v, without metadata %v", err, err2)
		}
		if err != nil {
			return
		}
		if before.width != facts.Width || before.height != facts.Height {
			t.Errorf("%d × %d, the facts say %+v", before.width, before.height, facts)
		}
		for n := range before.planes {
			if !bytes.Equal(before.planes[n].pix, after.planes[n].pix) {
				t.Error("other pixels")
			}
		}
		width, height := facts.shown()
		small := before.resized(max(1, facts.Width/3), max(1, facts.Height/3)).turned(facts.Turn)
		if (small.width > small.height) != (width > height) && small.width != small.height {
			t.Errorf("%d × %d of %d × %d", small.width, small.height, width, height)
		}
		if err := encodes(small); err != nil {
			t.Error(err)
		}
	})
}

func encodes(r *raster) error {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, r.image(), nil); err != nil {
		return err
	}
	return png.Encode(&out, r.image())
}
