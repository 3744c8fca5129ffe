import { sumMinor, toMajor } from '#kernel/values/money.ts';
import { type Instruction, plain, type Transfer } from './instruction.ts';

/**
 * ISO 20022 customer credit transfer initiation, pain.001.001.09 (as used in SEPA since 2023): one payment information
 * block, one transaction a transfer. The order of the elements is that of the message definition.
 */
export function pain001(instruction: Instruction): string {
  const { id, madeAt, payer, transfers, payOn } = instruction;
  const count = String(transfers.length);
  const sum = amountOf(instruction, sumMinor(transfers.map((transfer) => transfer.amountMinor)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">',
    '  <CstmrCdtTrfInitn>',
    '    <GrpHdr>',
    `      <MsgId>${text(id, 35)}</MsgId>`,
    `      <CreDtTm>${madeAt}</CreDtTm>`,
    `      <NbOfTxs>${count}</NbOfTxs>`,
    `      <CtrlSum>${sum}</CtrlSum>`,
    `      <InitgPty><Nm>${text(payer.name, 70)}</Nm></InitgPty>`,
    '    </GrpHdr>',
    '    <PmtInf>',
    `      <PmtInfId>${text(id, 35)}</PmtInfId>`,
    '      <PmtMtd>TRF</PmtMtd>',
    `      <NbOfTxs>${count}</NbOfTxs>`,
    `      <CtrlSum>${sum}</CtrlSum>`,
    ...(instruction.currency === 'EUR' ? ['      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>'] : []),
    `      <ReqdExctnDt><Dt>${payOn}</Dt></ReqdExctnDt>`,
    `      <Dbtr><Nm>${text(payer.name, 70)}</Nm></Dbtr>`,
    `      <DbtrAcct><Id><IBAN>${payer.iban}</IBAN></Id></DbtrAcct>`,
    `      <DbtrAgt><FinInstnId>${agent(payer.bic)}</FinInstnId></DbtrAgt>`,
    `      <ChrgBr>${instruction.currency === 'EUR' ? 'SLEV' : 'SHAR'}</ChrgBr>`,
    ...transfers.flatMap((transfer) => transaction(instruction, transfer)),
    '    </PmtInf>',
    '  </CstmrCdtTrfInitn>',
    '</Document>',
    '',
  ].join('\n');
}

const transaction = (instruction: Instruction, { id, amountMinor, payee, about }: Transfer): string[] => [
  '      <CdtTrfTxInf>',
  `        <PmtId><EndToEndId>${text(id, 35)}</EndToEndId></PmtId>`,
  `        <Amt><InstdAmt Ccy="${instruction.currency}">${amountOf(instruction, amountMinor)}</InstdAmt></Amt>`,
  ...(payee.bic ? [`        <CdtrAgt><FinInstnId>${agent(payee.bic)}</FinInstnId></CdtrAgt>`] : []),
  `        <Cdtr><Nm>${text(payee.name, 70)}</Nm></Cdtr>`,
  `        <CdtrAcct><Id><IBAN>${payee.iban}</IBAN></Id></CdtrAcct>`,
  ...(about.length > 0 ? [`        <RmtInf><Ustrd>${references(about)}</Ustrd></RmtInf>`] : []),
  '      </CdtTrfTxInf>',
];

/** The bills paid, as many as there is room for, none of them cut. */
function references(about: readonly string[]): string {
  for (let count = about.length; count > 1; count--) {
    const more = about.length - count;
    const line = `${about.slice(0, count).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    if (plain(line, MOST + 1).length <= MOST) return text(line, MOST);
  }
  return text(about[0]!, MOST);
}

/** What unstructured remittance information holds. */
const MOST = 140;

const agent = (bic: string | null): string => (bic ? `<BICFI>${bic}</BICFI>` : '<Othr><Id>NOTPROVIDED</Id></Othr>');

const amountOf = ({ digits }: Instruction, amount: bigint): string => toMajor(amount, digits).toFixed(digits);

/** Nothing of `plain` but the apostrophe needs escaping, and that only in attributes. */
const text = (value: string, most: number): string => plain(value, most) || 'NOTPROVIDED';
