import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { runNotebooks } from '@ddr-lab/book/run';
import { notebook } from '../runner/spawn-run';

// The kernel compiles the library by itself, with names of its own around each file: what loads in a test need not
// load there, and a backend that does not load is only slow.
it('the notebook kernel computes with the same backend and SIMD loops as any other process', async () => {
  const out = await mkdtemp(path.join(tmpdir(), 'ddr-computing-'));
  try {
    const { runs } = await runNotebooks([notebook('computes')], { out });
    expect(runs[0].failure).toBeUndefined();
    const { cells } = JSON.parse(await readFile(path.join(out, 'computes.ipynb'), 'utf8')) as {
      cells: { outputs: { name?: string; text?: string[] }[] }[];
    };
    const { name } = await useBackend();
    // Nothing else: no warning either.
    expect(cells[1].outputs.map(({ name: stream, text }) => [stream, text?.join('')])).toEqual([
      ['stdout', `${name}\ntrue true\n`],
    ]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}, 300_000);
