const INPUT =
  'input:not([type=hidden]):not([type=file]):not([type=checkbox]):not([disabled]):not([readonly]), textarea:not([disabled])';

/** From an input of a part of a page that is marked so, Enter goes on to the next one; elsewhere it stays. */
export function goOn(from: HTMLElement | null): void {
  const part = from?.closest('[data-goes-on]');
  if (!from || !part) return;
  const inputs = [...part.querySelectorAll<HTMLElement>(INPUT)];
  inputs[inputs.indexOf(from) + 1]?.focus();
}
