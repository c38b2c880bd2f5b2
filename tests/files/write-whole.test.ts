import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { replaceFile, writeParts, writeWhole } from '@ddr-lab/base/files/write-whole';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ddr-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]): string => path.join(folder, ...names);
const modeOf = (file: string): number => statSync(file).mode & 0o777;
const isRoot = process.getuid?.() === 0;

describe('a file that is written whole', () => {
  it.each([0o600, 0o640, 0o666, 0o755])('keeps its mode %o', async (mode) => {
    writeFileSync(at('a'), 'old');
    chmodSync(at('a'), mode);
    await writeWhole(at('a'), 'new');
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(modeOf(at('a'))).toBe(mode);
    writeFileSync(at('made'), 'moved');
    await replaceFile(at('made'), at('a'));
    expect(readFileSync(at('a'), 'utf8')).toBe('moved');
    expect(modeOf(at('a'))).toBe(mode);
  });

  it('is not readable for others while it is written, where it was not before', async () => {
    writeFileSync(at('a'), 'old', { mode: 0o600 });
    const seen: number[] = [];
    const parts = (function* () {
      for (const name of readdirSync(folder)) seen.push(modeOf(at(name)));
      yield Buffer.from('new');
    })();
    await writeParts(at('a'), parts);
    expect(seen).toEqual([0o600, 0o600]);
  });

  it('has the usual rights where it is new', async () => {
    writeFileSync(at('usual'), '');
    await writeWhole(at('deep', 'new'), 'new');
    expect(modeOf(at('deep', 'new'))).toBe(modeOf(at('usual')));
  });

  it.skipIf(!isRoot)('keeps its owner', async () => {
    writeFileSync(at('a'), 'old');
    chownSync(at('a'), 1234, 2345);
    await writeWhole(at('a'), 'new');
    expect(statSync(at('a'))).toMatchObject({ uid: 1234, gid: 2345 });
  });

  it('is written through links, which stay', async () => {
    mkdirSync(at('other'));
    writeFileSync(at('other', 'a'), 'old');
    symlinkSync(path.join('other', 'a'), at('link'));
    symlinkSync('link', at('second'));
    await writeWhole(at('second'), 'new');
    expect(readFileSync(at('other', 'a'), 'utf8')).toBe('new');
    expect(lstatSync(at('second')).isSymbolicLink() && lstatSync(at('link')).isSymbolicLink()).toBe(true);
    symlinkSync(path.join('other', 'missing'), at('dangling'));
    await writeWhole(at('dangling'), 'made');
    expect(readFileSync(at('other', 'missing'), 'utf8')).toBe('made');
    expect(readdirSync(folder).sort()).toEqual(['dangling', 'link', 'other', 'second']);
    expect(readdirSync(at('other')).sort()).toEqual(['a', 'missing']);
  });

  it('never replaces a device', async () => {
    // As root a rename would put a file in its place.
    symlinkSync('/dev/null', at('null'));
    await writeWhole(at('null'), 'gone');
    expect(statSync(at('null')).isCharacterDevice()).toBe(true);
  });

  it('is refused in words where a folder is, or links lead in a circle', async () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    mkdirSync(at('folder'));
    for (const name of ['a', 'folder']) {
      const writing = writeWhole(at(name), 'new');
      await expect(writing).rejects.toThrow(InputError);
      await expect(writing).rejects.toThrow(at(name));
    }
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'folder']);
  });

  it.skipIf(isRoot)('is refused where it may not be written', async () => {
    writeFileSync(at('a'), 'old', { mode: 0o400 });
    await expect(writeWhole(at('a'), 'new')).rejects.toThrow(/cannot be written/);
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
  });

  it('stays as it was where its parts fail', async () => {
    writeFileSync(at('a'), 'old');
    const parts = (function* () {
      yield Buffer.from('half');
      throw new RangeError('mine');
    })();
    await expect(writeParts(at('a'), parts)).rejects.toThrow(RangeError);
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
