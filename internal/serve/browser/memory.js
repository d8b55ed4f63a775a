// What is remembered, of this tab and of this browser. A browser may forbid it:
// then the preview forgets, and works all the same.

const memory = (storage) => ({
  get(key) {
    try {
      return storage().getItem('blotter-' + key) ?? '';
    } catch {
      return '';
    }
  },
  set(key, value) {
    try {
      storage().setItem('blotter-' + key, value);
    } catch { /* forgotten */ }
  },
});

export const ofTab = memory(() => sessionStorage);
export const ofBrowser = memory(() => localStorage);
