// How the page looks while it is tried out: in the other colour scheme, or as in
// print. The policy allows no frame to try it in and no inline style, so the
// conditions of the site's own rules are rewritten where the browser keeps them,
// and come back the same way.

// paper is how wide the text of a page of A4 is, in px: 210 mm and two margins of 16.
const paper = 178 / 25.4 * 96;

const said = new WeakMap(); // a list of media → what it said
const rules = new CSSStyleSheet();
document.adoptedStyleSheets.push(rules);

// look is what is tried out: the scheme "light" or "dark", if not the system's,
// and print.
export const look = {scheme: undefined, print: false};

const system = matchMedia('(prefers-color-scheme: dark)');

export const systemScheme = () => system.matches ? 'dark' : 'light';

// scheme gives the scheme in which the page is seen.
export const scheme = () => look.print ? 'light' : look.scheme ?? systemScheme();

// onSystemChange calls does when the system's scheme is another one.
export const onSystemChange = (does) => system.addEventListener('change', does);

// applyLook makes the page look so. It has to be called again when the page has
// other style sheets.
export function applyLook() {
  for (const sheet of document.styleSheets) {
    rewrite(sheet.media);
    visit(sheet);
  }
  const forced = look.print ? 'light' : look.scheme;
  rules.replaceSync((forced ? `:root { color-scheme: ${forced} !important }\n` : '') +
    (look.print ? `@media screen { :root { max-inline-size: ${paper}px; margin-inline: auto !important; background: #fff } }` : ''));
}

function visit(container) {
  let inside;
  try {
    inside = container.cssRules;
  } catch {
    return; // a sheet from elsewhere, which the policy does not allow anyway
  }
  for (const rule of inside ?? []) {
    if (rule.media) rewrite(rule.media);
    if (rule.styleSheet) visit(rule.styleSheet);
    else if (rule.cssRules) visit(rule);
  }
}

function rewrite(media) {
  if (!said.has(media)) said.set(media, media.mediaText);
  const wanted = translated(said.get(media));
  if (media.mediaText !== wanted) media.mediaText = wanted;
}

// translated gives the condition under which a rule counts while things are tried
// out. A paper has its own width, whatever the window's.
function translated(query) {
  if (look.print) {
    query = query.replace(/\b(print|screen)\b/g, (word) => word === 'print' ? 'screen' : 'print')
      .replace(/\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)\s*\)/g, (_, end, n, unit) => {
        const width = unit === 'px' ? Number(n) : n * 16; // in conditions an em is that of the browser
        return always(end === 'min' ? paper >= width : paper <= width);
      });
  }
  const wanted = look.print ? 'light' : look.scheme;
  if (wanted) {
    query = query.replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/g, (_, of) => always(of === wanted));
  }
  return query;
}

// always gives a condition that is so, or is not, in any window.
const always = (so) => so ? '(min-width: 0px)' : '(max-width: 0px)';
