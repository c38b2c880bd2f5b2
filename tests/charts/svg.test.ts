import { expect, test } from 'vitest';
import { fontFaces } from '@ddr-lab/charts/text';
import { finishSvg } from '@ddr-lab/charts/export';

const point = (x: number, fill: string): string =>
  `<path class="point" transform="translate(${x},2.5)" d="M0,0H1Z" style="fill: ${fill};"/>`;
const svg =
  '<svg class="main-svg" width="9" height="9"><defs id="defs-a1b2c3"><clipPath id="clipa1b2c3x"><rect/></clipPath>' +
  `<clipPath id="clipa1b2c3y"><rect/></clipPath></defs><g clip-path="url(#clipa1b2c3x)">${point(1, 'red')}${point(-2.25, 'red')}${point(3, 'blue')}</g><text>a</text></svg>`;

test('random ids, unused clips and repeated markers go; what is drawn stays', () => {
  const finished = finishSvg(svg);
  expect(finished).not.toContain('a1b2c3');
  expect(finished).toContain('<clipPath id="clipfigurex">');
  expect(finished).not.toContain('clipfigurey');
  expect(finished.match(/<use xlink:href="#marker0" x="(1|-2.25)" y="2.5"\/>/g)).toHaveLength(2);
  expect(finished).toContain('<use xlink:href="#marker1" x="3" y="2.5"/>');
  expect(finished.match(/d="M0,0H1Z"/g)).toHaveLength(2);
});

test('the font has the parts that the text needs', () => {
  expect(finishSvg(svg)).toMatch(
    /<style>@font-face\{font-family:Arimo;font-weight:400;src:url\(data:font\/woff2/,
  );
  const faces = (text: string, bold = false): number =>
    (fontFaces(text, { bold }).match(/@font-face/g) ?? []).length;
  expect(faces('CHI 0.3 ± 0.1 − ×')).toBe(1);
  expect(faces('σ = 4')).toBe(2);
  expect(faces('abc', true)).toBe(2);
  expect(faces('\u4e2d')).toBe(0);
});
