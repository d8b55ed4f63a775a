package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/sync/errgroup"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/media"
	"blotter/internal/site"
	"blotter/internal/source"
)

// photos measures what pictures cost: a site of photographs of 12 megapixels, as
// a camera with GPS leaves them, is built into nothing, once more with nothing
// changed, and once more into nothing with what the first build kept. The floor
// decodes each, makes the same widths with golang.org/x/image's Catmull-Rom and
// encodes them, two at a time, and does nothing else.
func photos(ctx context.Context, arguments []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("photos", flag.ContinueOnError)
	n := flags.Int("n", 50, "photographs")
	dir := flags.String("dir", memoryFolder(), "where to work")
	program := flags.String("blotter", "", "the program to measure; empty: built from this repository")
	profile := flags.String("profile", "", "write a processor profile of one more build to this file")
	if rest, err := parse(flags, arguments); err != nil || len(rest) > 0 {
		return fmt.Errorf("photos takes no arguments: %q (%w)\n%s", rest, err, usage)
	}
	work, err := os.MkdirTemp(*dir, "blotter-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if *program == "" {
		if *program, err = buildBlotter(ctx, work); err != nil {
			return err
		}
	}
	fmt.Fprintf(progress, "taking %d photographs\n", *n)
	project := filepath.Join(work, "site")
	if err := album(project, *n); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	press := func(to string) *exec.Cmd {
		return exec.CommandContext(ctx, *program, "build", "--project", project, "--out", filepath.Join(work, to), "--cache", filepath.Join(work, "cache"))
	}
	for _, step := range []struct {
		name string
		cmd  *exec.Cmd
	}{
		{"floor: decode, x/image, encode", exec.CommandContext(ctx, self, "photos-floor", project)},
		{"into nothing", press("one")},
		{"nothing changed", press("one")},
		{"into nothing, with the cache", press("two")},
	} {
		s, err := timed(step.cmd)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-32s %6.2f s %6.2f s CPU %5d MB\n", step.name, s.wall, s.cpu, s.peak>>20)
	}
	files, found, err := traces(filepath.Join(work, "one"))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d files, %d of them with camera data or a position\n", files, found)
	if *profile != "" {
		return profiled(ctx, project, filepath.Join(work, "three"), *profile)
	}
	return nil
}

// secret is the photographer's home, which stands in every photograph's metadata.
const secret = "51.5007N 0.1246W"

// album writes a site of n articles with a photograph each. Some were taken
// with the camera held upright.
func album(dir string, n int) error {
	write := func(name string, text []byte) error {
		name = filepath.Join(dir, "content", name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, text, 0o644)
	}
	if err := write("site.yaml", []byte("title: Photographs\nbase_url: https://example.org/\n")); err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			text := fmt.Sprintf("---\ntitle: \"Photograph %d\"\ndate: 2026-01-01\nform: opinion\nhero: {src: photo-%d.jpg, alt: A view}\n---\nText.\n", i, i)
			if err := write(fmt.Sprintf("articles/photo-%d.md", i), []byte(text)); err != nil {
				return err
			}
			photo, err := photograph(4000, 3000, i)
			if err != nil {
				return err
			}
			return write(fmt.Sprintf("articles/photo-%d.jpg", i), photo)
		})
	}
	return g.Wait()
}

// photograph takes a photograph: smooth skies, fine structure, noise, and what a
// camera writes into it.
func photograph(width, height, n int) ([]byte, error) {
	view := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	noise := uint32(n)
	var wave [4096]float64
	for i := range wave {
		wave[i] = math.Sin(float64(i) * 2 * math.Pi / float64(len(wave)))
	}
	for y := range height {
		for x := range width {
			noise = noise*1664525 + 1013904223
			v := 110 + 60*wave[(x*(3+n%5))%4096]*wave[(y*5)%4096]
			if y > height/2 {
				v += 30 * wave[(x*y/(40+n))%4096]
			}
			view.Y[y*view.YStride+x] = uint8(v + float64(noise>>24)/16)
		}
	}
	for i := range view.Cb {
		view.Cb[i], view.Cr[i] = uint8(100+i%97/3), uint8(120+i/9000%40)
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, view, &jpeg.Options{Quality: 92}); err != nil {
		return nil, err
	}
	orientation := byte(1 + n%2*5) // 1 upright, 6 to be turned by a quarter
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00" +
		"\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00" +
		"\x00\x01\x00\x01\x00\x02\x00\x00\x00\x02N\x00\x00\x00\x00\x00\x00\x00" + secret
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	out = append(out, exif...)
	return append(out, plain.Bytes()[2:]...), nil
}

// traces counts the files below dir, and those that hold what a camera wrote.
func traces(dir string) (files, found int, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		files++
		for _, mark := range []string{secret, "Exif\x00\x00", "http://ns.adobe.com/xap/1.0/", "Photoshop 3.0\x00"} {
			if bytes.Contains(text, []byte(mark)) {
				found++
				break
			}
		}
		return err
	})
	return files, found, err
}

// photosFloor is the floor, in a process of its own.
func photosFloor(project string) error {
	names, err := filepath.Glob(filepath.Join(project, "content", "articles", "*.jpg"))
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(2)
	for _, name := range names {
		g.Go(func() error {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			last, err := jpeg.Decode(bytes.NewReader(text))
			if err != nil {
				return err
			}
			for _, width := range []int{2400, 1440, 960, 640, 400} {
				next := image.NewRGBA(image.Rect(0, 0, width, width*3/4))
				draw.CatmullRom.Scale(next, next.Rect, last, last.Bounds(), draw.Src, nil)
				if err := jpeg.Encode(io.Discard, next, &jpeg.Options{Quality: 82}); err != nil {
					return err
				}
				last = next
			}
			return nil
		})
	}
	return g.Wait()
}

// profiled builds a site in this process, without a cache, and writes a profile.
func profiled(ctx context.Context, project, out, profile string) error {
	root, err := source.Open(project, blotter.Builtin())
	if err != nil {
		return err
	}
	defer root.Close()
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	snapshot, err := root.Read(ctx)
	if err != nil {
		return err
	}
	builder := build.New(build.Settings{Darkroom: media.New(strings.TrimSuffix(out, string(filepath.Separator))+"-cache", nil)})
	_, _, err = builder.Build(ctx, snapshot, site.Edition{Now: time.Now()}, build.Target{Dir: out})
	return err
}
