package output

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// manifest is what an earlier run wrote into the output, by path.
type manifest map[string]record

// record is what the manifest says of one file.
type record struct {
	fingerprint Fingerprint
	sum         digest
}

// digest is the SHA-256 of a file's bytes.
type digest [sha256.Size]byte

const manifestHead = "blotter-manifest 1\n"

// editionHead begins the line that says which edition it is, if it is not the public one.
const editionHead = "edition "

// encodeManifest gives the text of a manifest: a head, perhaps a line with the
// edition, and then, in the order of items, a line for each file: its fingerprint,
// the SHA-256 of its bytes, its path. Hashes are in base64 (RFC 4648 §5, without
// padding). No path has a line end in it.
func encodeManifest(edition string, items []item) []byte {
	text := []byte(manifestHead)
	if edition != "" {
		text = append(text, editionHead+edition+"\n"...)
	}
	for i := range items {
		it := &items[i]
		text = base64.RawURLEncoding.AppendEncode(text, it.fingerprint[:])
		text = append(text, ' ')
		text = base64.RawURLEncoding.AppendEncode(text, it.sum[:])
		text = append(text, ' ')
		text = append(text, it.Path...)
		text = append(text, '\n')
	}
	return text
}

// decodeManifest reads what encodeManifest wrote. It trusts nothing: whoever can write
// into the output can write a manifest.
func decodeManifest(text string) (m manifest, edition string, err error) {
	lines, ok := strings.CutPrefix(text, manifestHead)
	if !ok {
		return nil, "", fmt.Errorf("%s is not one that this version can read", manifestName)
	}
	m = manifest{}
	number := 1
	if rest, ok := strings.CutPrefix(lines, editionHead); ok {
		edition, lines, _ = strings.Cut(rest, "\n")
		number++
	}
	for line := range strings.Lines(lines) {
		number++
		var r record
		line, whole := strings.CutSuffix(line, "\n")
		fingerprint, rest, _ := strings.Cut(line, " ")
		sum, p, _ := strings.Cut(rest, " ")
		if !whole || !decodeDigest(r.fingerprint[:], fingerprint) || !decodeDigest(r.sum[:], sum) || CheckPath(p) != nil {
			return nil, "", fmt.Errorf("%s is damaged at line %d", manifestName, number)
		}
		m[p] = r
	}
	return m, edition, nil
}

// decodeDigest reads text into all of sum.
func decodeDigest(sum []byte, text string) bool {
	if base64.RawURLEncoding.DecodedLen(len(text)) != len(sum) {
		return false
	}
	_, err := base64.RawURLEncoding.Decode(sum, []byte(text))
	return err == nil
}
