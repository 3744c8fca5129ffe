import { type RefObject, useEffect, useLayoutEffect } from 'react';

const INPUT = 'input:not([type=hidden]):not([type=file]):not([type=checkbox]):not([disabled]), textarea';
const DESK = '(min-width: 48em)';
/** A menu or palette that led here gives the focus back to what had it before. */
const SETTLES_MS = 300;

/**
 * Puts the focus into the first input of a form, so that one can type at once; on a phone the keyboard would cover what is
 * asked. A dialog gives it to what bears its mark: the first input, or the button when nothing is asked.
 */
export function useFirstFocus(form: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const first = form.current?.querySelector(`${INPUT}, button[type=submit]`);
    first?.setAttribute('data-autofocus', '');
  }, [form]);
  useEffect(() => {
    if (!window.matchMedia(DESK).matches) return;
    const take = () => {
      const [active, box] = [document.activeElement, form.current];
      if (box?.closest('[role=dialog]') || box?.contains(active)) return;
      if (
        active === document.body ||
        active?.matches('#main, h1') ||
        active?.closest('nav, header') ||
        !active?.isConnected
      )
        box?.querySelector<HTMLElement>(INPUT)?.focus();
    };
    take();
    const timers = [0, SETTLES_MS].map((wait) => setTimeout(take, wait));
    return () => timers.forEach(clearTimeout);
  }, [form]);
}

/** After an answer that names inputs, the first of them has the focus. */
export function useFirstWrong(form: RefObject<HTMLElement | null>, issues: ReadonlyMap<string, string>): void {
  const count = issues.size;
  useEffect(() => {
    if (count > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [count, form]);
}
