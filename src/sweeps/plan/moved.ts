import path from 'node:path';

/** The folders that a path is moved between. */
export interface Folders {
  /** The folder of the sweep's file. */
  readonly base: string;
  /** The folder of its results. */
  readonly folder: string;
}

/** A path that is relative to `base` as one that is relative to `folder`, so that both may be moved together; an absolute one as it is. */
export function moved(file: string, { base, folder }: Folders): string {
  if (path.isAbsolute(file)) return file;
  const relative = path.relative(path.resolve(folder), path.resolve(base, file));
  return relative.startsWith('.') ? relative : `./${relative}`;
}
