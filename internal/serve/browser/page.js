// What the preview adds to the look of the page itself: room below it for the
// toolbar, and the outline of what changed.

const rules = new CSSStyleSheet();
document.adoptedStyleSheets.push(rules);

// makeRoom leaves so many pixels at the foot of the page and of every view of it:
// nothing is covered, and what is focused is not either.
export function makeRoom(pixels) {
  rules.replaceSync(`
    @media screen {
      :root { scroll-padding-block-end: ${pixels + 8}px; --blotter-foot: ${pixels}px; }
      :root::after { content: ""; display: block; block-size: ${pixels}px; }
      [data-blotter-changed] {
        outline: 2px solid light-dark(#0a4a86, #8cc2ff);
        outline-offset: 3px;
        animation: blotter-changed 1.5s ease-in both;
      }
    }
    @keyframes blotter-changed { 60% { outline-color: light-dark(#0a4a86, #8cc2ff); } to { outline-color: transparent; } }
  `);
}
