package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

// landscape is a photograph of 12 megapixels: smooth skies, fine structure, noise.
func landscape(width, height int) image.Image {
	out := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	noise := uint32(1)
	for y := range height {
		for x := range width {
			noise = noise*1664525 + 1013904223
			v := 110 + 60*math.Sin(float64(x)/190)*math.Cos(float64(y)/130)
			if y > height/2 {
				v += 30 * math.Sin(float64(x*y)/9000)
			}
			out.Y[y*out.YStride+x] = uint8(v + float64(noise>>24)/16)
		}
	}
	for n := range out.Cb {
		out.Cb[n], out.Cr[n] = uint8(100+n%97/3), uint8(120+n/9000%40)
	}
	return out
}

// BenchmarkPicture makes all files of a 12-megapixel photograph, step by step.
func BenchmarkPicture(b *testing.B) {
	photo := jpegOf(b, landscape(4000, 3000), shot{turn: 6, gps: true})
	b.Logf("%d bytes", len(photo))
	b.Run("header", func(b *testing.B) {
		for b.Loop() {
			cleaned(b, photo)
		}
	})
	r, err := decode(jpegKind, photo)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := decode(jpegKind, photo); err != nil {
				b.Fatal(err)
			}
		}
	})
	widths := []int{2400, 1440, 960, 640, 400}
	b.Run("resize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			last := r
			for _, w := range widths {
				last = last.resized(w, w*3/4)
			}
		}
	})
	first := r.resized(2400, 1800)
	b.Run("turn", func(b *testing.B) {
		for b.Loop() {
			first.turned(6)
		}
	})
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			last, size := r, 0
			for _, w := range widths {
				b.StopTimer()
				last = last.resized(w, w*3/4)
				b.StartTimer()
				var out bytes.Buffer
				if err := jpeg.Encode(&out, last.image(), &jpeg.Options{Quality: quality}); err != nil {
					b.Fatal(err)
				}
				size += out.Len()
			}
			b.ReportMetric(float64(size), "bytes")
		}
	})
}

// BenchmarkAlbum plans 10,000 pictures that are known, as a preview does on every save.
func BenchmarkAlbum(b *testing.B) {
	files := map[string][]byte{}
	for n := range 10_000 {
		picture := image.NewPaletted(image.Rect(0, 0, 1600, 1), color.Palette{color.Black, color.White, color.Gray{uint8(n)}, color.Gray{uint8(n >> 8)}})
		files["content/articles/"+string(rune('a'+n%26))+"/"+string(rune('0'+n/2600))+string(rune('0'+n/26%100))+".png"] = pngOf(b, picture)
	}
	s := paper(b, files)
	d := New("", nil)
	albumOf(b, d, s)
	b.ResetTimer()
	for b.Loop() {
		albumOf(b, d, s)
	}
}
