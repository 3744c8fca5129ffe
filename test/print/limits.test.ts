import { expect, it } from 'vitest';
import { renderDocument } from '#surfaces/print/render.ts';

const args = { template: 'src/surfaces/print/report.typ', data: {}, at: new Date(0) };

it('stops a paper that takes too long, says so, and prints the next one', async () => {
  await expect(renderDocument({ ...args, seconds: 0.001 })).rejects.toMatchObject({ code: 'paper_too_long' });
  // It has its thread again: the template is read, and misses its data.
  await expect(renderDocument(args)).rejects.not.toMatchObject({ code: 'paper_too_long' });
});
