import type { App } from '#kernel/app.ts';
import { authorise } from '#kernel/execute.ts';
import type { PaperPeriod } from '#kernel/printed.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Actor } from '#kernel/tx.ts';
import { refuseBackward } from '#kernel/words/period.ts';
import { renderDocument } from './render.ts';

const PAPER = 'src/surfaces/print/paper.typ';

/** A record as a PDF, for those who may read it. */
export async function printDocument(
  asker: { app: App; actor: Actor; company: number },
  name: string,
  id: string,
  period: PaperPeriod = {},
): Promise<{ file: string; pdf: Buffer }> {
  const document = asker.app.registry.printed.get(name) ?? refuseCommon('not_found', { what: 'document' });
  authorise(asker.app, asker.actor, document.permission);
  if (!document.period && (period.from ?? period.to) !== undefined)
    refuseCommon('invalid_input', { issues: [{ path: '', message: 'This document is of no period.' }] });
  const loaded = /^[0-9a-f-]{36}$/i.test(id)
    ? await readTransaction(asker, (tx) => {
        refuseBackward(tx, period);
        return document.load(tx, id, period);
      })
    : undefined;
  if (!loaded) return refuseCommon('not_found', { what: document.label.toLowerCase() });
  const pdf = await renderDocument({
    template: PAPER,
    data: { papers: [loaded.data].flat() },
    at: asker.app.clock.now(),
  });
  return { file: loaded.file, pdf };
}
