// Nothing moves while a page loads over a slow line; from 320 px up nothing sticks out
// sideways, and no text is cut off or lies over other text, with the text spacing of
// WCAG 1.4.12 too.
import { view } from './site.mjs';

export const title = 'layout: no shift, no sideways overflow, room for wider text';

const slow = { offline: false, latency: 100, downloadThroughput: 200 * 1024, uploadThroughput: 100 * 1024 };

// Runs in the page.
function recordShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const node = entry.sources[0]?.node;
      window.shifts.push({ value: entry.value, node: node ? node.nodeName.toLowerCase() + (node.className ? '.' + node.className : '') : 'unknown' });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

// Runs in the page: what reaches beyond the right or left edge of the window, unless
// it lies in something that scrolls by itself or is hidden from the eye.
function sideways() {
  const root = document.documentElement;
  const out = [];
  if (root.scrollWidth > root.clientWidth) out.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || (box.right <= root.clientWidth + 1 && box.left >= -1)) continue;
    let inside = false;
    for (let above = element; above && above !== document.body; above = above.parentElement) {
      const style = getComputedStyle(above);
      const rect = above.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX) || (/hidden|clip/.test(style.overflowX) && rect.right <= root.clientWidth + 1) || (style.position === 'absolute' && rect.bottom <= 0) || style.clipPath !== 'none') { inside = true; break; }
    }
    if (!inside) out.push(`${element.nodeName.toLowerCase()}${element.classList.length ? '.' + [...element.classList].join('.') : ''} «${element.textContent.trim().slice(0, 30)}»`);
  }
  return out.slice(0, 4);
}

// Runs in the page: the spacing that readers may ask for.
function space() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
  document.adoptedStyleSheets = [sheet];
}

// Runs in the page: text that is cut off by what holds it, or that lies over other text.
function lost() {
  const out = [];
  const inline = (element) => getComputedStyle(element).display.startsWith('inline') && getComputedStyle(element).display !== 'inline-block';
  const name = (element) => `${element.nodeName.toLowerCase()}${element.classList.length ? '.' + [...element.classList].join('.') : ''}`;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    let block = node.parentElement;
    while (inline(block)) block = block.parentElement;
    // What of it shows: not what is for screen readers alone, nor what a box that scrolls keeps out of sight.
    let window = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    for (let above = block; above && above !== document.documentElement; above = above.parentElement) {
      const { overflowX, overflowY, clipPath } = getComputedStyle(above);
      if (clipPath !== 'none') window.right = window.left;
      if (overflowX === 'visible' && overflowY === 'visible') continue;
      const box = above.getBoundingClientRect();
      window = { left: Math.max(window.left, box.left), right: Math.min(window.right, box.right), top: Math.max(window.top, box.top), bottom: Math.min(window.bottom, box.bottom) };
      if (/hidden|clip/.test(overflowX + overflowY) && box.width > 1 && (above.scrollWidth > above.clientWidth + 2 || above.scrollHeight > above.clientHeight + 2)) out.push(`${name(above)} «${above.textContent.trim().slice(0, 30)}» cuts off its text`);
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const shown = { left: Math.max(rect.left, window.left), right: Math.min(rect.right, window.right), top: Math.max(rect.top, window.top), bottom: Math.min(rect.bottom, window.bottom) };
      if (shown.right - shown.left > 1 && shown.bottom - shown.top > 1) texts.push({ ...shown, block, text: node.data.trim() });
    }
  }
  texts.sort((one, other) => one.top - other.top);
  texts.forEach((one, n) => {
    for (let m = n + 1; m < texts.length && texts[m].top < one.bottom; m++) {
      const other = texts[m];
      if (other.block === one.block || other.block.contains(one.block) || one.block.contains(other.block)) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - other.top;
      if (wide > 3 && high > 0.4 * Math.min(one.bottom - one.top, other.bottom - other.top)) out.push(`${name(one.block)} «${one.text.slice(0, 24)}» lies over ${name(other.block)} «${other.text.slice(0, 24)}»`);
    }
  });
  return [...new Set(out)].slice(0, 4);
}

export async function check(site) {
  const faults = [];
  const widths = [320, 390, 768, 1280];
  let most = 0;
  await site.each(async ({ kind, path }) => {
    for (const width of [390, 1280]) {
      await site.visit(path, { viewport: view(width) }, async (page) => {
        await page.evaluate(async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) { scrollTo(0, y); await new Promise(requestAnimationFrame); }
          await new Promise((done) => setTimeout(done, 100));
        });
        const shifts = await page.evaluate(() => window.shifts);
        if (shifts.length === 0) return;
        const sum = shifts.reduce((total, { value }) => total + value, 0);
        most = Math.max(most, sum);
        faults.push({ rule: 'layout shift', what: [...new Set(shifts.map(({ node }) => node))].join(', '), detail: `by ${sum.toFixed(4)}`, where: `${kind} ${path} ${width}` });
      }, async (page, context) => {
        await page.addInitScript(recordShifts);
        const session = await context.newCDPSession(page);
        await session.send('Network.enable');
        await session.send('Network.emulateNetworkConditions', slow);
      });
    }
    await site.visit(path, { viewport: view(320) }, async (page) => {
      for (const spaced of [false, true]) {
        if (spaced) await page.evaluate(space);
        const how = spaced ? ' with text spacing' : '';
        for (const width of spaced ? [320, 1280] : widths) {
          await page.setViewportSize(view(width));
          for (const what of await page.evaluate(sideways)) faults.push({ rule: 'sideways overflow' + how, what, where: `${kind} ${path} ${width}` });
          for (const what of await page.evaluate(lost)) faults.push({ rule: 'text lost' + how, what, where: `${kind} ${path} ${width}` });
        }
      }
    });
  });
  return { told: `largest shift ${most.toFixed(4)}, widths ${widths.join(', ')}, ${site.pages.length} kinds of page`, faults };
}
