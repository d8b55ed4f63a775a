# frozen_string_literal: true

# What Jekyll does not bring along and its peers do: pages of 20 for all articles
# and for each company, type and attribution, an index of each, feeds, and five
# related articles.
class Lists < Jekyll::Generator
  KINDS = { "companies" => "company", "types" => "incident_type", "attributions" => "attribution" }.freeze

  def generate(site)
    @site = site
    posts = site.posts.docs.sort_by(&:date).reverse
    by = KINDS.transform_values { |key| posts.group_by { |post| post.data[key] } }
    posts.each do |post|
      post.data["related"] = by["companies"][post.data["company"]].first(6).reject { |other| other.equal?(post) }.first(5)
    end
    lists("articles", "Articles", posts)
    feed("", "Latest", posts)
    by.each do |kind, terms|
      page(kind, "index.html", "kind", "title" => kind, "terms" => terms.sort.map do |term, list|
        { "name" => term, "url" => "/#{kind}/#{slug(term)}/", "count" => list.size }
      end)
      terms.each do |term, list|
        lists("#{kind}/#{slug(term)}", term, list)
        feed("#{kind}/#{slug(term)}", term, list) unless kind == "attributions"
      end
    end
  end

  private

  def slug(text)
    Jekyll::Utils.slugify(text)
  end

  def lists(dir, title, posts)
    parts = posts.each_slice(20).to_a
    at = ->(n) { n.zero? ? dir : "#{dir}/page/#{n + 1}" }
    parts.each_with_index do |part, n|
      page(at.(n), "index.html", "list", "title" => title, "articles" => part,
        "newer" => n.zero? ? nil : "/#{at.(n - 1)}/", "older" => n + 1 < parts.size ? "/#{at.(n + 1)}/" : nil)
    end
  end

  def feed(dir, title, posts)
    page(dir, "feed.xml", "feed", "title" => title, "articles" => posts.first(20))
  end

  def page(dir, name, layout, data)
    made = Jekyll::PageWithoutAFile.new(@site, @site.source, dir, name)
    made.data.merge!(data, "layout" => layout)
    @site.pages << made
  end
end
