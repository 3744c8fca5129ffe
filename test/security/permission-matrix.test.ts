import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqlOn } from '#kernel/db/sql.ts';
import { SEED_ROLES, type SeedRole } from '#kernel/module.ts';
import { withClient } from '#kernel/transaction.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { rightsOf } from '#modules/office/access/role/matrix.report.ts';
import { registry } from '#test/harness.ts';
import { machineMade } from '#test/machine-made.ts';
import { type Client, type HttpWorld, openHttp } from './http-world.ts';
import { chance, type Sampler, sample } from './sample.ts';

let door: HttpWorld;
const people = new Map<SeedRole, Client>();
let foreigner: Client;

beforeAll(async () => {
  door = await openHttp();
  for (const role of SEED_ROLES) people.set(role, await door.signIn(`${role}@example.com`, [role]));
  foreigner = await door.signIn('foreigner@example.com', ['owner'], door.world.other);
});
afterAll(() => door.close());

const mayOf = (role: SeedRole, permission: string) => registry.seedRoles.get(role)!.has(permission);

const code = (answer: { status: number; body: { error?: { code: string } } }) => answer.body?.error?.code;

test('the report of the matrix says the same', async () => {
  const { rows } = (await people.get('auditor')!.get('/api/report/access.permission_matrix')).body;
  expect(rows).toHaveLength(rightsOf(registry).length);
  for (const row of rows)
    for (const role of SEED_ROLES)
      expect([row.name, role, row[role]]).toEqual([row.name, role, mayOf(role, row.permission)]);
});

test('and says each right in words, by department, with no name of the program in sight', async () => {
  const { rows, columns } = (await people.get('owner')!.get('/api/report/access.permission_matrix')).body;
  expect(rows.find((row: { name: string }) => row.name === 'sales.place_order')).toMatchObject({
    ...{ department: 'Sales', kind: 'operation', what: registry.operations.get('sales.place_order')!.contract.label },
    right: 'Enter, amend and cancel sales orders',
  });
  const seen = Object.keys(columns).filter((name) => !columns[name].hidden);
  const said = rows.flatMap((row: Record<string, unknown>) => seen.map((name) => String(row[name])));
  expect(said.filter((text: string) => machineMade(text) || /^[a-z]+(\.[a-z_]+)+$/i.test(text))).toEqual([]);
});

test('the auditor reads everything and writes nothing; the owner may do everything', () => {
  const writes = [...registry.operations.values()].map(({ contract }) => contract);
  expect(writes.filter((contract) => mayOf('auditor', contract.permission)).map(({ name }) => name)).toEqual([]);
  const reads = rightsOf(registry).filter(({ kind }) => ['report', 'read', 'field'].includes(kind));
  expect(reads.filter(({ permission }) => !mayOf('auditor', permission)).map(({ name }) => name)).toEqual([]);
  expect(rightsOf(registry).filter(({ permission }) => !mayOf('owner', permission))).toEqual([]);
});

describe.each(SEED_ROLES)('as %s', (role) => {
  test('each operation is let through or refused as the matrix says', async () => {
    const wrong: string[] = [];
    // The owner would carry some out; what is asked here is whether the door opens, so the input names a field nobody has.
    for (const { contract } of registry.operations.values()) {
      const answer = await people.get(role)!.post(`/api/op/${contract.name}`, '"not an object"');
      const expected = mayOf(role, contract.permission) ? 'invalid_input' : 'not_permitted';
      if (code(answer) !== expected) wrong.push(`${contract.name}: ${answer.status} ${answer.text.slice(0, 120)}`);
    }
    expect(wrong).toEqual([]);
  });

  test('each report and each kind of record likewise', async () => {
    const wrong: string[] = [];
    const ask = async (path: string, allowed: boolean) => {
      const answer = await people.get(role)!.get(path);
      const fine = allowed ? answer.status < 500 && code(answer) !== 'not_permitted' : code(answer) === 'not_permitted';
      if (!fine) wrong.push(`${path}: ${answer.status} ${answer.text.slice(0, 120)}`);
    };
    for (const { contract } of registry.reports.values()) {
      const allowed = mayOf(role, contract.permission);
      await ask(`/api/report/${contract.name}`, allowed);
      await ask(`/api/report/${contract.name}/export.csv`, allowed);
    }
    for (const entity of registry.entities.values()) {
      const allowed = mayOf(role, entity.read);
      await ask(`/api/entity/${entity.name}`, allowed);
      await ask(`/api/entity/${entity.name}/export.csv`, allowed);
      await ask(`/api/entity/${entity.name}/01890000-0000-7000-8000-000000000000`, allowed);
      await ask(`/api/entity/${entity.name}/01890000-0000-7000-8000-000000000000/timeline`, allowed);
    }
    expect(wrong).toEqual([]);
  });

  test('protected fields are absent from lists, records, files, reports and the description', async () => {
    const client = people.get(role)!;
    const meta = (await client.get('/api/meta')).body;
    const leaks: string[] = [];
    for (const entity of registry.entities.values()) {
      const unoffered = Object.entries(entity.fields).filter(([, { write }]) => write && !mayOf(role, write));
      const forms = meta.operations.filter(({ name }: { name: string }) => isFormOf(entity.name, name));
      for (const [name] of unoffered)
        if (JSON.stringify(forms).includes(`"${name}"`)) leaks.push(`form: ${entity.name}.${name}`);
      const hidden = Object.entries(entity.fields).filter(([, field]) => field.right && !mayOf(role, field.right));
      if (hidden.length === 0 || !mayOf(role, entity.read)) continue;
      const described = meta.entities.find((item: { name: string }) => item.name === entity.name);
      const { rows } = (await client.get(`/api/entity/${entity.name}`)).body;
      const heading = (await client.get(`/api/entity/${entity.name}/export.csv`)).text.split('\r\n')[0]!.split(',');
      for (const [name, field] of hidden) {
        if (name in described.fields || described.list.includes(name)) leaks.push(`meta: ${entity.name}.${name}`);
        if (rows.some((row: object) => name in row)) leaks.push(`list: ${entity.name}.${name}`);
        if (heading.includes(field.label)) leaks.push(`file: ${entity.name}.${name}`);
        const filtered = await client.get(
          `/api/entity/${entity.name}?q=${encodeURIComponent(`{"filter":{"${name}":null}}`)}`,
        );
        if (code(filtered) !== 'invalid_input') leaks.push(`filter: ${entity.name}.${name}`);
        const sorted = await client.get(`/api/entity/${entity.name}?q=${encodeURIComponent(`{"sort":"${name}"}`)}`);
        if (code(sorted) !== 'invalid_input') leaks.push(`sort: ${entity.name}.${name}`);
      }
    }
    expect(leaks).toEqual([]);
  });
});

