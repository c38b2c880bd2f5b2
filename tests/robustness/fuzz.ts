import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fuzz, fuzzedFormats, type FuzzedFormat } from './fuzz-weights';

/**
 * Imports files of weights that were changed at random, and prints what came of it:
 * `npx tsx tests/robustness/fuzz.ts [runs, 10000] [seed, 1] [format, all] [most minutes, no limit]`.
 */
async function main([
  runs = '10000',
  seed = '1',
  format = 'all',
  minutes = 'Infinity',
]: string[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddr-fuzz-'));
  const formats = format === 'all' ? fuzzedFormats : [format as FuzzedFormat];
  let faults = 0;
  try {
    for (const one of formats) {
      const start = Date.now();
      const until = start + 60_000 * Number(minutes);
      const outcome = await fuzz(one, Number(runs), folder, { seed: Number(seed), until });
      faults += outcome.faults.length;
      const { imported, refused, slowest, memory } = outcome;
      console.log(
        `${one}: ${imported + refused} files, ${imported} imported, ${refused} refused, ${outcome.faults.length} faults; ` +
          `slowest ${slowest} ms, memory +${Math.round(memory / 2 ** 20)} MiB, ${Math.round((Date.now() - start) / 1000)} s`,
      );
      for (const fault of outcome.faults.slice(0, 10)) console.log(`  ${fault}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  process.exitCode = faults > 0 ? 1 : 0;
}

void main(process.argv.slice(2));
