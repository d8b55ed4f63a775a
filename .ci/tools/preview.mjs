// The preview in a real browser, with a real keyboard and mouse: what the writer
// sees after a save, what stays where it was, what is said when something is wrong,
// and that no other site gets anything of it. Logs nothing, and no policy is broken.
// usage: node preview.mjs PATH-TO-BLOTTER [--articles DIR] [--only NAME]
// --articles DIR only measures save-to-pixels, over a copy of the project in DIR.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';

const [program, ...options] = process.argv.slice(2);
const option = (name) => options.includes(name) ? options[options.indexOf(name) + 1] : undefined;
const blotter = resolve(program);
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const patience = { timeout: options.includes('--articles') ? 120000 : 30000 }; // a machine that has other work to do is slow, not wrong
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const endings = []; // what is to be done at the end, last first

function folder(name) {
  const dir = mkdtempSync(join(tmpdir(), `blotter-preview-${name}-`));
  endings.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function until(what, check) {
  for (const end = Date.now() + patience.timeout; Date.now() < end; await pause(20)) {
    const value = await check();
    if (value) return value;
  }
  throw new Error('waited in vain for ' + what);
}

function expect(what, got, wanted = true) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(wanted)}`);
}

// preview starts blotter serve over a project.
async function preview(project, flags = [], env = {}) {
  const server = spawn(blotter, ['serve', '--project', project, '--addr', '127.0.0.1:0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BLOTTER_EDITOR: '', VISUAL: '', EDITOR: 'vi', ...env },
  });
  const told = { text: '' };
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => { told.text += text; });
  endings.push(() => server.kill('SIGINT'));
  const address = await until('the address; serve printed:\n' + told.text, () => told.text.match(/http:\/\/[^\s/]+\//)?.[0]);
  return { address, told };
}

// watched opens a page whose log and whose broken policies are kept.
async function watched(browser, more = {}) {
  const context = await browser.newContext(more);
  const logged = [];
  context.on('console', (m) => { if (['error', 'warning'].includes(m.type())) logged.push(m.text()); });
  context.on('weberror', (e) => logged.push(String(e.error())));
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error('policy broken: ' + e.violatedDirective + ' ' + e.blockedURI)));
  return { context, page: await context.newPage(), logged };
}

const toolbar = (page) => page.locator('blotter-toolbar');
const panel = (page) => page.locator('blotter-problems .panel');
// painted waits until what was seen last is on the screen.
const painted = (page) => page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));

// ---- save to pixels

// saveToPixels measures from writing a file to its new headline on the screen, as
// the page itself sees it: the frame after the one in which it was painted.
async function saveToPixels(page, file, saves) {
  const good = readFileSync(file, 'utf8');
  const times = [];
  for (let n = 0; n < saves; n++) {
    const headline = `Headline number ${n} of ${saves}`;
    const seen = page.evaluate((wanted) => new Promise((done) => {
      const look = () => {
        if (document.querySelector('h1')?.textContent.trim() !== wanted) return false;
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
        return true;
      };
      if (look()) return;
      const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
      observer.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
    }), headline);
    await pause(300); // a writer's own pace, and not in the middle of a look around
    const saved = performance.timeOrigin + performance.now();
    writeFileSync(file, good.replace(/^title: .*$/m, 'title: ' + headline));
    times.push(await seen - saved);
  }
  writeFileSync(file, good);
  times.sort((a, b) => a - b);
  return { median: Math.round(times[times.length >> 1]), most: Math.round(times.at(-1)) };
}

// someArticle gives an article of a project: its file and the path of its page.
async function someArticle(address, project) {
  const files = readdirSync(join(project, 'content/articles'), { recursive: true }).filter((f) => f.endsWith('.md')).sort();
  const file = join(project, 'content/articles', files[files.length >> 1]);
  const slug = readFileSync(file, 'utf8').match(/^slug: *(.*)$/m)?.[1] ?? file.split('/').at(-1).replace(/\.md$/, '');
  return { file, url: address + 'articles/' + slug + '/' };
}

// ---- the checks

const source = 'content/articles/marks-and-spencer/orders-paused.md';

// A starter site, its preview with an editor that only writes down how it was called.
async function desk() {
  const dir = folder('site');
  cpSync(join(repository, 'content'), join(dir, 'content'), { recursive: true });
  const article = join(dir, source);
  const calls = join(dir, 'calls');
  const editor = join(dir, 'my editor.sh');
  writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" >'${calls}.new'\nmv '${calls}.new' '${calls}'\n`);
  chmodSync(editor, 0o755);
  const server = await preview(dir, ['--editor', `'${editor}' --at {line}:{col} {file}`]);
  const called = async () => {
    await until('the editor', () => existsSync(calls));
    const words = readFileSync(calls, 'utf8').trimEnd().split('\n');
    rmSync(calls);
    return words;
  };
  return { ...server, dir, article, good: readFileSync(article, 'utf8'), calls, called, url: server.address + 'articles/orders-paused/' };
}

