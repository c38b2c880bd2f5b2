import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latexName, latexText } from '@ddr-lab/base/latex';
import { textTable } from '@ddr-lab/book/cells/table-format';
import { tableLatex } from '@ddr-lab/book/cells/table-latex';
import { table } from '../../src/notebook/table';
import { fakeKernel } from './kernel';

const shown = fakeKernel();
const before = process.env.DDR_FIGURES;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-latex-'));
  process.env.DDR_FIGURES = folder;
});
afterAll(async () => {
  if (before === undefined) delete process.env.DDR_FIGURES;
  else process.env.DDR_FIGURES = before;
  await rm(folder, { recursive: true, force: true });
});

const rows = [
  { network: 'wGR', CHI: { mean: 283.54, standardDeviation: 4.1 }, NIQE: 4.201, sd: 0.1 },
  { network: 'woGR', CHI: { mean: 0.31, deviation: 0.05 }, NIQE: 4.199, sd: 0.2 },
  { network: 'GAN', CHI: { mean: 464.9, interval: { low: 389, high: null } }, NIQE: -5e-9, sd: 0.3 },
  { network: 'R&D_1', CHI: NaN, NIQE: 9.5, sd: 0.4 },
];

test('a table is shown and written: deviations, units, the best in bold, ties alike', async () => {
  table(rows.slice(0, 2).concat(rows[3]), {
    latex: 'tab3',
    caption: 'CHI & NIQE',
    best: { CHI: 'higher', NIQE: 'lower' },
    units: { NIQE: 'no unit' },
    deviations: { NIQE: 'sd' },
    precision: { CHI: 1, NIQE: 1 },
  });
  expect(await readFile(path.join(folder, 'tab3.tex'), 'utf8')).toBe(
    String.raw`% Written by ddr-lab, and written anew by the next run. The preamble needs \usepackage{graphicx,booktabs,array}.
\begin{table}[t]
  \centering
  \caption{CHI \& NIQE}
  \label{tab:tab3}
  \smallskip
  \small
  \begin{tabular}{@{}lrr@{}}
    \toprule
    network & CHI & NIQE (no unit) \\
    \midrule
    wGR & \textbf{283.5 $\pm$ 4.1} & \textbf{4.2 $\pm$ 0.1} \\
    woGR & 0.3 $\pm$ 0.1 & \textbf{4.2 $\pm$ 0.2} \\
    R\&D\_1 & \textendash{} & 9.5 $\pm$ 0.4 \\
    \bottomrule
  \end{tabular}
\end{table}
`,
  );
  const { data } = shown[0];
  expect(data['text/html']).toContain('<b>283.5 ± 4.1</b>');
  expect(data['text/html']).toContain('<b>4.2 ± 0.2</b>');
  expect(data['text/html']).not.toContain('<b>9.5');
  expect(data['text/plain']).toContain('NIQE (no unit)');
});

test('intervals, powers of ten, both columns, chosen columns', () => {
  table(rows, { latex: 'wide', width: 'double', letters: 'scriptsize', columns: ['NIQE', 'CHI'] });
  return readFile(path.join(folder, 'wide.tex'), 'utf8').then((text) => {
    expect(text).toMatch(/\\begin\{table\*\}[^]*\\scriptsize[^]*\\end\{table\*\}/);
    expect(text).not.toContain('\\label');
    expect(text).toContain('NIQE & CHI');
    expect(text).toContain(String.raw`$-$5.0$\times$10$^{-9}$ & 464.90 [389.00, $\infty$]`);
  });
});

test('long text is broken into lines; what is too wide all the same is made smaller', () => {
  const long = 'a sentence that is longer than one column of a paper can hold in a line';
  const set = (columns: number): string =>
    tableLatex(
      textTable(
        Array.from({ length: columns }, (_, i) => `c${i}`),
        [[long, ...Array(columns - 1).fill('1234567890')]],
      ),
    );
  expect(set(2)).toMatch(/p\{0\.7\d+\\linewidth\}l@/);
  expect(set(2)).not.toContain('resizebox');
  expect(set(9)).toContain('\\resizebox{\\linewidth}{!}{%');
  expect(set(9)).toContain('\\end{tabular}}');
});

test('nothing is written where an option is wrong', async () => {
  const files = await readdir(folder);
  const words = [
    [{ latex: '../tab' }, 'cannot be named "../tab"'],
    [{ latex: 'a', label: 'x}' }, 'cannot have the label "x}"'],
    [{ latex: 'a', best: { PSNR: 'higher' } }, 'no column "PSNR" (best); it has network, CHI, NIQE, sd.'],
    [{ latex: 'a', units: { PSNR: 'dB' } }, 'no column "PSNR" (units)'],
    [{ latex: 'a', deviations: { NIQE: 'x' } }, 'no column "x" (deviations)'],
    [{ latex: 'a', columns: ['x'] }, 'no column "x" (columns)'],
    [{ latex: 'a', best: { NIQE: 'less' } }, 'The best of NIQE is higher or lower, not "less".'],
    [{ latex: 'a', width: 'wide' }, 'single or double, not "wide"'],
    [{ latex: 'a', letters: 'tiny' }, 'not "tiny"'],
  ] as const;
  for (const [options, message] of words) {
    expect(() => table(rows, options as never), message).toThrow(message);
  }
  expect(shown).toEqual([]);
  expect(await readdir(folder)).toEqual(files);
});

test('text for LaTeX: no character of it is a command', () => {
  expect(latexText('50 % & more_x #1 {a} ~ ^ \\ $ < > |')).toBe(
    String.raw`50 \% \& more\_x \#1 \{a\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$ \textless{} \textgreater{} \textbar{}`,
  );
  expect(latexText('α ± 3 × Ω − 1 – naïve\nŽ "q" --- 中 e\u0301')).toBe(
    String.raw`$\alpha$ $\pm$ 3 $\times$ $\Omega$ $-$ 1 \textendash{} naïve Ž {''}q{''} -{}-{}- [U+4E2D] é`,
  );
  expect(latexName('4.3-wgr-clusters')).toBe('FourThreeWgrClusters');
  expect(latexName('A.10-x21 é_')).toBe('ATenXTwoOneE');
});
