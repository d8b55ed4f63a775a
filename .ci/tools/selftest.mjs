// Shows that every gate can fail: two bad pages, and the faults that each gate must
// find in them. Fails if a gate lets one pass.
// usage: node selftest.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gateNames, openSite } from './site.mjs';

const dir = mkdtempSync(join(tmpdir(), 'blotter-bad-'));
const write = (path, text) => { mkdirSync(dirname(join(dir, path)), { recursive: true }); writeFileSync(join(dir, path), text); };
// Text that does not shrink, of the given number of characters.
const noise = (length) => { let seed = 1; return Array.from({ length }, () => ((seed = (seed * 48271) % 2147483647) % 36).toString(36)).join(''); };

// Only the home page has a policy, and it says nothing of frames, referrers or types.
write('_headers', "/\n  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'\n");
write('late.js', `addEventListener('load', () => { const add = document.createElement('p'); add.textContent = 'Only with a script'; add.className = 'tall'; document.querySelector('main').prepend(add); for (const end = Date.now() + 800; Date.now() < end;); });`);
write('bad.css', `
.wide { width: 1400px } .tall { height: 300px } .pale { color: #ccc }
.shut { width: 60ch; height: 1.2em; overflow: hidden; line-height: 1.2 }
.over { margin-top: -1.2em }
.bare:focus { outline: none } @media print { main * { display: none } }
/* ${noise(20000)} */`);
write('index.html', `<!doctype html><html><head><title>Bad</title><link rel="stylesheet" href="/bad.css"><script src="/late.js"></script></head>
<body><main><h1>Bad page with a headline</h1><img src="http://203.0.113.1/spy.png">
<p style="color:red">An inline style.</p><p class="pale">Pale words that nobody can read.</p>
<p class="wide">Too wide for every phone.</p><p class="shut">A line that is cut off as soon as it needs more room.</p>
<p>First line.</p><p class="over">Second line, over the first.</p>
<ul><li><a class="bare" href="/">x</a></li></ul>${'<b>.</b>'.repeat(800)}</main></body></html>`);
write('articles/bare/index.html', `<!doctype html><html lang="en"><head><title>Bare</title><link rel="stylesheet" href="/bad.css"></head><body><main><h1>Bare</h1><p>${noise(30000)}</p><a href="/">Home</a></main></body></html>`);

const expected = {
  html: ['element-required-attributes', 'wcag/h37'],
  csp: ['CSP violation', 'no CSP', 'console error'],
  observatory: ['x-frame-options', 'x-content-type-options'],
  budgets: ['HTML above 12 KB', 'CSS above 8 KB', 'script on a reader page', 'script above its budget', 'third party', 'home above 800 elements'],
  readable: ['other text without JavaScript', 'print drops too much', 'no headline on paper'],
  layout: ['layout shift', 'sideways overflow', 'text lost', 'text lost with text spacing'],
  keyboard: ['no ring', 'smaller than 24 px'],
  axe: ['html-has-lang', 'image-alt', 'color-contrast'],
  lighthouse: ['accessibility', 'best-practices', 'seo', 'performance below 95'],
};

let missed = 0;
const miss = (what) => { console.log('let pass: ' + what); missed++; };
const site = await openSite(dir, ['home', 'article', 'dashboard']);
try {
  if (site.missing.join() !== 'dashboard') miss('a kind that has no page');
  for (const name of gateNames) {
    const { faults } = await (await import(`./${name}.mjs`)).check(site);
    for (const rule of expected[name]) if (!faults.some((fault) => fault.rule.startsWith(rule))) miss(`${name}: ${rule}`);
  }
} finally {
  await site.close();
  rmSync(dir, { recursive: true, force: true });
}
if (missed) process.exit(1);
console.log(`${gateNames.length} gates found all ${Object.values(expected).flat().length} faults of two bad pages`);
