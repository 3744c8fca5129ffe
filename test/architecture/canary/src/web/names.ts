import { modules } from '#modules/all.ts';

export const names = modules.map(({ name }) => name);
