import type { Use } from '#kernel/use.ts';
import { openItemsOf } from '#modules/finance/open-items/api.ts';
import { RECEIVABLE } from './side.ts';

export const uses: readonly Use[] = [openItemsOf(RECEIVABLE, 'customer')];
