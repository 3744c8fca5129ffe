import { expect, test } from 'vitest';
import { isIban } from '#kernel/values/bank.ts';
import { plain } from './instruction.ts';
import { isRouting, nachaFile } from './nacha.ts';
import { pain001 } from './pain001.ts';

const INSTRUCTION = {
  id: 'RUN-00001',
  payOn: '2026-03-05',
  madeAt: '2026-03-02T09:00:00Z',
  currency: 'EUR',
  digits: 2,
  payer: { name: 'Käufer & Söhne GmbH', iban: 'AT611904300234573201', bic: 'BKAUATWW' },
  transfers: [
    {
      id: 'P-1',
      amountMinor: 123456n,
      payee: { name: 'Gießerei <Wien>', iban: 'DE89370400440532013000', bic: 'COBADEFF370' },
      about: ['R-17', 'R-18'],
    },
    { id: 'P-2', amountMinor: 5n, payee: { name: 'Bolt', iban: 'FR1420041010050500013M02606', bic: null }, about: [] },
  ],
};

test('pain.001: every element in the order of the message definition', () => {
  expect(pain001(INSTRUCTION)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>RUN-00001</MsgId>
      <CreDtTm>2026-03-02T09:00:00Z</CreDtTm>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>1234.61</CtrlSum>
      <InitgPty><Nm>Kaufer Sohne GmbH</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>RUN-00001</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>1234.61</CtrlSum>
      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>
      <ReqdExctnDt><Dt>2026-03-05</Dt></ReqdExctnDt>
      <Dbtr><Nm>Kaufer Sohne GmbH</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><BICFI>BKAUATWW</BICFI></FinInstnId></DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtTrfTxInf>
        <PmtId><EndToEndId>P-1</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="EUR">1234.56</InstdAmt></Amt>
        <CdtrAgt><FinInstnId><BICFI>COBADEFF370</BICFI></FinInstnId></CdtrAgt>
        <Cdtr><Nm>Giesserei Wien</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>
        <RmtInf><Ustrd>R-17, R-18</Ustrd></RmtInf>
      </CdtTrfTxInf>
      <CdtTrfTxInf>
        <PmtId><EndToEndId>P-2</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="EUR">0.05</InstdAmt></Amt>
        <Cdtr><Nm>Bolt</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`);
});

const ACH = {
  entryClass: 'CTX' as const,
  payOn: '2026-03-05',
  madeAt: '2026-03-02T09:00:00Z',
  payer: { name: 'Pump Works', companyId: '1234567890', routing: '021000021', bank: 'Chase' },
  transfers: [
    {
      id: 'P-1',
      amountMinor: 123456n,
      payee: { name: 'Foundry Inc', routing: '011401533', account: '9876543210' },
      about: ['INV-17', 'INV-18'],
    },
  ],
};

test('NACHA CTX: lines of 94 characters in blocks of ten, hash and totals, a whole payment order in the addenda', () => {
  const lines = nachaFile(ACH).trimEnd().split('\n');
  expect(lines.map((line) => line.length)).toEqual(Array(10).fill(94));
  const order =
    'ST*820*0001\\BPR*C*1234.56*C*ACH*CTX*01*021000021***1234567890**01*011401533*DA*9876543210*20260305\\' +
    'TRN*1*P-1\\ENT*1\\RMR*IV*INV-17\\RMR*IV*INV-18\\SE*7*0001\\';
  expect(lines.slice(0, 7)).toEqual([
    '101 02100002112345678902603020900A094101CHASE                  PUMP WORKS                     ',
    '5220PUMP WORKS                          1234567890CTXPAYMENT   260305260305   1021000020000001',
    '6220114015339876543210       0000123456P-1            0002FOUNDRY INC         1021000020000001',
    `705${order.slice(0, 80)}00010000001`,
    `705${order.slice(80).padEnd(80)}00020000001`,
    '822000000300011401530000000000000000001234561234567890                         021000020000001',
    '9000001000001000000030001140153000000000000000000123456                                       ',
  ]);
  expect(lines.slice(7)).toEqual(Array(3).fill('9'.repeat(94)));
});

test.each([1, 5, 6, 7, 16, 500])('NACHA: counts, hash and totals of %i entries are those of the lines', (many) => {
  const transfers = Array.from({ length: many }, (_, at) => ({
    ...{ id: `P-${at + 1}`, amountMinor: BigInt(at * 7919 + 1), about: at % 2 ? ['A'] : [] },
    payee: { name: `Payee ${at}`, routing: at % 3 ? '322271627' : '011401533', account: `${at}` },
  }));
  for (const entryClass of ['CTX', 'PPD'] as const) {
    const lines = nachaFile({ ...ACH, entryClass, transfers })
      .slice(0, -1)
      .split('\n');
    const of = (kind: string) => lines.filter((line) => line.startsWith(kind));
    const entries = of('6');
    const control = of('9').find((line) => !/^9+$/.test(line))!;
    const sum = (from: number, to: number) => entries.reduce((all, line) => all + BigInt(line.slice(from, to)), 0n);
    expect(lines.length % 10).toBe(0);
    expect(of('9').filter((line) => /^9+$/.test(line)).length).toBeLessThan(10);
    expect(lines.every((line) => line.length === 94)).toBe(true);
    for (const [counts, width] of [
      [of('8')[0]!.slice(4), 6],
      [control.slice(13), 8],
    ] as const) {
      expect(Number(counts.slice(0, width))).toBe(entries.length + of('7').length);
      expect(BigInt(counts.slice(width, width + 10))).toBe(sum(3, 11) % 10_000_000_000n);
      expect(BigInt(counts.slice(width + 22, width + 34))).toBe(sum(29, 39));
    }
    expect(Number(control.slice(7, 13))).toBe(lines.length / 10);
    const addenda = entryClass === 'CTX' ? entries.map((line) => Number(line.slice(54, 58))) : [];
    expect(addenda.reduce((all, count) => all + count, 0)).toBe(of('7').length);
    expect(entries.map((line) => line.slice(87))).toEqual(entries.map((_, at) => String(at + 1).padStart(7, '0')));
  }
});

test('NACHA PPD has the name in full and no addenda', () => {
  const lines = nachaFile({ ...ACH, entryClass: 'PPD' }).split('\n');
  expect(lines[2]).toBe(
    '6220114015339876543210       0000123456P-1            FOUNDRY INC             0021000020000001',
  );
  expect(lines[3]!.slice(0, 10)).toBe('8220000001');
});

test('routing numbers carry a check digit', () => {
  expect(['021000021', '011401533', '021000022', '02100002'].map(isRouting)).toEqual([true, true, false, false]);
});

test('names in the characters every bank takes', () => {
  expect(plain('  Ærø & Øre Łódź “Straße” 7/8  ', 70)).toBe('AEro Ore Lodz Strasse 7/8');
});

test('IBANs carry check digits', () => {
  expect(isIban('AT611904300234573201')).toBe(true);
  expect(isIban('FR1420041010050500013M02606')).toBe(true);
  for (const wrong of ['AT611904300234573202', 'AT61', '', 'at611904300234573201', 'AT6119043002345732O1'])
    expect(isIban(wrong)).toBe(false);
});
