// Holds a built site against what its readers are promised: runs every gate in this
// folder, or those named, prints what each measured and what it found, and exits 1 if
// anything is wrong or a kind of page has no page. Build the site with
// --base-url http://127.0.0.1:PORT/ so that its canonical addresses are its own here.
// usage: node gates.mjs SITE_DIR [--only axe,layout] [--kind home,article]
import { parseArgs } from 'node:util';
import { gateNames, openSite } from './site.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, kind: { type: 'string' } } });
const [dir] = positionals;
const chosen = values.only?.split(',') ?? gateNames;
if (!dir || chosen.some((name) => !gateNames.includes(name))) { console.error(`usage: node gates.mjs SITE_DIR [--only ${gateNames.join(',')}] [--kind home,article]`); process.exit(2); }

// The same fault on many pages is told once, with the first places.
function print(faults) {
  const groups = new Map();
  for (const fault of faults) {
    const key = `${fault.rule}: ${fault.what}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  for (const [key, [first, ...more]] of groups) {
    const places = [...new Set([first, ...more].map(({ where }) => where))];
    console.log(`  ${key}${first.detail ? ' ' + first.detail : ''}`.replace(/(\S)\s+/g, '$1 '));
    console.log(`      on ${places.slice(0, 3).join('; ')}${places.length > 3 ? ` and ${places.length - 3} more` : ''}`);
  }
}

const site = await openSite(dir, values.kind?.split(','));
let wrong = 0;
try {
  if (site.missing.length) { console.log(`FAILED pages: the site has no page of: ${site.missing.join(', ')}`); wrong++; }
  for (const name of chosen) {
    const began = Date.now();
    const gate = await import(`./${name}.mjs`);
    const { told, faults } = await gate.check(site);
    console.log(`${faults.length ? `FAILED ${name} (${faults.length})` : `passed ${name}`} ${gate.title}: ${told} (${Math.round((Date.now() - began) / 1000)} s)`);
    print(faults);
    if (faults.length) wrong++;
  }
} finally {
  await site.close();
}
if (wrong) { console.log(`${wrong} gates failed`); process.exit(1); }
console.log(`${chosen.length} gates passed on ${site.pages.length} kinds of page`);
