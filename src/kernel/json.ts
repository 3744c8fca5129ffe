import { refuseCommon } from './refusal.ts';

/**
 * JSON as it comes in at a door. A field called `__proto__` would be no field of what is made of it, and so be left out silently:
 * it is refused. Throws a SyntaxError for what is no JSON.
 */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, /__proto__|\\u/i.test(text) ? refuseProto : undefined);

const refuseProto = (name: string, value: unknown): unknown =>
  name === '__proto__'
    ? refuseCommon('invalid_input', { issues: [{ path: '', message: 'There is no field __proto__.' }] })
    : value;
