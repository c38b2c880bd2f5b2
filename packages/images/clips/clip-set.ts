import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import type { Clip } from '../clip';
import type { OpenClipOptions } from './frame-limit';
import { openClip } from './open-clip';

/** A data set of clips: by number, opened lazily. */
export interface ClipSet {
  /** What it is called in titles: its folder's name. */
  readonly name: string;
  readonly count: number;
  /** Clip `index` of [0, count). The same index gives the same clip each time. */
  read(index: number): Promise<Clip>;
  /** A short name of clip `index`: its file's or folder's. */
  label(index: number): string;
}

/** What `openClipSet` takes: which frames of each clip, and how many clips. */
export interface ClipSetOptions extends OpenClipOptions {
  /** Take the first so many clips only; default all. */
  readonly clips?: number;
  /** Default the folder's name. */
  readonly name?: string;
}

/**
 * A folder as a set of clips, as benchmarks of video are laid out (Vid4, REDS, SPMCS): each folder in it is a clip of frames, each file that moves (GIF, WebP, PNG, video) one, too. By name; hidden ones and
 * files of other kinds are left out.
 *
 * @throws InputError when the folder is missing or holds no clip; `read` as `openClip`.
 */
export async function openClipSet(folder: string, options: ClipSetOptions = {}): Promise<ClipSet> {
  const { clips = Infinity, name = path.basename(path.resolve(folder)), ...frames } = options;
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new InputError(`${folder}: ${found ? 'not a folder' : 'no such folder'}.`);
  const entries = await readdir(folder, { withFileTypes: true });
  const labels = entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || moves.test(entry.name)))
    .map((entry) => entry.name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, clips);
  if (labels.length === 0) {
    throw new InputError(
      `${folder}: holds no clips. A clip is a folder of frames, or a file .gif, .webp, .png, .mp4, .mkv, .avi, .mov or .webm.`,
    );
  }
  const label = (index: number): string => {
    if (Object.hasOwn(labels, index)) return labels[index];
    throw new InputError(`${name} has clips 0 to ${labels.length - 1}, not ${index}.`);
  };
  return {
    name,
    count: labels.length,
    label,
    read: async (index) => openClip(path.join(folder, label(index)), frames),
  };
}

const moves = /\.(gif|webp|a?png|mp4|mkv|avi|mov|webm|y4m)$/i;