test('another company is closed: its records are not found, its lists are empty, its operations find nothing', async () => {
  const owner = people.get('owner')!;
  expect(code(await foreigner.get('/api/meta', { 'x-company': '1' }))).toBe('no_company');
  const ids = await recordsOfCompany(1);
  expect(ids.size).toBeGreaterThan(3);
  const leaks: string[] = [];
  for (const [name, id] of ids) {
    if ((await owner.get(`/api/entity/${name}/${id}`)).status !== 200)
      leaks.push(`${name}: not even its own company sees it`);
    if ((await foreigner.get(`/api/entity/${name}/${id}`)).status !== 404) leaks.push(`${name} is seen`);
    const query = encodeURIComponent(JSON.stringify({ filter: { id } }));
    if ((await foreigner.get(`/api/entity/${name}?q=${query}`)).body.rows.length !== 0) leaks.push(`${name} is listed`);
    if ((await foreigner.get(`/api/entity/${name}/${id}/timeline`)).status !== 404)
      leaks.push(`${name} has a timeline`);
  }
  const before = await eventsOf(1);
  const known = new Map([...ids].map(([name, id]) => [name, [id]]));
  const sampler: Sampler = { random: chance(1), mode: 'valid', known };
  for (const { contract } of registry.operations.values()) {
    const foreign = contract.on && ids.get(contract.on.entity);
    if (!foreign || !contract.on) continue;
    const input = { ...(sample(sampler, inputSchema(contract.input)) as object), [contract.on.field]: foreign };
    const answer = await foreigner.post(`/api/op/${contract.name}`, input);
    if (answer.status === 200 || answer.status >= 500) leaks.push(`${contract.name}: ${answer.status} ${answer.text}`);
  }
  expect(await eventsOf(1)).toBe(before);
  expect(leaks).toEqual([]);
});

/** Whether an operation is one of those that make and change plain records of a kind. */
const isFormOf = (entity: string, operation: string): boolean => {
  const [module, noun] = entity.split('.');
  return [`create_${noun}`, `create_${noun}_batch`, `update_${noun}`].some((verb) => operation === `${module}.${verb}`);
};

/** One record of each kind that belongs to a company and has rows in it. */
async function recordsOfCompany(company: number): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entity of registry.entities.values()) {
    if (entity.shared || entity.id) continue;
    await withClient(door.world.app.ownerPool, async (client) => {
      await client.query(`select set_config('countinghouse.company', '${company}', false)`);
      const rows = await client.query(
        `select id::text as id from ${entity.view ?? entity.table} where company_id = ${company} limit 1`,
      );
      if (rows.rows[0]) found.set(entity.name, rows.rows[0].id);
    });
  }
  return found;
}

const eventsOf = (company: number): Promise<number> =>
  withClient(door.world.app.ownerPool, async (client) => {
    const rows = await sqlOn(client)<{
      n: number;
    }>`select count(*)::int as n from kernel.event where company_id = ${company}`;
    return rows[0]!.n;
  });
