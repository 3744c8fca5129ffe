/** Verbs of operations whose participle does not follow the rule. */
const IRREGULAR: Readonly<Record<string, string>> = {
  ...{ buy: 'bought', cancel: 'cancelled', drop: 'dropped', give: 'given', hold: 'held', let: 'let', make: 'made' },
  ...{ pay: 'paid', put: 'put', send: 'sent', set: 'set', ship: 'shipped', split: 'split', spread: 'spread' },
  ...{
    submit: 'submitted',
    take: 'taken',
    transfer: 'transferred',
    undo: 'undone',
    withdraw: 'withdrawn',
    write: 'written',
  },
};
const PARTICLES = new Set([
  'as',
  'back',
  'by',
  'for',
  'from',
  'in',
  'into',
  'of',
  'now',
  'off',
  'on',
  'out',
  'to',
  'up',
  'with',
]);

const participle = (verb: string): string =>
  IRREGULAR[verb] ?? (verb.endsWith('e') ? `${verb}d` : verb.replace(/([^aeiou])y$/, '$1i').concat('ed'));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What has happened once an operation is done: “Amend” on an order makes “Sales order SO-1 amended.”, “Record payment” makes “Payment
 * recorded.”. Nothing for a label that does not begin with the verb of the operation.
 */
export function doneText({ name, label }: { name: string; label: string }, record?: string): string | undefined {
  const [first = '', ...rest] = label.split(' ');
  const verb = first.toLowerCase();
  if (verb === 'new') return `${capital(rest.join(' '))} made.`;
  if (verb !== name.split('.')[1]?.split('_')[0] && !IRREGULAR[verb]) return undefined;
  // “Release and post”: two verbs.
  const twice = rest[0] === 'and' && rest[1] !== undefined;
  const done = twice ? `${participle(verb)} and ${participle(rest.splice(0, 2)[1]!)}` : participle(verb);
  if (rest.length > 0 && !PARTICLES.has(rest[0]!)) {
    const last = PARTICLES.has(rest.at(-1)!) ? ` ${rest.pop()}` : '';
    return `${capital(rest.join(' '))} ${done}${last}${record ? `: ${record}` : ''}.`;
  }
  const what = [done, ...rest].join(' ');
  return `${record ? `${record} ${what}` : capital(what)}.`;
}
