// html-validate on every page: its presets standard, a11y and document. Its
// require-sri asks for hashes on the site's own style sheet, and is off.
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

export const title = 'html-validate: standard, a11y, document';

export async function check(site) {
  const loader = new StaticConfigLoader({ root: true, extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'], rules: { 'require-sri': 'off' } });
  const validator = new HtmlValidate(loader);
  const faults = [];
  for (const { path, file } of site.all) {
    const report = await validator.validateFile(file);
    for (const { messages } of report.results) {
      for (const message of messages) {
        if (message.severity === 2) faults.push({ rule: message.ruleId, where: path, what: `${message.selector ?? `line ${message.line}`}: ${message.message}` });
      }
    }
  }
  return { told: `${site.all.length} pages`, faults };
}
