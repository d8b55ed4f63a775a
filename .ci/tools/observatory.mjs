// Mozilla's HTTP Observatory, offline, against the site on loopback. What only HTTPS
// can pass (HSTS, the redirect to https) is left out; no other test may cost points.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const title = 'HTTP Observatory: no test below 0';
const needsHTTPS = ['strict-transport-security', 'redirection'];

export async function check(site) {
  // Its list of preloaded hosts is fetched when it is installed; loopback is not in it.
  const home = join(dirname(fileURLToPath(import.meta.resolve('@mdn/mdn-http-observatory'))), '..');
  for (const file of ['hsts-preload.json', 'tld-list.json']) {
    if (!existsSync(join(home, 'conf', file))) writeFileSync(join(home, 'conf', file), '{}');
  }
  const { scan } = await import('@mdn/mdn-http-observatory');
  const { tests } = await scan(site.origin.replace('http://', ''));
  const scored = Object.entries(tests).filter(([name]) => !needsHTTPS.includes(name));
  if (scored.length < 8) throw new Error(`the Observatory ran only ${Object.keys(tests).join(', ')}`);
  const faults = scored.filter(([, test]) => !(test.scoreModifier >= 0)).map(([name, test]) => ({ rule: name, where: '/', what: `${test.scoreModifier}: ${test.result}` }));
  return { told: scored.map(([name, test]) => `${name} ${test.scoreModifier >= 0 ? '+' : ''}${test.scoreModifier}`).join(', '), faults };
}
