import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServer, type Server, startServer } from '#kernel/db/server.ts';
import { connected } from '#kernel/db/server-roles.ts';

// Roles belong to a whole server, so these tests have one of their own: another data folder, given by DATABASE_URL.
let home: string;
let given: Server;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'countinghouse-given-'));
  given = await startServer({ dataDir: home, durable: false });
  await connected(given.adminUrl, async (client) => {
    await client.query(`create role manager login createrole createdb password 'm'`);
    await client.query(`create role plain login password 'p'`);
    await client.query('create database plain');
    await client.query('revoke create on database plain from public');
  });
});

afterAll(async () => {
  await given?.stop();
  rmSync(home, { recursive: true, force: true });
});

const urlAs = (user: string, password: string, database: string): string => {
  const url = new URL(given.adminUrl);
  return Object.assign(url, { username: user, password, pathname: `/${database}` }).href;
};

const forgetRoles = () =>
  connected(urlAs('countinghouse_admin', new URL(given.adminUrl).password, 'postgres'), async (client) => {
    await client.query('drop database countinghouse with (force)');
    await client.query('drop role countinghouse_owner, countinghouse_app');
  });

const whoIs = (url: string) =>
  connected(url, async (client) => (await client.query('select current_user as name')).rows[0].name as string);

test('a user who may not create roles is told every statement that is missing', async () => {
  await forgetRoles();
  const DATABASE_URL = urlAs('plain', 'p', 'plain');
  const message = await openServer({ DATABASE_URL }).catch((error: Error) => error.message);
  expect(message).toContain(`create role countinghouse_app login password '…';`);
  expect(message).toContain('grant create on database "plain" to "plain";');
  expect(message).toContain('set DATABASE_APP_URL');
});

test('once an administrator ran them, the same user works', async () => {
  await connected(given.adminUrl.replace('/countinghouse?', '/postgres?'), async (client) => {
    await client.query(`create role countinghouse_app login password 'a'`);
    await client.query('grant create on database plain to plain');
  });
  const DATABASE_URL = urlAs('plain', 'p', 'plain');
  const server = await openServer({ DATABASE_URL, DATABASE_APP_URL: urlAs('countinghouse_app', 'a', 'plain') });
  expect([await whoIs(server.ownerUrl), await whoIs(server.appUrl)]).toEqual(['plain', 'countinghouse_app']);
  await expect(openServer({ DATABASE_URL, DATABASE_APP_URL: DATABASE_URL })).rejects.toThrow(
    /must sign in as countinghouse_app/,
  );
});

test('a run-time role that row security does not bind is refused', async () => {
  const asAdmin = given.adminUrl.replace('/countinghouse?', '/postgres?');
  await connected(asAdmin, (client) => client.query('alter role countinghouse_app bypassrls'));
  const urls = {
    DATABASE_URL: urlAs('plain', 'p', 'plain'),
    DATABASE_APP_URL: urlAs('countinghouse_app', 'a', 'plain'),
  };
  await expect(openServer(urls)).rejects.toThrow(/alter role countinghouse_app nosuperuser nobypassrls/);
  await connected(asAdmin, (client) => client.query('drop role countinghouse_app'));
});

test('a user who may creates the database and the roles; every process derives the same passwords', async () => {
  const DATABASE_URL = urlAs('manager', 'm', 'works');
  const started = await Promise.all([openServer({ DATABASE_URL }), openServer({ DATABASE_URL })]);
  expect(started[0]!.appUrl).toBe(started[1]!.appUrl);
  const { ownerUrl, appUrl } = started[0]!;
  expect([await whoIs(ownerUrl), await whoIs(appUrl)]).toEqual(['countinghouse_owner', 'countinghouse_app']);
  await connected(ownerUrl, (client) => client.query('create schema made_by_owner'));
  await expect(connected(appUrl, (client) => client.query('create schema made_by_app'))).rejects.toThrow(
    /permission denied/,
  );
});

test('stopping leaves a given server alone', async () => {
  const server = await openServer({ DATABASE_URL: urlAs('manager', 'm', 'works') });
  await server.stop();
  expect(await whoIs(server.appUrl)).toBe('countinghouse_app');
});
