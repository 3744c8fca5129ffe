import { afterAll, beforeAll, expect, test } from 'vitest';
import { toJson } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { SEED_ROLES } from '#kernel/module.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setBank } from '#modules/finance/payables/bank/contract.ts';
import { createRole } from '#modules/office/access/contract.ts';
import { setPolicy } from '#modules/office/approvals/contract.ts';
import { registry } from '#test/harness.ts';
import { type Answer, type Client, type HttpWorld, openHttp } from './http-world.ts';
import { type Asked, askedOf, parametersOf, rehearsalsOf } from './parameters.ts';
import { chance, type Sampler, sample } from './sample.ts';
import { mayKnow, type Planted, plant, SECRETS } from './secrets.ts';

/*
 * What must not be told is planted so that it is recognised wherever it comes out. Then everybody who lacks a right to some
 * of it asks for everything there is, does whatever they may do, and listens.
 */

interface Person {
  readonly name: string;
  readonly rights: ReadonlySet<string>;
  readonly client: Client;
}

let door: HttpWorld;
let planted: Planted;
let ids: Asked['known'];
let asked: Asked;
/** One who may know all of it, and everybody who may not. */
const people: Person[] = [];

beforeAll(async () => {
  door = await openHttp();
  const { world } = door;
  planted = await plant(world);
  asked = await askedOf(world);
  ids = asked.known;
  await world.as('owner')(createRole, { name: 'nothing', label: 'Nothing', permissions: [] });
  const come = async (name: string, role: string, rights: ReadonlySet<string>, company?: number) =>
    people.push({ name, rights, client: signedIn(await door.signIn(`${name}@walk.example`, [role], company)) });
  for (const role of SEED_ROLES) {
    const rights = registry.seedRoles.get(role)!;
    if (role === 'auditor' || !SECRETS.every((secret) => mayKnow(rights, secret))) await come(role, role, rights);
  }
  await come('nothing', 'nothing', new Set());
  await come('stranger', 'owner', new Set(), world.other);
  // Somebody asks for what others decide.
  const [supplier] = (await world.list('parties.party', { filter: { isSupplier: true } })).rows;
  const wish = {
    supplier: supplier!.id,
    lines: [{ item: ids.get('catalog.item')![0], quantity: '1', unitPrice: '1' }],
  };
  const buyer = people.find(({ name }) => name === 'buyer')!.client;
  await buyer.post('/api/op/purchasing.place_order', wish);
  const steps = [{ kind: 'role' as const, who: 'sales_desk' }];
  await world.as('owner')(setPolicy, { name: 'Confirmations', operation: 'purchasing.confirm_order', steps });
  const [sent] = (await world.list('purchasing.purchase_order', { filter: { state: 'sent' } })).rows;
  await buyer.post('/api/op/purchasing.confirm_order', { order: sent!.id });
  await door.http.listen({ port: 0, host: '127.0.0.1' });
}, 300_000);
afterAll(() => door.close());

/** Who is signed out is told nothing, which would prove nothing. */
function signedIn(client: Client): Client {
  const heard = async (answer: Promise<Answer>): Promise<Answer> => {
    if ((await answer).status === 401) throw new Error(`${client.email} is not signed in.`);
    return answer;
  };
  return { ...client, get: (...of) => heard(client.get(...of)), post: (...of) => heard(client.post(...of)) };
}

/** What an answer tells somebody who may not know it. */
function told({ name, rights }: Person, from: string, text: string): string[] {
  return SECRETS.flatMap((secret) => {
    const mark = secret.marks.map((one) => text.match(one)).find((found) => found !== null);
    if (!mark || mayKnow(rights, secret)) return [];
    return [`${name}: ${secret.what} by ${from}: …${text.slice(Math.max(0, mark.index! - 120), mark.index! + 40)}…`];
  });
}

/** Reports that answered with rows. */
const shown = new Set<string>();

