// Patching: the page that is open becomes the page that was fetched, in place.
// What is the same stays the same node, so that scroll position, selection, focus,
// what was typed, what was opened and what plays are left alone.
//
// It works under the site's own policy: nothing is parsed from text here, and no
// style is inline.

import {addSheets} from './sheets.js';

const changedMark = 'data-blotter-changed';
const ours = 'script[src="/_blotter/preview.js"]';

// printOf gives the print of a page of the preview, undefined if it is none.
export const printOf = (page) => page.querySelector(ours)?.dataset.page;

// patch makes the open page into next, a document that was fetched, and gives the
// elements that are new or different; undefined if the two are so different that
// only loading the page will do.
export async function patch(next) {
  if (!alike(document, next)) return undefined;
  await addSheets(next);

  const focused = document.activeElement;
  const changed = new Set();
  document.querySelector(ours).dataset.page = printOf(next);
  unmark();
  attributes(document.documentElement, next.documentElement);
  children(document.head, next.head, new Set());
  attributes(document.body, next.body);
  children(document.body, next.body, changed);
  if (focused && !focused.isConnected && focused.id) {
    document.getElementById(focused.id)?.focus({preventScroll: true});
  }
  return [...changed].filter((e) => e.isConnected);
}

// alike says whether one document can become the other in place. Pages with
// scripts cannot: what those made of the page is unknown here.
function alike(page, next) {
  const whole = (d) => d.head && d.body && d.querySelector(ours) && d.documentElement.dataset.blotter === undefined;
  const quiet = (d) => ![...d.scripts].some((s) => !s.matches(ours) && !isData(s));
  return whole(page) && whole(next) && quiet(page) && quiet(next) &&
    page.compatMode === next.compatMode && page.doctype?.name === next.doctype?.name;
}

// isData says whether a script element holds data, such as JSON-LD, and no script.
const isData = (script) => /^application\/(\w+\+)?json$/.test(script.type);

// ---- nodes

// node makes one node into another of the same kind.
function node(old, next, changed) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    text(old, next.data);
    note(old.parentElement, changed);
    return;
  }
  if (old.localName === 'script' || old.localName === 'template') {
    old.replaceWith(document.adoptNode(next)); // both hold more than their children
    return;
  }
  if (attributes(old, next)) note(old, changed);
  children(old, next, changed);
}

