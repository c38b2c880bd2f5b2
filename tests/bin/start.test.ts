import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { commands } from '../../bin/command-line';

const project = path.join(__dirname, '../..');

/** The files that `ddr` has loaded when it ends, from the project's folder, with `/`. */
async function loadedBy(...words: string[]): Promise<string[]> {
  const program = `process.argv.splice(1, 0, 'ddr');
process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));
require('./bin/ddr.js');`;
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', program, '--', ...words], {
    cwd: project,
  });
  return (JSON.parse(stderr) as string[]).map((file) =>
    path.relative(project, file).split(path.sep).join('/'),
  );
}

const packagesOf = (files: readonly string[]): string[] => [
  ...new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])),
];
const of = (folder: string, files: readonly string[]): string[] =>
  files.filter((file) => file.startsWith(folder));

it('is said of each command which words call it', async () => {
  for (const { words, load } of commands) {
    const program = new Command();
    (await load())(program);
    expect(program.commands.map((command) => command.name())).toEqual(words);
  }
});

it('what is light loads no engine, and of the commands the one that is called', async () => {
  const own = ['commander', 'esbuild', 'tsx'];
  const help = await loadedBy('--help');
  expect(packagesOf(help).sort()).toEqual(own);
  expect(of('bin/commands/', help).length).toBeGreaterThan(commands.length);
  expect(of('src/degradations/', help)).toEqual([]);
  expect(of('src/studies/', help)).toEqual([]);
  for (const words of [['layers', '--help'], ['help', 'layers'], ['cache']]) {
    const files = await loadedBy(...words);
    expect(packagesOf(files).sort()).toEqual(own);
    expect(of('bin/commands/', files)).toEqual([
      `bin/commands/${words.find((word) => !/help/.test(word))}.ts`,
    ]);
  }
  // Their help names what they take: degradations, which draw random numbers.
  const degrade = await loadedBy('degrade', '--help');
  expect(of('src/degradations/', degrade)).not.toEqual([]);
  expect(packagesOf(degrade).filter((name) => !own.includes(name))).toEqual(['pure-rand']);
});
