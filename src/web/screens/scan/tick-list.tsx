import IconCheck from 'icon:check';
import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';

export interface TickRow {
  readonly id: string;
  readonly title: string;
  readonly note?: string | undefined;
  readonly figure: string;
  /** `less`: done, with less than was asked for. */
  readonly state: 'open' | 'done' | 'less';
  /** What the state is in words, for those who do not see the mark. */
  readonly said: string;
}

interface TickListProps {
  readonly label: string;
  readonly rows: readonly TickRow[];
  readonly current: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** Lines to go through, in walking order; the one in focus is marked, any other is a tap away. */
export function TickList({ label, rows, current, onChoose }: TickListProps) {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line in focus is brought into view when it changes
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <ul className="tick-list" aria-label={label} ref={list}>
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            className="tick-row"
            data-state={row.state}
            aria-current={row.id === current || undefined}
            onClick={() => onChoose(row.id)}
          >
            <span className="tick-mark" aria-hidden>
              {row.state === 'open' ? null : row.state === 'done' ? <IconCheck size={16} /> : '−'}
            </span>
            <span className="tick-main">
              <Text span size="sm" fw={550} display="block">
                {row.title}
              </Text>
              {row.note ? (
                <Text span size="xs" c="dimmed" display="block">
                  {row.note}
                </Text>
              ) : null}
            </span>
            <span className="figure">
              {row.figure}
              <span className="sr-only"> {row.said}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
