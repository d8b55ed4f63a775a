// Elements, made one by one: the policy that is in force forbids HTML from text.

// element makes <name class="className">text</name>.
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// button makes a button that says text and does what a click asks for.
export function button(className, text, title, does) {
  const made = element('button', className, text);
  made.type = 'button';
  if (title) made.title = title;
  made.addEventListener('click', does);
  return made;
}

// shadow puts a new element <name> beside the page's body, in a shadow tree where
// the site's styles do not reach, and gives that tree. It is seen once its style
// is there.
export function shadow(name) {
  const host = element(name);
  host.hidden = true;
  const root = host.attachShadow({mode: 'open'});
  const style = element('link');
  style.rel = 'stylesheet';
  style.href = '/_blotter/preview.css';
  style.addEventListener('load', () => { host.hidden = false; });
  root.append(style);
  document.documentElement.append(host);
  return root;
}

// count gives a number of things: "1 error", "3 warnings".
export const count = (n, thing) => n === 1 ? '1 ' + thing : n + ' ' + thing + 's';
