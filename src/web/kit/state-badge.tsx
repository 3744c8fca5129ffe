import { Badge } from '@mantine/core';
import { humanise } from '../values/format.ts';

const TONES: Record<string, readonly string[]> = {
  gray: 'draft new requested none cancelled archived voided withdrawn outdated expired undone replaced revoked reversed'.split(
    ' ',
  ),
  blue: 'open active confirmed ordered released sent running proposed'.split(' '),
  indigo: 'picking counting submitted invited offered estimated'.split(' '),
  yellow: 'partly partial part_received part_delivered part_invoiced part_paid'.split(' '),
  orange: 'on_hold held soft_closed waiting pending short quarantine sent_back'.split(' '),
  teal: 'done paid posted shipped delivered invoiced billed closed approved received settled holds'.split(' '),
  red: 'late overdue rejected declined blocked failed broken'.split(' '),
};
const COLORS = new Map(Object.entries(TONES).flatMap(([tone, states]) => states.map((state) => [state, tone])));

/** A state as a coloured word; the word alone says everything the colour says. */
export function StateBadge({ state }: { state: unknown }) {
  if (state === null || state === undefined || state === '') return null;
  const text = String(state);
  return (
    <Badge color={COLORS.get(text) ?? 'grape'} variant="light" size="sm" radius="sm" tt="none" className="state">
      {humanise(text)}
    </Badge>
  );
}
