import { randomFilters, weightChange, weightGradients } from './comparators';
import { faig } from './faig';
import type { FilterMethod } from './scores';

/** Every way of scoring filters: FAIG and what it is compared with. */
export const filterMethods: readonly FilterMethod[] = [faig, weightGradients, weightChange, randomFilters];
