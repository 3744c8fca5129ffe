import { expect, test } from 'vitest';
import { isIban } from './iban.ts';
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

test('NACHA CTX: lines of 94 characters in blocks of ten, hash and totals', () => {
  const lines = nachaFile(ACH).trimEnd().split('\n');
  expect(lines.map((line) => line.length)).toEqual(Array(10).fill(94));
  expect(lines.slice(0, 6)).toEqual([
    '101 02100002112345678902603020900A094101CHASE                  PUMP WORKS                     ',
    '5220PUMP WORKS                          1234567890CTXPAYMENT   260305260305   1021000020000001',
    '6220114015339876543210       0000123456P-1            0001FOUNDRY INC         1021000020000001',
    `705${'RMR*IV*INV-17\\RMR*IV*INV-18\\'.padEnd(80)}00010000001`,
    '822000000200011401530000000000000000001234561234567890                         021000020000001',
    '9000001000001000000020001140153000000000000000000123456                                       ',
  ]);
  expect(new Set(lines.slice(6))).toEqual(new Set(['9'.repeat(94)]));
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
