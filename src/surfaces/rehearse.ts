import type { App } from '#kernel/app.ts';
import { authorise, type Call, carryOut, parse } from '#kernel/execute.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { type ReportAnswer, shapeReport } from '#kernel/run-report.ts';
import { begin, companyOf, isConnectionLost, makeTx, withClient } from '#kernel/transaction.ts';
import { visibleOutput } from '#kernel/values/output-rights.ts';
import { translate } from '#kernel/words/database.ts';
import { namingNothing } from '#kernel/words/naming.ts';

export interface Rehearsal {
  /** Numbers in it are given to nobody. What the actor has no right to is absent. */
  readonly output: unknown;
  /** What the operation's `preview` reports tell of it, those that the actor may see. */
  readonly reports: readonly (ReportAnswer & { name: string; label: string })[];
}

/**
 * Carries an operation out as it is, asks its `preview` reports about it and rolls it back: nothing of it is written, sealed,
 * numbered or asked of an approver. Refuses what the operation itself would refuse; locks are held for as long as it takes.
 */
export async function rehearse(app: App, name: string, call: Omit<Call, 'key' | 'also'>): Promise<Rehearsal> {
  const found = app.registry.operations.get(name);
  if (!found?.contract.preview) return refuseCommon('not_found', { what: 'preview' });
  const { contract } = found;
  const { actor } = call;
  authorise(app, actor, contract.permission);
  const input = parse(contract.input, call.input);
  const company = await companyOf(app, call.company);
  return withClient(app.pool, async (client) => {
    const takeNumbers = async (_series: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${open.tx.eventId} ${at + 1}`);
    const open = makeTx({ app, client, company, actor, via: 'preview', now: app.clock.now(), takeNumbers });
    begin(client, { company: company.id, actor, readOnly: false, today: open.tx.today, event: open.tx.eventId });
    try {
      const output = await carryOut(app, found, open.tx, input);
      await open.finish();
      const reports = [];
      for (const report of contract.preview!) {
        const query = app.registry.reports.get(report)!;
        if (!actor.permissions.has(query.contract.permission)) continue;
        const params = parse(query.contract.params, { event: open.tx.eventId });
        const answer = shapeReport(actor, query.contract, params, await query.run(open.tx, params as never));
        reports.push({ ...answer, name: report, label: query.contract.label });
      }
      return { output: visibleOutput(contract.output, actor.permissions, output), reports };
    } catch (error) {
      throw translate(error, app.registry);
    } finally {
      await client.query('rollback').catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
      });
    }
  }).catch(async (error: unknown) => {
    const asked = { app, actor, company: company.id, schema: contract.input, input };
    throw await namingNothing(error, asked);
  });
}
