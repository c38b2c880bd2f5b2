import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { readClaimsFile } from '@ddr-lab/book/claims/committed';
import { photographsRoot } from '../../src/analysis/test-set';
import { runNotebooks } from '@ddr-lab/book/run';
import { notebook } from './spawn-run';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-photographs-test-'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true }));

it('wants photographs, and says how to get them', async () => {
  vi.stubEnv('DDR_DATA', '');
  const run = photographsRoot();
  await expect(run).rejects.toThrow(InputError);
  await expect(run).rejects.toThrow(/bsds500\/val needs real data.*ddr fetch bsds500/);
});

it('does not write notebooks back', async () => {
  const photographs = { root: await dataRoot() };
  const run = runNotebooks([notebook('passes')], { out: folder, photographs, inPlace: true });
  await expect(run).rejects.toThrow(/not together with photographs/);
});

// A real kernel, which takes a few seconds to start, and longer where the machine is busy.
it('gives the kernel the photographs, the style and a folder for figures, and records what rests on photographs', async () => {
  const data = await dataRoot();
  const claim = { id: 'a', section: '1', text: 't', paper: 1, ours: 2, threshold: 'x', verdict: 'holds' };
  const records = [
    { ...claim, images: 'bsds500/val' },
    { ...claim, id: 'drawn', images: 'scenes' },
  ];
  const lines = records.map((record) => JSON.stringify(record)).join('\n');
  const file = path.join(folder, 'seen.ipynb');
  const source = [
    "import { writeFileSync } from 'node:fs';",
    'console.log([process.env.DDR_DATA, process.env.DDR_STYLE, process.env.DDR_FIGURES].join());',
    `writeFileSync(process.env.DDR_CLAIMS!, ${JSON.stringify(lines)});`,
  ].join('\n');
  const cell = { id: 'c', cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null };
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'ddr-lab' };
  const text = JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
  await writeFile(file, text);
  const out = path.join(folder, 'out');
  const { runs } = await runNotebooks([file], { out, photographs: { root: data }, style: 'ieee' });
  expect(runs[0].failure).toBeUndefined();
  const executed = await readFile(path.join(out, 'seen.ipynb'), 'utf8');
  expect(executed).toContain(`${data},ieee,${path.join(out, 'figures')}`);
  expect(await readFile(file, 'utf8')).toBe(text);
  const kept = await readClaimsFile(path.join(folder, 'claims-photographs.json'));
  expect(kept.map(({ id, notebook: of }) => [id, of])).toEqual([['a', 'seen']]);
  expect(await readClaimsFile(path.join(folder, 'claims.json'))).toEqual([]);
}, 1_800_000);

/** A data root with one photograph. */
async function dataRoot(): Promise<string> {
  const data = path.join(folder, 'data');
  await mkdir(path.join(data, 'bsds500/val'), { recursive: true });
  const photograph = sharp({ create: { width: 8, height: 8, channels: 3, background: '#345' } });
  await photograph.png().toFile(path.join(data, 'bsds500/val/1.png'));
  return data;
}
