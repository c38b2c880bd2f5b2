import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';

/** The name that notebooks know their kernel by: its own, so that another TypeScript kernel is never taken for it. */
export const KERNEL = 'ddr-lab';

/** Where this project's kernel spec lies; `JUPYTER_PATH=.ddr/jupyter` makes it known to Jupyter. */
export const kernelFile = (root = ROOT) =>
  path.join(stateFolder(root), 'jupyter', 'kernels', KERNEL, 'kernel.json');

/**
 * How Jupyter starts the kernel: with this very Node, whatever stands first on the PATH. Windows knows no signals, so that it is interrupted by
 * a message there.
 */
export function kernelSpec({ root = ROOT, node = process.execPath, platform = process.platform } = {}) {
  const kernel = path.join(root, 'packages', 'book', 'kernel.js');
  return {
    argv: [node, kernel, '--config-path', '{connection_file}'],
    display_name: 'TypeScript (ddr-lab)',
    language: 'typescript',
    interrupt_mode: platform === 'win32' ? 'message' : 'signal',
    metadata: { debugger: false },
  };
}

/** Writes the kernel spec where it is missing or was made for another Node or another place. */
export function writeKernelSpec(options = {}) {
  const file = kernelFile(options.root);
  const spec = kernelSpec(options);
  if (JSON.stringify(readJson(file)) !== JSON.stringify(spec)) writeJson(file, spec);
}

/** What keeps the kernel from starting, in words; undefined where nothing does. */
export function kernelProblem({ root = ROOT } = {}) {
  const spec = readJson(kernelFile(root));
  if (!Array.isArray(spec?.argv)) return 'there is no kernel spec';
  const gone = spec.argv.slice(0, 2).find((file) => !existsSync(file));
  if (gone) return `${gone}, which the kernel spec names, does not exist`;
  if (spec.argv[1] !== kernelSpec({ root }).argv[1])
    return `the kernel spec is for another folder (${spec.argv[1]})`;
  return undefined;
}
