import { Badge } from '@mantine/core';
import { humanise } from '../values/format.ts';

const COLORS: Record<string, string> = {
  draft: 'gray',
  new: 'gray',
  requested: 'gray',
  none: 'gray',
  cancelled: 'gray',
  archived: 'gray',
  voided: 'gray',
  open: 'blue',
  confirmed: 'blue',
  ordered: 'blue',
  released: 'blue',
  sent: 'blue',
  picking: 'indigo',
  counting: 'indigo',
  partly: 'yellow',
  partial: 'yellow',
  on_hold: 'orange',
  soft_closed: 'orange',
  waiting: 'orange',
  short: 'orange',
  done: 'teal',
  paid: 'teal',
  posted: 'teal',
  shipped: 'teal',
  delivered: 'teal',
  invoiced: 'teal',
  closed: 'teal',
  approved: 'teal',
  received: 'teal',
  settled: 'teal',
  late: 'red',
  overdue: 'red',
  rejected: 'red',
  blocked: 'red',
  failed: 'red',
};

/** A state as a coloured word; the word alone says everything the colour says. */
export function StateBadge({ state }: { state: unknown }) {
  if (state === null || state === undefined || state === '') return null;
  const text = String(state);
  return (
    <Badge color={COLORS[text] ?? 'grape'} variant="light" size="sm" radius="sm" tt="none" className="state">
      {humanise(text)}
    </Badge>
  );
}
