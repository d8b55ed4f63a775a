package markdown

import "testing"

func TestIndicators(t *testing.T) {
	for _, c := range []struct{ kind, written, value, printed string }{
		{"ipv4", "203.0.113.77", "203.0.113.77", "203.0.113[.]77"},
		{"ipv4", "203[.]0[.]113[.]77", "203.0.113.77", "203.0.113[.]77"},
		{"ipv4", "203(.)0.113{.}77", "203.0.113.77", "203.0.113[.]77"},
		{"ipv4", "203.0.113.7/24", "203.0.113.0/24", "203.0.113[.]0/24"},
		{"ipv4", "203.0.113", "", ""},
		{"ipv4", "::1", "", ""},
		{"ipv4", "203.0.113.7/33", "", ""},
		{"ipv6", "2001:DB8::0:1", "2001:db8::1", "2001:db8:[:]1"},
		{"ipv6", "2001[:]db8::1", "2001:db8::1", "2001:db8:[:]1"},
		{"ipv6", "fe80::1%eth0", "", ""},
		{"ipv6", "1.2.3.4", "", ""},
		{"domain", "Evil[.]Example", "evil.example", "evil[.]example"},
		{"domain", "a-b.evil(dot)example.", "a-b.evil.example", "a-b.evil[.]example"},
		{"domain", "müll.example", "müll.example", "müll[.]example"},
		{"domain", "_dmarc.evil.example", "_dmarc.evil.example", "_dmarc.evil[.]example"},
		{"domain", "evil", "", ""},
		{"domain", "-a.example", "", ""},
		{"domain", "a..example", "", ""},
		{"domain", "1.2.3.4", "", ""},
		{"domain", "a b.example", "", ""},
		{"url", "hxxps://evil[.]example/p?q=a.b#c", "https://evil.example/p?q=a.b#c", "hxxps://evil[.]example/p?q=a.b#c"},
		{"url", "hXXp[://]evil[.]example", "http://evil.example", "hxxp://evil[.]example"},
		{"url", "http://203.0.113.7:8080/x", "http://203.0.113.7:8080/x", "hxxp://203.0.113[.]7:8080/x"},
		{"url", "http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x", "hxxp://[2001:db8:[:]1]:80/x"},
		{"url", "fxp://evil.example/a", "ftp://evil.example/a", "fxp://evil[.]example/a"},
		{"url", "evil.example/a", "", ""},
		{"url", "http://evil/a", "", ""},
		{"url", "http://evil.example/a b", "", ""},
		{"email", "pay[at]evil[.]Example", "pay@evil.example", "pay[at]evil[.]example"},
		{"email", "pay@evil.example", "pay@evil.example", "pay[at]evil[.]example"},
		{"email", "@evil.example", "", ""},
		{"email", "pay.evil.example", "", ""},
		{"md5", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"},
		{"md5", "d41d8cd98f00b204e9800998ecf8427", "", ""},
		{"sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{"sha1", "ga39a3ee5e6b4b0d3255bfef95601890afd80709", "", ""},
		{"filename", `C:\a [.] b.exe`, `C:\a [.] b.exe`, `C:\a [.] b.exe`},
		{"filename", "", "", ""},
	} {
		value, problem := readIndicator(c.kind, c.written)
		if problem != "" {
			value = ""
		}
		if value != c.value || problem == "" && value == "" {
			t.Errorf("%s %q: got %q (%s), want %q", c.kind, c.written, value, problem, c.value)
			continue
		}
		if value == "" {
			continue
		}
		printed := defang(c.kind, value)
		if printed != c.printed {
			t.Errorf("%s %q: printed %q, want %q", c.kind, value, printed, c.printed)
		}
		if again, problem := readIndicator(c.kind, printed); again != value {
			t.Errorf("%s: what is printed, %q, is read back as %q (%s)", c.kind, printed, again, problem)
		}
	}
}
