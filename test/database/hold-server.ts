import { startServer } from '#kernel/db/server.ts';

// A program that owns a server, as the app does: run by the tests as a process of its own, which they stop or kill.
const server = await startServer({ dataDir: process.argv[2]!, durable: false });
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
console.log(JSON.stringify({ appUrl: server.appUrl, adminUrl: server.adminUrl, adopted: server.adopted }));
setInterval(() => undefined, 60_000);
