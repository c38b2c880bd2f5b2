import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { extract } from 'tar';

const project = path.resolve(__dirname, '../..');
const modules = path.join(project, 'node_modules');

/** What is packed, and what that is made with. */
const parts = [
  'src',
  'packages',
  'bin',
  'environment',
  'checkpoints',
  'package.json',
  'tsconfig.json',
  'README.md',
  'LICENSE',
  '.npmrc',
];

/**
 * Copies the checkout to `folder`, so that other tests do not see it while it is packed. Packages from elsewhere are the
 * checkout's own.
 */
export function copyCheckout(folder: string): void {
  const taken = (file: string): boolean => !/\/(node_modules|dist|__pycache__|\.ddr)$/.test(file);
  for (const part of parts) {
    cpSync(path.join(project, part), path.join(folder, part), {
      recursive: true,
      filter: taken,
      preserveTimestamps: true,
    });
  }
  const links = path.join(folder, 'node_modules');
  mkdirSync(path.join(links, '@ddr-lab'), { recursive: true });
  for (const name of readdirSync(modules).filter((each) => each !== '@ddr-lab')) {
    symlinkSync(path.join(modules, name), path.join(links, name));
  }
  for (const name of readdirSync(path.join(folder, 'packages'))) {
    symlinkSync(path.join(folder, 'packages', name), path.join(links, '@ddr-lab', name));
  }
}

/** What a program did. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node in `folder`, in plain surroundings: none of this project's settings, no test runner's. */
export function startNode(args: readonly string[], folder: string, more: NodeJS.ProcessEnv = {}): Ended {
  const kept = Object.entries(process.env).filter(([name]) => !/^(DDR_|VITEST|NODE_|npm_)/.test(name));
  return spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...Object.fromEntries(kept), DDR_DATA: '', ...more },
    maxBuffer: 2 ** 28,
    // Against hanging alone.
    timeout: 300_000,
  });
}

/** The npm that started the tests, else the one beside this Node, else the one on the PATH. */
function npmScript(): string {
  const beside = path.resolve(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const onPath = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'npm'));
  const found = [process.env.npm_execpath ?? '', beside, ...onPath].find(
    (file) => file !== '' && existsSync(file),
  );
  if (found === undefined) throw new Error('npm is not on the PATH: the tests of packing need it.');
  return found;
}

/** `npm pack` in a copy of the checkout, with more words. */
export function npmPack(checkout: string, ...words: readonly string[]): Ended {
  return startNode([npmScript(), 'pack', ...words], checkout);
}

/**
 * Installs a tarball into `app` as npm would: unpacked to `node_modules`, and beside it what its package.json says that it
 * needs, of the checkout's packages; and its own packages out of `tarballs`.
 */
export async function installTarball(name: string, app: string, tarballs: string): Promise<string> {
  const place = path.join(app, 'node_modules', name);
  if (existsSync(place)) return place;
  mkdirSync(place, { recursive: true });
  const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    version: string;
  };
  const file = path.join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  await extract({ file, cwd: place, strip: 1 });
  const { dependencies } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const needed of Object.keys(dependencies)) {
    if (needed.startsWith('@ddr-lab/')) await installTarball(needed, app, tarballs);
    else link(needed, app);
  }
  return place;
}

/** A package of the checkout's, in an app. */
export function link(name: string, app: string): void {
  const place = path.join(app, 'node_modules', name);
  if (existsSync(place)) return;
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(path.join(modules, name), place);
}

/** Every file and folder below `folder`, with a mark of what it holds: equal marks, equal trees. */
export function marksOf(folder: string, passedOver: readonly string[] = []): Map<string, string> {
  const marks = new Map<string, string>();
  const visit = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below)).sort()) {
      const file = path.join(below, name);
      if (passedOver.includes(file)) continue;
      const full = path.join(folder, file);
      const stat = lstatSync(full);
      if (stat.isDirectory()) {
        marks.set(file, 'folder');
        visit(file);
      } else {
        const text = stat.isFile() ? createHash('sha256').update(readFileSync(full)).digest('hex') : 'link';
        marks.set(file, `${text} ${stat.mtimeMs}`);
      }
    }
  };
  visit('');
  return marks;
}
