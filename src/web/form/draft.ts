import { useEffect, useRef, useState } from 'react';
import { useModel } from '../api/meta.ts';

interface Kept<T> {
  readonly at: number;
  readonly what: T;
}

const SAVE_MS = 300;
const KEEP_MS = 14 * 86_400_000;

/** What was kept under a name; nothing when it is too old, unreadable, or the browser keeps nothing. */
function readDraft<T>(key: string, now: number): T | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null;
    return kept && now - kept.at < KEEP_MS ? kept.what : undefined;
  } catch {
    return undefined;
  }
}

interface Draft<T> {
  readonly key: string | undefined;
  readonly found: T | undefined;
}

/** What was typed into the form of this name before, by user and company. Without a name nothing is kept. */
export function useKept<T>(name: string | undefined): Draft<T> {
  const { user, company } = useModel();
  const [draft] = useState((): Draft<T> => {
    const key = name && `countinghouse.draft.${user.id}.${company.id}.${name}`;
    return { key, found: key ? readDraft<T>(key, Date.now()) : undefined };
  });
  return draft;
}

/**
 * Keeps what is typed on this device until it is sent or given up: it outlives reload, sign-out and a closed window. The
 * function returned gives it up.
 */
export function useDraft<T>({ key }: Draft<T>, what: T, touched: boolean): { drop: () => void } {
  const newest = useRef({ what, touched });
  const dropped = useRef(false);
  newest.current = { what, touched };
  useEffect(() => {
    if (!key) return;
    const save = () => {
      if (!newest.current.touched || dropped.current) return;
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), what: newest.current.what }));
      } catch {
        // The browser keeps nothing, or no more: the form works without.
      }
    };
    const timer = setInterval(save, SAVE_MS);
    window.addEventListener('pagehide', save);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [key]);
  const drop = () => {
    dropped.current = true;
    if (key) localStorage.removeItem(key);
  };
  return { drop };
}
