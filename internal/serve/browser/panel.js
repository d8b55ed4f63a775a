// The error panel: what is wrong, in a corner over the last good page. It opens by
// itself for errors, once for each; warnings wait until they are asked for.
import {button, count, element, shadow} from './element.js';

// newPanel makes the panel. open(place) is asked to open a place in the editor;
// changed() is called when the panel was opened or closed.
export function newPanel({open, changed}) {
  let root;
  let box;          // what is on show, undefined if the panel is closed
  let latest = {panel: {errors: 0, warnings: 0, problems: []}};
  let drawn = '';   // what the box was made of
  let folded = '';  // the errors that the writer closed the panel on

  const errorsOf = (told) => JSON.stringify(told.panel.problems.filter((p) => p.severity === 'error'));

  // show takes what the server tells.
  function show(told) {
    latest = told;
    const {errors, warnings} = told.panel;
    if (errors === 0) folded = '';
    if (errors + warnings === 0) return close();
    if (errors > 0 && !box && folded !== errorsOf(told)) return draw();
    if (errors === 0 && box?.classList.contains('errors')) return close(); // mended
    if (box) draw();
  }

  // toggle opens or closes it for the writer.
  function toggle() {
    if (!box) {
      draw();
      box.querySelector('button').focus();
      return;
    }
    folded = errorsOf(latest);
    close();
  }

  function close() {
    root?.host.remove();
    root = box = undefined;
    drawn = '';
    changed();
  }

  function draw() {
    const {panel, about, editor} = latest;
    const from = JSON.stringify([panel, about?.problems, editor]);
    if (box && from === drawn) return;
    drawn = from;
    root ??= shadow('blotter-problems');
    const scrolled = box?.scrollTop ?? 0;
    const focused = root.activeElement?.dataset.place;
    const made = element('section', 'panel ' + (panel.errors ? 'errors' : 'warnings'));
    made.setAttribute('aria-label', 'Problems');
    made.append(heading(panel));
    const here = about?.problems ?? [];
    const elsewhere = panel.problems.filter((p) => !about || (p.file ?? p.place.split(':')[0]) !== about.file);
    made.append(...list(here.length && elsewhere.length ? 'On this page' : '', here, editor),
      ...list(here.length && elsewhere.length ? 'Elsewhere' : '', elsewhere, editor));
    const rest = panel.errors + panel.warnings - here.length - elsewhere.length;
    if (rest > 0) made.append(element('p', 'note', 'and ' + rest + ' more: «blotter check» prints all'));
    if (panel.errors) {
      made.append(element('p', 'note', panel.good
        ? 'What is wrong is shown as it was at ' + panel.good + '.'
        : 'What is wrong is left out until it is mended.'));
    }
    made.addEventListener('keydown', (event) => { if (event.key === 'Escape') toggle(); });
    if (box) box.replaceWith(made);
    else root.append(made);
    box = made;
    box.scrollTop = scrolled;
    if (focused) box.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    changed();
  }

  function heading(panel) {
    const words = [];
    if (panel.errors) words.push(count(panel.errors, 'error'));
    if (panel.warnings) words.push(count(panel.warnings, 'warning'));
    const bar = element('header');
    const title = element('h2', '', words.join(', '));
    const closing = button('close', 'Close', 'Close (Esc)', toggle);
    closing.dataset.place = 'close';
    bar.append(title, closing);
    return bar;
  }

  function list(title, problems, editor) {
    if (problems.length === 0) return [];
    const all = element('ol');
    for (const problem of problems) all.append(item(problem, editor));
    return title ? [element('h3', '', title), all] : [all];
  }

  function item(problem, editor) {
    const li = element('li', problem.severity);
    const where = element('div', 'where');
    where.append(element('p', 'place', problem.place));
    if (problem.file) {
      const opening = button('open', editor ? 'Open in editor' : 'Copy place',
        editor ? 'Open ' + problem.place + ' in ' + editor : 'Copy ' + problem.place, () => open(problem));
      opening.dataset.place = problem.place + problem.code;
      where.append(opening);
    }
    li.append(where, element('p', 'message', problem.message));
    if (problem.frame) {
      const frame = element('pre', '', problem.frame);
      frame.tabIndex = 0;
      li.append(frame);
    }
    if (problem.hint) li.append(element('p', 'hint', problem.hint));
    for (const place of problem.see || []) li.append(element('p', 'place', 'see ' + place));
    return li;
  }

  return {show, toggle, isOpen: () => box !== undefined, root: () => root};
}
