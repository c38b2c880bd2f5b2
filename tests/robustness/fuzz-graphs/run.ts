/**
 * Imports damaged models: `npx tsx tests/robustness/fuzz-graphs/run.ts [count] [seed] [format ...]`, by default 10,000 of each format. Its
 * figures are in docs/robustness.md.
 */
import { formats, type Format } from './models';
import { fuzz } from './fuzz';

async function main(): Promise<void> {
  const [count = '10000', seed = '1', ...named] = process.argv.slice(2);
  const unknown = named.find((one) => !(formats as readonly string[]).includes(one));
  if (unknown !== undefined) throw new Error(`${unknown}: formats are ${formats.join(', ')}`);
  for (const format of named.length ? (named as Format[]) : formats) {
    const found = await fuzz(format, Number(count), Number(seed), (done) => {
      if (done % 500 === 0) process.stderr.write(`${format}: ${done}\n`);
    });
    const { networks, refused, faults, longest } = found;
    console.log(
      `${format}: ${networks} networks, ${refused} refused in words, ${faults.length} faults; the longest took ${longest.toFixed(1)} s`,
    );
    for (const fault of faults) console.log(`  ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

void main();
