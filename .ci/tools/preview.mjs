// The preview in a real browser: opens the starter site, sees a change without
// touching the browser, sees the error panel and its end, and logs nothing.
// usage: node preview.mjs PATH-TO-BLOTTER
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const blotter = resolve(process.argv[2]);
const site = mkdtempSync(join(tmpdir(), 'blotter-preview-'));
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
cpSync(join(repository, 'content'), join(site, 'content'), { recursive: true });
const article = join(site, 'content/articles/marks-and-spencer/orders-paused.md');
const good = readFileSync(article, 'utf8');

const server = spawn(blotter, ['serve', '--project', site, '--addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
let printed = '';
for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => { printed += text; });
const fail = (why) => { throw new Error(why + '\nserve printed:\n' + printed); };
const until = async (what, check) => {
  for (const end = Date.now() + 15000; Date.now() < end; await new Promise((r) => setTimeout(r, 20))) {
    const value = await check();
    if (value) return value;
  }
  fail('waited in vain for ' + what);
};

let browser;
try {
  const address = await until('the address', () => printed.match(/http:\/\/[^\s/]+\//)?.[0]);
  browser = await chromium.launch({ executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const page = await browser.newPage();
  const logged = [];
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) logged.push(m.text()); });
  page.on('pageerror', (e) => logged.push(String(e)));

  await page.goto(address + 'articles/orders-paused/');
  const title = await page.locator('h1').innerText();
  console.log('opened:', title);

  const asked = Date.now();
  writeFileSync(article, good.replace(/^title: .*$/m, 'title: The browser saw this change'));
  await page.locator('h1', { hasText: 'The browser saw this change' }).waitFor({ timeout: 15000 });
  console.log(`live change seen after ${Date.now() - asked} ms`);

  writeFileSync(article, good.replace(/^incident: /m, 'indicent: '));
  const panel = page.locator('blotter-problems');
  await panel.locator('text=«indicent»').first().waitFor({ timeout: 15000 });
  const words = await panel.locator('details').innerText();
  if (!words.includes('orders-paused.md:') || !words.includes('did you mean «incident»')) fail('the panel does not say where and what would be right:\n' + words);
  if (await page.locator('h1').count() !== 1) fail('the last good page is gone');
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'panel.png') });
  console.log('error panel seen, over the last good page');

  writeFileSync(article, good);
  await panel.waitFor({ state: 'detached', timeout: 15000 });
  await page.locator('h1', { hasText: title }).waitFor({ timeout: 15000 });
  console.log('mended: the panel is gone');

  if (logged.length) fail('the browser logged:\n' + logged.join('\n'));
  console.log('4 passed, 0 failed');
} finally {
  await browser?.close();
  server.kill('SIGINT');
  rmSync(site, { recursive: true, force: true });
}
