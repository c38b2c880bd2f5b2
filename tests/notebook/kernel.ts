import { createRequire } from 'node:module';
import { afterEach, beforeEach } from 'vitest';
import type { Bundle } from '@ddr-lab/book/cells/display';

/** A message that the kernel would have sent. */
export interface Shown {
  readonly data: Bundle;
  readonly update: boolean;
  readonly id: string | undefined;
}

const load = createRequire(__filename);
const file = load.resolve('tslab/dist/jupyter');
const state = Symbol.for('ddr-lab.notebook');

/**
 * Stands in for tslab's kernel in each test of a file: what cells show is collected. It takes the place of
 * tslab's own module, where the kernel keeps the function that sends messages.
 */
export function fakeKernel(): Shown[] {
  const shown: Shown[] = [];
  const writeDisplayData = (
    { data, transient }: { data: Bundle; transient: { display_id?: string } },
    update: boolean,
  ): number => shown.push({ data, update, id: transient.display_id });
  const before = load.cache[file];
  beforeEach(() => {
    shown.length = 0;
    Reflect.deleteProperty(globalThis, state);
    load.cache[file] = { exports: { lastWriteDisplayData: writeDisplayData } } as NodeJS.Module;
  });
  afterEach(() => {
    if (before) load.cache[file] = before;
    else Reflect.deleteProperty(load.cache, file);
  });
  return shown;
}
