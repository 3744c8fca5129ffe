import { useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/http.ts';
import { type OperationMeta, type Row, useModel } from '../api/meta.ts';
import { useAskedFor } from './asked-for.ts';
import { readKept, writeKept } from './kept.ts';
import { useUnsaved } from './unsaved.tsx';

const SAVE_MS = 300;

interface Kept<T> {
  readonly key: string | undefined;
  /** What was typed before. */
  readonly found: T | undefined;
}

/**
 * What a form of an operation is kept under: each thing it begins with has entries of its own, which a link to the same
 * finds again. A form that asks for a password or key keeps nothing.
 */
export const draftName = ({ name, secret, input }: OperationMeta, given: Row = {}): string | undefined => {
  if (secret.some((one) => one in (input.properties ?? {}))) return undefined;
  return Object.keys(given).length > 0 ? `${name} ${JSON.stringify(given)}` : name;
};

/** What was typed into the form of this name before, by user and company. Without a name nothing is kept. */
export function useKept<T>(name: string | undefined): Kept<T> {
  const { user, company } = useModel();
  const [kept] = useState((): Kept<T> => {
    const key = name && `countinghouse.draft.${user.id}.${company.id}.${name}`;
    return { key, found: key ? readKept<T>(localStorage, key, Date.now()) : undefined };
  });
  return kept;
}

/**
 * Keeps what is typed on this device until it is sent or given up: it outlives reload, sign-out and a closed window. The
 * function returned gives it up.
 */
export function useDraft<T>({ key }: Kept<T>, what: T, touched: boolean): { drop: () => void } {
  const newest = useRef({ what, touched });
  const dropped = useRef(false);
  newest.current = { what, touched };
  useEffect(() => {
    if (!key) return;
    const save = () => {
      if (newest.current.touched && !dropped.current) writeKept(localStorage, key, newest.current.what, Date.now());
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

/** How the sending of it stands. */
interface Sending {
  readonly sending: boolean;
  readonly error: ApiError | null;
}

/**
 * What is being entered on a page: kept, and asked about before the page is left, until it is sent or waits for approval.
 * `sent` is for what is done with, `drop` for what is begun afresh.
 */
export function useEntry<T>(kept: Kept<T>, what: T, touched: boolean, { sending, error }: Sending) {
  const { drop } = useDraft(kept, what, touched);
  const free = useUnsaved(touched && !sending, kept.key !== undefined);
  const sent = () => {
    free();
    drop();
  };
  useAskedFor(error, sent);
  return { sent, drop };
}
