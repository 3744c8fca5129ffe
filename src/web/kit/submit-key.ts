import { type RefObject, useEffect, useRef } from 'react';

/**
 * Ctrl-Enter sends what is entered on a page, wherever the focus is: also where a button that was pressed has gone. A dialog
 * that is open has it for itself.
 */
export function useSubmitKey(form: RefObject<HTMLElement | null>, send: () => unknown): void {
  const newest = useRef(send);
  newest.current = send;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      const dialog = [...document.querySelectorAll('[role=dialog][aria-modal=true]')].at(-1);
      if (dialog && !dialog.contains(form.current)) return;
      event.preventDefault();
      newest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [form]);
}
