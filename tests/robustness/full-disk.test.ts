import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Runs a command in a namespace of its own in which `folder` is a file system of 128 KiB; it goes with the command. */
function onSmallDisk(folder: string, command: readonly string[]): ReturnType<typeof spawnSync> {
  const script = 'mount -t tmpfs -o size=128k none "$0" && exec "$@"';
  return spawnSync(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, folder, ...command],
    {
      encoding: 'utf8',
      timeout: 1_100_000,
    },
  );
}

const probe = onSmallDisk('/tmp', ['true']);
const missing = probe.status === 0 ? '' : ' (skipped: this system lets nobody mount a small disk)';

let folder = '';
let images = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-full-'));
  images = await mkdtemp(path.join(tmpdir(), 'ddr-full-images-'));
});
afterAll(() => Promise.all([folder, images].map((each) => rm(each, { recursive: true, force: true }))));

describe.skipIf(missing)(`on a disk that is full${missing}`, () => {
  it('each kind of file is written or refused by its name, and none is left half written', () => {
    const { stdout } = onSmallDisk(folder, [
      process.execPath,
      path.join(__dirname, 'write-each.js'),
      folder,
      '1',
    ]);
    const { failed, left } = JSON.parse(String(stdout)) as {
      failed: Record<string, { name: string; message: string }>;
      left: string[];
    };
    // The first few take more than there is; the last is small enough for what is left.
    expect(Object.keys(failed).length).toBeGreaterThan(2);
    for (const [name, error] of Object.entries(failed)) {
      expect(error.name, name).toBe('InputError');
      expect(error.message).toContain(path.join(folder, name));
      expect(error.message).toContain('ENOSPC');
    }
    expect(left).toEqual(left.filter((name) => !failed[name] && !name.endsWith('.tmp')));
  });

  it('the command line says so in a line, with status 2', () => {
    const bin = path.join(__dirname, '..', '..', 'bin', 'ddr.js');
    // Noise does not compress: 128 KiB hold 200 x 200 pixels, not 400 x 400.
    const make = `sharp({create:{width:400,height:400,channels:3,background:'#000',noise:{type:'gaussian',mean:128,sigma:60}}}).png().toFile(process.argv[1])`;
    const noise = path.join(images, 'noise.png');
    spawnSync(process.execPath, ['-e', `const sharp=require('sharp');${make}`, noise]);
    const out = path.join(folder, 'out.png');
    const { status, stderr } = onSmallDisk(folder, [
      process.execPath,
      bin,
      'degrade',
      '--preset',
      'noise20',
      noise,
      out,
    ]);
    expect(String(stderr).trim()).toMatch(/^ddr: .*out\.png: cannot be written \(ENOSPC.*\)\.$/);
    expect(status).toBe(2);
  });
});
