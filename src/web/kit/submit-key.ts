import { type RefObject, useEffect, useRef } from 'react';

/** Keys that sent something: the innermost form has them, whatever an open list under the focus made of them. */
const taken = new WeakSet<Event>();

/**
 * Ctrl-Enter sends what is entered on a page, wherever the focus is: also where a button that was pressed has gone. A dialog
 * that is open, or has the focus, has it for itself.
 */
export function useSubmitKey(form: RefObject<HTMLElement | null>, send: () => unknown): void {
  const newest = useRef(send);
  newest.current = send;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || taken.has(event)) return;
      const dialog =
        document.activeElement?.closest('[role=dialog]') ??
        [...document.querySelectorAll('[role=dialog][aria-modal=true]')].at(-1);
      if (dialog && !dialog.contains(form.current)) return;
      event.preventDefault();
      taken.add(event);
      newest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [form]);
}
