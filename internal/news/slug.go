package news

// Slug makes a part of a URL and of a file name out of a name or headline. ok is
// false for a name without a letter or digit.
func Slug(name string) (slug string, ok bool) { return name, name != "" }
