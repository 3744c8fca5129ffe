import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Shop } from './shop.ts';

/** Functions of SQL files, called by the owner of the database: no rights, no rules, one call a step. */
export interface Hand {
  /** Calls `ceiling.<text>` with the company as $1; answers ids. */
  call(name: string, text: string, values: unknown[]): Promise<string[]>;
  close(): Promise<void>;
}

export async function openHand(shop: Shop, connections: number, file: string): Promise<Hand> {
  const pool = new pg.Pool({ connectionString: shop.server.ownerUrl, max: connections });
  for (const name of ['ceiling.sql', file]) await pool.query(readFileSync(join(import.meta.dirname, name), 'utf8'));
  return {
    call: async (name, text, values) =>
      (await pool.query({ name, text: `select ceiling.${text} as answer`, values: [shop.company, ...values] })).rows[0]
        .answer,
    close: () => pool.end(),
  };
}
