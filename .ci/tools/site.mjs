// A built site, opened for the gates: served as its host would, with one page of
// each kind picked and a browser at hand. A gate is a file with a title and a
// check(site) that returns { told, faults }: what it measured, in words, and what
// it found wrong, each as { rule, what, detail, where }: the same rule and what on many
// pages is told once, with the detail of the first. A gate that cannot measure throws.
import { availableParallelism } from 'node:os';
import { launch, settled } from './browser.mjs';
import { allPages, kindNames, onePageOfEachKind } from './pages.mjs';
import { serve } from './server.mjs';

// From quick to slow.
export const gateNames = ['html', 'csp', 'observatory', 'budgets', 'readable', 'layout', 'keyboard', 'axe', 'lighthouse'];

// All kinds of page, or those wanted.
export async function openSite(dir, wanted) {
  const picked = onePageOfEachKind(dir);
  const found = picked.found.filter(({ kind }) => !wanted || wanted.includes(kind));
  const missing = [...picked.missing.filter((kind) => !wanted || wanted.includes(kind)), ...(wanted ?? []).filter((kind) => !kindNames.includes(kind))];
  const server = await serve(dir);
  const browser = await launch();
  return {
    dir, browser, missing, origin: server.origin, pages: found, all: allPages(dir),

    // Does work(page of the site) for the page of every kind, as many at once as there are processors.
    async each(work) {
      const queue = [...found];
      const worker = async () => { for (let next = queue.shift(); next; next = queue.shift()) await work(next); };
      await Promise.all(Array.from({ length: availableParallelism() }, worker));
    },

    // Opens one page in a context of its own, with an empty cache, and closes it after use.
    async visit(path, options, use, before) {
      const context = await browser.newContext(options);
      try {
        context.setDefaultTimeout(120000); // a machine that has other work to do is slow, not wrong
        const page = await context.newPage();
        await before?.(page, context);
        await page.goto(server.origin + path, { waitUntil: 'load' });
        if (options.javaScriptEnabled !== false) await settled(page);
        return await use(page);
      } finally {
        await context.close();
      }
    },

    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export const view = (width) => ({ width, height: width < 500 ? 844 : 900 });
