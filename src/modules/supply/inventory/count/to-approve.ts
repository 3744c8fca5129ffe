import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import { differs, readCountLines, worthOf } from './differences.ts';

const MOST = 50;

interface Whole {
  countId: Id;
  blind: boolean;
  own: boolean;
}

/** What differs in a blind count is not told to who counted in it, by its worth neither. */
export const countsToApprove = answer(
  report('inventory.counts_to_approve', {
    label: 'Counts to approve',
    about: 'Counts that are counted whole and wait for somebody to look at what differs and post it.',
    permission: 'inventory.count.read',
    params: z.object({}),
    columns: {
      number: { label: 'Count', type: 'code', drill: { entity: 'inventory.stock_count', id: 'countId' } },
      site: { label: 'Site', type: 'text' },
      lines: { label: 'Lines', type: 'number' },
      worthMinor: {
        ...{ label: 'Differences', type: 'money', right: 'catalog.cost.read' },
        explain: 'What the differences are worth, each without its sign.',
      },
      starter: { label: 'Started by', type: 'text' },
      startedAt: { label: 'Started', type: 'time' },
      own: { label: 'You counted in it', type: 'flag' },
      countId: { label: 'Count', type: 'reference', hidden: true },
    },
  }),
  async (tx) => {
    const counts = await tx.sql<Whole>`
      select c.id as count_id, c.number, s.name as site, count(*)::int as lines, kernel.person_name(c.company_id, c.started_by) as starter,
        c.started_at, c.blind, bool_or(l.counted_by = ${tx.actor.id}) as own
      from inventory.stock_count c
      join organisation.site s on s.company_id = c.company_id and s.id = c.site_id
      join inventory.count_line l on l.company_id = c.company_id and l.count_id = c.id
      where c.company_id = ${tx.company} and c.state = 'counting'
      group by c.company_id, c.id, c.number, s.name, c.started_by, c.started_at, c.blind
      having bool_and(l.counted_quantity is not null) order by c.started_at, c.number limit ${MOST}`;
    // Few wait at a time; each is worth what its lines are.
    const rows = await Promise.all(
      counts.map(async ({ blind, ...row }) => {
        const seen = !blind || !row.own;
        const off = seen ? (await readCountLines(tx, row.countId)).filter(differs) : [];
        return { ...row, worthMinor: seen ? sumMinor(off.map((line) => absMinor(worthOf(line)))) : null };
      }),
    );
    return { rows };
  },
);