/** Everything one person can ask for, as the addresses and the answers. */
async function* answersTo({ client, rights }: Person): AsyncGenerator<[string, string]> {
  const get = async (url: string): Promise<[string, string]> => [url, (await client.get(url)).text];
  yield await get('/api/meta');
  for (const word of planted.words) yield await get(`/api/search?q=${encodeURIComponent(word)}`);
  yield await get(`/api/file/${planted.file}`);
  for (const { contract } of registry.reports.values()) {
    const sets = parametersOf(inputSchema(contract.params), asked);
    // Who may not see it is told so whatever they ask.
    for (const params of rights.has(contract.permission) ? sets : sets.slice(0, 1)) {
      const query = `params=${encodeURIComponent(JSON.stringify(params))}`;
      const [url, text] = await get(`/api/report/${contract.name}?${query}`);
      yield [url, text];
      if (!text.includes('"rows":[{')) continue;
      if (!shown.has(`${client.email} ${contract.name}`))
        yield await get(`/api/report/${contract.name}/export.csv?${query}`);
      shown.add(`${client.email} ${contract.name}`).add(contract.name);
    }
  }
  for (const entity of registry.entities.values()) yield* recordsTo(client, entity);
}

async function* recordsTo(client: Client, { name }: Entity): AsyncGenerator<[string, string]> {
  const path = `/api/entity/${name}`;
  const list = await client.get(`${path}?q=${encodeURIComponent('{"size":200}')}`);
  yield [path, list.text];
  if (list.status === 200 && list.body.rows.length > 0) yield [path, (await client.get(`${path}/export.csv`)).text];
  // Newest first: what was done in the scenario comes before what every company begins with. Closed lists are asked as well.
  for (const id of ids.get(name)!.slice(0, list.status === 200 ? 4 : 1)) {
    const record = await client.get(`${path}/${id}`);
    yield [`${path}/${id}`, record.text];
    yield [`${path}/${id}/timeline`, (await client.get(`${path}/${id}/timeline`)).text];
  }
}

test('nobody is told by any answer what they may not know', { timeout: 500_000 }, async () => {
  const leaks: string[] = [];
  const seen = new Set<string>();
  let answers = 0;
  for (const person of people)
    for await (const [from, text] of answersTo(person)) {
      answers++;
      leaks.push(...told(person, from, text));
      if (person.name !== 'auditor') continue;
      for (const { what, marks } of SECRETS) for (const mark of marks) if (mark.test(text)) seen.add(what);
    }
  expect(leaks).toEqual([]);
  expect([...seen].sort(), 'what was planted is there for who may know it').toEqual(
    SECRETS.map(({ what }) => what).sort(),
  );
  expect(answers).toBeGreaterThan(2_500);
  expect(
    [...registry.reports.keys()].filter((name) => !shown.has(name)),
    'every report showed somebody something',
  ).toEqual([]);
});

test('nor by what is printed', async () => {
  const { world } = door;
  const leaks: string[] = [];
  const printed = new Set<string>();
  for (const document of registry.printed.values())
    for (const person of people)
      for (const id of ids.get(document.entity)!.slice(0, 12)) {
        if (!person.rights.has(document.permission)) {
          const answer = await person.client.get(`/api/print/${document.name}/${id}`);
          if (answer.status < 400) leaks.push(`${person.name} prints ${document.name}`);
          leaks.push(...told(person, document.name, answer.text));
          continue;
        }
        const actor = { id: person.name, name: person.name, permissions: person.rights };
        const asker = { app: world.app, company: world.company, actor };
        const found = await readTransaction(asker, (tx) => document.load(tx, id, {}));
        if (found) printed.add(document.name);
        leaks.push(...told(person, document.name, toJson(found ?? null)));
      }
  expect(leaks).toEqual([]);
  // No run was paid here; the walk over the demo company has its advices.
  expect([...registry.printed.keys()].filter((name) => !printed.has(name))).toEqual(['payables.run_advices']);
});

/** Who has lost a right or a password could do nothing more. */
const SPARED = /^access\./;

