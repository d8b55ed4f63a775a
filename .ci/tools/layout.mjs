// Nothing moves while a page loads over a slow line, nothing sticks out sideways from
// 320 px up, and nothing is cut off with the text spacing of WCAG 1.4.12.
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

// Runs in the page: adds the spacing that readers may ask for and names what it cuts off.
function cutOffBySpacing() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
  document.adoptedStyleSheets = [sheet];
  const out = [];
  for (const element of document.body.querySelectorAll('*:not(svg):not(svg *):not(img):not(input):not(textarea)')) {
    if (element.clientWidth <= 1 || element.clientHeight <= 1 || !element.textContent.trim()) continue;
    const style = getComputedStyle(element);
    const tall = element.scrollHeight > element.clientHeight + 2 && !/auto|scroll/.test(style.overflowY);
    const wide = element.scrollWidth > element.clientWidth + 2 && !/auto|scroll/.test(style.overflowX);
    if (tall || wide) out.push(`${element.nodeName.toLowerCase()}${element.classList.length ? '.' + [...element.classList].join('.') : ''} «${element.textContent.trim().slice(0, 30)}» ${tall ? 'runs out below' : 'runs out sideways'}`);
  }
  return out.slice(0, 4);
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
      for (const width of widths) {
        await page.setViewportSize(view(width));
        for (const what of await page.evaluate(sideways)) faults.push({ rule: 'sideways overflow', where: `${kind} ${path} ${width}`, what });
      }
      for (const width of [1280, 320]) {
        await page.setViewportSize(view(width));
        for (const what of await page.evaluate(cutOffBySpacing)) faults.push({ rule: 'text spacing cuts off', where: `${kind} ${path} ${width}`, what });
        for (const what of await page.evaluate(sideways)) faults.push({ rule: 'sideways overflow with text spacing', where: `${kind} ${path} ${width}`, what });
      }
    });
  });
  return { told: `largest shift ${most.toFixed(4)}, widths ${widths.join(', ')}, ${site.pages.length} kinds of page`, faults };
}