const checks = {
  // A save, a mistake, and its end.
  async 'a change is seen, a mistake stands over the last good page, and goes'({ d, page }) {
    await page.goto(d.url);
    const title = await page.locator('h1').innerText();
    const asked = Date.now();
    writeFileSync(d.article, d.good.replace(/^title: .*$/m, 'title: The browser saw this change'));
    await page.locator('h1', { hasText: 'The browser saw this change' }).waitFor(patience);
    const took = Date.now() - asked;
    const outlined = () => page.evaluate(() => [...document.querySelectorAll('[data-blotter-changed]')].map((e) => [e.localName, getComputedStyle(e).outlineStyle]));
    expect('outlined', (await outlined())[0], ['h1', 'solid']);
    await until('the outline to go', async () => (await outlined()).length === 0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    writeFileSync(d.article, d.good.replace(/^title: .*$/m, 'title: The browser saw this change, too'));
    await page.locator('h1', { hasText: 'change, too' }).waitFor(patience);
    expect('outlined, where nothing is to move', await outlined(), []);
    await page.emulateMedia({ reducedMotion: null });
    expect('the title', (await page.title()).startsWith('The browser saw this change'));
    writeFileSync(d.article, d.good.replace(/^incident: /m, 'indicent: '));
    await panel(page).locator('text=«indicent»').first().waitFor(patience);
    const words = await panel(page).innerText();
    for (const wanted of [source + ':', 'did you mean «incident»', '| indicent: ', '^^^^^^^^', 'What is wrong is shown as it was at ']) {
      if (!words.includes(wanted)) throw new Error(`the panel does not say «${wanted}»:\n${words}`);
    }
    expect('headlines of the last good page', await page.locator('h1').count(), 1);
    // By keyboard: the editor opens at the place; Escape closes the panel.
    const opening = panel(page).getByRole('button', { name: 'Open in editor' });
    await opening.focus();
    await page.keyboard.press('Enter');
    const line = d.good.split('\n').findIndex((l) => l.startsWith('incident: ')) + 1;
    expect('the editor was called with', await d.called(), ['3', '--at', line + ':1', d.article]);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached', ...patience });
    const again = toolbar(page).getByRole('button', { name: 'problem' });
    expect('the toolbar tells of it', await again.innerText(), '1 problem here');
    await again.click();
    await panel(page).waitFor(patience);
    writeFileSync(d.article, d.good);
    await panel(page).waitFor({ state: 'detached', ...patience });
    await page.locator('h1', { hasText: title }).waitFor(patience);
    return `seen after ${took} ms`;
  },

  // Ten saves land in a page that is being read and worked in.
  async 'ten saves: scroll, focus, selection, what is open and what was typed stay'({ d, page }) {
    await page.goto(d.url);
    await page.evaluate(() => {
      // What the site has none of is put where a site could have it.
      const main = document.querySelector('main');
      const details = document.createElement('details');
      details.id = 'test-details';
      details.append(Object.assign(document.createElement('summary'), { textContent: 'More' }), 'What is open');
      const field = Object.assign(document.createElement('input'), { id: 'test-field' });
      field.setAttribute('value', 'as it came');
      const at = main.querySelector('article, .grid') ?? main;
      at.append(details, field);
      window.marker = 'not loaded again';
    });
    const [before] = [await page.evaluate(() => document.querySelectorAll('details').length)];
    if (before < 1) throw new Error('no details to open');
    // The page that comes has them too: this one is served with them.
    await page.route(d.url, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/<\/article>|<\/main>/, '<details id="test-details"><summary>More</summary>What is open</details><input id="test-field" value="as it came">$&');
      await route.fulfill({ response: answer, body });
    });
    await page.reload();
    await page.evaluate(() => { window.marker = 'not loaded again'; });
    await page.locator('#test-details summary').click();
    await page.locator('#test-field').fill('what was typed');
    // A paragraph in the middle is selected with the mouse, a link there has the focus.
    const paragraph = page.locator('main p').filter({ has: page.locator('xpath=self::*[string-length() > 150]') }).last();
    await paragraph.scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollBy({ top: 150, behavior: 'instant' }));
    const box = await paragraph.boundingBox();
    await page.mouse.move(box.x + 20, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 180, box.y + 8, { steps: 4 });
    await page.mouse.up();
    const state = () => page.evaluate(() => ({
      scroll: Math.round(scrollY), selection: String(getSelection()), focus: document.activeElement.outerHTML.slice(0, 100),
      open: document.querySelector('#test-details').open, typed: document.querySelector('#test-field').value, marker: window.marker,
    }));
    const link = paragraph.locator('xpath=following::main//a | following::a').first();
    await link.evaluate((a) => a.focus({ preventScroll: true }));
    const selected = await page.evaluate(() => String(getSelection()));
    if (selected.length < 5) throw new Error('nothing is selected');
    const was = await state();
    if (was.scroll < 200) throw new Error('the page is not scrolled: ' + was.scroll);
    for (let n = 1; n <= 10; n++) {
      const headline = `Save number ${n} of ten`;
      writeFileSync(d.article, d.good.replace(/^title: .*$/m, 'title: ' + headline).replace(/^standfirst: .*$/m, `standfirst: Standfirst ${n}. ` + 'x '.repeat(n * 8)));
      await page.locator('h1', { hasText: headline }).waitFor(patience);
      await painted(page);
      const is = await state();
      // What stands above the view may grow: what is in view stays where it is.
      const moved = (await paragraph.boundingBox()).y - box.y;
      if (Math.abs(moved) > 2) throw new Error(`save ${n}: what was in view has moved by ${moved} px`);
      expect('after save ' + n, { ...is, scroll: 0 }, { ...was, scroll: 0 });
    }
    await page.unroute(d.url);
    writeFileSync(d.article, d.good);
  },

  // Patching as such: whatever the two pages are, the result is the page that came.
  async 'any page becomes any other, node by node'({ d, page }) {
    const paths = ['', 'incidents/', 'articles/orders-paused/', 'articles/wannacry/', 'companies/marks-and-spencer/', 'dashboard/', 'attribution/', 'corrections/', 'archive/', 'about/', 'articles/who-says-so-ar/', '404.html'];
    await page.goto(d.address);
    const result = await page.evaluate(async ({ address, paths }) => {
      const { patch } = await import('/_blotter/patch.js');
      const fetched = (url) => new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open('GET', url);
        request.responseType = 'document';
        request.onload = () => done(request.response);
        request.send();
      });
      const wrong = [];
      let count = 0;
      let most = 0;
      for (const from of paths) {
        for (const to of paths) {
          if (!await patch(await fetched(address + from))) wrong.push('cannot become ' + from);
          const next = await fetched(address + to);
          const wanted = next.documentElement.cloneNode(true);
          const began = performance.now();
          if (!await patch(next)) wrong.push(`${from} cannot become ${to}`);
          most = Math.max(most, performance.now() - began);
          const root = document.documentElement;
          const same = document.head.isEqualNode(wanted.querySelector('head')) && document.body.isEqualNode(wanted.querySelector('body')) && root.lang === wanted.lang && root.dir === wanted.dir;
          if (!same) wrong.push(`${from} → ${to}`);
          count++;
        }
      }
      return { wrong, count, most: Math.round(most) };
    }, { address: d.address, paths });
    expect('pages that came out wrong', result.wrong, []);
    return `${result.count} pairs of pages, at most ${result.most} ms`;
  },

  // The theme changes while a page is open.
  async 'a style sheet is exchanged in place, without a flash'({ d, page }) {
    await page.goto(d.url);
    await page.reload(); // now its faces are there
    await page.evaluate(() => document.fonts.ready);
    const css = readFileSync(join(repository, 'static/assets/site.css'), 'utf8');
    await page.evaluate(() => {
      window.marker = 'not loaded again';
      window.bare = 0;
      window.widths = new Set(); // of the headline: another face is another width
      const text = document.createRange();
      const look = () => {
        text.selectNodeContents(document.querySelector('h1'));
        window.widths.add(Math.round(text.getBoundingClientRect().width));
        if (getComputedStyle(document.body).marginTop !== '0px') window.bare++; // 8px without any style sheet
        requestAnimationFrame(look);
      };
      look();
    });
    mkdirSync(join(d.dir, 'static/assets'), { recursive: true });
    cpSync(join(repository, 'static/assets'), join(d.dir, 'static/assets'), { recursive: true });
    for (const colour of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
      writeFileSync(join(d.dir, 'static/assets/site.css'), css + `\nh1 { color: ${colour}; }\n`);
      await page.waitForFunction((c) => getComputedStyle(document.querySelector('h1')).color === c, colour, patience);
      expect('style sheets', await page.evaluate(() => document.querySelectorAll('link[rel=stylesheet]').length), 1);
    }
    expect('the page', await page.evaluate(() => [window.marker, window.bare, window.widths.size]), ['not loaded again', 0, 1]);
    rmSync(join(d.dir, 'static'), { recursive: true });
    await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color !== 'rgb(4, 5, 6)', null, patience);
  },

  // The browser goes where the writer works.
  async 'the browser follows a save, not a checkout, and a pin stops it'({ d, page }) {
    const other = join(d.dir, 'content/articles/2017/equifax.md');
    const third = join(d.dir, 'content/articles/2017/wannacry.md');
    const [good, goodThird] = [readFileSync(other, 'utf8'), readFileSync(third, 'utf8')];
    await page.goto(d.url);
    await toolbar(page).locator('.state').waitFor(patience);
    writeFileSync(other, good + '\nOne more line.\n');
    await page.waitForURL(/equifax/, patience);
    await page.locator('text=One more line.').first().waitFor(patience);
    // Many at once, as git does it.
    await toolbar(page).locator('.source', { hasText: 'equifax' }).waitFor(patience);
    for (const file of [d.article, third]) writeFileSync(file, readFileSync(file, 'utf8') + '\nOne more line.\n');
    await pause(1500);
    expect('after a checkout', new URL(page.url()).pathname.includes('equifax'));
    writeFileSync(third, goodThird);
    await page.waitForURL(/wannacry/, patience);
    // The pin, by keyboard.
    const pin = toolbar(page).getByRole('button', { name: 'Pin' });
    await pin.focus();
    await page.keyboard.press('Space');
    expect('the pin', await pin.getAttribute('aria-pressed'), 'true');
    writeFileSync(other, good);
    await pause(1500);
    expect('with the pin', new URL(page.url()).pathname.includes('wannacry'));
    await page.reload();
    await toolbar(page).locator('.state').waitFor(patience);
    expect('the pin, later', await pin.getAttribute('aria-pressed'), 'true');
    await pin.click();
    writeFileSync(d.article, d.good);
    await page.waitForURL(d.url, patience);
    // A tab that nobody sees listens to nothing. When it is seen again it goes where
    // was saved meanwhile, but not if another tab was looked at in between.
    await toolbar(page).locator('.source', { hasText: 'orders-paused' }).waitFor(patience);
    const hide = (hidden, last) => page.evaluate(({ hidden, last }) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      if (last) localStorage.setItem('blotter-tab', last);
      document.dispatchEvent(new Event('visibilitychange'));
    }, { hidden, last });
    await hide(true);
    writeFileSync(other, good + '\nSaved while nobody looked.\n');
    await pause(1000);
    await hide(false, 'another tab');
    await pause(1000);
    expect('after another tab', page.url(), d.url);
    await hide(true);
    writeFileSync(other, good);
    await pause(1000);
    expect('while nobody looks', page.url(), d.url);
    await hide(false);
    await page.waitForURL(/equifax/, patience);
  },

  // What a patch cannot do.
  async 'a page is loaded again where a patch will not do'({ d, page }) {
    await page.goto(d.url);
    await toolbar(page).locator('.state').waitFor(patience);
    await page.evaluate(() => { window.marker = 'not loaded again'; });
    mkdirSync(join(d.dir, 'static'));
    writeFileSync(join(d.dir, 'static/own.txt'), 'A file that a page may use under its own name.');
    await page.waitForFunction(() => window.marker === undefined, null, patience);
    await toolbar(page).locator('.state').waitFor(patience);
    await page.evaluate(() => { window.marker = 'not loaded again'; });
    rmSync(join(d.dir, 'static'), { recursive: true });
    await page.waitForFunction(() => window.marker === undefined, null, patience);
    await toolbar(page).locator('.state').waitFor(patience);
  },

  // What stands at the foot.
  async 'the toolbar says what is behind the page, and tries out schemes, print, a phone'({ d, page, context }) {
    await page.goto(d.url);
    const bar = toolbar(page);
    await bar.locator('.state', { hasText: 'live' }).waitFor(patience);
    const state = async (key) => {
      writeFileSync(d.article, d.good.replace(/^date: .*\n/m, key.startsWith('date') ? '' : '$&').replace(/^---\n/, '---\n' + key + '\n'));
      return bar.locator('.state');
    };
    await (await state('draft: true')).filter({ hasText: 'DRAFT' }).waitFor(patience);
    const soon = new Date(Date.now() + (3 * 60 + 12) * 60000 - 20000).toISOString();
    await (await state('embargo: ' + soon)).filter({ hasText: /^EMBARGOED until (\d+\s\w+,\s)?\d\d:\d\d\s\w+ \(in\s3\sh\s1[12]\sm\)$/ }).waitFor(patience);
    await (await state('date: ' + soon)).filter({ hasText: /^SCHEDULED for / }).waitFor(patience);
    writeFileSync(d.article, d.good);
    await bar.locator('.state', { hasText: 'live' }).waitFor(patience);
    if (!/^[\d,]+ words, \d+ min$/.test(await bar.locator('.length').innerText())) throw new Error('length: ' + await bar.locator('.length').innerText());
    await bar.getByRole('button', { name: source }).click();
    expect('the editor was called with', await d.called(), ['3', '--at', '1:1', d.article]);
    await bar.locator('.told', { hasText: 'Opened in my editor' }).waitFor(patience);
    // Targets, names, the tab key.
    const buttons = await bar.getByRole('button').all();
    for (const b of buttons) {
      const box = await b.boundingBox();
      if (box.height < 24 || box.width < 24) throw new Error(`a button of ${box.width} × ${box.height} px`);
      if (!(await b.innerText()).trim()) throw new Error('a button without a name');
    }
    await buttons[0].focus();
    const seen = [];
    for (let n = 0; n < buttons.length; n++) {
      seen.push(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.innerText));
      await page.keyboard.press('Tab');
    }
    expect('buttons reached with Tab', new Set(seen.filter(Boolean)).size, buttons.length);
    // The scheme, for the site and for the toolbar.
    const ground = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).colorScheme]);
    const light = await ground();
    await bar.getByRole('button', { name: 'Dark' }).click();
    const dark = await ground();
    expect('dark', [dark[0] !== light[0], dark[1]], [true, 'dark']);
    writeFileSync(d.article, d.good.replace(/^title: .*$/m, 'title: Saved in the dark'));
    await page.locator('h1', { hasText: 'Saved in the dark' }).waitFor(patience);
    expect('dark after a save', await ground(), dark);
    await page.reload();
    await bar.locator('.state').waitFor(patience);
    expect('dark on the next page', await ground(), dark);
    await bar.getByRole('button', { name: 'Dark' }).click();
    expect('light again', (await ground())[0], light[0]);
    // Print: the site's own print rules, on the screen.
    expect('navigation', await page.locator('.mast nav').isVisible());
    await bar.getByRole('button', { name: 'Print' }).click();
    expect('navigation in print', await page.locator('.mast nav').isVisible(), false);
    await bar.getByRole('button', { name: 'Print' }).click();
    expect('navigation after print', await page.locator('.mast nav').isVisible());
    await page.emulateMedia({ media: 'print' });
    expect('the toolbar in print', await bar.locator('.bar').isVisible(), false);
    await page.emulateMedia({ media: null });
    // Folded, and nothing of the page is covered.
    await bar.getByRole('button', { name: 'Fold' }).click();
    expect('folded', await bar.locator('.tools').isVisible(), false);
    await bar.getByRole('button', { name: 'Preview' }).click();
    // The page has room for the toolbar as soon as the browser has measured that.
    await until('room below the page', async () => {
      await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }));
      const end = await page.evaluate(() => document.body.getBoundingClientRect().bottom);
      return end <= (await bar.locator('.bar').boundingBox()).y + 1;
    });
    const [opened] = await Promise.all([context.waitForEvent('page'), bar.getByRole('button', { name: '390 px' }).click()]);
    await opened.waitForLoadState();
    expect('the window of a phone', await opened.evaluate(() => Math.abs(innerWidth - 390) <= 20));
    expect('its page', opened.url(), page.url());
    await opened.close();
    writeFileSync(d.article, d.good);
  },

  // For everybody, in every look.
  async 'toolbar and panel: no barrier found by axe'({ d, browser }) {
    const context = await browser.newContext({ bypassCSP: true }); // axe measures with styles of its own
    const page = await context.newPage();
    await page.goto(d.url);
    writeFileSync(d.article, d.good.replace(/^incident: /m, 'indicent: '));
    await panel(page).waitFor(patience);
    await page.evaluate(axe);
    for (const look of [{}, { colorScheme: 'dark' }, { forcedColors: 'active', reducedMotion: 'reduce' }]) {
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference', ...look });
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await painted(page);
        const { violations, passes } = await page.evaluate(() => axe.run({ include: [['blotter-toolbar'], ['blotter-problems']] },
          { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }));
        if (passes.length < 5) throw new Error('axe looked at nothing');
        expect(`found in ${JSON.stringify(look)}, ${width} px`, violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')), []);
        const wide = await page.evaluate(() => [...document.querySelectorAll('blotter-toolbar, blotter-problems')].map((h) => h.shadowRoot.querySelector('section').scrollWidth - h.shadowRoot.querySelector('section').clientWidth));
        expect('wider than their place', wide.filter((w) => w > 0), []);
      }
    }
    writeFileSync(d.article, d.good);
    await panel(page).waitFor({ state: 'detached', ...patience });
    await context.close();
  },

  // What another site in the same browser can do: nothing.
  async 'another origin can neither read, nor load it again, nor open the editor'({ d, browser }) {
    const evil = createServer((_, answer) => answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Elsewhere</title><p>Elsewhere'));
    await new Promise((r) => evil.listen(0, '127.0.0.1', r));
    endings.push(() => evil.close());
    const context = await browser.newContext();
    const token = (await (await fetch(d.address + '_blotter/events?page=/')).body.getReader().read());
    const known = new TextDecoder().decode(token.value).match(/"token":"(\w+)"/)?.[1] ?? ''; // even if it were known
    const mine = await context.newPage();
    await mine.goto(d.url);
    await toolbar(mine).locator('.state').waitFor(patience);
    await mine.evaluate(() => { window.marker = 'not loaded again'; });
    const target = d.url;
    for (const host of [`http://127.0.0.1:${evil.address().port}/`, `http://localhost:${evil.address().port}/`]) {
      const page = await context.newPage();
      await page.goto(host);
      const got = await page.evaluate(async ({ target, address, known }) => {
        const results = {};
        const tag = (name, attributes, url) => new Promise((done) => {
          const e = Object.assign(document.createElement(name), attributes);
          e.onload = () => done('loaded' + (e.naturalWidth ?? ''));
          e.onerror = () => done('refused');
          e[name === 'link' ? 'href' : 'src'] = url;
          document.body.append(e);
          setTimeout(() => done('nothing'), 3000);
        });
        const ask = async (url, more) => { try { const r = await fetch(url, more); return r.type === 'opaque' ? 'opaque' : 'read ' + (await r.text()).length; } catch { return 'refused'; } };
        results.fetch = await ask(target);
        results.credentials = await ask(target, { credentials: 'include' });
        results.script = await tag('script', {}, address + '_blotter/preview.js');
        results.module = await tag('script', { type: 'module' }, address + '_blotter/preview.js');
        results.style = await tag('link', { rel: 'stylesheet' }, address + '_blotter/preview.css');
        results.image = await tag('img', {}, address + 'favicon.svg');
        results.video = await tag('video', {}, address + 'favicon.svg');
        results.events = await new Promise((done) => {
          const stream = new EventSource(address + '_blotter/events?page=/');
          stream.onmessage = () => done('read');
          stream.onerror = () => { stream.close(); done('refused'); };
        });
        const frame = document.createElement('iframe');
        frame.src = target;
        document.body.append(frame);
        await new Promise((r) => setTimeout(r, 1000));
        try { results.frame = frame.contentDocument ? 'read ' + frame.contentDocument.title : 'closed'; } catch { results.frame = 'closed'; }
        try { results.framed = frame.contentWindow.length === 0 ? 'nothing inside' : 'something inside'; } catch { results.framed = 'closed'; }
        const window2 = window.open(target);
        await new Promise((r) => setTimeout(r, 1000));
        try { results.window = window2?.document?.title ? 'read' : 'closed'; } catch { results.window = 'closed'; }
        const open = address + '_blotter/open';
        const body = JSON.stringify({ file: 'content/site.yaml', line: 1, col: 1 });
        results.open = await ask(open, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Blotter-Token': known }, body });
        results.simple = await ask(open, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body });
        await ask(open, { method: 'POST', mode: 'no-cors', body });
        results.beacon = String(navigator.sendBeacon(open, new Blob([body], { type: 'text/plain' })));
        const form = Object.assign(document.createElement('form'), { method: 'post', action: open, target: '_blank', enctype: 'text/plain' });
        form.append(Object.assign(document.createElement('input'), { name: body.slice(0, -1) + ',"x":"', value: '"}' }));
        document.body.append(form);
        form.submit();
        await new Promise((r) => setTimeout(r, 500));
        return results;
      }, { target, address: d.address, known });
      for (const [how, result] of Object.entries(got)) {
        if (!['refused', 'closed', 'nothing', 'nothing inside', 'opaque'].includes(result) && how !== 'beacon') throw new Error(`${host}: ${how} gave «${result}»`);
      }
      await page.close();
    }
    expect('the editor was called', existsSync(d.calls), false);
    expect('the page', await mine.evaluate(() => window.marker), 'not loaded again');
    await context.close();
  },

  // The keys, in a terminal that is none.
  async 'keys in a terminal: o, d and q'() {
    const dir = folder('keys');
    mkdirSync(join(dir, 'bin'));
    mkdirSync(join(dir, 'content/articles'), { recursive: true });
    writeFileSync(join(dir, 'content/site.yaml'), 'title: The Paper\nbase_url: https://example.org/\n');
    writeFileSync(join(dir, 'content/articles/d.md'), '---\ntitle: D\ndate: 2026-11-01\nform: opinion\ndraft: true\n---\nDraft words.\n');
    const opened = join(dir, 'opened');
    writeFileSync(join(dir, 'bin/xdg-open'), `#!/bin/sh\nprintf %s "$1" >'${opened}'\n`);
    chmodSync(join(dir, 'bin/xdg-open'), 0o755);
    const modes = join(dir, 'modes');
    // The modes of the terminal before, meanwhile and afterwards.
    const command = `stty -a >'${modes}.before'; '${blotter}' serve --project '${dir}' --addr 127.0.0.1:0; echo "exit $?"; stty -a >'${modes}.after'`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PATH: join(dir, 'bin') + ':' + process.env.PATH, TERM: 'xterm' } });
    const ended = new Promise((r) => terminal.on('exit', r));
    endings.push(() => terminal.kill());
    let told = '';
    terminal.stdout.on('data', (text) => { told += text; });
    const address = await until('the banner', () => told.match(/(http:\/\/\S+\/) +\(o open, d drafts, q quit\)\r?\n/)?.[1]);
    const status = async () => (await fetch(address + 'articles/d/')).status;
    expect('a draft, at first', await status(), 200);
    terminal.stdin.write('\x1b[D'); // an arrow key is no d
    terminal.stdin.write('d');
    await until('drafts to be hidden', async () => await status() === 404 && told.includes('drafts hidden'));
    terminal.stdin.write('d');
    await until('drafts to be shown', async () => await status() === 200 && told.includes('drafts shown'));
    terminal.stdin.write('o');
    expect('o opened', await until('the browser', () => existsSync(opened) && readFileSync(opened, 'utf8')), address);
    terminal.stdin.write('q');
    await ended;
    if (!told.includes('exit 0')) throw new Error('q does not end it well:\n' + told);
    if (/[^\r]\n/.test(told)) throw new Error('a line does not end as lines in a terminal do:\n' + JSON.stringify(told));
    if (told.includes('^[[D') || /\nd\r?\n/.test(told)) throw new Error('keys are shown:\n' + told);
    expect('modes of the terminal afterwards', readFileSync(modes + '.after', 'utf8'), readFileSync(modes + '.before', 'utf8'));
  },

  // How long it takes.
  async 'save to pixels'({ d, page }) {
    await page.goto(d.url);
    await toolbar(page).locator('.state').waitFor(patience);
    const { median, most } = await saveToPixels(page, d.article, 10);
    return `median ${median} ms, at most ${most} ms of 10 saves`;
  },
};

