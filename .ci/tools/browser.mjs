// One Chromium for all tools: no sandbox (CI runs as root), no traffic of its own.
import { chromium } from 'playwright-core';

export const chromePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
export const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: chromePath, args: flags });

// Waits until the fonts and pictures of a page are there; those that wait to be
// scrolled to are fetched too.
export async function settled(page) {
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = 'eager';
    await Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => {}))]);
  });
}

// Opens a page as on a second visit: fonts that came too late for the first are there.
export async function revisit(page, url) {
  await page.goto(url, { waitUntil: 'load' });
  await settled(page);
  await page.reload({ waitUntil: 'load' });
  await settled(page);
}
