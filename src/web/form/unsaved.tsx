import { useBlocker } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks before a page with unsaved entries is left. The function returned lets the next move pass unasked. */
export function useUnsaved(unsaved: boolean): () => void {
  const { t } = useTranslation('form');
  const free = useRef(false);
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (free.current || !unsaved || current.pathname === next.pathname) return false;
      return !window.confirm(t('leave'));
    },
    enableBeforeUnload: () => unsaved && !free.current,
  });
  return useCallback(() => {
    free.current = true;
  }, []);
}
