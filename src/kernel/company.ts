import type { App } from './app.ts';
import { run } from './db/sql.ts';
import { SEED_ROLES, type SeedRole } from './module.ts';
import { begin, makeTx, withClient, writeEvent } from './transaction.ts';
import type { Actor } from './tx.ts';
import { newId } from './values/id.ts';

export interface NewCompany {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly digits?: number;
  readonly timeZone?: string;
  readonly country?: string;
  /** The month its fiscal years begin with; January when left out. */
  readonly yearBegins?: number;
  /** Who is its owner at once. */
  readonly owner?: string;
}

/** Makes a company and lets every module lay its first accounts, series and codes, in one transaction. Returns its id. */
export async function createCompany(app: App, company: NewCompany, actor: Actor): Promise<number> {
  const full = { digits: 2, timeZone: 'UTC', country: null, ...company };
  return withClient(app.ownerPool, async (client) => {
    await client.query('begin');
    try {
      const eventId = newId();
      await client.query(`select set_config('countinghouse.event', $1, true)`, [eventId]);
      // Its number is there before it is, so that the row is logged as its own.
      const [row] = await run<{ id: number }>(client, {
        text: `select nextval(pg_get_serial_sequence('kernel.company', 'id'))::int as id`,
        values: [],
      });
      await client.query(`select set_config('countinghouse.company', $1, true)`, [String(row!.id)]);
      await client.query(
        `insert into kernel.company (id, code, name, currency, digits, time_zone, country) overriding system value
        values ($1, $2, $3, $4, $5, $6, $7)`,
        [row!.id, full.code, full.name, full.currency, full.digits, full.timeZone, full.country],
      );
      const open = makeTx({
        app,
        client,
        company: { ...full, id: row!.id },
        actor,
        via: 'setup',
        now: app.clock.now(),
        eventId,
      });
      for (const module of app.registry.modules) await module.onCompany?.(open.tx, company);
      await open.finish();
      await writeEvent(open, {
        operation: 'kernel.create_company',
        key: undefined,
        inputHash: undefined,
        input: full,
        output: { id: row!.id },
      });
      await client.query('commit');
      return row!.id;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  });
}

/** An actor with a seed role's permissions (tests, the demo, jobs). */
export const seedActor = (app: App, role: SeedRole, id = `role:${role}`, name: string = role): Actor => ({
  id,
  name,
  permissions: app.registry.seedRoles.get(role) ?? new Set(),
  roles: [role],
});

/** A user as they stand now: the permissions of all roles they have in this company. Undefined when they have none there. */
export async function loadActor(
  app: App,
  user: { id: string; name: string },
  company: number,
): Promise<Actor | undefined> {
  const rows = await withClient(app.pool, async (client) => {
    begin(client, { company, actor: { id: user.id, name: user.name, permissions: new Set() }, readOnly: true });
    const found = await run<{ role: string; permissions: string[] | null }>(client, {
      text: `select u.role, r.permissions from kernel.user_role u left join kernel.role r on r.company_id = u.company_id and r.name = u.role
        where u.company_id = $1 and u.user_id = $2`,
      values: [company, user.id],
    });
    await client.query('commit');
    return found;
  });
  if (rows.length === 0) return undefined;
  const permissions = new Set<string>();
  for (const { role, permissions: own } of rows) {
    const seed = (SEED_ROLES as readonly string[]).includes(role)
      ? app.registry.seedRoles.get(role as SeedRole)
      : undefined;
    for (const permission of seed ?? own ?? []) permissions.add(permission);
  }
  return { id: user.id, name: user.name, permissions, roles: rows.map(({ role }) => role) };
}
