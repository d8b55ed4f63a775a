package page

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"blotter"
)

// Wherever an author's words in another language than the site's stand, the page
// says in which: a lone report in Arabic, which is its own record, in every list
// that names it, and a story with parts in two languages.
func TestWordsOfAnotherLanguageSayWhich(t *testing.T) {
	theme, s, _ := record(t, map[string]string{
		"companies/port.md": "---\nname: Skerry Port\n---\nA port.\n",
		"actors/heron.md":   "---\nname: Glass Heron\nkind: criminal\n---\nA name.\n",
		"authors/marlow.md": "---\nname: Ines Marlow\n---\nShe writes.\n",
		"articles/lone.md": `---
title: توقف الرافعات
standfirst: توقفت الرافعات في الميناء
date: 2025-11-05
language: ar
company: Skerry Port
incident_type: ransomware
type_status: confirmed
type_by: Harbour Safety Board
incident_status: developing
attribution_status: attributed-by-government
attributed_to: Glass Heron
attributed_by: National Cyber Office
authors: marlow
tags: [ports]
sector: transport
country: GB
claims:
  - say: لم تسرق بيانات
    status: stated
    by: Skerry Port
legal:
  - {stage: charged, case: A, actor: Glass Heron, by: Eastmere Crown Court, date: 2025-11-05}
vulnerabilities:
  - {cve: CVE-2025-9990, exploited: confirmed}
corrections:
  - {date: 2025-11-06, kind: corrected, text: كان العدد خطأ}
---
توقفت الرافعات.
`,
		"articles/alleged.md": `---
title: نشر ملفات المخبز
date: 2025-11-06
language: ar
company: Orrell Brewing
incident_type: data-extortion
type_status: claimed
type_by: Glass Heron
attribution_status: claimed
attributed_to: Glass Heron
attributed_by: Glass Heron
authors: marlow
---
لا جواب.
`,
		"articles/first.md":  "---\ntitle: Tills fail\ndate: 2025-11-01\nincident: tills\ncompany: Tarrant\nincident_type: undisclosed\nattribution_status: unattributed\nauthors: marlow\n---\nText.\n",
		"articles/second.md": "---\ntitle: عادت الصناديق\ndate: 2025-11-02\nlanguage: ar\nincident: tills\nfollows: first\nattribution_status: suspected\nattributed_to: Glass Heron\nattributed_by: Halden\nincident_type: ransomware\ntype_status: reported\ntype_by: Halden\nclaims:\n  - {say: عادت كلها, status: stated, by: Tarrant}\nauthors: marlow\n---\nنص.\n",
		"articles/third.md":  "---\ntitle: Tills are back\ndate: 2025-11-03\nincident: tills\nfollows: second\nattribution_status: unattributed\nauthors: marlow\n---\nText.\n",
		"articles/column.md": "---\ntitle: رأي في الميناء\ndate: 2025-11-07\nlanguage: ar\nform: opinion\nmentions: [Skerry Port, Glass Heron]\nauthors: marlow\n---\nنص.\n",
	})
	pages := 0
	for _, f := range theme.Files(s, album(t, s)) {
		if !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		root, err := html.Parse(strings.NewReader(written(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		walk(root, func(n *html.Node) {
			if n.Type != html.TextNode || !strings.ContainsFunc(n.Data, isArabic) || above(n, "head") != nil {
				return
			}
			found = true
			if lang, dir := nearest(n, "lang"), nearest(n, "dir"); lang != "ar" || dir != "rtl" {
				t.Errorf("%s: %q stands in <%s> as %s, %s", f.Path, strings.TrimSpace(n.Data), n.Parent.Data, lang, dir)
			}
		})
		if found {
			pages++
		}
	}
	if pages < 20 {
		t.Errorf("only %d pages have words in Arabic", pages)
	}
}

func isArabic(c rune) bool { return unicode.Is(unicode.Arabic, c) }

// nearest gives the value of an attribute where it was said last.
func nearest(n *html.Node, name string) string {
	for ; n != nil; n = n.Parent {
		if value, ok := attribute(n, name); ok {
			return value
		}
	}
	return ""
}

// A page that runs from right to left says so, and what points onwards points the
// other way.
func TestPagesFromRightToLeft(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":          "title: The Record\nbase_url: https://example.org/\nlanguage: fa\n",
		"content/articles/first.md":  "---\ntitle: Tills fail\ndate: 2025-11-01\nincident: tills\ncompany: Tarrant\nincident_type: outage\ntype_status: stated\ntype_by: Tarrant\nattribution_status: unattributed\n---\nText.\n",
		"content/articles/second.md": "---\ntitle: It was ransomware\ndate: 2025-11-02\nincident: tills\nfollows: first\nincident_type: ransomware\ntype_status: stated\ntype_by: Tarrant\nattribution_status: unattributed\n---\nText.\n",
		// Persian has the plural forms of English. Its words are English here.
		"templates/strings/fa.yaml": translatable(t),
	}
	s := snapshot(t, files)
	theme, found := Load(s, [32]byte{1}, spoken(t, s, "fa"), Look{})
	for _, d := range found {
		t.Error(d)
	}
	page := printed(t, theme, newsroom(t, s, edition("2025-12-01T12:00:00Z")), "incidents/tills/index.html")
	if !strings.Contains(page, `<html lang="fa" dir="rtl"`) {
		t.Errorf("the page begins with %.80s", page)
	}
	if strings.Contains(page, "→") || !strings.Contains(page, "</s> \u200f←\u200f ") && !strings.Contains(page, "</s> &rlm;←&rlm; ") {
		t.Error("an arrow points back")
	}
}

// translatable gives all words of the program in English as a file to translate.
func translatable(t *testing.T) string {
	t.Helper()
	text, err := fs.ReadFile(blotter.Builtin(), "templates/strings/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.Write(text)
	out.WriteString("\nvocabulary:\n")
	w, list, value := english(t), "", ""
	for _, key := range w.Keys() {
		parts := strings.Split(key, ".") // vocabulary, list, value, label or definition
		if parts[0] != "vocabulary" {
			continue
		}
		if parts[1] != list {
			fmt.Fprintf(&out, "  %s:\n", parts[1])
			list, value = parts[1], ""
		}
		if parts[2] != value {
			fmt.Fprintf(&out, "    %s:\n", parts[2])
			value = parts[2]
		}
		fmt.Fprintf(&out, "      %s: %q\n", parts[3], w.Written(key))
	}
	return out.String()
}
