/** A dialog gives the focus back, a grid goes to another cell: what does so by itself has done it by then. */
const SETTLES_MS = 60;

/**
 * Nobody is left without a place: where what had the focus is gone (a page that was left, a dialog that led on, a button that
 * did its work), the dialog that is open or the heading of the page has it.
 */
export function keepFocus(): void {
  let last: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLost = () => document.activeElement === document.body && last !== null && !last.isConnected;
  const settle = () => {
    if (isLost()) placeToBe()?.focus({ preventScroll: true });
  };
  document.addEventListener('focusin', ({ target }) => {
    last = target as Element;
  });
  new MutationObserver(() => {
    if (!isLost()) return;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLES_MS);
  }).observe(document.body, { childList: true, subtree: true });
}

function placeToBe(): HTMLElement | null {
  const dialog = [...document.querySelectorAll<HTMLElement>('[role=dialog][aria-modal=true]')].at(-1);
  const place = dialog ?? document.querySelector<HTMLElement>('h1');
  place?.setAttribute('tabindex', '-1');
  return place;
}
