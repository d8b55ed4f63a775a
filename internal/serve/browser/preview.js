// The preview's own script, which no published page has. It listens to what the
// server tells of this page, and patches the page when it has become another one
// (patch.js), goes to the page of the file that was saved, shows what is wrong
// (panel.js) and what is behind the page (toolbar.js). It runs under the site's
// Content-Security-Policy.
import {count} from './element.js';
import {applyLook} from './look.js';
import {ofBrowser, ofTab} from './memory.js';
import {newPanel} from './panel.js';
import {mark, patch, printOf} from './patch.js';
import {newToolbar} from './toolbar.js';

let shown = printOf(document); // of what is open
let around;                    // what it depends on besides, as it was opened
let latest;                    // what the server told last
let stream;

// ---- listening

function listen() {
  if (stream || document.hidden) return;
  // Who looks at one tab after another has moved on; only the tab that was looked
  // at last goes where was saved meanwhile.
  if (ofBrowser.get('tab') !== tab) follow.forget();
  ofBrowser.set('tab', tab);
  stream = new EventSource('/_blotter/events?page=' + encodeURIComponent(location.pathname));
  stream.onmessage = (event) => {
    const before = latest?.panel.errors ?? 0;
    latest = JSON.parse(event.data);
    panel.show(latest);
    toolbar.show(latest);
    const {errors} = latest.panel;
    if (errors !== before) toolbar.speak(errors > 0 ? count(errors, 'error') : 'Mended');
    follow.saved(latest.saved);
    refresh();
  };
}

function stop() {
  stream?.close();
  stream = undefined;
}

const tab = ofTab.get('tab') || String(Math.random());
ofTab.set('tab', tab);

// A browser keeps only a few connections to one host: tabs that nobody sees give
// theirs back, and look again when they are seen.
document.addEventListener('visibilitychange', () => document.hidden ? stop() : listen());
addEventListener('pagehide', stop);
addEventListener('pageshow', (event) => {
  if (event.persisted) follow.forget(); // who goes back wants to be back
  listen();
});

// ---- patching

let busy = false;

// refresh makes the open page what the server has, if it is not.
async function refresh() {
  if (around !== undefined && around !== latest.around) return reload();
  around = latest.around;
  if (busy || latest.page === shown) return;
  busy = true;
  try {
    const next = await fetched();
    const print = next && printOf(next);
    const changed = print && await patch(next);
    if (!changed) return reload();
    applyLook();
    mark(changed);
    shown = print;
  } catch (problem) {
    console.error(problem);
    return reload();
  } finally {
    busy = false;
  }
  // What was fetched may be newer than what was told, and what was told newer
  // than what was fetched.
  if (shown !== latest.page) setTimeout(refresh, 100);
}

// fetched gives the page of this address as a document, undefined if there is
// none any more or it leads elsewhere.
function fetched() {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const here = location.pathname + location.search;
    request.open('GET', here);
    request.responseType = 'document';
    request.onload = () => {
      const at = new URL(request.responseURL);
      done(at.pathname + at.search === here && request.response || undefined);
    };
    request.onerror = () => done(undefined);
    request.send();
  });
}

function reload() {
  stop();
  location.reload();
}

// ---- following

const pin = {
  get: () => ofTab.get('pin') === '1',
  set: (on) => ofTab.set('pin', on ? '1' : ''),
};

// follow goes to the page of a file that was saved, unless the writer pinned this
// one. Saves that come thick and fast are not the writer's: a checkout, a script.
const follow = (() => {
  const thick = 500; // ms
  let seen;          // the save that was seen last
  let at = -Infinity;
  let to = '';
  let going;
  return {
    forget() { seen = undefined; },
    saved({n, url = ''}) {
      if (n === seen) return;
      const first = seen === undefined;
      seen = n;
      if (first) return;
      const now = performance.now();
      const fast = now - at < thick && url !== to;
      [at, to] = [now, url];
      clearTimeout(going);
      if (!url || fast || pin.get() || new URL(url, location.href).pathname === location.pathname) return;
      going = setTimeout(() => location.assign(url), 100);
    },
  };
})();

// ---- opening files

// open opens a place in the writer's editor, or copies it where there is none.
async function open({file, line = 1, col = 1, place}) {
  if (!latest.editor) return copy(place);
  try {
    const answer = await fetch('/_blotter/open', {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'Blotter-Token': latest.token},
      body: JSON.stringify({file, line, col}),
    });
    toolbar.tell(answer.ok ? 'Opened in ' + latest.editor : (await answer.text()).trim());
  } catch {
    toolbar.tell('The preview does not answer.');
  }
}

async function copy(place) {
  try {
    await navigator.clipboard.writeText(place);
    toolbar.tell('Copied: ' + place);
  } catch {
    toolbar.tell(place); // to be copied by hand
  }
}

const panel = newPanel({open, changed: () => toolbar?.draw()});
const toolbar = newToolbar({open, panel: () => panel, pin});
listen();
