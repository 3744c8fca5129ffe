import { covers, type Known, type Policy, type Step, stepsDue } from '#engines/approvals/match.ts';
import type { Fact } from '#kernel/command.ts';
import { toJson } from '#kernel/db/sql.ts';
import { type Deed, Deferred, type Module } from '#kernel/module.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { toMajor } from '#kernel/values/money.ts';
import { type Look, lookAt } from '#kernel/words/document.ts';
import { ask } from '../request/ask.ts';

/**
 * The policies of an operation are read beside its handler and judge what it did, so they see exact figures and nobody is
 * asked about what would be refused anyway. Needs it an approval, everything is taken back and asked for instead.
 */
export const guard: NonNullable<Module['guard']> = async (tx, contract) => {
  if (contract.name.startsWith('approvals.')) return undefined;
  const policies = await tx.sql<Policy & { named: boolean }>`
    select name, conditions, tier_field, steps, operation = ${contract.name} as named from approvals.policy
    where company_id = ${tx.company} and operation in (${contract.name}, ${contract.subject ?? contract.name}) and active order by name`;
  if (policies.length === 0) return undefined;
  // A policy on a kind of record asks nobody about what binds nobody; one that names the operation means it as it is.
  return (deed) =>
    judge(
      tx,
      policies.filter(({ named }) => named || deed.stated.binds),
      deed,
    );
};

async function judge(tx: Tx, policies: readonly Policy[], deed: Deed): Promise<void> {
  const due = stepsDue(policies, await knownOf(tx, deed));
  if (!due) return;
  const { contract, call } = deed;
  if (call.approval) {
    const given = await approvedSteps(tx, call.approval, contract.name);
    if (covers(given, due.steps)) return;
    refuseCommon('approval_required', { reason: due.reason, sent: 'It needs more by now than was approved.' });
  }
  if (call.also) refuseCommon('approval_required', { reason: due.reason, sent: 'It can not be asked for from here.' });
  throw new Deferred(ask, {
    ...{ operation: contract.name, label: contract.label, input: JSON.parse(toJson(call.input)), key: call.key },
    ...{ reason: due.reason, steps: due.steps, summary: summaryOf(tx, deed) },
    would: await wouldStand(tx, deed),
  });
}

/** What the operation made and changed, as it would stand: whoever approves sees that, not what was typed to bring it about. */
async function wouldStand(tx: Tx, { contract, records }: Deed): Promise<Look[]> {
  const first = [contract.subject, contract.on?.entity];
  const looks = await lookAt(
    tx,
    [...records].sort((one, other) => first.indexOf(other.entity) - first.indexOf(one.entity)),
  );
  return JSON.parse(toJson(looks));
}

const approvedSteps = (tx: Tx, request: Id, operation: string): Promise<Step[]> => tx.sql<Step>`
  select s.kind, s.who, s.needs from approvals.request r
  join approvals.request_step s on s.company_id = r.company_id and s.request_id = r.id
  where r.company_id = ${tx.company} and r.id = ${request} and r.operation = ${operation} and r.state in ('approved', 'failed')`;

/** Money as people write it in policies and forms: whole units, of what was entered in the currency it was entered in. */
async function knownOf(tx: Tx, { contract, input, output, stated }: Deed): Promise<Known> {
  const facts = Object.entries(stated.facts).map(([name, value]) => [
    name,
    contract.facts![name]!.type === 'money' && value != null ? toMajor(value as bigint, tx.digits).toFixed() : value,
  ]);
  const digits = await digitsOf(tx, input);
  const entered = { input: inMajor(input, digits), output: inMajor(output, digits) };
  return { ...Object.fromEntries(facts), ...entered, by: { role: [...(tx.actor.roles ?? [])], id: tx.actor.id } };
}

async function digitsOf(tx: Tx, input: unknown): Promise<number> {
  const { currency } = input as { currency?: string | null };
  if (!currency || currency === tx.currency) return tx.digits;
  const [found] = await tx.sql<{ digits: number }>`select digits from organisation.currency where code = ${currency}`;
  return found?.digits ?? tx.digits;
}

/** Amounts (`…Minor`) at any depth in whole units. */
function inMajor(value: unknown, digits: number, name = ''): unknown {
  if (typeof value === 'bigint') return name.endsWith('Minor') ? toMajor(value, digits).toFixed() : value;
  if (Array.isArray(value)) return value.map((one) => inMajor(one, digits, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inMajor(one, digits, key)]));
}

/** `Supplier: Holzer; Total: 1234.50 EUR`. */
function summaryOf(tx: Tx, { contract, stated }: Deed): string {
  const said = Object.entries(contract.facts ?? {}).flatMap(([name, fact]) => {
    const value = stated.facts[name];
    return value === null || value === undefined || value === '' ? [] : [`${fact.label}: ${inWords(tx, fact, value)}`];
  });
  return said.join('; ') || contract.label;
}

function inWords(tx: Tx, { type }: Fact, value: unknown): string {
  if (type === 'money') return `${showMoney(value as bigint, tx.digits)} ${tx.currency}`;
  if (type === 'percent') return `${value} %`;
  if (type === 'flag') return value ? 'yes' : 'no';
  if (type === 'day') return showDay(value as Day);
  return String(value);
}
