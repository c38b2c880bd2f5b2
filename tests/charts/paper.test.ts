import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableLatex } from '@ddr-lab/book/cells/table-latex';
import { textTable } from '@ddr-lab/book/cells/table-format';
import { findClaims } from '@ddr-lab/book/claims/committed';
import { writeClaimMacros } from '@ddr-lab/book/claims/latex';
import { closeChromium } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import { chromiumMissing } from './chromium-here';
import { exampleFigures, hostile } from './examples';

const missing = [
  ...(chromiumMissing ? [chromiumMissing] : []),
  ...['pdflatex', 'bibtex'].filter((name) => spawnSync(name, ['--version']).error !== undefined),
];
const words = missing.length > 0 ? ` (skipped, there is no ${missing.join(', ')})` : '';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-paper-'));
});
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true, force: true });
});

/** Letters that mean something to LaTeX, and some that it does not have. */
const odd = `50 % & more_or_less #1 {a} ~ b^2 \\x $y$ "q" <z> | α ≤ 3 × 10 ± 1 – naïve Ž 中 ${hostile}`;

const document = String.raw`\documentclass[10pt,twocolumn]{article}
\usepackage[letterpaper,textwidth=182mm,textheight=9in]{geometry}
\setlength{\columnsep}{4.2mm}
\usepackage{graphicx,booktabs,array}
\input{claims}
\begin{document}
Of \claimsTotal{} claims \claimsHold{} hold: \claimFourThreeWgrClusters{} \claimFourThreeWgrClustersInterval{}.
Tables~\ref{tab:one} and~\ref{tab:two}; \cite{liu2021semantics}.\nocite{*}
\begin{figure}[t]\includegraphics[width=\columnwidth]{lines.pdf}\caption{Lines.}\end{figure}
\begin{figure*}[t]\includegraphics[width=\textwidth]{grid.pdf}\caption{Grid.}\end{figure*}
\begin{figure}[t]\includegraphics[width=\columnwidth]{samples.pdf}\caption{Samples.}\end{figure}
\input{one}
\input{two}
\bibliographystyle{plain}
\bibliography{references}
\end{document}
`;

describe.skipIf(missing.length > 0)(`a paper${words}`, () => {
  test('of three figures, two tables, claims and references compiles, and nothing is too wide', async () => {
    const figures = await exampleFigures();
    for (const [name, width] of [
      ['lines', 'single'],
      ['grid', 'double'],
      ['samples', 'single'],
    ] as const) {
      const figure = { ...figures.find((one) => one.name === name)!, style: 'ieee' as const, width };
      await exportFigure(figure, folder, { formats: ['pdf'] });
    }
    const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
    const spread = { mean: 283.54, standardDeviation: 4.1 };
    const one = textTable(
      ['network', 'CHI', 'PSNR', odd],
      [
        ['SRResNet-wGR', spread, 24.1, odd],
        ['SRResNet-woGR', { mean: 0.3, interval: { low: -1e-9, high: null } }, -0.5, ''],
      ],
      { caption: odd, best: { CHI: 'higher' }, units: { PSNR: 'dB' } },
    );
    await write('one.tex', tableLatex(one, { label: 'tab:one' }));
    const { claims } = await findClaims({ committed: true });
    const rows = claims.slice(0, 9).map(({ text, paper, ours }) => [text, paper, ours]);
    const two = textTable(['claim', 'paper', 'ours'], rows, { caption: 'Claims.' });
    await write('two.tex', tableLatex(two, { label: 'tab:two', width: 'double' }));
    await writeClaimMacros(path.join(folder, 'claims.tex'), claims);
    await write('paper.tex', document);
    const bib = await readFile(path.join(__dirname, '../../docs/references.bib'), 'utf8');
    await write('references.bib', bib);

    const run = (program: string, ...options: string[]): string => {
      const { status, stdout } = spawnSync(program, [...options, 'paper'], { cwd: folder, encoding: 'utf8' });
      expect(status, stdout).toBe(0);
      return stdout;
    };
    const latex = (): string =>
      run('pdflatex', '-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape');
    latex();
    expect(run('bibtex')).not.toMatch(/warning/i);
    latex();
    const told = latex();
    expect(told).not.toMatch(/undefined|multiply|Float too large/i);
    // Tables and figures are boxes in floats; the words of references may stick out a little.
    expect(told).not.toMatch(/Overfull \\hbox \((?:[5-9]|\d\d+)\.\d+pt too wide\)/);
    expect(told).toMatch(/Output written on paper.pdf/);
    const log = await readFile(path.join(folder, 'paper.log'), 'utf8');
    expect(log.match(/<(?:use )?(?:lines|grid|samples)\.pdf/g)).toEqual(
      expect.arrayContaining([expect.stringContaining('lines'), expect.stringContaining('grid')]),
    );
  }, 120_000);
});
