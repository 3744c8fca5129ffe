import { z } from 'zod';
import { event } from '#kernel/event.ts';
import * as v from '#kernel/values/schema.ts';

export const goodsReceived = event('purchasing.received', {
  about: 'Goods or services of purchase orders were accepted.',
  payload: z.object({
    lines: z.array(z.object({ receiptLine: v.Id, orderLine: v.Id, quantity: v.Quantity, receivedOn: v.Day })),
  }),
});

export const restCancelled = event('purchasing.rest_cancelled', {
  about: 'Nothing more is awaited of purchase orders.',
  payload: z.object({
    stillNeeded: z.boolean(),
    /** By order and item: what came of it, and what will not come. */
    items: z.array(z.object({ order: v.Id, item: v.Id, received: v.Quantity, cancelled: v.Quantity })),
  }),
});

export const arrivingForSale = event('purchasing.arriving_for_sale', {
  about: 'Goods bought for sales order lines are about to enter stock; none of it is locked yet.',
  payload: z.object({ demands: z.array(v.Id) }),
});

export const askedForSale = event('purchasing.asked_for_sale', {
  about: 'Suppliers are asked for goods that they deliver straight to the customers of sales order lines.',
  payload: z.object({
    lines: z.array(z.object({ line: v.Id, position: z.int(), demand: v.Id, quantity: v.Quantity })),
  }),
});

export const receivedForSale = event('purchasing.received_for_sale', {
  about: 'Goods bought for sales order lines have entered stock.',
  payload: z.object({ lines: z.array(z.object({ demand: v.Id, site: v.Id, quantity: v.Quantity })) }),
});
