package media

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/image/draw"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// TestMain plays cwebp and avifenc: a picture is its arguments and its size.
func TestMain(m *testing.M) {
	switch args := os.Args[1:]; {
	case len(args) == 1 && (args[0] == "-version" || args[0] == "--version"):
		fmt.Println("1.2.3")
	case len(args) > 5 && (args[0] == "-quiet" || args[0] == "--jobs"):
		in, out := args[len(args)-2], args[len(args)-1]
		if args[0] == "-quiet" {
			in, out = args[len(args)-1], args[len(args)-3]
		}
		f, err := os.Open(in)
		if err != nil {
			panic(err)
		}
		config, err := png.DecodeConfig(f)
		if err != nil {
			panic(err)
		}
		if config.Width == 13 {
			fmt.Fprintln(os.Stderr, "thirteen is too many")
			os.Exit(1)
		}
		if err := os.WriteFile(out, fmt.Appendf(nil, "%s %d", args[0], config.Width), 0o600); err != nil {
			panic(err)
		}
	default:
		os.Exit(m.Run())
	}
}

// programs finds both encoders, which are this test.
func programs(string) (string, error) { return os.Executable() }

// paper makes a Site of pictures, by path; those beside documents are asked for.
func paper(t testing.TB, files map[string][]byte, formats ...string) *site.Site {
	t.Helper()
	project := fstest.MapFS{"content/site.yaml": {Data: []byte("title: T\n")}}
	for name, data := range files {
		project[name] = &fstest.MapFile{Data: data}
	}
	snapshot, err := source.FromFS(project, nil).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &site.Site{Publication: &news.Publication{Path: "/news/", SiteFile: news.SiteFile{Images: news.Images{Formats: formats}}}}
	for n, f := range snapshot.Files() {
		switch {
		case strings.HasPrefix(f.Path, "static/"):
			s.Static = append(s.Static, f)
		case f.Path != "content/site.yaml":
			at := diag.At("content/articles/a.md", diag.Span{Line: int32(n), Col: 3}, diag.Error, "", "", "")
			s.Pictures = append(s.Pictures, &site.Picture{Source: f, Asked: at})
		}
	}
	return s
}

// albumOf is the Album of a Site, which must be sound.
func albumOf(t testing.TB, d *Darkroom, s *site.Site) *Album {
	t.Helper()
	a, found, err := d.Album(t.Context(), s)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	return a
}

// all gives every file that is published, the static ones too.
func (a *Album) all(s *site.Site) []output.File {
	files := slices.Clone(a.Files())
	for _, f := range s.Static {
		files = append(files, a.File(strings.TrimPrefix(f.Path, "static/"), f))
	}
	return files
}

// written writes files, several at a time.
func written(t testing.TB, files []output.File) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	var lock sync.Mutex
	var work sync.WaitGroup
	for _, f := range files {
		work.Go(func() {
			var b bytes.Buffer
			if err := f.Write(t.Context(), &b); err != nil {
				t.Error(err)
			}
			lock.Lock()
			defer lock.Unlock()
			if _, twice := out[f.Path]; twice {
				t.Errorf("%s is planned twice", f.Path)
			}
			out[f.Path] = b.Bytes()
		})
	}
	work.Wait()
	return out
}

// photograph is a picture with something of everything in it.
func photograph(width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			n := uint8(random.IntN(16))
			out.SetRGBA(x, y, color.RGBA{uint8(x*200/width) + n, uint8(y*200/height) + n, uint8((x/40+y/40)%2*120) + n, 255})
		}
	}
	return out
}

func TestShown(t *testing.T) {
	photo := photograph(3000, 2000)
	chart := image.NewPaletted(image.Rect(0, 0, 1000, 500), color.Palette{color.White, color.Black})
	s := paper(t, map[string][]byte{
		"content/articles/Ein Foto.JPG": jpegOf(t, photo, shot{turn: 6, gps: true, xmp: ` photoshop:Credit="R. Osei">`}),
		"content/articles/chart.png":    pngOf(t, chart),
		"content/articles/icon.svg":     []byte(`<svg width="12" height="10"></svg>`),
		"content/articles/tiny.png":     pngOf(t, image.NewGray(image.Rect(0, 0, 30, 20))),
	}, "webp", "avif")
	a := albumOf(t, New("", programs), s)
	var got strings.Builder
	for _, p := range s.Pictures {
		shown := a.Of(p)
		fmt.Fprintf(&got, "%s\n  %s %d × %d\n  srcset %s\n  full %s\n  credit %s\n", p.Source.Path, shown.URL, shown.Width, shown.Height, shown.Srcset, shown.Full, shown.Credit)
		for _, source := range shown.Sources {
			fmt.Fprintf(&got, "  %s %s\n", source.Type, source.Srcset)
		}
		for _, f := range shown.files {
			fmt.Fprintf(&got, "  file %s\n", f.Path)
		}
	}
	const file = "testdata/shown.txt"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got, other than %s:\n%s", file, got.String())
	}
	if a.Of(nil).URL != "" || a.Of(&site.Picture{}).URL != "" {
		t.Error("what is not in the album is shown")
	}
}

