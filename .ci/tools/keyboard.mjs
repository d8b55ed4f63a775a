// Every Tab stop shows a ring that stands out from its ground, is not hidden under
// something else, and is at least 24 px wide and high. WCAG 2.5.8 exempts a link in
// a line of text; nothing else is exempt here.
import { view } from './site.mjs';

export const title = 'keyboard: a visible ring and 24 px at every Tab stop';

// Runs in the page: measures what has the focus when the key is let go, after the
// browser has scrolled to it.
function recordStops() {
  window.stops = [];
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let above = element; above; above = above.parentElement) {
      const colour = channels(getComputedStyle(above).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => { const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x); return (light + 0.05) / (dark + 0.05); };
  const target = 'a[href], button, input, select, textarea, summary, [tabindex]';
  // Is this inline link on a line with words that are no target?
  const inText = (element) => {
    if (getComputedStyle(element).display !== 'inline') return false;
    let block = element.parentElement;
    while (block && getComputedStyle(block).display === 'inline') block = block.parentElement;
    const lines = [...element.getClientRects()];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!/[\p{L}\p{N}]/u.test(node.data) || node.parentElement.closest(target)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if ([...range.getClientRects()].some((text) => text.width > 1 && lines.some((line) => text.top < line.bottom && line.top < text.bottom))) return true;
    }
    return false;
  };
  addEventListener('keyup', () => {
    const element = document.activeElement;
    if (!element || element === document.body) return;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const faults = [];
    const width = parseFloat(style.outlineWidth);
    if (style.outlineStyle === 'none' || (style.outlineStyle !== 'auto' && width < 2)) faults.push(['no ring', style.outline]);
    else if (style.outlineStyle !== 'auto') {
      const ring = channels(style.outlineColor);
      const against = ground(parseFloat(style.outlineOffset) < 0 ? element : element.parentElement);
      if (ring[3] === 0 || contrast(ring, against) < 3) faults.push(['ring contrast below 3', contrast(ring, against).toFixed(2)]);
    }
    if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) faults.push(['not in view when focused', `at ${Math.round(box.left)}, ${Math.round(box.top)}`]);
    else {
      const line = [...element.getClientRects()].find((rect) => rect.width > 0 && rect.bottom > 0 && rect.top < innerHeight) ?? box;
      const top = document.elementFromPoint((Math.max(line.left, 0) + Math.min(line.right, innerWidth)) / 2, (Math.max(line.top, 0) + Math.min(line.bottom, innerHeight)) / 2);
      if (top && !element.contains(top) && !top.contains(element) && !(element.labels && [...element.labels].some((label) => label.contains(top)))) faults.push(['hidden under something', `${top.nodeName.toLowerCase()}.${top.className}`]);
    }
    // 24 less what rounding to device pixels takes.
    if ((box.width < 23.95 || box.height < 23.95) && !inText(element)) faults.push(['smaller than 24 px', `${box.width.toFixed(1)} × ${box.height.toFixed(1)}`]);
    const name = (element.textContent || element.getAttribute('aria-label') || element.name || '').trim().replace(/\s+/g, ' ').slice(0, 30);
    const css = (node) => node.nodeName.toLowerCase() + [...node.classList].map((word) => '.' + word).join('');
    const { parentElement: parent } = element;
    window.stops.push({ what: `${css(parent.parentElement ?? parent)} > ${css(parent)} > ${css(element)}`, name, faults });
  });
}

export async function check(site) {
  const faults = [];
  let count = 0;
  await site.each(async ({ kind, path }) => {
    for (const width of [390, 1280]) {
      const stops = await site.visit(path, { viewport: view(width), reducedMotion: 'reduce' }, async (page) => {
        await page.evaluate(recordStops);
        const expected = await page.evaluate(() => document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]').length);
        for (let pressed = 0; pressed < expected + 2; pressed++) await page.keyboard.press('Tab');
        return page.evaluate(() => window.stops);
      });
      if (stops.length === 0) throw new Error(`Tab reaches nothing on ${path}`);
      count += stops.length;
      for (const stop of stops) for (const [rule, measured] of stop.faults) faults.push({ rule, where: `${kind} ${path} ${width}`, what: stop.what, detail: `«${stop.name}» ${measured}` });
    }
  });
  return { told: `${count} Tab stops on ${site.pages.length} kinds of page`, faults };
}