// text changes the least part of a text: a selection elsewhere in it stays.
function text(old, data) {
  const before = old.data;
  const most = Math.min(before.length, data.length);
  let start = 0;
  while (start < most && before[start] === data[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === data.at(-1 - end)) end++;
  old.replaceData(start, before.length - start - end, data.slice(start, data.length - end));
}

// attributes makes those of one element into those of another, and says whether
// any was different. Whether something is open is the writer's choice. Inline
// styles and handlers do nothing under the policy, and setting them is an offence.
function attributes(old, next) {
  let different = false;
  const left = (name) => name === 'style' || name.startsWith('on') || name === 'open' && old.matches('details, dialog');
  for (const {name} of [...old.attributes]) {
    if (left(name) || next.hasAttribute(name)) continue;
    old.removeAttribute(name);
    different = true;
  }
  for (const attribute of next.attributes) {
    if (left(attribute.name) || old.getAttribute(attribute.name) === attribute.value) continue;
    old.setAttributeNodeNS(attribute.cloneNode());
    different = true;
  }
  return different;
}

// children makes those of one element into those of another.
function children(old, next, changed) {
  let was = [...old.childNodes];
  let will = [...next.childNodes];
  let same = 0;
  while (same < was.length && same < will.length && was[same].isEqualNode(will[same])) same++;
  let end = 0;
  while (end < was.length - same && end < will.length - same && was.at(-1 - end).isEqualNode(will.at(-1 - end))) end++;
  const after = end > 0 ? was[was.length - end] : null;
  was = was.slice(same, was.length - end);
  will = will.slice(same, will.length - end);

  const partner = partners(was, will);
  let at = was[0] ?? after;
  const removeUntil = (stop) => {
    while (at !== stop) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };
  will.forEach((wanted, j) => {
    const kept = partner[j];
    if (kept) {
      removeUntil(kept);
      at = kept.nextSibling;
      if (!kept.isEqualNode(wanted)) node(kept, wanted, changed);
      return;
    }
    const added = old.insertBefore(document.adoptNode(wanted), at);
    note(added.nodeType === Node.ELEMENT_NODE ? added : old, changed);
  });
  removeUntil(after);
}

// partners says for each node that there will be which node that there was
// becomes it, if any, in order. First those that are the same, or have the same
// id; then, between them, those of the same kind that are most alike.
function partners(was, will) {
  const key = (n) => n.nodeType !== Node.ELEMENT_NODE ? n.nodeType + n.data : n.id ? n.nodeName + '#' + n.id : n.outerHTML;
  const keys = was.map(key);
  const wanted = will.map(key);
  const weight = (n) => n.nodeType === Node.ELEMENT_NODE ? 8 : 1; // blank text is everywhere
  const found = aligned(was.length, will.length, (i, j) => keys[i] === wanted[j] ? weight(was[i]) : 0);
  found.push([was.length, will.length]);
  const partner = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of found) {
    const [fromI, fromJ] = [i, j];
    const between = aligned(nextI - i, nextJ - j, (a, b) => likeness(was[fromI + a], will[fromJ + b]));
    for (const [a, b] of between) partner[fromJ + b] = was[fromI + a];
    if (nextJ < will.length) partner[nextJ] = was[nextI];
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return partner;
}

// likeness says how much two nodes are alike: 0 for different kinds, else from 1
// to 2 by how much of their text is the same at its beginning and end.
function likeness(a, b) {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName || a.namespaceURI !== b.namespaceURI) return 0;
  const [one, two] = [a.textContent, b.textContent];
  const [most, all] = [Math.min(one.length, two.length), Math.max(one.length, two.length)];
  let same = 0;
  while (same < most && one[same] === two[same]) same++;
  let end = 0;
  while (end < most - same && one.at(-1 - end) === two.at(-1 - end)) end++;
  return all === 0 ? 2 : 1 + (same + end) / all;
}

// tooMany bounds the table that aligned makes.
const tooMany = 1e6;

// aligned gives the pairs [i, j], rising in both, whose scores have the greatest
// sum (the longest common subsequence, with weights). Of very long lists it pairs
// what stands at the same place.
function aligned(n, m, score) {
  if (n === 0 || m === 0) return [];
  const pairs = [];
  if (n * m > tooMany) {
    for (let k = 0; k < Math.min(n, m); k++) if (score(k, k) > 0) pairs.push([k, k]);
    return pairs;
  }
  const width = m + 1;
  const best = new Float32Array((n + 1) * width); // of what is left from (i, j) on
  const scores = new Float32Array(n * m);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const s = scores[i * m + j] = score(i, j);
      const without = Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      best[i * width + j] = s > 0 ? Math.max(without, s + best[(i + 1) * width + j + 1]) : without;
    }
  }
  for (let i = 0, j = 0; i < n && j < m;) {
    const s = scores[i * m + j];
    if (s > 0 && best[i * width + j] === Math.fround(s + best[(i + 1) * width + j + 1])) pairs.push([i++, j++]);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}

// ---- what changed, for the eye

function note(changedElement, changed) {
  if (changedElement && document.body.contains(changedElement)) changed.add(changedElement);
}

let fading;

// mark outlines the blocks around changed elements for a moment, but for a reader
// who wants nothing to move. How it looks is in page.js.
export function mark(elements) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const blocks = new Set();
  for (let e of elements) {
    while (e.parentElement && /^(inline|contents)/.test(getComputedStyle(e).display)) e = e.parentElement;
    if (e !== document.body) blocks.add(e);
  }
  for (const e of blocks) {
    let outer = e.parentElement;
    while (outer && !blocks.has(outer)) outer = outer.parentElement;
    if (!outer) e.setAttribute(changedMark, '');
  }
  clearTimeout(fading);
  fading = setTimeout(unmark, 1500);
}

function unmark() {
  for (const e of document.querySelectorAll(`[${changedMark}]`)) e.removeAttribute(changedMark);
}
