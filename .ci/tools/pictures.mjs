// The README's pictures: the top of the home page and of an article with a picture
// of the starter site, light and dark, as palette PNGs into
// cmd/blotter/manual/pictures/. Needs pngquant.
// usage: node .ci/tools/pictures.mjs SITE_DIR
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, revisit } from './browser.mjs';
import { onePageOfEachKind } from './pages.mjs';
import { serve } from './server.mjs';

const [site] = process.argv.slice(2);
if (!site) { console.error('usage: node pictures.mjs SITE_DIR'); process.exit(2); }
const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../cmd/blotter/manual/pictures');
const { found } = onePageOfEachKind(site);
const pathOf = (...kinds) => kinds.map((kind) => found.find((page) => page.kind === kind)?.path).find(Boolean);
const pictures = [['home', pathOf('home')], ['article', pathOf('article-hero', 'article')]];

const server = await serve(site);
const browser = await launch();
try {
  for (const [name, path] of pictures) {
    for (const [scheme, ending] of [['light', ''], ['dark', '-dark']]) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 1100 }, colorScheme: scheme });
      await revisit(page, server.origin + path);
      const file = join(folder, name + ending + '.png');
      await page.screenshot({ path: file });
      execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--quality', '60-95', '--output', file, '128', file]);
      console.log(`${relative(process.cwd(), file)}: ${path}, ${Math.round(statSync(file).size / 1024)} KB`);
      await page.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
