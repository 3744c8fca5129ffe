import { type RefObject, useCallback, useRef, useState } from 'react';

/** A state that can be read as it is now, also between a change and the drawing of it. */
export function useNewest<T>(
  first: T | (() => T),
): [value: T, change: (next: (old: T) => T) => void, newest: RefObject<T>] {
  const [value, setValue] = useState(first);
  const newest = useRef(value);
  const change = useCallback((next: (old: T) => T) => {
    newest.current = next(newest.current);
    setValue(newest.current);
  }, []);
  return [value, change, newest];
}
