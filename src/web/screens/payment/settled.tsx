import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay, formatMinor } from '../../values/format.ts';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

/** Where the two sides differ: the documents that are settled. */
const SIDES = {
  'receivables.payment': { document: 'receivables.invoice', settlement: 'receivables.settlement' },
  'payables.payment': { document: 'payables.bill', settlement: 'payables.settlement' },
} as const;
type Payment = keyof typeof SIDES;
type Settlement = (typeof SIDES)[Payment]['settlement'];

const MOST = 200;

/** What the money of a payment settled, and what of it is still on account. */
export default function Settled({ entity, row }: RecordScreenProps<Payment>) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const { document, settlement } = SIDES[entity.name as Payment];
  const filter = { payment: row.id, kind: ['money', 'conversion'] };
  const settlements = useQuery(listQuery<Settlement>(settlement, { filter, sort: 'matchedOn', size: MOST }));
  const lines = settledOf(settlements.data?.rows ?? []);
  const numbers = lines.map(({ number }) => number);
  const documents = useQuery({
    ...listQuery<(typeof SIDES)[Payment]['document']>(document, { filter: { number: numbers }, size: MOST }),
    enabled: numbers.length > 0 && model.entity(document) !== undefined,
  });
  const idOf = (number: string) => documents.data?.rows.find((one) => one.number === number)?.id;
  const money = (minor: bigint | string, currency: unknown = row.currency) =>
    `${formatMinor(String(minor), model.digits(currency))} ${currency ?? ''}`.trim();
  const open = String(row.unmatchedMinor ?? '0');
  return (
    <Section title={t('payment.settled')} asked={[settlements]}>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('payment.settledNothing')}
        </Text>
      ) : (
        <ul className="desk-list">
          {lines.map(({ key, number, amount, currency, day }) => (
            <li key={key} className="desk-row">
              <Text size="sm" fw={600} className="desk-row-main" component="div">
                {idOf(number) ? (
                  <TextLink to="/e/$entity/$id" params={{ entity: document, id: String(idOf(number)) }}>
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
                {money(amount, currency)}
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

/** By what was settled; what was taken back is left out. Amounts are in the currency of what was settled. */
function settledOf(rows: readonly RecordOf<Settlement>[]) {
  return [...Map.groupBy(rows, (row) => String(row.item))].map(([key, all]) => ({
    key,
    ...{ number: String(all[0]!.number), currency: all[0]!.currency, day: String(all[0]!.matchedOn) },
    amount: all.reduce((sum, row) => sum + BigInt(String(row.amountMinor ?? 0)), 0n),
  }));
}
