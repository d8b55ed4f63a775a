package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
)

// decode decodes a JPEG or PNG whose size was measured before.
func decode(k kind, file []byte) (*raster, error) {
	var picture image.Image
	var err error
	switch k {
	case jpegKind:
		picture, err = jpeg.Decode(bytes.NewReader(file))
	case pngKind:
		picture, err = png.Decode(bytes.NewReader(file))
	default:
		err = fmt.Errorf("a %s is not decoded", k)
	}
	if err != nil {
		return nil, err
	}
	return newRaster(picture), nil
}

// newRaster takes over the samples of a picture, or copies them.
func newRaster(picture image.Image) *raster {
	bounds := picture.Bounds()
	r := &raster{width: bounds.Dx(), height: bounds.Dy()}
	switch p := picture.(type) {
	case *image.YCbCr:
		w, h := colourSize(p)
		colour := func(pix []uint8) plane { return plane{pix, p.CStride, 1, w, h} }
		r.planes = []plane{{p.Y, p.YStride, 1, r.width, r.height}, colour(p.Cb), colour(p.Cr)}
		return r
	case *image.Gray:
		r.planes = []plane{{p.Pix, p.Stride, 1, r.width, r.height}}
		return r
	case *image.RGBA:
		r.planes = []plane{{p.Pix, p.Stride, 4, r.width, r.height}}
		return r
	case *image.Paletted:
		for _, c := range p.Palette {
			n := color.NRGBAModel.Convert(c).(color.NRGBA)
			r.palette = append(r.palette, rgba{n.R, n.G, n.B, n.A})
		}
	}
	full := image.NewRGBA(image.Rect(0, 0, r.width, r.height))
	draw.Draw(full, full.Rect, picture, bounds.Min, draw.Src)
	r.planes = []plane{{full.Pix, full.Stride, 4, r.width, r.height}}
	return r
}

// colourSize gives the size of the planes of colour.
func colourSize(p *image.YCbCr) (width, height int) {
	width, height = p.Rect.Dx(), p.Rect.Dy()
	switch p.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		width = half(width)
	case image.YCbCrSubsampleRatio420:
		width, height = half(width), half(height)
	case image.YCbCrSubsampleRatio440:
		height = half(height)
	case image.YCbCrSubsampleRatio411:
		width = (width + 3) / 4
	case image.YCbCrSubsampleRatio410:
		width, height = (width+3)/4, half(height)
	}
	return width, height
}

// paletted gives a picture in which every pixel has the nearest colour of a
// palette, so that a chart of few colours stays as small a file as it was.
func paletted(full *image.RGBA, palette []rgba) *image.Paletted {
	colours := make(color.Palette, len(palette))
	for n, c := range palette {
		colours[n] = color.NRGBA{c[0], c[1], c[2], c[3]}
	}
	out := image.NewPaletted(full.Rect, colours)
	known := map[rgba]uint8{}
	for at := range out.Pix {
		c := rgba(full.Pix[4*at : 4*at+4])
		n, ok := known[c]
		if !ok {
			n = nearest(c, palette)
			known[c] = n
		}
		out.Pix[at] = n
	}
	return out
}

// nearest gives the index of the nearest colour; c has its alpha multiplied in.
func nearest(c rgba, palette []rgba) uint8 {
	best, distance := 0, 1<<30
	for n, p := range palette {
		d := 0
		for i := range 3 {
			by := int(c[i]) - int(p[i])*int(p[3])/255
			d += by * by
		}
		by := int(c[3]) - int(p[3])
		if d += by * by; d < distance {
			best, distance = n, d
		}
	}
	return uint8(best)
}
