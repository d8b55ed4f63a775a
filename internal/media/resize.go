package media

import (
	"image"
	"math"
)

// The pictures here are resized by separable convolution with Catmull and Rom's
// cubic, widened as the picture shrinks. JPEGs are resized as they are stored,
// brightness and (coarser) colour apart: that is half the samples, and spares
// the way to RGB and back. All sums are whole numbers, so that every machine
// makes the same bytes.

// plane is a rectangle of samples; a pixel has step of them next to each other.
type plane struct {
	pix           []uint8
	stride, step  int
	width, height int
}

func newPlane(width, height, step int) plane {
	return plane{pix: make([]uint8, width*height*step), stride: width * step, step: step, width: width, height: height}
}

// weightBits is the precision of weights: they sum up to 1<<weightBits.
const weightBits = 14

// weights say of which samples, and how, one sample of the result is made.
type weights struct {
	first int
	parts []int32
}

// cubic is Catmull and Rom's kernel.
func cubic(x float64) float64 {
	// The conversions keep the compiler from fusing operations, which would give
	// other weights on other processors.
	x = math.Abs(x)
	switch {
	case x < 1:
		return float64(float64(float64(1.5*x)-2.5)*float64(x*x)) + 1
	case x < 2:
		return float64(float64(float64(float64(2.5-float64(0.5*x))*x)-4)*x) + 2
	}
	return 0
}

// weigh makes the weights for going from one number of samples to another.
func weigh(from, to int) []weights {
	scale := float64(from) / float64(to)
	wide := max(scale, 1)
	out := make([]weights, to)
	for n := range out {
		centre := float64((float64(n)+0.5)*scale) - 0.5
		first, last := int(math.Ceil(centre-float64(2*wide))), int(math.Floor(centre+float64(2*wide)))
		first, last = max(first, 0), min(last, from-1)
		values := make([]float64, last-first+1)
		sum := 0.0
		for i := range values {
			values[i] = cubic(float64(float64(first+i)-centre) / wide)
			sum += values[i]
		}
		// Rounding must not make a picture brighter or darker: what is left over
		// goes to the largest part.
		parts, left, largest := make([]int32, len(values)), int32(1<<weightBits), 0
		for i, v := range values {
			parts[i] = int32(math.Round(float64(v/sum) * (1 << weightBits)))
			left -= parts[i]
			if parts[i] > parts[largest] {
				largest = i
			}
		}
		parts[largest] += left
		out[n] = weights{first, parts}
	}
	return out
}

// resized gives p in another size.
func (p plane) resized(width, height int) plane {
	out := newPlane(width, height, p.step)
	across, down := weigh(p.width, width), weigh(p.height, height)
	// Each row of the result is first summed up out of whole rows, then squeezed
	// in its width, so that no picture of a size in between is ever held.
	const between = 8 // bits that a sum loses before it is weighed again
	row := make([]int32, p.width*p.step)
	for y := range height {
		clear(row)
		w := &down[y]
		for i, part := range w.parts {
			line := p.pix[(w.first+i)*p.stride:][:len(row)]
			for x, sample := range line {
				row[x] += part * int32(sample)
			}
		}
		for x := range row {
			row[x] = (row[x] + 1<<(between-1)) >> between
		}
		line := out.pix[y*out.stride:][:out.stride]
		switch p.step {
		case 1:
			for x := range line {
				w := &across[x]
				samples := row[w.first:][:len(w.parts)]
				sum := int32(0)
				for i, part := range w.parts {
					sum += part * samples[i]
				}
				line[x] = clamp(sum)
			}
		case 4:
			for x := range across {
				w := &across[x]
				samples := row[4*w.first:][:4*len(w.parts)]
				var a, b, c, d int32
				for i, part := range w.parts {
					s := samples[4*i : 4*i+4 : 4*i+4]
					a, b, c, d = a+part*s[0], b+part*s[1], c+part*s[2], d+part*s[3]
				}
				o := line[4*x : 4*x+4 : 4*x+4]
				o[0], o[1], o[2], o[3] = clamp(a), clamp(b), clamp(c), clamp(d)
			}
		}
	}
	return out
}

// clamp makes a sample of a sum that was weighed twice.
func clamp(sum int32) uint8 {
	const bits = 2*weightBits - 8
	sum = (sum + 1<<(bits-1)) >> bits
	return uint8(max(0, min(sum, 255)))
}

// turned gives p as it stands upright.
func (p plane) turned(t turn) plane {
	width, height := p.width, p.height
	if t.sideways() {
		width, height = height, width
	}
	out := newPlane(width, height, p.step)
	// Where the top left sample is stored, and how far from each sample the one to
	// its right and the one below it: Exif 2.32, 4.6.4, Orientation.
	right, bottom := (p.width-1)*p.step, (p.height-1)*p.stride
	way := [...]struct{ first, across, down int }{
		1: {0, p.step, p.stride},
		2: {right, -p.step, p.stride},
		3: {bottom + right, -p.step, -p.stride},
		4: {bottom, p.step, -p.stride},
		5: {0, p.stride, p.step},
		6: {bottom, -p.stride, p.step},
		7: {bottom + right, -p.stride, -p.step},
		8: {right, p.stride, -p.step},
	}[t]
	for y := range height {
		line, from := out.pix[y*out.stride:][:out.stride], way.first+y*way.down
		for x := 0; x < len(line); x, from = x+p.step, from+way.across {
			for i := range p.step {
				line[x+i] = p.pix[from+i]
			}
		}
	}
	return out
}

// raster is a decoded picture: grey (one plane), brightness and colour (three
// planes, those of colour half as wide and half as high), or RGBA with the alpha
// multiplied in (one plane of four samples a pixel).
type raster struct {
	width, height int
	planes        []plane
	palette       []rgba // a picture that had one gets no other colours
}

type rgba [4]uint8

func half(n int) int { return (n + 1) / 2 }

// resized gives r in another size.
func (r *raster) resized(width, height int) *raster {
	out := &raster{width: width, height: height, palette: r.palette}
	for n, p := range r.planes {
		w, h := width, height
		if n > 0 {
			w, h = half(w), half(h)
		}
		if p.width != w || p.height != h {
			p = p.resized(w, h)
		}
		out.planes = append(out.planes, p)
	}
	return out
}

// turned gives r as it stands upright. Colour must be half as wide and high.
func (r *raster) turned(t turn) *raster {
	if t == upright {
		return r
	}
	out := &raster{width: r.width, height: r.height, palette: r.palette}
	if t.sideways() {
		out.width, out.height = r.height, r.width
	}
	for _, p := range r.planes {
		out.planes = append(out.planes, p.turned(t))
	}
	return out
}

// image gives r to an encoder.
func (r *raster) image() image.Image {
	bounds := image.Rect(0, 0, r.width, r.height)
	first := r.planes[0]
	switch {
	case len(r.planes) == 3:
		return &image.YCbCr{
			Y: first.pix, Cb: r.planes[1].pix, Cr: r.planes[2].pix,
			YStride: first.stride, CStride: r.planes[1].stride,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: bounds,
		}
	case first.step == 1:
		return &image.Gray{Pix: first.pix, Stride: first.stride, Rect: bounds}
	}
	full := &image.RGBA{Pix: first.pix, Stride: first.stride, Rect: bounds}
	if len(r.palette) > 0 {
		return paletted(full, r.palette)
	}
	return full
}
