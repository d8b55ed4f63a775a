package page

import (
	"net/url"
	"path"
	"strings"

	"blotter/internal/feed"
	"blotter/internal/site"
)

// followOf gives how to follow what an article tells of: its incident, or the
// whole site where it tells of none that has a page.
func (d *desk) followOf(a *site.Article) Follow {
	for _, i := range a.Incidents {
		if i.URL != "" {
			return d.follow(i)
		}
	}
	return d.follow(nil)
}

// follow gives how to follow an incident; nil stands for the whole site.
func (d *desk) follow(i *site.Incident) Follow {
	id, title := "", d.Words.Say("follow.site", "site", d.Title)
	if i != nil {
		id, title = i.ID, d.Words.Say("follow.incident")
	}
	if made, ok := d.follows.Load(id); ok {
		return *made.(*Follow)
	}
	f := &Follow{ID: "page.follow", Title: title, Form: d.followForm(id)}
	if i != nil {
		if own := ownFeed(feed.OfIncident(d.Site, i)); own.URL != "" {
			f.Feeds = append(f.Feeds, own)
		}
	}
	f.Feeds = append(f.Feeds, d.feed)
	f.digest = sealOf(f)
	d.follows.Store(id, f)
	return *f
}

// followForm gives the form for letters about an incident, or about everything.
func (d *desk) followForm(incident string) FollowForm {
	n := d.Newsletter
	if n == nil {
		return FollowForm{}
	}
	f := FollowForm{
		Action: n.Endpoint, Field: n.Field, Incident: incident,
		Sends: n.Sends, Stop: d.stop(), Privacy: d.privacy(),
	}
	if n.Provider == "netlify" {
		f.Action, f.Netlify = d.under("newsletter/thanks/"), true
		f.By = d.Words.Say("follow.by_netlify", "publisher", d.publisher())
		return f
	}
	if u, err := url.Parse(n.Endpoint); err == nil {
		f.By = d.Words.Say("follow.by_form", "publisher", d.publisher(), "host", u.Hostname())
	}
	return f
}

// stop says how to stop the letters. A site that has no words for it has a
// contact (rule newsletter-without-stop).
func (d *desk) stop() string {
	if d.Newsletter.Stop != "" {
		return d.Newsletter.Stop
	}
	return d.Words.Say("follow.stop", "contact", contactLink(d.Publisher.Contact).Text)
}

// privacy links the policy that says what becomes of addresses: the page
// «privacy», or the publisher's policy of that name.
func (d *desk) privacy() Link {
	if page := d.pageAt("privacy/"); page.URL != "" {
		return page
	}
	for _, entry := range d.Publisher.Policies {
		if strings.HasPrefix(path.Base(entry.URL), "privacy") {
			return d.siteLink(entry)
		}
	}
	return Link{}
}

// newsletter makes the page that tells of the letters and asks for an address.
func (d *desk) newsletter() *NewsletterPage {
	v := &NewsletterPage{
		Frame: d.frame(d.under("newsletter/"), d.Words.Say("nav.newsletter"), d.Newsletter.Sends),
		Title: d.Words.Say("nav.newsletter"), Follow: d.follow(nil),
	}
	return v
}

// thanks makes the page that follows the form.
func (d *desk) thanks() *ThanksPage {
	return &ThanksPage{
		Frame: d.unlisted(d.under("newsletter/thanks/"), d.Words.Say("thanks.title")),
		Title: d.Words.Say("thanks.title"),
		Text:  d.Words.Say("thanks.text", "sends", d.Newsletter.Sends),
		Stop:  d.stop(),
		Home:  Link{Text: d.Words.Say("thanks.back", "site", d.Title), URL: d.Path},
	}
}
