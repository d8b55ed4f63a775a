// axe-core on one page of every kind, in light and dark, on a phone and a desktop,
// and in forced colours with reduced motion.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { view } from './site.mjs';

export const title = 'axe: WCAG 2.2 AA and best practice';
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const looks = [['light', {}], ['dark', { colorScheme: 'dark' }], ['forced colours', { forcedColors: 'active', reducedMotion: 'reduce' }]];

export async function check(site) {
  const faults = [];
  let runs = 0;
  await site.each(async ({ kind, path }) => {
    await site.visit(path, { viewport: view(390) }, async (page) => {
      await page.evaluate(source);
      for (const [name, look] of looks) {
        await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference', ...look });
        for (const width of [390, 1280]) {
          await page.setViewportSize(view(width));
          const { violations, passes } = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), tags);
          if (passes.length === 0) throw new Error(`axe looked at nothing on ${path}`);
          runs++;
          for (const { id, impact, nodes } of violations) {
            for (const node of nodes) {
              const why = [...node.any, ...node.all, ...node.none][0]?.message ?? node.failureSummary;
              faults.push({ rule: `${id} (${impact})`, what: why, detail: `at ${node.target.join(' ')}`, where: `${kind} ${path} ${name} ${width}` });
            }
          }
        }
      }
    });
  });
  return { told: `${runs} runs on ${site.pages.length} kinds of page`, faults };
}
