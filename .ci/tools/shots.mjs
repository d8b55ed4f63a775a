// Pictures of one page of every kind, to be looked at: whole pages at 390 and 1280
// px in light and dark, and sheets that show six pages side by side. With --pieces, a
// long page also comes in pieces to be read one by one (kind-WIDTH-SCHEME.1.png …),
// because a tall picture shrunk to fit shows nothing.
// usage: node .ci/tools/shots.mjs SITE_DIR OUT_DIR [--kind home,article] [--path /tags/x/] [--width 390] [--scheme dark] [--media print] [--pieces]
//   --path     a page by its address, instead of one by its kind; may be repeated
//   --kind, --width, --scheme   lists with commas; left out: all kinds, 390,1280, light,dark
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, revisit, settled } from './browser.mjs';
import { kindNames, onePageOfEachKind } from './pages.mjs';
import { serve } from './server.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string' }, path: { type: 'string', multiple: true }, width: { type: 'string', default: '390,1280' }, scheme: { type: 'string', default: 'light,dark' }, media: { type: 'string', default: 'screen' }, pieces: { type: 'boolean' } },
});
const [site, out] = positionals;
if (!site || !out) { console.error('usage: node shots.mjs SITE_DIR OUT_DIR [--kind home,article] [--path /tags/x/] [--width 390] [--scheme dark] [--media print] [--pieces]'); process.exit(2); }
const wanted = values.kind?.split(',');
const strange = wanted?.filter((kind) => !kindNames.includes(kind)) ?? [];
if (strange.length) { console.error(`no such kind: ${strange.join(', ')}. The kinds are: ${kindNames.join(', ')}`); process.exit(2); }

const { found, missing } = onePageOfEachKind(site);
const pages = values.path
  ? values.path.map((path) => ({ kind: path.replace(/^\/|\/$/g, '').replaceAll('/', '_') || 'home', path }))
  : found.filter((page) => !wanted || wanted.includes(page.kind));
mkdirSync(out, { recursive: true });
const server = await serve(site);
const browser = await launch();
// Sheets: 6 pages of 390 px side by side, or 3 × 2 pages of 1280 px at half size.
const sheetOf = (width) => (width <= 500 ? { columns: 6, rows: 1, cell: 330, high: 1700 } : { columns: 3, rows: 2, cell: 640, high: 900 });

async function sheet(file, shots, { columns, cell, high }) {
  const page = await browser.newPage({ viewport: { width: columns * (cell + 12) + 12, height: 600 } });
  await page.goto('file://' + resolve(out));
  await page.setContent(`<style>body{margin:12px;background:#777;display:grid;grid-template-columns:repeat(${columns},${cell}px);gap:12px;font:bold 15px sans-serif}figure{margin:0}figcaption{background:#ffd;padding:2px 6px}div{height:${high}px;overflow:hidden}img{width:100%;display:block}</style>` +
    shots.map(({ name, url }) => `<figure><figcaption>${name}</figcaption><div><img src="${url}"></div></figure>`).join(''));
  await settled(page);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}

let count = 0;
try {
  for (const scheme of values.scheme.split(',')) {
    for (const width of values.width.split(',').map(Number)) {
      const context = await browser.newContext({ viewport: { width, height: width <= 500 ? 844 : 900 }, colorScheme: scheme });
      const shots = [];
      for (const { kind, path } of pages) {
        const page = await context.newPage();
        if (values.media === 'print') await page.emulateMedia({ media: 'print' });
        await revisit(page, server.origin + path);
        const file = join(out, `${kind}-${width}-${scheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        shots.push({ name: `${kind} ${path}`, url: 'file://' + resolve(file) });
        count++;
        const high = await page.evaluate(() => document.documentElement.scrollHeight);
        const step = width <= 500 ? 1200 : 1400;
        if (values.pieces && high > step * 1.25) {
          for (let from = 0, n = 1; from < high; from += step, n++) {
            await page.screenshot({ path: file.replace(/png$/, `${n}.png`), fullPage: true, clip: { x: 0, y: from, width, height: Math.min(step, high - from) } });
          }
        }
        await page.close();
      }
      const size = sheetOf(width);
      const each = size.columns * size.rows;
      for (let n = 0; n * each < shots.length; n++) await sheet(join(out, `sheet-${width}-${scheme}-${n + 1}.png`), shots.slice(n * each, (n + 1) * each), size);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`${count} pages photographed into ${out}; sheets: ${join(basename(out), 'sheet-*.png')}`);
if (!wanted && !values.path && missing.length) console.log('the site has no page of: ' + missing.join(', '));
