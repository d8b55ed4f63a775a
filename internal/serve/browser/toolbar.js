// The toolbar at the foot of the page: what is behind it, and what can be tried
// with it. It is part of no page that is built.
import {button, count, element, shadow} from './element.js';
import {applyLook, look, onSystemChange, scheme, systemScheme} from './look.js';
import {ofBrowser, ofTab} from './memory.js';
import {makeRoom} from './page.js';

const phone = 390; // px, the width of most phones

// newToolbar makes the toolbar. open(place) is asked to open a file, panel is
// that of panel.js, pin says and sets whether the writer wants to stay here.
export function newToolbar({open, panel, pin}) {
  const root = shadow('blotter-toolbar');
  const bar = element('section', 'bar');
  bar.setAttribute('aria-label', 'Blotter preview');
  let latest = {};

  const state = element('p', 'state');
  const length = element('p', 'length');
  const path = element('bdi');
  const source = button('source', '', '', () => open({file: latest.about.file, line: 1, col: 1, place: latest.about.file}));
  source.append(path);
  const problems = button('problems', '', '', () => panel().toggle());
  const message = element('p', 'told');
  message.setAttribute('role', 'status');

  const spoken = element('p', 'spoken');
  spoken.setAttribute('role', 'status');

  const narrow = button('', phone + ' px', 'Open a window as wide as a phone',
    () => window.open(location.href, '_blank', `popup,noopener,width=${phone},height=844`));
  const dark = toggle('Dark', 'See it in the other colour scheme', () => {
    const other = scheme() === 'dark' ? 'light' : 'dark';
    look.scheme = other === systemScheme() ? undefined : other;
    remember();
  });
  const print = toggle('Print', 'See it as it is printed', () => {
    look.print = !look.print;
    remember();
  });
  const pinned = toggle('Pin', 'Stay on this page when another file is saved', () => {
    pin.set(!pin.get());
    draw();
  });
  const fold = button('fold', '', '', () => {
    bar.classList.toggle('folded');
    ofBrowser.set('folded', bar.classList.contains('folded') ? '1' : '');
    draw();
  });
  if (ofBrowser.get('folded')) bar.classList.add('folded');
  const tools = element('div', 'tools');
  tools.setAttribute('role', 'group');
  tools.setAttribute('aria-label', 'Try out');
  tools.append(narrow, dark, print, pinned);
  bar.append(state, problems, length, source, message, spoken, tools, fold);
  root.append(bar);

  function toggle(text, title, does) {
    return button('toggle', text, title, does);
  }

  // What is tried out stays while this tab goes from page to page.
  function remember() {
    ofTab.set('look', JSON.stringify(look));
    applyLook();
    draw();
  }
  Object.assign(look, JSON.parse(ofTab.get('look') || '{}'));
  applyLook();
  onSystemChange(draw);

  // The page ends above the toolbar, however high that is.
  new ResizeObserver(() => makeRoom(bar.classList.contains('folded') ? 0 : Math.ceil(bar.getBoundingClientRect().height))).observe(bar);

  function draw() {
    const {about, panel: all, editor} = latest;
    const folded = bar.classList.contains('folded');
    say(state, about?.state ? stateOf(about) : '');
    state.dataset.state = about?.state ?? '';
    say(length, about ? count(about.words, 'word').replace(/\B(?=(\d{3})+ )/, ',') + (about.minutes ? ', ' + about.minutes + ' min' : '') : 'A page made from many files');
    say(path, about?.file ?? '');
    source.hidden = path.hidden;
    source.title = editor ? 'Open in ' + editor : 'Copy the path';
    const n = (all?.errors ?? 0) + (all?.warnings ?? 0);
    const here = about?.problems.length ?? 0;
    say(problems, n === 0 ? '' : here === 0 ? count(n, 'problem') : count(here, 'problem') + ' here' + (n > here ? ', ' + (n - here) + ' elsewhere' : ''));
    problems.classList.toggle('errors', (all?.errors ?? 0) > 0);
    problems.setAttribute('aria-expanded', String(panel().isOpen()));
    dark.setAttribute('aria-pressed', String(scheme() === 'dark'));
    dark.disabled = look.print;
    print.setAttribute('aria-pressed', String(look.print));
    pinned.setAttribute('aria-pressed', String(pin.get()));
    narrow.hidden = innerWidth <= phone + 20;
    say(fold, folded ? 'Preview' : 'Fold');
    fold.setAttribute('aria-expanded', String(!folded));
    for (const host of [root.host, panel().root()?.host]) host?.setAttribute('data-scheme', scheme());
  }

  let silence;
  // tell says something for a while, to eyes and to screen readers.
  function tell(words) {
    message.textContent = words;
    clearTimeout(silence);
    silence = setTimeout(() => { message.textContent = ''; }, 5000);
  }

  // speak says to screen readers what eyes see elsewhere.
  const speak = (words) => { spoken.textContent = words; };

  return {draw, tell, speak, show: (told) => { latest = told; draw(); }};
}

// say sets the words of an element, which is not there without any.
function say(e, words) {
  e.hidden = words === '';
  if (e.textContent !== words) e.textContent = words;
}

function stateOf({state, until, in: left}) {
  const together = (words) => words.replaceAll(' ', '\u00a0');
  const end = until ? together(until) + (left ? ' ' + together('(in ' + left + ')') : '') : '';
  switch (state) {
    case 'embargoed': return 'EMBARGOED until ' + end;
    case 'scheduled': return 'SCHEDULED for ' + end;
    case 'live': return 'live';
  }
  return state.toUpperCase();
}
