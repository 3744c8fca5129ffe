import http from 'node:http';
import { execute } from '#kernel/execute.ts';
import { createApiKey } from '#modules/office/access/contract.ts';
import { makeAuth } from '#modules/office/access/sign-in/auth.ts';
import { makeHttp } from '#surfaces/http/server.ts';
import { actAs, firstOwner } from '#surfaces/people.ts';
import type { Shop } from './shop.ts';

const OWNER = 'owner@bench.example';

/** The shop behind its own HTTP on the loopback, called with an API key over kept-alive connections. */
export async function openDoor(shop: Shop, clients: number) {
  const { app, server, company } = shop;
  await firstOwner(app, OWNER);
  const actor = await actAs(app, OWNER, company);
  const scopes = ['sales.order.write', 'sales.delivery.ship', 'sales.order.invoice', 'receivables.payment.write'];
  const made = await execute(app, createApiKey.name, { actor, company, input: { name: 'bench', scopes } });
  const { key } = made.output as { key: string };
  const auth = await makeAuth({ appUrl: server.appUrl, publicUrl: 'http://127.0.0.1', log: () => undefined });
  const door = await makeHttp({
    app,
    auth,
    publicUrl: 'http://127.0.0.1',
    logLevel: 'silent',
    requestsPerMinute: 1_000_000,
  });
  const { port } = new URL(await door.listen({ host: '127.0.0.1', port: 0 }));
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  return {
    call: (operation: string, input: object) => post({ agent, port, key, path: `/api/op/${operation}`, input }),
    close: async () => {
      agent.destroy();
      await door.close();
      await auth.close();
    },
  };
}

interface Post {
  readonly agent: http.Agent;
  readonly port: string;
  readonly key: string;
  readonly path: string;
  readonly input: object;
}

const post = ({ agent, port, key, path, input }: Post): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-requested-with': 'countinghouse',
    };
    const request = http.request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(text).output);
        else reject(new Error(`${path} answered ${answer.statusCode}: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify(input));
  });
