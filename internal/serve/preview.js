// The preview's own script, which no published page has. It loads the page
// again when the page has become another one, and shows what is wrong in a
// corner. It runs under the site's Content-Security-Policy: no HTML is made from
// text, and the panel's style is a file.
(() => {
  'use strict';
  const shown = document.currentScript.dataset.page;
  const address = '/_blotter/events?page=' + encodeURIComponent(location.pathname);
  let stream;
  let root;
  let folded = '';   // the panel that the writer folded away
  let latest = '';

  const element = (name, className, text) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  };

  const listen = () => {
    if (stream) return;
    stream = new EventSource(address);
    stream.onmessage = (event) => {
      const now = JSON.parse(event.data);
      if (now.page !== shown) {
        stop();
        location.reload();
        return;
      }
      show(now.panel);
    };
  };

  const stop = () => {
    if (stream) stream.close();
    stream = undefined;
  };

  // A browser keeps only a few connections to one host: tabs that nobody sees
  // give theirs back, and look again when they are seen.
  document.addEventListener('visibilitychange', () => document.hidden ? stop() : listen());
  addEventListener('pagehide', stop);
  addEventListener('pageshow', listen);

  const count = (n, thing) => n === 1 ? '1 ' + thing : n + ' ' + thing + 's';

  const show = (panel) => {
    latest = JSON.stringify(panel);
    if (panel.errors + panel.warnings === 0) {
      if (root) root.host.remove();
      root = undefined;
      folded = '';
      return;
    }
    if (!root) {
      const host = element('blotter-problems');
      root = host.attachShadow({mode: 'open'});
      document.documentElement.append(host);
    }
    const style = element('link');
    style.rel = 'stylesheet';
    style.href = '/_blotter/preview.css';
    root.replaceChildren(style, box(panel));
  };

  const box = (panel) => {
    const words = [];
    if (panel.errors) words.push(count(panel.errors, 'error'));
    if (panel.warnings) words.push(count(panel.warnings, 'warning'));
    const details = element('details', panel.errors ? 'errors' : 'warnings');
    details.open = panel.errors > 0 && folded !== latest;
    details.setAttribute('role', 'region');
    details.setAttribute('aria-label', 'Blotter preview: problems');
    details.addEventListener('toggle', () => { folded = details.open ? '' : latest; });
    const summary = element('summary', '', words.join(', '));
    summary.setAttribute('aria-live', 'polite');
    const list = element('ol');
    for (const problem of panel.problems) list.append(item(problem));
    details.append(summary, list);
    const rest = panel.errors + panel.warnings - panel.problems.length;
    if (rest > 0) details.append(element('p', 'note', 'and ' + rest + ' more: «blotter check» prints all'));
    if (panel.errors) {
      details.append(element('p', 'note', panel.good
        ? 'This is the version of ' + panel.good + '.'
        : 'What is broken is left out until it is mended.'));
    }
    return details;
  };

  const item = (problem) => {
    const li = element('li', problem.severity);
    li.append(element('p', 'place', problem.place), element('p', 'message', problem.message));
    if (problem.frame) {
      const frame = element('pre', '', problem.frame);
      frame.tabIndex = 0;
      li.append(frame);
    }
    if (problem.hint) li.append(element('p', 'hint', problem.hint));
    for (const place of problem.see || []) li.append(element('p', 'place', 'see ' + place));
    return li;
  };

  if (!document.hidden) listen();
})();