func TestRungs(t *testing.T) {
	for _, c := range []struct {
		facts facts
		want  string
	}{
		{facts{Kind: jpegKind, Width: 4000, Height: 3000, Turn: 1}, "[400×300 640×480 960×720 1440×1080 2400×1800]"},
		{facts{Kind: jpegKind, Width: 4000, Height: 3000, Turn: 8}, "[400×533 640×853 960×1280 1440×1920 2400×3200]"},
		{facts{Kind: jpegKind, Width: 2400, Height: 10, Turn: 1, Length: 1 << 20}, "[400×2 640×3 960×4 1440×6 2400×10]"},
		{facts{Kind: jpegKind, Width: 1600, Height: 900, Turn: 1, Length: 500_000}, "[400×225 640×360 960×540 1600×900 as it is]"},
		{facts{Kind: jpegKind, Width: 1600, Height: 900, Turn: 3, Length: 500_000}, "[400×225 640×360 960×540 1600×900]"},
		{facts{Kind: jpegKind, Width: 1600, Height: 900, Turn: 1, Length: 900_000}, "[400×225 640×360 960×540 1600×900]"},
		{facts{Kind: pngKind, Width: 1600, Height: 900, Turn: 1, Length: 9_000_000}, "[400×225 640×360 960×540 1600×900 as it is]"},
		{facts{Kind: pngKind, Width: 1, Height: 1, Turn: 1}, "[1×1 as it is]"},
		{facts{Kind: jpegKind, Width: 90_000, Height: 1, Turn: 1}, "[400×1 640×1 960×1 1440×1 2400×1]"},
	} {
		var got []string
		for _, r := range c.facts.rungs() {
			text := fmt.Sprintf("%d×%d", r.width, r.height)
			if r.asIs {
				text += " as it is"
			}
			got = append(got, text)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%+v: %v, want %s", c.facts, got, c.want)
		}
	}
}

// Every file of a picture has the size that its page says, stands upright and
// holds nothing of what the camera wrote.
func TestEveryFileStandsUpright(t *testing.T) {
	files := map[string][]byte{}
	for n := turn(1); n <= 8; n++ {
		s := shot{turn: n, gps: true, trailer: true, iptc: map[byte]string{80: "R. Osei"}, icc: testProfile("RGB ", "Display P3")}
		name := fmt.Sprintf("turned%d", n)
		files["content/articles/"+name+".jpg"] = jpegOf(t, quartered(900, 600, n), s)
		files["content/articles/"+name+".png"] = pngOf(t, quartered(900, 600, n), "eXIf"+exif(n, true), "tEXtx\x00"+secret)
		files["static/photos/"+name+".jpg"] = jpegOf(t, quartered(90, 60, n), s)
		files["static/photos/"+name+".png"] = pngOf(t, quartered(90, 60, n), "eXIf"+exif(n, true))
	}
	site := paper(t, files)
	a := albumOf(t, New(t.TempDir(), nil), site)
	made := written(t, a.all(site))
	if len(made) != 8*(3+3+2) {
		t.Errorf("%d files: %v", len(made), made)
	}
	for name, body := range made {
		if bytes.Contains(body, []byte(secret)) {
			t.Errorf("%s holds what must not be published", name)
		}
		picture, _, err := image.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b := picture.Bounds()
		width, ratio := 90, 1.5
		fmt.Sscanf(name, "media/%d/", &width)
		if b.Dx() != width || float64(b.Dx())/float64(b.Dy()) > ratio+0.01 || float64(b.Dx())/float64(b.Dy()) < ratio-0.01 {
			t.Errorf("%s: %v", name, b)
		}
		for corner, want := range corners {
			x, y := b.Dx()/8, b.Dy()/8
			if corner == topRight || corner == bottomRight {
				x = b.Dx() - 1 - x
			}
			if corner == bottomLeft || corner == bottomRight {
				y = b.Dy() - 1 - y
			}
			if r, g, b, _ := picture.At(x, y).RGBA(); far(r, want.R) || far(g, want.G) || far(b, want.B) {
				t.Errorf("%s: corner %d is %d %d %d", name, corner, r>>8, g>>8, b>>8)
			}
		}
		if strings.HasSuffix(name, ".jpg") && strings.HasPrefix(name, "media/") && !bytes.Contains(body, []byte("Display P3")) {
			t.Errorf("%s has no colour profile", name)
		}
	}
}

