import { expect, it } from 'vitest';
import { cell, failure, result, speak, type Answer } from './wire';

/** Cells whose last value is shown, and in which forms. */
const cells: readonly (readonly [code: string, forms: Record<string, RegExp | string>])[] = [
  [
    `import { createImage, createMatrix, buildNetwork } from '../src/index';
const grey = createImage(32, 24); grey.data.fill(0.5);
grey`,
    { 'text/plain': 'Image 32 x 24, shown 5 times as large', 'image/png': /^iVBORw0KGgo/ },
  ],
  ['createImage(300, 200)', { 'text/plain': 'Image 300 x 200', 'image/png': /^iVBORw0KGgo/ }],
  [
    '[grey, grey]',
    {
      'text/plain': '2 images, the first of 32 x 24',
      'text/html': /(<img [^>]*src="data:image\/png;base64,[^"]+">){2}/,
    },
  ],
  [
    'createMatrix(100, 8, Float64Array.from({ length: 800 }, (_, i) => i / 3))',
    {
      'text/plain':
        /^Matrix 100 x 8, Float64Array\n +0 +0\.33333 +0\.66667 .* \.\.\.\n[^]*\n +\.\.\.( +\.\.\.)+$/,
    },
  ],
  [
    "await buildNetwork({ kind: 'srresnet', scale: 4, blocks: 1, channels: 8, globalResidual: false } as never)",
    {
      'text/plain': /srresnet: \d+ layers, [\d ]+ parameters[^]*layer +channels +parameters[^]*RB1 +8 +\d+/,
      'text/html': /<table/,
    },
  ],
  [
    "({ data: [{ type: 'scatter', x: [1, 2], y: [3, 4] }], layout: { title: { text: 'two points' } } })",
    {
      'text/plain': /^\[figure /,
      'text/html': /data-ddr-figure/,
      'application/vnd.plotly.v1+json': /two points/,
    },
  ],
  [
    `import { DataFrame } from 'danfojs-node';
new DataFrame({ layer: ['RB1', '<RB2>'], chi: [0.25, 314.159265] })`,
    {
      'text/plain': /layer +chi\n0 +RB1 +0\.25\n1 +<RB2> +314\.159\n2 rows x 2 columns$/,
      'text/html': /<th>layer<\/th><th>chi<\/th>[^]*&#60;RB2&#62;/,
    },
  ],
  [
    "import * as tf from '@tensorflow/tfjs-core';\ntf.tensor2d([[1, 2, 3], [4, 5, 6]])",
    { 'text/plain': /^Tensor 2 x 3, float32\n +\[\[1, 2, 3\],\n +\[4, 5, 6\]\]$/ },
  ],
  [
    "[{ name: 'a', psnr: 30.123 }, { name: 'b', psnr: 29 }]",
    { 'text/plain': /name +psnr\n[^]*a +30\.12\nb +29\.00$/, 'text/html': /<table/ },
  ],
  // What a value says itself comes first; a promise of it will do.
  [
    "({ a: 1, async [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>own</b>' }; } })",
    { 'text/html': '<b>own</b>', 'text/plain': /a: 1/ },
  ],
  [
    `import { showValues } from '../src/index';
class Pair { constructor(readonly a: number, readonly b: number) {} }
showValues('pair', (value): value is Pair => value instanceof Pair, ({ a, b }) => ({ 'text/plain': \`\${a} and \${b}\` }));
new Pair(1, 2)`,
    { 'text/plain': '1 and 2' },
  ],
  ['Array.from({ length: 5000 }, (_, i) => i)', { 'text/plain': /^\[\n[^]*\.\.\. 4960 more items\n\]$/ }],
  [
    'new Float32Array(100_000)',
    { 'text/plain': /^Float32Array\(100000\) \[[^]*\.\.\. 99960 more items\n\]$/ },
  ],
  ["'x'.repeat(50_000)", { 'text/plain': /^'x+'\.\.\. \d+ more characters$/ }],
  ['new Map([[1, { a: [1, 2] }]])', { 'text/plain': 'Map(1) { 1 => { a: [ 1, 2 ] } }' }],
];

it('the last value of a cell is shown as what it is', { timeout: 1_800_000 }, async () => {
  const nothing = ['undefined', 'null', 'const silent = 5;', 'void 0'];
  const tools = [
    { type: 'complete_request', content: { code: 'createIm', cursor_pos: 8 } },
    { type: 'complete_request', content: { code: '%time grey.hei', cursor_pos: 14 } },
    { type: 'inspect_request', content: { code: 'createImage', cursor_pos: 4, detail_level: 0 } },
    { type: 'inspect_request', content: { code: 'openNotebook()', cursor_pos: 13, detail_level: 0 } },
    {
      type: 'inspect_request',
      content: { code: 'const größe = "😀"; createImage(1, ', cursor_pos: 33, detail_level: 0 },
    },
    { type: 'inspect_request', content: { code: '   ', cursor_pos: 1, detail_level: 0 } },
    { type: 'inspect_request', content: { code: 'prompt', cursor_pos: 6, detail_level: 1 } },
  ];
  const answers = await speak([
    ...cells.map(([code]) => cell(code)),
    ...nothing.map((code) => cell(code)),
    cell("import { openNotebook } from '../src/index';"),
    ...tools,
  ]);
  for (const [i, [code, forms]] of cells.entries()) {
    expect([code, failure(answers[i])]).toEqual([code, undefined]);
    const shown = result(answers[i])!;
    for (const [type, said] of Object.entries(forms)) {
      const text = typeof shown[type] === 'string' ? shown[type] : JSON.stringify(shown[type]);
      if (typeof said === 'string') expect(text).toBe(said);
      else expect(text).toMatch(said);
    }
    expect(shown['text/plain'].length).toBeLessThan(21_000);
  }
  const [a, b, c, d, , ...asked] = answers.slice(cells.length);
  for (const each of [a, b, c, d]) expect([each.reply.status, result(each)]).toEqual(['ok', undefined]);

  const [names, fields, documented, options, wide, none, prompt] = asked;
  expect(names.reply).toMatchObject({ matches: ['createImage'], cursor_start: 0, cursor_end: 8 });
  expect(fields.reply).toMatchObject({ matches: ['height'], cursor_start: 11, cursor_end: 14 });
  const text = ({ reply }: Answer): string => (reply.data as Record<string, string>)['text/plain'];
  expect(text(documented)).toMatch(
    /createImage\(height: number, width: number[^]*An image over `data`[^]*InputError/,
  );
  // Between the brackets of a call, too, with what its options are.
  expect(text(options)).toMatch(/openNotebook[^]*first cell[^]*plotly\?: [^]*basic[^]*default/);
  expect(text(wide)).toMatch(/createImage\(/);
  expect(none.reply).toMatchObject({ status: 'ok', found: false, data: {} });
  expect(text(prompt)).toMatch(/function prompt\([^]*waits for it/);
});
