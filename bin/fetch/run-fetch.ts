import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { dataRoot, ownData } from '../../src/images/data-root';
import { withoutCredentials } from '@ddr-lab/images/fetch/request';
import type { Archive } from '@ddr-lab/images/fetch/archive';
import { chooseArchives } from '@ddr-lab/images/fetch/checksum';
import { fetchArchive } from '../../src/images/fetch-set';
import { collections } from '../../src/images/sets/sets';
import { progressBar } from '../progress-bar';

/** `ddr fetch`: prints the list, or fetches each archive of the name in turn. */
export async function runFetch(
  name: string | undefined,
  options: { to?: string; url?: string; sha256?: string; size?: string },
): Promise<void> {
  if (name === undefined) return printList();
  const size = options.size === undefined ? undefined : Number(options.size);
  const archives = chooseArchives(name, collections, { url: options.url, sha256: options.sha256, size });
  const to = path.resolve(options.to ?? targetRoot());
  const terms = collections.find((one) => one.archives?.some((a) => a.name === archives[0].name));
  if (terms) process.stdout.write(`${terms.title}. ${terms.terms}\n`);
  for (const archive of archives) await fetchOne(archive, to);
  if (process.env.DDR_DATA === '' || (dataRoot() !== undefined && dataRoot() !== to)) {
    process.stdout.write(`Set DDR_DATA=${to} to use it.\n`);
  }
}

async function fetchOne(archive: Archive, to: string): Promise<void> {
  const bar = progressBar(`fetch ${archive.name}`);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const { folders, files, trust, sha256 } = await fetchArchive(archive, {
      to,
      onProgress: bar,
      signal: stop.signal,
    });
    bar.end();
    if (trust === 'there already') {
      process.stdout.write(`${archive.name}: there already in ${to}.\n`);
      return;
    }
    process.stdout.write(
      `${archive.name}: ${files} files in ${folders.map((f) => path.join(to, f)).join(', ')}.\n`,
    );
    if (sha256) {
      process.stdout.write(
        `No hash is published for it; taken on trust and remembered: SHA-256 ${sha256}.\n`,
      );
    }
  } catch (error) {
    if (stop.signal.aborted) {
      throw new InputError(
        `${withoutCredentials(archive.url)}: stopped. Run the same command again to go on from there.`,
      );
    }
    throw error;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    bar.end();
  }
}

/** DDR_DATA even where that folder does not exist yet; else the data root; else the project's own. */
function targetRoot(): string {
  return process.env.DDR_DATA || (process.env.DDR_DATA === undefined && dataRoot()) || ownData;
}

function printList(): void {
  for (const { name, title, terms, archives } of collections) {
    if (!archives) continue;
    const bytes = archives.reduce((sum, archive) => sum + (archive.size ?? 0), 0);
    const size = bytes > 0 ? `${(bytes / 1e6).toFixed(0)} MB` : 'size not published';
    process.stdout.write(`${name.padEnd(9)} ${title}; ${size}. ${terms}\n`);
  }
}
