import { createSpotlight } from '@mantine/spotlight';
import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';

export const [paletteStore, palette] = createSpotlight();

/** Enter was pressed before there was anything to open. */
let waiting = false;

/**
 * Enter opens what stands first, also when it was found after the last key: the design kit marks one only as text is typed.
 * Pressed while it is still being looked for (`pending`), it opens what comes. Returns the listener for the input.
 */
export function useEnter(query: string, shown: unknown, pending: boolean): (event: { key: string }) => void {
  const asked = useRef(query);
  const list = () => document.getElementById(paletteStore.getState().listId);
  // Other words end the wait.
  useEffect(() => {
    if (asked.current !== query) waiting = false;
    asked.current = query;
  }, [query]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever other things are shown
  useEffect(() => {
    const box = list();
    const chosen =
      box?.querySelector<HTMLElement>('[data-selected]') ?? box?.querySelector<HTMLElement>('[data-action]');
    chosen?.setAttribute('data-selected', 'true');
    if (pending || !waiting) return;
    waiting = false;
    chosen?.click();
  }, [shown, pending]);
  return ({ key }) => {
    waiting = key === 'Enter' && pending && !list()?.querySelector('[data-selected]');
  };
}

export const setQuery = (query: string): void => paletteStore.setState((state) => ({ ...state, query }));

const INSIDE = '.mantine-Spotlight-content';
const INPUT = `${INSIDE} input`;
const LAYERS = '.mantine-Popover-dropdown, .mantine-Menu-dropdown';
/** A dialog of the design kit leaves Escape alone when it comes from something that bears this mark. */
const OWN_ESCAPE = 'data-mantine-stop-propagation';

/**
 * Keys while the palette is open belong to it from the first moment, also before its input is there or has the focus: what is
 * typed meanwhile is its text. Escape closes what lies on top, and nothing below.
 */
export function usePaletteKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      const mod = event.ctrlKey || event.metaKey;
      const { opened, query } = paletteStore.getState();
      if (mod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        event.stopImmediatePropagation();
        waiting = false;
        if (!opened) setQuery('');
        palette.toggle();
      } else if (opened && event.key === 'Escape') {
        event.preventDefault();
        event.stopImmediatePropagation();
        palette.close();
      } else if (opened && event.key.length === 1 && !mod && !event.altKey && !target?.closest(INPUT)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        // At once, so that a key that comes to the input itself goes on from there.
        flushSync(() => setQuery(query + event.key));
      } else if (opened && !target?.closest(INSIDE)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        // Its input is not there yet: it is meant for what will be found.
        if (event.key === 'Enter') waiting = true;
      } else if (event.key === 'Escape' && target?.closest(LAYERS)) target.setAttribute(OWN_ESCAPE, 'true');
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}