func far(got uint32, want uint8) bool {
	d := int(got>>8) - int(want)
	return d < -12 || d > 12
}

// The bytes of a picture are held fast: if they change, recipe has to.
func TestRecipe(t *testing.T) {
	s := paper(t, map[string][]byte{
		"content/articles/a.jpg": jpegOf(t, photograph(1200, 800), shot{turn: 5}),
		"content/articles/b.png": pngOf(t, photograph(1200, 800)),
	})
	var got strings.Builder
	made := written(t, albumOf(t, New("", nil), s).Files())
	for _, name := range slices.Sorted(keysOf(made)) {
		sum := keyOf(string(made[name]))
		fmt.Fprintf(&got, "%s %s\n", name, hex.EncodeToString(sum[:8]))
	}
	want, err := os.ReadFile("testdata/recipe.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("pictures are made in another way. If that is meant, change recipe (now %s) and testdata/recipe.txt:\n%s", recipe, got.String())
	}
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// The same pictures give the same bytes, whatever the number of cores, whatever
// is in the cache and in whatever state it is.
func TestSameBytes(t *testing.T) {
	files := map[string][]byte{"static/x.jpg": jpegOf(t, quartered(100, 80, 3), shot{turn: 3})}
	for n := range 3 {
		files[fmt.Sprintf("content/articles/%d.jpg", n)] = jpegOf(t, photograph(700+n, 500), shot{turn: turn(3 * n)})
	}
	s := paper(t, files, "webp")
	make := func(cache string) map[string][]byte { return written(t, albumOf(t, New(cache, programs), s).all(s)) }
	cache := t.TempDir()
	want := make(cache)
	check := func(how string, got map[string][]byte) {
		t.Helper()
		for name := range want {
			if !bytes.Equal(got[name], want[name]) {
				t.Errorf("%s: %s differs", how, name)
			}
		}
	}
	check("again", make(cache))
	check("without a cache", make(""))
	check("with a cache that cannot be", make(filepath.Join(cache, "file", "x")))
	before := runtime.GOMAXPROCS(1)
	check("on one core", make(""))
	runtime.GOMAXPROCS(before)
	n := 0
	err := filepath.WalkDir(cache, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if n++; n%3 == 0 {
			return os.Remove(name)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		body[len(body)/2] ^= 1
		if n%3 == 1 {
			body = body[:len(body)-1]
		}
		return os.WriteFile(name, body, 0o600)
	})
	if err != nil || n < 3*4 {
		t.Fatal(n, err)
	}
	check("with a broken cache", make(cache))
	check("with a mended cache", make(cache))
}

// What is kept is not made a second time: nothing is decoded, and not even the
// heads of the files are read.
func TestSecondRunDoesNothing(t *testing.T) {
	files := map[string][]byte{
		"content/articles/a.jpg": jpegOf(t, photograph(900, 700), shot{turn: 6}),
		"content/articles/b.png": pngOf(t, photograph(900, 700)),
	}
	s := paper(t, files, "webp")
	cache := t.TempDir()
	want := written(t, albumOf(t, New(cache, programs), s).Files())

	d := New(cache, programs)
	for range 2 { // whoever wants to decode waits for ever
		if !d.places.TryAcquire(1) {
			t.Fatal("there are not two places")
		}
	}
	a := albumOf(t, d, s)
	for _, f := range a.Files() {
		if strings.HasPrefix(f.Path, "media/900/b") && strings.HasSuffix(f.Path, ".png") {
			continue // it is the file itself
		}
		var b bytes.Buffer
		if err := f.Write(t.Context(), &b); err != nil || !bytes.Equal(b.Bytes(), want[f.Path]) {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	entries := 0
	filepath.WalkDir(cache, func(name string, e fs.DirEntry, err error) error {
		if e.IsDir() {
			return err
		}
		entries++
		if name = strings.TrimPrefix(name, cache); strings.Trim(name, "0123456789abcdef"+string(filepath.Separator)) != "" {
			t.Errorf("the cache has a file %s", name)
		}
		return err
	})
	if entries != 2+4+5 { // facts; 400 and 700; 400, 640 and 900, which is the file itself
		t.Errorf("the cache has %d entries", entries)
	}
}

// A picture that is broken, absurdly large or not there is told where it is
// asked for.
func TestTrouble(t *testing.T) {
	s := paper(t, map[string][]byte{
		"content/articles/bomb.png":  []byte("\x89PNG\r\n\x1a\n" + string(chunk("IHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x06\x00\x00\x00")) + string(chunk("IDAT")) + string(chunk("IEND"))),
		"content/articles/short.jpg": jpegOf(t, photograph(50, 50), shot{})[:900],
		"static/logo.png":            []byte("\x89PNG\r\n\x1a\n"),
		"static/other.txt":           []byte("text"),
	})
	a, found, err := New("", nil).Album(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range found.Sort() {
		got = append(got, d.String())
	}
	if text := strings.Join(got, "\n"); text != `content/articles/a.md: error: the picture «content/articles/bomb.png» cannot be published: it is absurdly large: 50000 × 50000 pixels [bad-picture]
  hint: at most 100 megapixels are published, and never more than 2400 pixels wide: make it smaller
content/articles/a.md:1:3: error: the picture «content/articles/short.jpg» cannot be published: its file is broken: it ends in the middle [bad-picture]
  hint: export it anew, or fetch it again from where it came from
static/logo.png: error: the picture «static/logo.png» cannot be published: its file is broken: it ends in the middle [bad-picture]
  hint: export it anew, or fetch it again from where it came from` {
		t.Errorf("%s", text)
	}
	if len(a.Files()) != 0 || a.Of(s.Pictures[0]).URL != "" {
		t.Error("a broken picture is published")
	}
}

// What only decoding tells is an error of writing, which says where the picture
// is asked for, and a diagnostic from then on.
func TestBrokenInside(t *testing.T) {
	file := pngOf(t, photograph(800, 600))
	at := bytes.Index(file, []byte("IDAT"))
	data := string(file[at:at+4]) + "not what zlib makes"
	file = append(append(bytes.Clone(file[:at-4]), chunk(data)...), chunk("IEND")...)
	s := paper(t, map[string][]byte{"content/articles/a.png": file})
	cache := t.TempDir()
	d := New(cache, nil)
	a := albumOf(t, d, s)
	err := a.Files()[0].Write(t.Context(), io.Discard)
	var broken *Broken
	if !errors.As(err, &broken) {
		t.Fatal(err)
	}
	told := broken.In(s)
	if told.Start.File != "content/articles/a.md" || told.Code != "bad-picture" || !strings.Contains(told.Message, "zlib") {
		t.Errorf("%v", told)
	}
	for _, d := range []*Darkroom{d, New(cache, nil)} {
		if _, found, err := d.Album(t.Context(), s); err != nil || len(found) != 1 || found[0].Message != told.Message {
			t.Error(found, err)
		}
	}
}

func TestEncoders(t *testing.T) {
	none := New("", func(string) (string, error) { return "", fs.ErrNotExist })
	for format, want := range map[string]string{"webp": "cwebp is not installed: it is in the package webp", "avif": "avifenc is not installed: it is in the package libavif-bin"} {
		if err := none.Encoder(t.Context(), format); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", format, err)
		}
		if err := New("", programs).Encoder(t.Context(), format); err != nil {
			t.Error(err)
		}
	}
	s := paper(t, map[string][]byte{
		"content/articles/a.jpg": jpegOf(t, photograph(500, 300), shot{}),
		"content/articles/b.png": pngOf(t, photograph(13, 10)),
	}, "avif", "webp")
	a := albumOf(t, New("", programs), s)
	for _, f := range a.Files() {
		var b bytes.Buffer
		err := f.Write(t.Context(), &b)
		switch ext := filepath.Ext(f.Path); {
		case strings.HasPrefix(f.Path, "media/13/") && ext != ".png":
			if err == nil || !strings.Contains(err.Error(), "encode content/articles/b.png") || !strings.Contains(err.Error(), "thirteen is too many") {
				t.Errorf("%s: %v", f.Path, err)
			}
		case err != nil:
			t.Error(err)
		case ext == ".webp" && !strings.HasPrefix(b.String(), "-quiet "), ext == ".avif" && !strings.HasPrefix(b.String(), "--jobs "):
			t.Errorf("%s: %s", f.Path, b.String())
		}
	}
}

// A run that is not wanted any more stops, also while it waits for its turn.
func TestCancelled(t *testing.T) {
	s := paper(t, map[string][]byte{"content/articles/a.jpg": jpegOf(t, photograph(900, 600), shot{})})
	d := New("", nil)
	a := albumOf(t, d, s)
	if !d.places.TryAcquire(places) {
		t.Fatal("there is no place")
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	for range 2 {
		go func() { ended <- a.Files()[0].Write(ctx, io.Discard) }()
	}
	cancel()
	for range 2 {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// A file that changed since the snapshot was taken starts the run over.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "content", "a.jpg")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	put := func(body []byte) {
		if err := os.WriteFile(name, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(jpegOf(t, photograph(900, 600), shot{}))
	root, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	snapshot, err := root.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := paper(t, nil)
	s.Pictures = []*site.Picture{{Source: snapshot.Files()[0]}}
	a := albumOf(t, New("", nil), s)
	put(jpegOf(t, photograph(900, 601), shot{}))
	for _, f := range a.Files() {
		if err := f.Write(t.Context(), io.Discard); !errors.Is(err, source.ErrChanged) {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	if _, _, err := New("", nil).Album(t.Context(), s); !errors.Is(err, source.ErrChanged) {
		t.Errorf("its head: %v", err)
	}
}

// Charts keep their few colours.
func TestPaletteIsKept(t *testing.T) {
	chart := image.NewPaletted(image.Rect(0, 0, 1000, 500), color.Palette{color.White, color.Black, color.NRGBA{200, 0, 0, 255}, color.Transparent})
	for n := range chart.Pix {
		chart.Pix[n] = uint8(n / 37 % 4)
	}
	s := paper(t, map[string][]byte{"content/articles/a.png": pngOf(t, chart)})
	for name, body := range written(t, albumOf(t, New("", nil), s).Files()) {
		config, err := png.DecodeConfig(bytes.NewReader(body))
		if palette, ok := config.ColorModel.(color.Palette); err != nil || !ok || len(palette) != 4 {
			t.Errorf("%s: %v %v", name, config, err)
		}
	}
}

// Every JPEG that Go decodes is resized: of whatever subsampling, grey, CMYK.
func TestKindsOfJPEG(t *testing.T) {
	for _, r := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		p := image.NewYCbCr(image.Rect(0, 0, 101, 67), r)
		for n := range p.Y {
			p.Y[n] = 90
		}
		for n := range p.Cb {
			p.Cb[n], p.Cr[n] = 60, 200
		}
		for n := turn(1); n <= 8; n++ {
			out := newRaster(p).resized(51, 33).turned(n)
			if len(out.planes) != 3 || out.planes[1].width != half(out.width) || out.planes[2].height != half(out.height) {
				t.Fatalf("%v: %+v", r, out)
			}
			var b bytes.Buffer
			if err := jpeg.Encode(&b, out.image(), nil); err != nil {
				t.Fatal(err)
			}
			for c, want := range []uint8{90, 60, 200} {
				for _, got := range out.planes[c].pix {
					if got != want {
						t.Fatalf("%v: plane %d is %d, want %d", r, c, got, want)
					}
				}
			}
		}
	}
	if r := newRaster(image.NewCMYK(image.Rect(0, 0, 9, 9))).resized(3, 3); len(r.planes) != 1 || r.planes[0].pix[0] != 255 {
		t.Errorf("CMYK: %+v", r)
	}
}

// What resized makes is what golang.org/x/image makes with the same kernel, but
// for rounding.
func TestResizedIsCatmullRom(t *testing.T) {
	picture := photograph(301, 203)
	for _, size := range []image.Point{{100, 70}, {300, 202}, {37, 203}, {1, 1}, {640, 400}} {
		want := image.NewRGBA(image.Rectangle{Max: size})
		draw.CatmullRom.Scale(want, want.Rect, picture, picture.Rect, draw.Src, nil)
		r := newRaster(picture).resized(size.X, size.Y)
		worst := 0
		for n, got := range r.planes[0].pix {
			worst = max(worst, int(got)-int(want.Pix[n]), int(want.Pix[n])-int(got))
		}
		if worst > 1 {
			t.Errorf("%v: it is off by %d", size, worst)
		}
	}
}
