import { expect, it } from 'vitest';
import { type KernelCell, onKernel } from './on-kernel';

/** Cells that never end by themselves. Each prints or shows its `stop` when it is well under way. */
const endless: Record<string, string> = {
  'a loop': `console.log('under way'); for (;;) {}`,
  'a loop after an await': `await sleep(1); console.log('under way'); while (true) {}`,
  'a loop of turns that are none': `console.log('under way'); while (true) await null;`,
  'a loop that waits': `for (let i = 0; ; i++) { if (i === 3) console.log('under way'); await sleep(5); }`,
  'a wait': `console.log('under way'); await new Promise(() => {});`,
  'a loop in a timer': `setTimeout(() => { console.log('under way'); while (true) {} }, 1); await sleep(1e9);`,
  'a loop in a callback': `(await import('node:fs')).stat('.', () => { console.log('under way'); for (;;) {} }); await sleep(1e9);`,
  'a loop in the next tick': `process.nextTick(() => { console.log('under way'); for (;;) {} }); await sleep(1e9);`,
  'a loop in a scope of its own': `await sleep(1); new AsyncResource('scope').runInAsyncScope(() => { console.log('under way'); for (;;) {} });`,
  'an endless generator': `for await (const k of (async function* () { for (let i = 0; ; i++) { await sleep(1); yield i; } })()) if (k === 3) console.log('under way');`,
  'several loops at once': `await Promise.all([0, 1, 2].map(async (n) => { for (let i = 0; ; i++) { await sleep(3); if (i === n + 3) console.log('under way'); } }));`,
  'a loop that catches': `for (let i = 0; ; i++) try { await sleep(1); if (i === 2) console.log('under way'); } catch {}`,
  'an interval beside a wait': `setInterval(() => console.log('under way'), 20); await new Promise(() => {});`,
  'work that nobody awaits': `void (async () => { for (;;) { await sleep(5); console.log('under way'); } })(); await new Promise(() => {});`,
};

it(
  'Stop ends every cell, with nothing of it going on, and keeps the variables',
  { timeout: 1_800_000 },
  async () => {
    const cells: (string | KernelCell)[] = [
      `import { AsyncResource } from 'node:async_hooks';
const kept = 41;
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const busy = async () => { const before = process.cpuUsage(); await sleep(1000); return process.cpuUsage(before).user / 1e6; };`,
      ...Object.values(endless).map((code) => ({ code, stop: 'under way' })),
      { code: endless['a loop after an await'], stop: 'under way', pid: true },
      // Pressed again and again.
      { code: endless['a loop after an await'], stop: 'under way', again: 0.05 },
      {
        code: `try { console.log('under way'); for (;;) await sleep(1); } finally { await sleep(1); console.log('put away'); }`,
        stop: 'under way',
      },
      // By now what is left of the last one has no time any more either.
      'await sleep(2000);',
      'console.log(kept + 1, (await busy()) < 0.5);',
    ];
    const { alive, results } = await onKernel(cells);
    expect(alive).toBe(true);
    const stopped = results.slice(1, -2);
    expect(stopped.map(({ status }) => status)).toEqual(stopped.map(() => 'error'));
    for (const { text } of stopped)
      expect(text).toMatch(/^(under way\n)+(put away\n)?Interrupted\.\n(under way\n)*$/);
    expect(stopped.at(-1)!.text).toContain('put away');
    expect(results.slice(-2).map(({ text }) => text)).toEqual(['', '42 true\n']);
  },
);
