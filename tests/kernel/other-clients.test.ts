import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findJupyter } from '@ddr-lab/book/jupyter';
import { installKernel } from '../../src/environment/install-kernel';
import { temporaryFolder } from '../environment/project';
import { plain } from './wire';

/** A notebook with these cells, for the installed kernel. */
const notebook = (...sources: string[]): string =>
  JSON.stringify({
    cells: sources.map((source, i) => ({
      cell_type: 'code',
      id: `c${i}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
    metadata: {
      kernelspec: { display_name: 'TypeScript (ddr-lab)', language: 'typescript', name: 'ddr-lab' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });

it(
  'other programs that run notebooks see a failure as one, and results as results',
  { timeout: 1_800_000 },
  async () => {
    const folder = temporaryFolder();
    await installKernel({ prefix: folder });
    const { python, environment } = await findJupyter();
    const env = { ...environment, JUPYTER_PATH: path.join(folder, 'share', 'jupyter') };
    const run = (code: string, ...args: string[]) =>
      spawnSync(python, ['-c', code, ...args], { cwd: folder, env, encoding: 'utf8' });
    await writeFile(
      path.join(folder, 'fails.ipynb'),
      notebook('const a = 1;', 'a + 1', "\nthrow new RangeError('too few');", "'never'"),
    );
    await writeFile(path.join(folder, 'works.ipynb'), notebook('const a: number = 1;', 'a + 1'));

    // nbclient: CellExecutionError, and the failure kept in the notebook.
    const client = run(
      `import nbformat, nbclient, sys
nb = nbformat.read('fails.ipynb', 4)
try:
    nbclient.NotebookClient(nb, timeout=900, startup_timeout=300, iopub_timeout=300).execute()
except nbclient.exceptions.CellExecutionError as error:
    print(error.ename, '|', error.evalue)
    print(nb.cells[1].outputs[0].data['text/plain'], nb.cells[2].outputs[0].output_type, nb.cells[3].outputs)
    print(nb.cells[2].outputs[0].traceback)
nbformat.write(nb, 'told.ipynb')
`,
    );
    expect(client.stdout.split('\n').slice(0, 3)).toEqual([
      'RangeError | too few',
      '2 error []',
      "['\\x1b[31mRangeError\\x1b[39m: too few', '    at \\x1b[32mcell [3], line 2, column 7\\x1b[39m']",
    ]);

    // nbconvert: exit status 1 for one that fails; what it makes of one that works.
    const convert = (file: string, ...more: string[]) =>
      run('import sys; from nbconvert.nbconvertapp import main; sys.exit(main(sys.argv[1:]))', file, ...more);
    const execute = ['--execute', '--ExecutePreprocessor.startup_timeout=300', '--to', 'notebook'];
    const failed = convert('fails.ipynb', ...execute, '--output', 'out');
    expect([failed.status, /RangeError: too few/.test(plain(failed.stderr))]).toEqual([1, true]);
    // What nbconvert makes of the colours: classes that the book's pages know.
    expect(convert('told.ipynb', '--to', 'html', '--output', 'told').status).toBe(0);
    const page = await readFile(path.join(folder, 'told.html'), 'utf8');
    expect(page).toContain('<span class="ansi-red-fg">RangeError</span>: too few');
    expect(page).toContain('at <span class="ansi-green-fg">cell [3], line 2, column 7</span>');
    const worked = convert('works.ipynb', ...execute, '--output', 'executed');
    expect([worked.status, worked.stderr.includes('Error')]).toEqual([0, false]);
    expect(convert('executed.ipynb', '--to', 'script', '--output', 'works').status).toBe(0);
    // By `file_extension` and `nbconvert_exporter` of the kernel.
    expect(await readFile(path.join(folder, 'works.ts'), 'utf8')).toContain('const a: number = 1;');
  },
);
