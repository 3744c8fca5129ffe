import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { formatMajor } from '#kernel/values/money.ts';
import { scenario, type World } from '#test/harness.ts';
import { exportJournal, post } from '../api.ts';
import { directly } from './directly.ts';

const run = (args: string[], input?: string) =>
  spawnSync(args[0]!, args.slice(1), { encoding: 'utf8', input, timeout: 240_000 });

/** hledger of the system; as root on Debian it is installed when it is missing. */
function findHledger(): boolean {
  if (run(['hledger', '--version']).status === 0) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  run(['apt-get', 'install', '--yes', '--no-install-recommends', 'hledger']);
  return run(['hledger', '--version']).status === 0;
}

const found = findHledger();
if (!found) test.skip('NOT CHECKED against hledger: it is neither installed nor installable here', () => undefined);

const text = (world: World, to = '2026-12-31'): Promise<string> =>
  world.inside(async (tx) => {
    let all = '';
    for await (const piece of exportJournal(tx, { from: '2025-01-01', to })) all += piece;
    return all;
  });

const DAYS = ['2025-03-31', '2025-12-31', '2026-01-01', '2026-02-10', '2026-03-02'];
const PAIRS = [
  ['bank', 'revenue'],
  ['expense', 'opening'],
  ['cash', 'retained_earnings'],
  ['fx_loss', 'bank'],
] as const;

const postMany = (world: World) =>
  directly(world, (tx) =>
    post(
      tx,
      Array.from({ length: 1_234 }, (_, i) => {
        const [debit, credit] = PAIRS[i % PAIRS.length]!;
        const amountMinor = BigInt((i * 7919) % 100_000) + 1n;
        return {
          journal: 'general' as const,
          source: { entity: 'test.document', id: newId() },
          effectiveOn: DAYS[i % DAYS.length]!,
          text: i % 3 === 0 ? 'Odd; text  with | signs' : `Entry ${i}`,
          lines: [
            { role: debit, amountMinor, ...(i % 5 === 0 ? { currency: 'USD', currencyMinor: amountMinor * 2n } : {}) },
            { role: credit, amountMinor: -amountMinor },
          ],
        };
      }),
    ),
  );

if (found)
  scenario('the plain-text export passes a strict check and its balances equal ours', async (world) => {
    await postMany(world);
    const folder = mkdtempSync(join(tmpdir(), 'ledger-export-'));
    try {
      const file = join(folder, 'books.journal');
      writeFileSync(file, await text(world));
      const check = run(['hledger', '-f', file, 'check', '--strict']);
      expect(check.stderr).toBe('');
      expect(check.status).toBe(0);
      const balance = run(['hledger', '-f', file, 'balance', '--flat', '--no-total', '-O', 'csv']);
      const theirs = balance.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.replaceAll('"', '').split(','));
      const { rows } = await world.report('ledger.trial_balance', { from: '2025-01-01', to: '2026-12-31' });
      const ours = rows
        .filter((row) => row.closingMinor !== 0n)
        .map((row) => [`${row.type}:${row.number} ${row.name}`, `${formatMajor(row.closingMinor as bigint, 2)} EUR`]);
      expect(ours.length).toBeGreaterThan(4);
      expect(new Map(theirs as [string, string][])).toEqual(new Map(ours as [string, string][]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

scenario('the export holds the entries of the days asked for, once each', async (world) => {
  await postMany(world);
  const heads = (await text(world, '2026-01-31')).match(/^20\d\d-\d\d-\d\d \(/gm)!;
  expect(heads).toHaveLength(DAYS.slice(0, 3).reduce((sum, _, at) => sum + Math.ceil((1_234 - at) / DAYS.length), 0));
});
