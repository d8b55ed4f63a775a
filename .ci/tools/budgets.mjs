// What a page may weigh, gzipped as the host sends it: HTML 12 KB, style sheets 8 KB,
// script none (the dashboard 10 KB), an article 150 KB in all without photos, the
// home page 800 elements, and nothing from any other host. Sizes are checked on every
// page, what the browser really fetches on one page of every kind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { view } from './site.mjs';

export const title = 'budgets: HTML, CSS, script, weight, elements, third parties';
const KB = 1024;
const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;

export async function check(site) {
  const faults = [];
  const most = { html: 0, css: 0, article: 0, elements: 0 };
  const gzipped = new Map();
  const sizeOf = (path) => {
    if (!gzipped.has(path)) gzipped.set(path, gzipSync(readFileSync(join(site.dir, path))).length);
    return gzipped.get(path);
  };
  for (const { path, html } of site.all) {
    const size = gzipSync(html).length;
    most.html = Math.max(most.html, size);
    if (size > 12 * KB) faults.push({ rule: 'HTML above 12 KB', where: path, what: kb(size) });
    const tags = html.match(/<(link|script|img|source|iframe|video|audio|embed|object)\b[^>]*>/g) ?? [];
    const sheets = tags.filter((tag) => /rel="?stylesheet/.test(tag)).map((tag) => tag.match(/href="?([^"\s>]+)/)?.[1]);
    const local = sheets.filter((address) => address?.startsWith('/'));
    const css = local.reduce((sum, address) => sum + sizeOf(address), 0);
    most.css = Math.max(most.css, css);
    if (local.length === 0) faults.push({ rule: 'no style sheet', where: path, what: 'the page links none of its own' });
    if (css > 8 * KB) faults.push({ rule: 'CSS above 8 KB', where: path, what: `${kb(css)} in ${local.join(', ')}` });
    const script = tags.filter((tag) => tag.startsWith('<script') && !/type="?application\/(ld\+)?json/.test(tag));
    if (script.length && path !== '/dashboard/') faults.push({ rule: 'script on a reader page', where: path, what: script[0] });
    for (const tag of tags) {
      if (/^<link/.test(tag) && !/rel="?(stylesheet|preload|icon|preconnect|dns-prefetch|modulepreload|manifest)/.test(tag)) continue;
      const other = tag.match(/\b(src|href|data|poster)="?((https?:)?\/\/[^"\s>]+)/)?.[2];
      if (other && !other.startsWith(site.origin)) faults.push({ rule: 'third party', where: path, what: tag });
    }
  }
  await site.each(async ({ kind, path }) => {
    const where = `${kind} ${path}`;
    const sizes = [];
    await site.visit(path, { viewport: view(1280) }, async (page) => {
      await page.waitForLoadState('networkidle');
      if (kind !== 'home') return;
      most.elements = await page.evaluate(() => document.querySelectorAll('*').length);
      if (most.elements > 800) faults.push({ rule: 'home above 800 elements', where, what: String(most.elements) });
    }, (page) => {
      page.on('request', (request) => {
        if (!request.url().startsWith(site.origin + '/') && !request.url().startsWith('data:')) faults.push({ rule: 'third party', where, what: request.url() });
      });
      page.on('response', (response) => sizes.push({
        type: response.request().resourceType(),
        photo: /\.(png|jpe?g|webp|avif)$/.test(new URL(response.url()).pathname),
        bytes: Number(response.headers()['content-length']),
      }));
    });
    if (sizes.length === 0 || sizes.some(({ bytes }) => !(bytes >= 0))) throw new Error(`a file of ${path} came without its length`);
    const script = sizes.filter(({ type }) => type === 'script').reduce((sum, { bytes }) => sum + bytes, 0);
    if (script > (kind === 'dashboard' ? 10 * KB : 0)) faults.push({ rule: 'script above its budget', where, what: kb(script) });
    const weight = sizes.filter(({ photo }) => !photo).reduce((sum, { bytes }) => sum + bytes, 0);
    if (path.startsWith('/articles/')) most.article = Math.max(most.article, weight);
    if (weight > 150 * KB) faults.push({ rule: 'page above 150 KB without photos', where, what: kb(weight) });
  });
  return { told: `at most HTML ${kb(most.html)}, CSS ${kb(most.css)}, article ${kb(most.article)} without photos, home ${most.elements} elements; ${site.all.length} pages`, faults };
}