test('nor by what they do, rehearse, or are refused', { timeout: 500_000 }, async () => {
  const leaks: string[] = [];
  const outcomes = new Map<string, number>();
  const sampler: Sampler = { random: chance(7), mode: 'valid', known: ids };
  for (const person of people) {
    if (SECRETS.every((secret) => mayKnow(person.rights, secret))) continue;
    for (const { contract } of registry.operations.values()) {
      const may = person.rights.has(contract.permission) || person.name === 'stranger';
      if (!may || SPARED.test(contract.name)) continue;
      for (let n = 0; n < (person.name === 'stranger' ? 1 : 4); n++) {
        const input = sample(sampler, inputSchema(contract.input)) as Record<string, unknown>;
        const doors = contract.preview && n % 2 === 0 ? ['preview', 'op'] : ['op'];
        for (const kind of doors) {
          const { text, body, status } = await person.client.post(`/api/${kind}/${contract.name}`, input);
          leaks.push(...told(person, `${kind} ${contract.name}`, text));
          const outcome = status === 200 ? 'done' : (body.error.code as string);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }
    }
  }
  expect(leaks).toEqual([]);
  // Something was done and much was refused in words of its own.
  expect(outcomes.get('done')).toBeGreaterThan(10);
  expect(outcomes.size).toBeGreaterThan(10);
});

test('nor by a rehearsal of what they would do to records that are there', { timeout: 300_000 }, async () => {
  const leaks: string[] = [];
  const [may, rehearsed] = [new Set<string>(), new Set<string>()];
  for (const { contract } of registry.operations.values()) {
    const who = people.filter(({ rights }) => rights.has(contract.permission));
    if (!contract.preview || who.length === 0) continue;
    may.add(contract.name);
    const inputs = await rehearsalsOf(door.world, contract, asked);
    for (const person of who)
      for (const input of inputs) {
        const { text, status } = await person.client.post(`/api/preview/${contract.name}`, input);
        leaks.push(...told(person, `preview ${contract.name}`, text));
        if (status === 200) rehearsed.add(contract.name);
      }
  }
  expect(leaks).toEqual([]);
  // Nothing went straight to a customer here.
  may.delete('sourcing.correct_direct_shipment');
  expect([...rehearsed], 'whatever one of them may rehearse could be').toEqual([...may]);
});

test('nor by listening', { timeout: 120_000 }, async () => {
  const address = `http://127.0.0.1:${(door.http.server.address() as { port: number }).port}`;
  const listen = async ({ client }: Person) => {
    const response = await fetch(`${address}/api/live`, { headers: { cookie: client.cookie } });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    /** Until it says so, or ends. */
    return async (part?: string) => {
      for (;;) {
        if (part !== undefined && text.includes(part)) return text;
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
    };
  };
  const streams = new Map<Person, Awaited<ReturnType<typeof listen>>>();
  for (const person of people) streams.set(person, await listen(person));
  const { world } = door;
  const supplier = await make(world, 'parties.party', {
    code: 'HEARD',
    name: 'Heard',
    isSupplier: true,
    country: 'AT',
  });
  await world.as('owner')(setBank, { supplier, holder: 'Heard', iban: 'AT611904300234573201' });
  await world.as('owner')(createRole, { name: 'heard', label: 'Heard', permissions: [] });
  const auditor = people.find(({ name }) => name === 'auditor')!;
  const party = { code: 'LAST', name: 'Last', isCustomer: true };
  const { client } = people.find(({ name }) => name === 'sales_desk')!;
  const { body } = await client.post('/api/op/parties.create_party', party);
  await streams.get(auditor)!(body.event);
  await door.http.close();
  const leaks: string[] = [];
  for (const [person, read] of streams) {
    const text = await read();
    leaks.push(...told(person, 'live', text));
    for (const [, entity] of text.matchAll(/"entity":"([^"]+)"/g))
      if (!person.rights.has(registry.entities.get(entity!)!.read)) leaks.push(`${person.name} hears of ${entity}`);
    if (['nothing', 'stranger'].includes(person.name) && text.includes('data:')) leaks.push(`${person.name} hears`);
  }
  expect(leaks).toEqual([]);
});
