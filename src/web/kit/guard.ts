import { createContext, type RefObject, useContext, useEffect, useMemo, useRef, useState } from 'react';

/** An input or grid that may hold something typed which is not understood yet. */
export interface Checked {
  /** Finishes what is typed, looks up what it names, and says whether all of it is understood. */
  settle(): boolean | Promise<boolean>;
  element(): HTMLElement | null;
  /** Takes the focus to what is wrong. */
  focus(): void;
}

export interface Guard {
  add(field: Checked): () => void;
  /** Whether everything typed into the form is understood; when not, the first thing that is wrong has the focus. */
  settle(): Promise<boolean>;
}

export const GuardContext = createContext<Guard | undefined>(undefined);

const before = (one: Checked, other: Checked): number => {
  const [a, b] = [one.element(), other.element()];
  return a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
};

/** The guard of a form, to be given to its inputs and asked before anything is sent. */
export function useGuard(): Guard {
  return useMemo(() => {
    const fields = new Set<Checked>();
    return {
      add: (field) => {
        fields.add(field);
        return () => fields.delete(field);
      },
      settle: async () => {
        // An input hands on what is typed into it when it loses the focus.
        const active = document.activeElement as HTMLElement | null;
        active?.blur();
        const all = [...fields];
        const understood = await Promise.all(all.map((field) => field.settle()));
        const wrong = all.filter((_, index) => !understood[index]).sort(before);
        if (wrong[0]) wrong[0].focus();
        else if (document.activeElement === document.body && active?.isConnected) active.focus({ preventScroll: true });
        return wrong.length === 0;
      },
    };
  }, []);
}

/** Puts an input under the guard of the form it stands in. */
export function useChecked(input: RefObject<HTMLElement | null>, settle: Checked['settle'], focus?: () => void): void {
  const guard = useContext(GuardContext);
  const newest = useRef({ settle, focus });
  newest.current = { settle, focus };
  useEffect(
    () =>
      guard?.add({
        settle: () => newest.current.settle(),
        element: () => input.current,
        focus: () => (newest.current.focus ?? (() => input.current?.focus()))(),
      }),
    [guard, input],
  );
}

/** Whether what stands in a box must not be left empty and was, when the form was to be sent. */
export function useMissing(box: RefObject<HTMLElement | null>, empty: boolean): boolean {
  const [missing, setMissing] = useState(false);
  // The text in the input counts: what is being looked up has no value yet.
  const input = () =>
    [...(box.current?.querySelectorAll<HTMLInputElement>('input, textarea') ?? [])].find(
      ({ validity }) => validity.valueMissing,
    );
  useChecked(
    box,
    () => {
      const found = input() !== undefined;
      setMissing(found);
      return !found;
    },
    () => input()?.focus(),
  );
  return missing && empty;
}
