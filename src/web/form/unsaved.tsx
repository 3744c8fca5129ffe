import { useBlocker } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks before a page with unsaved entries is left; says so when they are kept. The function returned lets the next move pass unasked. */
export function useUnsaved(unsaved: boolean, kept: boolean): () => void {
  const { t } = useTranslation('form');
  const free = useRef(false);
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (free.current || !unsaved || current.pathname === next.pathname) return false;
      return !window.confirm(t(kept ? 'leaveKept' : 'leave'));
    },
    enableBeforeUnload: () => unsaved && !kept && !free.current,
  });
  return useCallback(() => {
    free.current = true;
  }, []);
}
