package serve

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// The preview shows drafts and embargoed work, so nobody but the writer's own
// browser may read it: not another page in that browser (cross-site requests,
// frames), not a host name that somebody points at 127.0.0.1 (DNS rebinding),
// and not the rest of the network.

// guard refuses what must not be answered. One address does something (open.go):
// it asks for more than the others do, which can only be read.
type guard struct {
	hosts []string // host names and addresses allowed besides the local ones
}

// refuse gives the status and the words of a refusal, or 0.
func (g guard) refuse(r *http.Request) (status int, words string) {
	host, ok := hostOf(r.Host)
	if !ok || !g.knows(host) {
		return http.StatusForbidden, "The preview answers on localhost only.\n" +
			"To reach it under another name: blotter serve --allow-host NAME\n"
	}
	for _, origin := range r.Header.Values("Origin") {
		if origin != "http://"+r.Host {
			return http.StatusForbidden, "The preview answers its own pages only.\n"
		}
	}
	if !fromHere(r) {
		return http.StatusForbidden, "The preview cannot be used by other sites.\n"
	}
	if r.URL.Path == openPath {
		return refuseOpening(r, host)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return http.StatusMethodNotAllowed, "The preview can only be read.\n"
	}
	return 0, ""
}

// refuseOpening adds to refuse what must be so where something is done: the
// browser itself says that a page of the preview asks, and it runs on this
// machine. Whoever says nothing is not believed. (Browsers say it to local
// addresses only, or over TLS.)
func refuseOpening(r *http.Request, host string) (status int, words string) {
	switch {
	case !isLocal(host):
		return http.StatusForbidden, "Files open on the machine of the preview only.\n"
	case r.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, "An editor is opened with POST.\n"
	case len(r.Header.Values("Origin")) != 1 || len(r.Header.Values("Sec-Fetch-Site")) != 1 || r.Header.Get("Sec-Fetch-Site") != "same-origin":
		return http.StatusForbidden, "The preview opens files for its own pages only.\n"
	}
	return 0, ""
}

// allowed gives the methods for the Allow header of a refusal.
func allowed(r *http.Request) string {
	if r.URL.Path == openPath {
		return "POST"
	}
	return "GET, HEAD"
}

// fromHere says by the Fetch Metadata headers whether a request comes from the
// preview itself, from the writer (address bar, bookmark), or is a link on
// another site that the writer follows in a tab of its own. «same-site» is not
// enough: any other port of localhost is the same site. Old browsers and curl
// send none of the headers.
func fromHere(r *http.Request) bool {
	sites := r.Header.Values("Sec-Fetch-Site")
	if len(sites) == 0 {
		return true
	}
	if len(sites) > 1 {
		return false
	}
	switch sites[0] {
	case "same-origin", "none":
		return true
	case "cross-site", "same-site":
		return r.Method == http.MethodGet &&
			slices.Equal(r.Header.Values("Sec-Fetch-Mode"), []string{"navigate"}) &&
			slices.Equal(r.Header.Values("Sec-Fetch-Dest"), []string{"document"})
	}
	return false
}

// knows says whether host, in lower case, is ours.
func (g guard) knows(host string) bool {
	return isLocal(host) || slices.Contains(g.hosts, host)
}

// isLocal says whether host, in lower case, is this machine for whoever asks.
func isLocal(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Zone() == "" && address.IsLoopback()
}

// hostOf gives the host of a Host header without its port, in lower case. It is
// strict: what it does not understand is refused.
func hostOf(header string) (string, bool) {
	host := header
	if strings.HasPrefix(header, "[") || strings.Count(header, ":") == 1 {
		if strings.HasSuffix(header, "]") {
			host = header[1 : len(header)-1]
		} else {
			h, port, err := net.SplitHostPort(header)
			if err != nil || port == "" || strings.Trim(port, "0123456789") != "" {
				return "", false
			}
			host = h
		}
	}
	host = strings.ToLower(host)
	for _, label := range strings.Split(host, ".") {
		if label == "" {
			return "", false // also «localhost.»
		}
	}
	return host, strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.:") == ""
}
