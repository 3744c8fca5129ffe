import type { Known, Policy } from '#engines/approvals/match.ts';
import type { Command } from '#kernel/command.ts';
import type { Deed } from '#kernel/module.ts';
import type { Registry } from '#kernel/registry.ts';
import type { Tx } from '#kernel/tx.ts';
import { toMajor } from '#kernel/values/money.ts';
import { lookAt } from '#kernel/words/document.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';

/** What an operation stated, by the operation whose facts they are: its own first. */
export interface Said {
  readonly operation: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A deed as a policy sees it: an operation's own, or a part of it that is the deed of another. */
interface Case {
  readonly operation: string;
  readonly subject: string | undefined;
  readonly binds: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly input: unknown;
  readonly output?: unknown;
}

const contractOf = ({ operations }: Registry, name: string): Command => operations.get(name)!.contract;

/** Operations whose deed is a part of this one, once or many times. */
export const doneBy = ({ does = [], many }: Command): string[] => [...does, ...(many ? [many] : [])];

/** What a policy may name to hold for an operation: it, what it does as well, and the kinds of record these make or change. */
export function namesOf(registry: Registry, contract: Command): string[] {
  const contracts = [contract, ...doneBy(contract).map((name) => contractOf(registry, name))];
  return [...new Set(contracts.flatMap(({ name, subject }) => [name, ...(subject ? [subject] : [])]))];
}

/** All that was stated, to be kept with the question and compared when it is carried out. */
export const saidIn = ({ contract, stated }: Deed): Said[] => [
  { operation: contract.name, facts: stated.facts },
  ...[...stated.did].flatMap(([operation, parts]) => parts.map(({ facts = {} }) => ({ operation, facts }))),
];

/**
 * What each policy looks at: the deed, and each part of it that is the deed of the operation it names. A policy over what was done
 * many times looks at all of them together as well.
 */
export async function casesOf(tx: Tx, deed: Deed, policies: readonly (Policy & { operation: string })[]) {
  const { contract, input, output, stated } = deed;
  const cases: Case[] = [
    { operation: contract.name, subject: contract.subject, binds: stated.binds, facts: stated.facts, input, output },
    ...[...stated.did].flatMap(([operation, parts]) => [
      ...(operation === contract.many
        ? [{ operation, subject: undefined, binds: true, facts: stated.facts, input: parts.map((one) => one.input) }]
        : []),
      ...parts.map(({ facts = {}, binds = true, input: entered }) => ({
        ...{ operation, subject: contractOf(tx.registry, operation).subject, binds, facts, input: entered },
      })),
    ]),
  ];
  const looksAtEntered = policies.some(({ conditions, tierField }) =>
    [...conditions.map(({ field }) => field), tierField ?? ''].some((field) => /^(input|output)\./.test(field)),
  );
  const inOwn = looksAtEntered ? await converter(tx, deed, cases) : (value: unknown) => value;
  const known = cases.map((one) => ({ ...one, known: knownOf(tx, one, inOwn) }));
  // A policy on a kind of record asks nobody about what binds nobody; one that names the operation means it as it is.
  return ({ operation: named }: { operation: string }): Known[] =>
    known
      .filter(({ operation, subject, binds }) => operation === named || (subject === named && binds))
      .map((one) => one.known);
}

type InOwn = (value: unknown) => unknown;

/** Money as people write it in policies: whole units of the company’s currency. */
function knownOf(tx: Tx, { operation, facts, input, output }: Case, inOwn: InOwn): Known {
  const types = tx.registry.operations.get(operation)?.contract.facts ?? {};
  const inMajor = Object.entries(facts).map(([name, value]) => [
    name,
    types[name]?.type === 'money' && value != null ? toMajor(value as bigint, tx.digits).toFixed() : value,
  ]);
  const by = { role: [...(tx.actor.roles ?? [])], id: tx.actor.id };
  return { ...Object.fromEntries(inMajor), input: inOwn(input), output: inOwn(output), by };
}

/**
 * Amounts that were entered, at any depth, as whole units of the company’s currency at the rate of the day: each in the currency that
 * is entered beside it, else in that of the record that the operation makes or changes.
 */
async function converter(tx: Tx, deed: Deed, cases: readonly Case[]): Promise<InOwn> {
  const kept = await currencyOf(tx, deed);
  const entered = cases.flatMap(({ input }) => [input].flat()).flatMap((one) => currencyIn(one) ?? []);
  const all = [...new Set([kept, ...entered])];
  const rates = await ratesOn(
    tx,
    all.map((currency) => ({ currency, day: tx.today })),
  );
  const convert = (value: unknown, currency: string, name = ''): unknown => {
    if (typeof value === 'bigint') {
      const at = rates.get(`${currency}/${tx.today}`);
      if (!name.endsWith('Minor')) return value;
      return at ? toMajor(value, at.digits).times(at.rate).toFixed() : toMajor(value, tx.digits).toFixed();
    }
    if (Array.isArray(value)) return value.map((one) => convert(one, currency, name));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, convert(one, currency, key)]));
  };
  return (value) =>
    Array.isArray(value)
      ? value.map((one) => convert(one, currencyIn(one) ?? kept))
      : convert(value, currencyIn(value) ?? kept);
}

const currencyIn = (entered: unknown): string | undefined =>
  (entered as { currency?: string | null } | null | undefined)?.currency ?? undefined;

/** The currency that the record which is made or changed keeps its amounts in; the company’s where it keeps none. */
async function currencyOf(tx: Tx, { records, input }: Deed): Promise<string> {
  const entered = currencyIn(input);
  if (entered) return entered;
  const keeps = ({ entity }: { entity: string }) =>
    Object.values(tx.registry.entities.get(entity)?.fields ?? {}).some(
      ({ type, currency }) => type === 'money' && currency === 'currency',
    );
  const [look] = await lookAt(tx, records.filter(keeps).slice(0, 1));
  return typeof look?.row.currency === 'string' ? look.row.currency : tx.currency;
}
