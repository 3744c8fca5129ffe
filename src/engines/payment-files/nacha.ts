import type { Day } from '#kernel/values/day.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import { plain } from './instruction.ts';

/** ACH credits of one day, in US dollars. */
export interface AchInstruction {
  /** CTX: to companies, with the bills paid as addenda; PPD: to people. */
  readonly entryClass: 'CTX' | 'PPD';
  readonly payOn: Day;
  readonly madeAt: string;
  readonly payer: {
    readonly name: string;
    readonly companyId: string;
    readonly routing: string;
    readonly bank: string;
  };
  readonly transfers: readonly AchTransfer[];
}

export interface AchTransfer {
  readonly id: string;
  readonly amountMinor: Minor;
  readonly payee: { readonly name: string; readonly routing: string; readonly account: string };
  readonly about: readonly string[];
}

/** What the fields of an entry (ten digits) and of a file (twelve) hold. */
export const ACH_LIMITS = { entryMinor: 9_999_999_999n, totalMinor: 999_999_999_999n };

const LINE = 94;
const BLOCK = 10;
/** What addenda hold of payment-related information. */
const INFORMATION = 80;

/**
 * A NACHA file: file header, one batch of credits (service class 220) with CTX addenda of an ANSI X12 820 transaction set (or none),
 * controls, padded with nines to whole blocks of ten lines. Lines are 94 characters.
 */
export function nachaFile({ entryClass, payOn, madeAt, payer, transfers }: AchInstruction): string {
  const odfi = payer.routing.slice(0, 8);
  const entries = transfers.map((transfer, index) => entryLines({ entryClass, payOn, payer }, transfer, index + 1));
  const lines = entries.flat();
  const hash = String(transfers.reduce((sum, { payee }) => sum + Number(payee.routing.slice(0, 8)), 0)).slice(-10);
  const total = sumMinor(transfers.map((transfer) => transfer.amountMinor));
  const counts = `${number(lines.length, 6)}${number(hash, 10)}${number(0, 12)}${number(total, 12)}`;
  const day = payOn.replaceAll('-', '').slice(2);
  const made = madeAt.replace(/[-:T]/g, '').slice(2, 12);
  const company = `${text(payer.companyId, 10)}`;
  const file = [
    `101 ${number(payer.routing, 9)}${text(payer.companyId.padStart(10), 10)}${made}A094101${text(payer.bank, 23)}${text(payer.name, 23)}${' '.repeat(8)}`,
    `5220${text(payer.name, 16)}${' '.repeat(20)}${company}${entryClass}${text('PAYMENT', 10)}${day}${day}   1${odfi}${number(1, 7)}`,
    ...lines,
    `8220${counts}${company}${' '.repeat(19)}${' '.repeat(6)}${odfi}${number(1, 7)}`,
  ];
  const blocks = Math.ceil((file.length + 1) / BLOCK);
  file.push(
    `9${number(1, 6)}${number(blocks, 6)}${number(lines.length, 8)}${number(hash, 10)}${number(0, 12)}${number(total, 12)}${' '.repeat(39)}`,
  );
  while (file.length % BLOCK !== 0) file.push('9'.repeat(LINE));
  return `${file.join('\n')}\n`;
}

type Batch = Pick<AchInstruction, 'entryClass' | 'payOn' | 'payer'>;

function entryLines(batch: Batch, transfer: AchTransfer, index: number): string[] {
  const { entryClass, payer } = batch;
  const { payee, amountMinor, id } = transfer;
  const trace = `${payer.routing.slice(0, 8)}${number(index, 7)}`;
  const addenda = entryClass === 'CTX' ? informationOf(batch, transfer, index) : [];
  const head = `622${number(payee.routing, 9)}${text(payee.account, 17)}${number(amountMinor, 10)}${text(id, 15)}`;
  const name = entryClass === 'CTX' ? `${number(addenda.length, 4)}${text(payee.name, 16)}  ` : text(payee.name, 22);
  return [
    `${head}${name}  ${addenda.length > 0 ? 1 : 0}${trace}`,
    ...addenda.map((part, at) => `705${part.padEnd(INFORMATION)}${number(at + 1, 4)}${number(index, 7)}`),
  ];
}

/**
 * A payment order (X12 820, version 4010) from ST to SE, cut into addenda: CTX takes a whole transaction set that begins with BPR,
 * not segments alone. SE counts the segments, itself and ST included.
 */
function informationOf(
  { payOn, payer }: Batch,
  { id, amountMinor, payee, about }: AchTransfer,
  index: number,
): string[] {
  const control = number(index, 4);
  const amount = `${amountMinor / 100n}.${number(amountMinor % 100n, 2)}`;
  const day = payOn.replaceAll('-', '');
  const from = `01*${payer.routing}***${plain(payer.companyId, 10)}`;
  const segments = [
    `ST*820*${control}`,
    `BPR*C*${amount}*C*ACH*CTX*${from}**01*${payee.routing}*DA*${plain(payee.account, 17)}*${day}`,
    `TRN*1*${plain(id, 30)}`,
    'ENT*1',
    ...about.map((bill) => `RMR*IV*${plain(bill, 30)}`),
  ];
  const order = [...segments, `SE*${segments.length + 1}*${control}`].map((segment) => `${segment}\\`).join('');
  return Array.from({ length: Math.ceil(order.length / INFORMATION) }, (_, at) =>
    order.slice(at * INFORMATION, (at + 1) * INFORMATION),
  );
}

const text = (value: string, width: number): string =>
  (value.trim() === '' ? value : plain(value, width).toUpperCase()).padEnd(width).slice(0, width);
const number = (value: bigint | number | string, width: number): string =>
  String(value).padStart(width, '0').slice(-width);

/** A routing number is right when 3, 7 and 1 times its digits, in turn, add up to a multiple of ten (ABA). */
export const isRouting = (routing: string): boolean =>
  /^\d{9}$/.test(routing) &&
  [...routing].reduce((sum, digit, index) => sum + Number(digit) * [3, 7, 1][index % 3]!, 0) % 10 === 0;
