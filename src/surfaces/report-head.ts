import type { Report, Row } from '#kernel/report.ts';
import type { ReportAnswer } from '#kernel/run-report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import { sentenceOf } from '#kernel/values/report-sentence.ts';
import { parameterFields } from '#kernel/words/leaves.ts';
import { type Meant, sayer } from '#kernel/words/value.ts';

const SENTENCE = {
  fromTo: '{from} to {to}',
  since: 'since {from}',
  until: 'until {to}',
  asOf: 'as of {day}',
  amounts: 'amounts in {currency}',
  filter: '{label}: {value}',
  flag: '{label}',
} as const;

/** Whose figures these are, of when, in which currency and of which part: what stands under the title on paper and in files. */
export async function headOf(tx: Tx, contract: Report, answer: ReportAnswer): Promise<string> {
  const fields = parameterFields(contract);
  const params = answer.params as Row;
  const asked = fields.flatMap((field) => [params[field.name]].flat().map((value): Meant => ({ field, value })));
  const say = await sayer(tx, asked);
  const parts = sentenceOf(
    {
      ...{ company: answer.context!.company, currency: tx.currency, today: tx.today, fields, params },
      money: Object.values(answer.columns).some(({ type, hidden }) => type === 'money' && !hidden),
    },
    {
      day: (day) => showDay(day as Day),
      value: (field, given) =>
        [given]
          .flat()
          .map((value) => say({ field, value }))
          .join(', '),
      say: (text, values) => SENTENCE[text].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
    },
  );
  return parts.join(' · ');
}

const LONGEST_NAME = 120;

/** The name of a report's file: it says whose figures it holds, and of when, wherever it is kept. */
export const fileNameOf = (label: string, head: string): string =>
  `${label} ${head}`
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-|-$/g, '');
