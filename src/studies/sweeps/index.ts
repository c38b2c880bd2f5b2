export { checkOrder, checkRecomputed } from './claims';
export { orderPairs, type OrderPair, type OrderTable, orderTable, recomputed } from './order';
