// One Chromium for all tools: no sandbox (CI runs as root), no traffic of its own.
import { chromium } from 'playwright-core';

export function launch(...more) {
  return chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more],
  });
}

// Opens a page and waits until its fonts and pictures are there.
export async function open(context, url) {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  await settled(page);
  return page;
}

// Lazy pictures are fetched too: what is measured or photographed is the whole page.
export async function settled(page) {
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = 'eager';
    await Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => {}))]);
  });
}
