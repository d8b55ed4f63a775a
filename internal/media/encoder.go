package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// quality of JPEGs that are made for pages, and of those that are only turned.
const (
	quality       = 82
	qualityTurned = 90
)

// encoder is a program that encodes a format for which there is none in Go.
type encoder struct {
	kind    kind
	path    string
	version string // what the program says of itself: another one makes other files
}

// program names the program for a format, the argument that makes it tell its
// version, and the package that has it.
func program(format kind) (name, version, from string) {
	if format == avifKind {
		return "avifenc", "--version", "libavif-bin (Debian, Ubuntu), libavif (Homebrew, Fedora: libavif-tools)"
	}
	return "cwebp", "-version", "webp (Debian, Ubuntu, Homebrew), libwebp-tools (Fedora)"
}

// patience bounds how long a program may take for one picture.
const patience = 2 * time.Minute

// findEncoder looks for the program of a format.
func findEncoder(ctx context.Context, format kind, look func(string) (string, error)) (encoder, error) {
	name, argument, from := program(format)
	path, err := look(name)
	if err != nil {
		return encoder{}, fmt.Errorf("the program %s is not installed: it is in the package %s", name, from)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	said, err := exec.CommandContext(ctx, path, argument).CombinedOutput()
	if err != nil {
		return encoder{}, fmt.Errorf("the program %s does not run: %w", path, err)
	}
	return encoder{format, path, strings.TrimSpace(string(said))}, nil
}

// arguments are what the program is called with. One thread: two pictures are
// made at a time, and the bytes must not depend on how many cores there are.
func (e encoder) arguments(drawn bool, in, out string) []string {
	switch {
	case e.kind == avifKind:
		return []string{"--jobs", "1", "--speed", "6", "--yuv", "420", "--min", "0", "--max", "63", "-a", "end-usage=q", "-a", "cq-level=28", in, out}
	case drawn:
		return []string{"-quiet", "-lossless", "-q", "60", "-metadata", "icc", "-o", out, "--", in}
	}
	return []string{"-quiet", "-q", "76", "-m", "4", "-metadata", "icc", "-o", out, "--", in}
}

// takes says whether the program makes smaller files of pictures of a kind. AVIF
// makes larger ones of charts, as which PNGs have to count (measured).
func (e encoder) takes(k kind) bool { return k == jpegKind || e.kind == webpKind }

// encode encodes a PNG. drawn says that it is no photograph.
func (e encoder) encode(ctx context.Context, picture []byte, drawn bool) ([]byte, error) {
	dir, err := os.MkdirTemp("", "blotter-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out."+e.kind.String())
	if err := os.WriteFile(in, picture, 0o600); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var said bytes.Buffer
	command := exec.CommandContext(limited, e.path, e.arguments(drawn, in, out)...)
	command.Stdout, command.Stderr, command.WaitDelay = &said, &said, time.Second
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(e.path), err, phrase(said.String()))
	}
	encoded, err := os.ReadFile(out)
	if err == nil && len(encoded) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("what %s made: %w", filepath.Base(e.path), err)
	}
	return encoded, nil
}

// colours are the colour profile of a picture, in the forms in which files hold it.
type colours struct {
	icc   []byte // for a JPEG
	chunk []byte // for a PNG
}

// profileOf gives the colour profile that the files of a picture need.
func profileOf(k kind, file []byte, picture *raster) colours {
	grey := len(picture.planes) == 1 && picture.planes[0].step == 1
	if k == pngKind {
		const greyAlpha = 4
		// The profile of a grey picture would not do for one that was decoded in colour.
		if kind := file[25]; (kind == 0 || kind == greyAlpha) != grey {
			return colours{}
		}
		return colours{chunk: profilePNG(file)}
	}
	icc := profile(file)
	if len(icc) < 128 || string(icc[16:20]) != map[bool]string{true: "GRAY", false: "RGB "}[grey] {
		return colours{}
	}
	return colours{icc, chunkOfProfile(icc)}
}

// encode gives a raster as a JPEG or PNG.
func (c colours) encode(r *raster, format kind, quality int) ([]byte, error) {
	var out bytes.Buffer
	if format == jpegKind {
		if err := jpeg.Encode(&out, r.image(), &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		return withProfile(out.Bytes(), c.icc), nil
	}
	if err := png.Encode(&out, r.image()); err != nil {
		return nil, err
	}
	return withProfilePNG(out.Bytes(), c.chunk), nil
}

// forProgram gives a raster as the PNG that a program reads: quickly, not small.
func (c colours) forProgram(r *raster) ([]byte, error) {
	picture := r.image()
	if coloured, ok := picture.(*image.YCbCr); ok { // which package image/png would ask pixel by pixel
		full := image.NewRGBA(coloured.Rect)
		draw.Draw(full, full.Rect, coloured, image.Point{}, draw.Src)
		picture = full
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&out, picture); err != nil {
		return nil, err
	}
	return withProfilePNG(out.Bytes(), c.chunk), nil
}
