/*
 * What modules that buy or make for orders may call inside their transaction. Every function takes a set and a fixed number of
 * statements. Lock order: sales orders come after the caller's documents and before stock rows.
 */
export { correctDeliveredDirect } from './delivery/correct-delivery.ts';
export { deliverDirect } from './delivery/deliver-direct.ts';
export { lockOrders } from './order/lock.ts';
export { lockOrdersOf, reserveArrived } from './order/reserve-arrived.ts';
