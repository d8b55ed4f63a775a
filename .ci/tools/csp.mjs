// The shipped headers at work: no page of any kind breaks the Content-Security-Policy
// that it is served with, logs an error, or asks for a file that is not there.
import { view } from './site.mjs';

export const title = 'CSP: no violation and nothing logged in the browser';

// Runs in the page, before anything of it.
function recordViolations() {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.effectiveDirective} stops ${event.blockedURI || 'inline'} ${event.sample}`));
}

export async function check(site) {
  const faults = [];
  await site.each(async ({ kind, path }) => {
    const where = `${kind} ${path}`;
    await site.visit(path, { viewport: view(1280) }, async (page) => {
      await page.waitForLoadState('networkidle');
      for (const what of await page.evaluate(() => window.violations)) faults.push({ rule: 'CSP violation', where, what });
    }, async (page) => {
      await page.addInitScript(recordViolations);
      page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) faults.push({ rule: `console ${message.type()}`, where, what: message.text() }); });
      page.on('pageerror', (error) => faults.push({ rule: 'script error', where, what: String(error) }));
      page.on('requestfailed', (request) => faults.push({ rule: 'request failed', where, what: `${request.url()} ${request.failure()?.errorText}` }));
      page.on('response', (response) => {
        if (response.status() >= 400) faults.push({ rule: 'file not there', where, what: `${response.status()} ${response.url()}` });
        if (response.request().isNavigationRequest() && !/default-src 'none'/.test(response.headers()['content-security-policy'] ?? '')) faults.push({ rule: 'no CSP', where, what: "the page is served without default-src 'none'" });
      });
    });
  });
  return { told: `${site.pages.length} kinds of page`, faults };
}
