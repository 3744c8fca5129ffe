import type { Row } from '../../api/meta.ts';

/** What the form of a refund begins with: the credit, and what was typed for a payment; no more than is open of it. */
export function refundOf(head: Row, credit: Row): Row {
  const [typed, open] = [head.amountMinor, credit.openMinor].map((text) => BigInt(String(text ?? 0).replace('-', '')));
  const day = head.receivedOn ?? head.paidOn;
  return {
    item: credit.id,
    amountMinor: String(typed! > 0n && typed! < open! ? typed : open),
    ...(day ? { refundedOn: day } : {}),
    ...Object.fromEntries(
      ['account', 'method', 'reference'].flatMap((name) => (head[name] ? [[name, head[name]]] : [])),
    ),
  };
}
