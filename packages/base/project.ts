import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds `src/` and `packages/` of the code that runs: the checkout's; of an installed package, its `dist`. */
export const codeRoot = path.resolve(__dirname, '../..');

/** Whether this code is compiled, as in a package: its TypeScript is not beside it. */
const isCompiled = !existsSync(path.join(codeRoot, 'packages', 'base', 'project.ts'));

/** The folder that `checkpoints/` ships in: the checkout, or the installed package. An installed one is never written to. */
const shippedRoot = isCompiled ? path.dirname(codeRoot) : codeRoot;

/**
 * The folder that everything is written below (cache, weights, figures, `.ddr`), and that the reader's own files are
 * looked for in: the one that `DDR_HOME` names; else the checkout; of an installed package, the folder that the process
 * started in.
 */
export const projectRoot = homeFolder(process.env.DDR_HOME);

function homeFolder(named: string | undefined): string {
  if (named) return path.resolve(named);
  const isInstalled = isCompiled || codeRoot.split(path.sep).includes('node_modules');
  return isInstalled ? process.cwd() : codeRoot;
}

/**
 * Where to read what ships with the project, such as `checkpoints/NAME.safetensors`: the reader's own below `projectRoot`
 * where that is there, else the one that ships.
 */
export function shippedOrOwn(...parts: readonly string[]): string {
  const own = path.join(projectRoot, ...parts);
  return existsSync(own) ? own : path.join(shippedRoot, ...parts);
}

/** The folders that may hold what `shippedOrOwn` finds, the reader's own first. One in the checkout. */
export function placesOf(...parts: readonly string[]): string[] {
  return [...new Set([projectRoot, shippedRoot])].map((root) => path.join(root, ...parts));
}
