import { type Policy, stepsDue } from '#engines/approvals/match.ts';
import type { Fact } from '#kernel/command.ts';
import { toJson } from '#kernel/db/sql.ts';
import { type Deed, Deferred, type Module } from '#kernel/module.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Look, lookAt } from '#kernel/words/document.ts';
import { ask } from '../request/ask.ts';
import { ASKED, type Asked, standingOf, stillCovers } from '../request/standing.ts';
import { casesOf, namesOf, saidIn } from './deeds.ts';
import { mayWait } from './set-policy.ts';

/**
 * The policies of an operation are read beside its handler and judge what it did, so they see exact figures and nobody is
 * asked about what would be refused anyway. Needs it an approval, everything is taken back and asked for instead.
 */
export const guard: NonNullable<Module['guard']> = async (tx, contract) => {
  if (contract.name.startsWith('approvals.')) return undefined;
  const policies = await tx.sql<Policy & { operation: string }>`
    select name, operation, conditions, tier_field, steps from approvals.policy
    where company_id = ${tx.company} and operation = any(${namesOf(tx.registry, contract)}) and active order by name`;
  return policies.length === 0 ? undefined : (deed) => judge(tx, policies, deed);
};

async function judge(tx: Tx, policies: readonly (Policy & { operation: string })[], deed: Deed): Promise<void> {
  const due = stepsDue(policies, await casesOf(tx, deed, policies));
  if (!due) return;
  const { contract, call } = deed;
  const { reason } = due;
  const asked: Asked = { facts: saidIn(deed), standing: await standingOf(tx, deed.records), steps: due.steps };
  if (call.approval) {
    const approved = await readApproved(tx, call.approval, contract.name, reason);
    if (stillCovers(tx, approved, asked)) return;
  } else if (call.also) refuseCommon('approval_required', { reason, sent: 'It can not be asked for from here.' });
  if (!mayWait(contract))
    refuseCommon('approval_required', {
      reason,
      sent: `“${contract.label}” can not wait for it: do what needs it by itself.`,
    });
  throw new Deferred(ask, {
    ...{ operation: contract.name, label: contract.label, input: JSON.parse(toJson(call.input)), key: call.key },
    ...{ reason, summary: summaryOf(tx, deed), would: await wouldStand(tx, deed), replaces: call.approval },
    noted: JSON.parse(toJson(deed.records.slice(0, MOST_NOTED))),
    ...asked,
  });
}

/** So many changes of records are kept with a question, to tell what was there before. */
const MOST_NOTED = 100;

/** What the operation made and changed, as it would stand: whoever approves sees that, not what was typed to bring it about. */
async function wouldStand(tx: Tx, { contract, records }: Deed): Promise<Look[]> {
  const first = [contract.subject, contract.on?.entity];
  const looks = await lookAt(
    tx,
    [...records].sort((one, other) => first.indexOf(other.entity) - first.indexOf(one.entity)),
  );
  return JSON.parse(toJson(looks));
}

/** What was asked and approved. Where another carried it out meanwhile, the pipeline tries again and finds the answer of that one. */
async function readApproved(tx: Tx, request: Id, operation: string, reason: string): Promise<Asked> {
  const [found] = await tx.sql<Asked & { state: string }>`
    select ${ASKED} from approvals.request r where r.company_id = ${tx.company} and r.id = ${request} and r.operation = ${operation}`;
  if (found?.state === 'done') throw Object.assign(new Error('The request was closed by another.'), { code: '40001' });
  if (found?.state === 'approved' || found?.state === 'failed') return found;
  return refuseCommon('approval_required', { reason, sent: 'It is not approved any more.' });
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
