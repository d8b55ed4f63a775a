// Lighthouse on one page of every kind, as a slow phone: accessibility and best
// practices 100, SEO 100 where search engines may look, performance at least 95. A
// page below 95 is measured twice more and the median decides; LIGHTHOUSE_RUNS=3
// measures every page three times. Runs one by one, with nothing beside it.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { chromePath, flags } from './browser.mjs';

export const title = 'Lighthouse, mobile';
const runs = Number(process.env.LIGHTHOUSE_RUNS ?? 1);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

export async function check(site) {
  // Not the gates' own browser: a second driver on it disturbs the trace.
  const browser = await launch({ chromePath, chromeFlags: [...flags, '--headless=new'], logLevel: 'silent' });
  const faults = [];
  const lowest = { page: '', score: 2 };
  try {
    const run = async (path, onlyCategories, again = 2) => {
      const { lhr } = await lighthouse(site.origin + path, { port: browser.port, logLevel: 'silent', output: 'json', onlyCategories, disableFullPageScreenshot: true });
      // A trace that Chromium cut short says nothing of the page.
      if (lhr.runtimeError && again > 0) return run(path, onlyCategories, again - 1);
      if (lhr.runtimeError) throw new Error(`Lighthouse on ${path}: ${lhr.runtimeError.message}`);
      return lhr;
    };
    for (const { kind, path, indexable } of site.pages) {
      const lhr = await run(path, ['performance', 'accessibility', 'best-practices', ...(indexable ? ['seo'] : [])]);
      for (const category of Object.values(lhr.categories)) {
        if (typeof category.score !== 'number') throw new Error(`Lighthouse gave ${path} no score for ${category.id}`);
        if (category.id === 'performance' || category.score === 1) continue;
        for (const { id, weight } of category.auditRefs) {
          const audit = lhr.audits[id];
          if (!weight || audit.score === null || audit.score === 1) continue;
          const item = audit.details?.items?.[0];
          faults.push({ rule: `${category.id} ${Math.round(category.score * 100)}: ${id}`, where: `${kind} ${path}`, what: audit.title + (item ? ': ' + (item.node?.selector ?? item.description ?? item.source ?? JSON.stringify(item)).slice(0, 200) : '') });
        }
      }
      const scores = [lhr.categories.performance.score];
      while (scores.length < runs || (scores[0] < 0.95 && scores.length < 3)) scores.push((await run(path, ['performance'])).categories.performance.score);
      const score = median(scores);
      if (score < lowest.score) Object.assign(lowest, { page: path, score });
      if (score < 0.95) {
        const worst = Object.entries(lhr.audits).filter(([, audit]) => audit.details?.overallSavingsMs > 0 || ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'].includes(audit.id)).map(([id, audit]) => `${id} ${audit.displayValue ?? ''}`);
        faults.push({ rule: 'performance below 95', where: `${kind} ${path}`, what: `${scores.map((score) => Math.round(score * 100)).join(', ')}: ${worst.join('; ')}` });
      }
    }
  } finally {
    browser.kill();
  }
  return { told: `${site.pages.length} kinds of page, lowest performance ${Math.round(lowest.score * 100)} (${lowest.page})`, faults };
}
