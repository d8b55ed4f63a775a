// Style sheets and fonts are exchanged without a flash: what is new is there
// before what is old goes.

const patience = 4000; // ms; then the page is shown with what there is

const sheetsOf = (d) => [...d.querySelectorAll('link[rel~="stylesheet"]')];

// addSheets loads the style sheets of next that the page does not have, beside
// those that it has. They apply from when all are there, fonts included; what is
// not wanted any more goes with the patch, in the same frame.
export async function addSheets(next) {
  const have = sheetsOf(document);
  const wanted = sheetsOf(next).filter((link) => !have.some((h) => h.isEqualNode(link)));
  if (wanted.length === 0) return;
  let last = have.at(-1);
  const copies = await Promise.all(wanted.map((link) => {
    const copy = document.importNode(link, true);
    copy.media = 'not all';
    const loaded = new Promise((done) => {
      copy.addEventListener('load', done);
      copy.addEventListener('error', done);
      setTimeout(done, patience);
    });
    if (last) last.after(copy);
    else document.head.append(copy);
    last = copy;
    return loaded.then(() => copy);
  }));
  await keepFonts(copies);
  copies.forEach((copy, i) => {
    if (wanted[i].hasAttribute('media')) copy.media = wanted[i].media;
    else copy.removeAttribute('media');
  });
}

let kept = []; // the faces that keepFonts added last

// keepFonts loads the faces of new style sheets that are in use already. A browser
// loads those of a new sheet anew, even from the same file, and shows another
// face until then.
async function keepFonts(links) {
  const name = (family) => family.replace(/^["']|["']$/g, '');
  const key = (f) => [name(f.family), f.style, f.weight, f.unicodeRange].join('|');
  const used = new Set([...document.fonts].filter((f) => f.status === 'loaded').map(key));
  const faces = [];
  for (const {sheet} of links) {
    for (const rule of sheet?.cssRules ?? []) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const said = (property) => rule.style.getPropertyValue(property) || undefined;
      const source = said('src')?.replace(/url\((["']?)(.*?)\1\)/g, (_, _quote, url) => `url("${new URL(url, sheet.href)}")`);
      const descriptors = {style: said('font-style'), weight: said('font-weight'), stretch: said('font-stretch'), unicodeRange: said('unicode-range')};
      for (const d of Object.keys(descriptors)) if (!descriptors[d]) delete descriptors[d];
      if (!source?.includes('url(')) continue; // what is installed is there at once
      const face = new FontFace(name(said('font-family') ?? ''), source, descriptors);
      if (used.has(key(face))) faces.push(face);
    }
  }
  const loaded = await Promise.race([
    Promise.allSettled(faces.map((face) => face.load())).then(() => faces.filter((f) => f.status === 'loaded')),
    new Promise((done) => setTimeout(done, patience, [])),
  ]);
  for (const face of loaded) document.fonts.add(face);
  for (const face of kept) document.fonts.delete(face);
  kept = loaded;
}
