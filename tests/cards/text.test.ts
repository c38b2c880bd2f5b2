import fc from 'fast-check';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { cardText } from '../../src/cards/card';
import { metricText, settings } from '../../src/cards/words';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import { markers, overviewText, replaceTable } from '../../src/cards/overview';
import { readRecord } from '../../src/cards/record';
import { InputError } from '@ddr-lab/base/errors';
import { classifierMetadata, measured, metadata } from './examples';

/** What Prettier would make of it: generated files must need no formatting. */
const formatted = (text: string): Promise<string> =>
  format(text, { parser: 'markdown', singleQuote: true, printWidth: 110 });

describe('markdownTable', () => {
  it('writes tables as Prettier does', async () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'B', '7', '.', ' ', '|', '-'), maxLength: 12 });
    const inner = word.map((text) => `x${text.trim()}y`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(inner, inner), { maxLength: 4 }),
        fc.boolean(),
        async (rows, right) => {
          const table = markdownTable<[string, string]>(
            [
              { head: 'what', cell: ([a]) => a },
              { head: 'value', cell: ([, b]) => b, right },
            ],
            rows,
          );
          expect(await formatted(`${table}\n`)).toBe(`${table}\n`);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the card', () => {
  const record = readRecord('srresnet-wgr', metadata);
  const card = cardText({ record, measured, bytes: 1_531_500, chart: true });

  it('needs no formatting, with and without what may lack', async () => {
    expect(await formatted(card)).toBe(card);
    const bare = cardText({ record: readRecord('x', {}), bytes: 10, chart: false });
    expect(await formatted(bare)).toBe(bare);
    expect(bare).not.toContain('undefined');
    expect(bare).not.toContain('.svg');
  });

  it('tells the recipe, the results and how to make it again', () => {
    expect(card).toContain('0.0008, falling to 0 along a cosine');
    expect(card).toMatch(/iterations +\| 8,192 /);
    expect(card).toContain('PSNR 24.71 dB, bicubic 23.48 dB (100 centre patches of bsds500/val)');
    expect(card).toContain('222.4 ± 9.6');
    expect(card).toMatch(/airplane, automobile, bird \| RB16 +\| +36.2 ± 2.1 \| +68.4 ± 3.3 \|/);
    expect(card).toMatch(/set5 \(5\) +\| +x4 \| 30.69 dB \| 28.43 dB \| \+2.26 dB \| 0.8729 \| +0.8111 \|/);
    expect(card).toContain('npx ddr train srresnet-wgr');
    expect(card).toMatch(/^# SRResNet-wGR\n/);
    expect(card).toContain('(srresnet-wgr.svg)');
  });

  it('tells what half precision changed, the change after t-SNE with its error', () => {
    const chi = [
      {
        set: 'scenes',
        images: 100,
        layer: 'RB16',
        runs: 20,
        full: { mean: 200, standardError: 3, reduced: 50, psnr: 24.7 },
        half: { mean: 199, standardError: 4, reduced: 50.01, psnr: 24.6999 },
      },
    ];
    const halved = readRecord('n', { ...metadata, precision: 'F16', halfPrecision: JSON.stringify({ chi }) });
    const text = cardText({ record: halved, bytes: 1, chart: false });
    expect(text).toContain('| 200.0 ± 3.0 | 199.0 ± 4.0 | -0.50 % (± 2.50) |');
    expect(text).toContain('+0.02 % | -0.0001 dB');
    expect(text).toContain('stored in half precision');
  });

  it('gives the accuracy of a classifier', () => {
    const text = cardText({ record: readRecord('resnet18', classifierMetadata), bytes: 1, chart: false });
    expect(text).toContain('accuracy 85.96 %');
    expect(text).not.toContain('PSNR');
  });
});

describe('the table of all networks', () => {
  const rows = [
    { record: readRecord('srresnet-wgr', metadata), measured, bytes: 1_500_000 },
    { record: readRecord('resnet18', classifierMetadata), bytes: 5_500_000 },
  ];
  const table = overviewText(rows, { count: 20, bytes: 13_000_000 });

  it('holds every network, bicubic once, and the size of all', async () => {
    expect(await formatted(`${table}\n`)).toBe(`${table}\n`);
    expect(table).toContain('[resnet18](resnet18.md)');
    expect(table.match(/bicubic x4/g)).toHaveLength(1);
    expect(table).toContain('20 snapshots in `evolution/`: 20.0 MB');
  });

  it('replaces what stands between its markers, and nothing else', async () => {
    const document = `# Networks\n\nWords before.\n\n${markers.begin}\n\nold\n\n${markers.end}\n\nWords after.\n`;
    const once = replaceTable(document, table);
    expect(once).not.toContain('old');
    expect(once).toContain('Words before.');
    expect(once).toContain('Words after.');
    expect(replaceTable(once, table)).toBe(once);
    expect(await formatted(once)).toBe(once);
    expect(() => replaceTable('# no markers', table, 'there/README.md')).toThrow(/there\/README\.md: put/);
  });
});

describe('the record of a weight file', () => {
  it('reads numbers as numbers, and leaves out what an older file has otherwise', () => {
    const record = readRecord('n', { ...metadata, log: '[{"iteration":300,"loss":0.03}]' });
    expect([record.iterations, record.metrics.psnr, record.log]).toEqual([8192, 24.71, []]);
    expect(readRecord('n', {}).iterations).toBeUndefined();
  });

  it('names a damaged file', () => {
    const read = (): unknown => readRecord('n', { recipe: '{"a":' }, 'there/n.safetensors');
    expect(read).toThrow(InputError);
    expect(read).toThrow(/there\/n\.safetensors: its "recipe"/);
    expect(() => readRecord('n', { metrics: '[1]' }, 'f')).toThrow(/f: its "metrics"/);
  });
});

describe('words', () => {
  it('units of metrics', () => {
    expect(metricText('psnr noise20', 22.345)).toBe('22.34 dB');
    expect(metricText('accuracy', 0.8596)).toBe('85.96 %');
    expect(metricText('loss', 0.0345678)).toBe('0.03457');
  });

  it('settings of any recipe, nested ones in brackets', () => {
    expect(
      settings({
        name: 'left out',
        learningRate: { kind: 'steps', from: 2e-4, halveAt: [100_000, 300_000] },
        discriminator: { network: { kind: 'discriminator', width: 32 } },
        losses: { l1: 0.01 },
      }),
    ).toEqual([
      { what: 'learning rate', value: '0.0002, halved at 100,000, 300,000' },
      { what: 'discriminator', value: 'network (discriminator: width 32)' },
      { what: 'losses', value: 'l1 0.01' },
    ]);
  });
});