let passed = 0;
const failures = [];
const browser = await launch();
try {
  if (option('--articles')) {
    const dir = folder('articles');
    const from = resolve(option('--articles'));
    for (const tree of ['content', 'templates', 'static']) if (existsSync(join(from, tree))) cpSync(join(from, tree), join(dir, tree), { recursive: true });
    const server = await preview(dir);
    const { file, url } = await someArticle(server.address, dir);
    const { page } = await watched(browser);
    page.setDefaultTimeout(patience.timeout);
    await page.goto(url);
    await toolbar(page).locator('.state').waitFor(patience);
    const { median, most } = await saveToPixels(page, file, 10);
    console.log(`save to pixels, ${relative(dir, file)}: median ${median} ms, at most ${most} ms of 10 saves`);
    process.exitCode = median <= 100 ? 0 : 1;
  } else {
    const d = await desk();
    for (const [name, check] of Object.entries(checks)) {
      if (option('--only') && !name.includes(option('--only'))) continue;
      const { context, page, logged } = await watched(browser);
      try {
        const told = await check({ d, page, context, browser });
        if (logged.length) throw new Error('the browser logged:\n' + logged.join('\n'));
        console.log('ok    ' + name + (told ? ': ' + told : ''));
        passed++;
      } catch (problem) {
        failures.push(name);
        console.log('FAIL  ' + name + '\n' + problem.stack);
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, 'failed.png') }).catch(() => {});
        writeFileSync(d.article, d.good);
      } finally {
        await context.close();
      }
    }
    if (failures.length) console.log('serve printed:\n' + d.told.text.slice(-3000));
    console.log(`${passed} passed, ${failures.length} failed`);
    process.exitCode = failures.length ? 1 : 0;
  }
} finally {
  await browser.close();
  for (const end of endings.reverse()) end();
}
