// Every kind of page says the same with JavaScript off, and says it on paper: the PDF
// has the headline and the words that the page shows in print, and print drops no
// more than a third of what the screen shows.
import { execFileSync } from 'node:child_process';
import { view } from './site.mjs';

export const title = 'readable: without JavaScript, and in print';

const words = (text) => text.toLowerCase().normalize('NFKC').match(/[\p{L}\p{N}]{3,}/gu) ?? [];
const distinct = (text) => [...new Set(words(text))];
// pdftotext takes Arabic ligatures apart wrongly: those words are not looked for.
const legible = (text) => distinct(text).filter((word) => !/\p{Script=Arabic}/u.test(word));

// Runs in the page: takes out of it what is there for screen readers alone.
function dropUnseen() {
  for (const element of [...document.querySelectorAll('main *')]) {
    if (getComputedStyle(element).overflow === 'hidden' && element.offsetWidth <= 1) element.remove();
  }
}

export async function check(site) {
  const faults = [];
  let sheets = 0;
  await site.each(async ({ kind, path }) => {
    const where = `${kind} ${path}`;
    const text = (page) => page.locator('body').innerText();
    const off = await site.visit(path, { viewport: view(1280), javaScriptEnabled: false }, text);
    await site.visit(path, { viewport: view(1280) }, async (page) => {
      const on = await text(page);
      if (!off.trim()) faults.push({ rule: 'empty without JavaScript', where, what: 'no text' });
      else if (on !== off) {
        const lines = new Set(off.split('\n'));
        faults.push({ rule: 'other text without JavaScript', where, what: on.split('\n').find((line) => !lines.has(line)) ?? 'more of it' });
      }
      const headline = await page.locator('h1').first().textContent();
      await page.evaluate(dropUnseen);
      const screen = await page.locator('main').innerText();
      await page.emulateMedia({ media: 'print' });
      const print = await page.locator('main').innerText();
      const pdf = execFileSync('pdftotext', ['-', '-'], { input: await page.pdf({ format: 'A4' }), maxBuffer: 1 << 26 }).toString();
      sheets += pdf.split('\f').length - 1;
      // A word broken at a line's end is two in the PDF: compare without what is between.
      const paper = words(pdf).join('');
      const lost = legible(print).filter((word) => !paper.includes(word));
      if (lost.length > distinct(print).length * 0.02) faults.push({ rule: 'lost on paper', where, what: lost.slice(0, 8).join(', ') });
      const dropped = distinct(screen).filter((word) => !distinct(print).includes(word));
      if (dropped.length > distinct(screen).length / 3) faults.push({ rule: 'print drops too much', where, what: `${dropped.length} of ${distinct(screen).length} words: ${dropped.slice(0, 8).join(', ')}` });
      if (kind !== 'home' && !paper.includes(words(headline).join('')) && legible(headline).length > 0) faults.push({ rule: 'no headline on paper', where, what: headline });
    });
  });
  return { told: `${site.pages.length} kinds of page, ${sheets} sheets of A4`, faults };
}
