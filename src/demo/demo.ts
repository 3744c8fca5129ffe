import type { App } from '#kernel/app.ts';
import { addDays, addMonths, type Day, dayIn, daysBetween, monthEnd, monthStart, weekday } from '#kernel/values/day.ts';
import { bill, limit, order, pay, receive } from './buy.ts';
import { COMPANY } from './company.ts';
import { enterMasters } from './masters.ts';
import { leaveOpen } from './now.ts';
import { chance } from './random.ts';
import { openStage } from './stage.ts';
import { clearHolds, collect, deliver, payMonth, payProduction, produce, sell, setRates, takeBack } from './week.ts';

const SEED = 1_903;
const MONTHS = 12;
const CAPITAL_MINOR = '25000000';

/**
 * Makes the demo company: a year of trade up to today, lived through the real operations week by week on a clock of its own.
 * The same day and program make the same company.
 */
export async function makeDemo(
  app: App,
  options: { onProgress?: (done: number, of: number, what: string) => void; months?: number } = {},
): Promise<void> {
  const today = dayIn(app.clock.now(), COMPANY.timeZone);
  const first = monthStart(addMonths(today, -(options.months ?? MONTHS)));
  const luck = chance(SEED);
  const stage = await openStage(app, first);
  const masters = await enterMasters(stage);
  const story = { stage, masters, luck };
  await setRates(story, first);
  await stage.call('ledger.post_entry', {
    journal: 'opening',
    effectiveOn: first,
    text: 'Paid-in capital',
    lines: [
      { account: masters.accounts.get('1800'), debitMinor: CAPITAL_MINOR },
      { account: masters.accounts.get('2000'), creditMinor: CAPITAL_MINOR },
    ],
  });
  await produce(story, first, 6, 'opening');
  const weeks = mondays(first, today);
  for (const [index, monday] of weeks.entries()) {
    await liveWeek(story, monday, today);
    options.onProgress?.(index + 1, weeks.length, `week of ${monday}`);
  }
  await limit(story);
  await leaveOpen(story, today);
}

async function liveWeek(story: Parameters<typeof sell>[0], monday: Day, today: Day): Promise<void> {
  const day = (offset: number): Day => (addDays(monday, offset) < today ? addDays(monday, offset) : today);
  story.stage.today(monday);
  await setRates(story, monday);
  await produce(story, monday, 4, 'production');
  await receive(story, monday);
  // Purchasing has its day every second week.
  const buys = weekOf(monday) % 2 === 0;
  if (buys) await order(story, monday, 10);
  await sell(story, monday, addDays(monday, 70) > today);
  story.stage.today(day(3));
  await clearHolds(story);
  // Lately the shop is behind, so that there is something late to look at.
  await deliver(story, day(3), addDays(monday, 21) > today ? 0.5 : 0.93);
  await collect(story, day(3));
  await takeBack(story, day(3));
  await payProduction(story, day(3));
  if (buys) await bill(story, day(3));
  if (buys) await pay(story, day(3));
  const end = monthEnd(monday);
  if (end >= monday && end < addDays(monday, 7) && end <= today) {
    story.stage.today(end);
    await payMonth(story, monday);
  }
}

function mondays(from: Day, to: Day): Day[] {
  const list: Day[] = [];
  for (let day = addDays(from, (8 - weekday(from)) % 7); day <= to; day = addDays(day, 7)) list.push(day);
  return list;
}

const weekOf = (monday: Day): number => Math.round(daysBetween('2024-01-01', monday) / 7);
