import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import type { Paper, PaperPeriod } from '#kernel/printed.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { registry, type World } from '#test/harness.ts';

/** What a paper says; it is rendered as well. */
export async function paper(world: World, name: string, id: string): Promise<Paper> {
  const [only] = await papers(world, name, id);
  return only!;
}

/** What the papers of one file say; they are rendered as well. */
export async function papers(world: World, name: string, id: string, period: PaperPeriod = {}): Promise<Paper[]> {
  const reader = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
  const { pdf } = await printDocument(reader, name, id, period);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  return [(await world.inside((tx) => registry.printed.get(name)!.load(tx, id, period)))!.data].flat();
}
