import type { Job } from '#kernel/module.ts';
import { addDays } from '#kernel/values/day.ts';
import { takeStockDays } from './stock-days.ts';

/** Each night: the stock of yesterday's end, for questions about the past. */
export const stockDaysJob: Job = {
  name: 'inventory.stock_days',
  cron: '20 1 * * *',
  run: async (tx) => {
    await takeStockDays(tx, addDays(tx.today, -1));
  },
};
