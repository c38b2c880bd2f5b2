import { expect, it } from 'vitest';
import { onKernel } from './on-kernel';

const show = `import { show } from '@ddr-lab/book/cells/display';
import { progress } from '@ddr-lab/book/cells/progress';
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));`;
const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i}\n`).join('');

it(
  'all that a cell prints and shows arrives, in order, in its own cell',
  { timeout: 1_800_000 },
  async () => {
    const { results } = await onKernel([
      show,
      `for (let i = 0; i < 20000; i++) console.log('line', i);`,
      // Lines with awaits, a large picture and progress between them.
      `const bar = progress('steps', { interval: 0 });
for (let i = 0; i < 300; i++) {
  console.log('line', i);
  bar({ done: i + 1 / 3, total: 300 });
  if (i % 100 === 0) await sleep(1);
  if (i === 150) show({ 'text/plain': 'x'.repeat(5_000_000), 'image/png': 'y'.repeat(5_000_000) });
}
bar.end();`,
      // The two streams in turn, and a piece of a letter at a time.
      `for (let i = 0; i < 300; i++) { console.log('line', i); console.error('e'); }
for (const byte of Buffer.from('größe\\n')) process.stdout.write(Uint8Array.of(byte));
await new Promise<void>((resolve) => process.stdout.write('written\\n', () => resolve()));`,
      `void sleep(150).then(() => console.log('late')); void sleep(200).then(() => show({ 'text/plain': 'later' })); console.log('at once');`,
      `await sleep(1000); console.log('meanwhile');`,
      `console.log('x'.repeat(3_000_000));`,
      `console.log('last words'); process.exit(1);`,
    ]);
    const texts = results.map(({ text }) => text);
    expect(texts[1]).toBe(numbered(20000));
    expect(texts[2]).toBe(numbered(300));
    expect(results[2].shown.map((text) => text.length > 100 || text.replace(/in .*/, ''))).toEqual([
      'steps: 299 of 300 ',
      true,
    ]);
    expect(texts[3]).toBe(`${numbered(300).replaceAll('\n', '\ne\n')}größe\nwritten\n`);
    expect(texts[4]).toBe('at once\nlate\n');
    expect(results[4].shown).toEqual(['later']);
    expect(texts[5]).toBe('meanwhile\n');
    expect(texts[6]).toHaveLength(3_000_001);
    expect([results[7].text, results[7].status]).toEqual(['last words\n', 'dead']);
  },
);
