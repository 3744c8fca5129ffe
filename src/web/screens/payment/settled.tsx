import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay, formatMinor } from '../../values/format.ts';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

/** Where the two sides differ: the field of a match that names what was owed, and the documents it may be. */
const SIDES: Readonly<Record<string, { module: string; owed: string; document: string }>> = {
  'receivables.payment': { module: 'receivables', owed: 'debit', document: 'receivables.invoice' },
  'payables.payment': { module: 'payables', owed: 'owed', document: 'payables.bill' },
};

const MOST = 200;

/** What a payment settled, and what of it is still on account. */
export default function Settled({ entity, row }: RecordScreenProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const side = SIDES[entity.name]!;
  const own = useQuery(listQuery(`${side.module}.open_item`, { filter: { documentId: row.id }, size: 2 }));
  const item = own.data?.rows[0]?.id;
  const matches = useQuery({
    ...listQuery(`${side.module}.match`, { filter: { credit: item }, sort: 'matchedOn', size: MOST }),
    enabled: item !== undefined,
  });
  const lines = settledOf(matches.data?.rows ?? [], side.owed);
  const numbers = lines.map(({ number }) => number);
  const documents = useQuery({
    ...listQuery(side.document, { filter: { number: numbers }, size: MOST }),
    enabled: numbers.length > 0 && model.entity(side.document) !== undefined,
  });
  const idOf = (number: string) => documents.data?.rows.find((one) => one.number === number)?.id;
  const digits = model.digits(row.currency);
  const money = (minor: bigint | string) => `${formatMinor(String(minor), digits)} ${row.currency ?? ''}`.trim();
  const open = String(row.unmatchedMinor ?? '0');
  return (
    <Section title={t('payment.settled')} asked={item === undefined ? [own] : [own, matches]}>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('payment.settledNothing')}
        </Text>
      ) : (
        <ul className="desk-list">
          {lines.map(({ key, number, amount, day }) => (
            <li key={key} className="desk-row">
              <Text size="sm" fw={600} className="desk-row-main" component="div">
                {idOf(number) ? (
                  <TextLink to="/e/$entity/$id" params={{ entity: side.document, id: String(idOf(number)) }}>
                    {number}
                  </TextLink>
                ) : (
                  number
                )}
                <Text size="xs" c="dimmed">
                  {formatDay(day)}
                </Text>
              </Text>
              <Text size="sm" className="figure">
                {money(amount)}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" mt="xs">
        {/[1-9]/.test(open) ? t('payment.onAccount', { amount: money(open.replace('-', '')) }) : t('payment.allUsed')}
      </Text>
    </Section>
  );
}

/** By what was settled, what is left of the matches after those taken back. */
function settledOf(rows: readonly Row[], owed: string) {
  return [...Map.groupBy(rows, (row) => String(row[owed]))].flatMap(([key, all]) => {
    const amount = all.reduce((sum, row) => sum + BigInt(String(row.amountMinor ?? 0)), 0n);
    const number = String(all[0]![`${owed}Title`] ?? '');
    return amount === 0n ? [] : [{ key, number, amount, day: String(all[0]!.matchedOn) }];
  });
}
