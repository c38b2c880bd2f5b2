import { describe, expect, it } from 'vitest';
import { EventPump } from '@ddr-lab/engine/webgpu/event-pump';

/** In the place of Dawn's binding: looks `times` times for finished work, each time from `setImmediate`. */
function pretendDawn(times: number): { begin(): void; looks: () => number; done: Promise<void> } {
  let looks = 0;
  let finish: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const look = (): void => {
    looks++;
    if (looks < times) globalThis.setImmediate(look);
    else finish();
  };
  return { begin: () => void globalThis.setImmediate(look), looks: () => looks, done };
}

describe('EventPump', () => {
  it('lets work come to its end within one turn, step by step', () => {
    const dawn = pretendDawn(3);
    const pump = new EventPump();
    pump.watch(dawn.begin);
    expect(dawn.looks()).toBe(0);
    expect([pump.turn(), pump.turn(), pump.turn(), pump.turn()]).toEqual([true, true, true, false]);
    expect(dawn.looks()).toBe(3);
  });

  it('lets work go on by itself where nobody waits for it, and looks no more often for it', async () => {
    const dawn = pretendDawn(4);
    const pump = new EventPump();
    pump.watch(dawn.begin);
    pump.turn();
    await dawn.done;
    await new Promise((resolve) => setImmediate(resolve));
    expect(dawn.looks()).toBe(4);
    expect(pump.turn()).toBe(false);
  });

  it('takes nothing of others: the global is as before, also after an error', () => {
    const before = globalThis.setImmediate;
    const pump = new EventPump();
    expect(pump.watch(() => 7)).toBe(7);
    expect(() =>
      pump.watch(() => {
        throw new Error('as Dawn does');
      }),
    ).toThrow('as Dawn does');
    expect(globalThis.setImmediate).toBe(before);
    const other = setImmediate(() => undefined);
    expect(pump.turn()).toBe(false);
    clearImmediate(other);
  });
});
