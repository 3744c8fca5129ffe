import { randomFillSync } from 'node:crypto';

/** A UUID version 7 (RFC 9562): time-ordered, made by the program, so a document's lines can be linked before any SQL runs. */
export type Id = string;

const random = Buffer.alloc(4096);
let used = random.length;
let lastMs = 0;
let counter = 0;

/** A new id; ids made by one process only ever grow. `ms` is the wall clock, given by the caller's clock in tests and demos. */
export function newId(ms: number = Date.now()): Id {
  if (ms > lastMs) {
    lastMs = ms;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  if (used + 8 > random.length) {
    randomFillSync(random);
    used = 0;
  }
  const tail = random.subarray(used, used + 8);
  used += 8;
  const time = lastMs.toString(16).padStart(12, '0');
  const rest = tail.toString('hex');
  const variant = ((tail[0]! & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${rest.slice(2, 4)}-${rest.slice(4)}`;
}
