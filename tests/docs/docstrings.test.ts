import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** typedoc reads files of the project alone: those that its tsconfig.json includes. */
const root = path.join(__dirname, '../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(__dirname, 'names-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the step of `npm test` says of one file. */
async function said(source: string): Promise<{ status: number; text: string }> {
  const file = path.join(folder, 'names.ts');
  await writeFile(file, source);
  return new Promise((resolve) => {
    const typedoc = path.join(root, 'node_modules/typedoc/bin/typedoc');
    execFile(
      process.execPath,
      [typedoc, '--emit', 'none', '--logLevel', 'Warn', '--entryPoints', file],
      { cwd: root },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, text: stdout + stderr }),
    );
  });
}

it('a public name without a docstring is refused', async () => {
  const documented = '/** The number of this file. */\nexport const number = 1;\n';
  expect(await said(documented)).toEqual({ status: 0, text: '' });
  const { status, text } = await said(`${documented}export const nameless = 2;\n`);
  expect(status).not.toBe(0);
  expect(text).toContain('nameless');
  expect(text).not.toContain('number (');
}, 120_000);
