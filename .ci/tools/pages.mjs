// The kinds of page that a site has, and one page of each: the largest, so that
// what is measured is the worst of its kind. A kind is told by its folder and by a
// mark in the HTML, never by a slug, because articles come and go.
// usage: node pages.mjs SITE_DIR          prints kind, address and size in bytes
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const one = (folder) => new RegExp(`^/${folder}/[^/]+/$`);
const label = (word) => (html) => new RegExp(`<(li|p) class="?form\\b[^>]*>(\\s|<[^>]*>)*${word}\\b`, 'i').test(html.split('</header>').find((part) => part.includes('<h1')) ?? '');
const part = (id) => (html) => new RegExp(`\\bid="?${id.replace('.', '\\.')}["\\s>]`).test(html);
const plain = (html) => !/class="?form\b/.test(html.slice(0, html.indexOf('</h1>')));

// kind, address, mark in the HTML
const kinds = [
  ['home', /^\/$/],
  ['article', one('articles'), plain],
  ['article-hero', one('articles'), (html) => /<img[^>]*fetchpriority="?high/.test(html)],
  ['article-correction', one('articles'), part('page.serious')],
  ['article-moved', one('articles'), part('page.moved')],
  ['article-withdrawn', one('articles'), label('Withdrawn')],
  ['article-language', one('articles'), (html) => /<h1[^>]*\blang=/.test(html)],
  ['advisory', one('articles'), label('Advisory')],
  ['analysis', one('articles'), label('Analysis')],
  ['opinion', one('articles'), label('Opinion')],
  ['explainer', one('articles'), label('Explainer')],
  ['interview', one('articles'), label('Interview')],
  ['round-up', one('articles'), label('Round[ -]up')],
  ['incident', /^\/incidents\/(?!alleged\/)[^/]+\/$/],
  ['incidents', /^\/incidents\/$/],
  ['alleged', /^\/incidents\/alleged\/$/],
  ['company', one('companies')],
  ['companies', /^\/companies\/$/],
  ['actor', one('actors')],
  ['actors', /^\/actors\/$/],
  ['author', one('authors')],
  ['authors', /^\/authors\/$/],
  ['type', one('types')],
  ['types', /^\/types\/$/],
  ['status', one('attribution')],
  ['how-we-attribute', /^\/attribution\/$/],
  ['tag', one('tags')],
  ['tags', /^\/tags\/$/],
  ['sector', one('sectors')],
  ['sectors', /^\/sectors\/$/],
  ['country', one('countries')],
  ['countries', /^\/countries\/$/],
  ['cve', one('cves')],
  ['cves', /^\/cves\/$/],
  ['month', /^\/archive\/\d{4}-\d{2}\/$/],
  ['archive', /^\/archive\/$/],
  ['list', /\/(page\/)?\d+\/$/],
  ['dashboard', /^\/dashboard\/$/],
  ['feeds', /^\/feeds\/$/],
  ['corrections', /^\/corrections\/$/],
  ['page', /^\/(about|privacy|corrections-policy)\/$/],
  ['newsletter', /^\/newsletter\/$/],
  ['thanks', /^\/newsletter\/thanks\/$/],
  ['404', /^\/404\.html$/],
];

export const kindNames = kinds.map(([kind]) => kind);

// Every page of a built site, redirect stubs left out: address, file, HTML, and
// whether search engines may have it.
export function allPages(dir) {
  const root = resolve(dir);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.html'));
  return files.map((entry) => {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const html = readFileSync(file, 'utf8');
    const path = '/' + relative(root, file).split(sep).join('/').replace(/(^|\/)index\.html$/, '$1');
    return { path, file, html, indexable: !/<meta name="?robots"? content="?[^">]*noindex/.test(html) };
  }).filter((page) => !/http-equiv="?refresh/.test(page.html)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

// One page of each kind, and the kinds that the site has no page of.
export function onePageOfEachKind(dir) {
  const pages = allPages(dir);
  const found = [];
  const missing = [];
  for (const [kind, address, mark] of kinds) {
    const fitting = pages.filter((page) => address.test(page.path) && (!mark || mark(page.html)));
    if (fitting.length === 0) missing.push(kind);
    else found.push({ kind, ...fitting.reduce((most, page) => (page.html.length > most.html.length ? page : most)) });
  }
  return { found, missing };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv[2]) { console.error('usage: node pages.mjs SITE_DIR'); process.exit(2); }
  const { found, missing } = onePageOfEachKind(process.argv[2]);
  for (const page of found) console.log(`${page.kind.padEnd(20)} ${page.path.padEnd(48)} ${Buffer.byteLength(page.html)}`);
  if (missing.length) { console.error('no page of: ' + missing.join(', ')); process.exit(1); }
}
