import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownedFolder } from '../../../environment/temporary';
import { InputError } from '@ddr-lab/base/errors';
import type { Archive } from '@ddr-lab/images/fetch/archive';
import { collections } from '../../../src/images/sets/sets';
import { chooseArchives } from '@ddr-lab/images/fetch/checksum';
import { fetchArchive, foldersOf, type Fetched } from '../../../src/images/fetch-set';
import { tarGz, zip } from './archives';
import { serve, type FileServer, type ServerOptions } from './server';

let to: string;
let server: FileServer | undefined;

beforeEach(async () => {
  to = await mkdtemp(path.join(tmpdir(), 'ddr-fetch-'));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(to, { recursive: true, force: true });
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** Bytes that do not compress, so that archives are about as long as what they hold. */
const noise = (length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
};

const images = { 'Photos/1.png': noise(60_000), 'Photos/2.png': noise(40_000), 'Photos/readme.txt': 'hello' };
const good = zip(images);

function archiveOf(url: string, bytes: Buffer, changes: Partial<Archive> = {}): Archive {
  return {
    name: 'photos',
    url,
    size: bytes.length,
    sha256: sha256(bytes),
    limit: 1e6,
    keep: [{ entry: /^(?:.*\/)?([^/]*\.png)$/, path: 'photos/$1' }],
    ...changes,
  };
}

/** Serves `bytes` and fetches them. */
async function fetchFrom(
  bytes: Buffer,
  changes: Partial<Archive> = {},
  behaviour: ServerOptions = {},
  name = 'photos.zip',
): Promise<Fetched> {
  server ??= await serve(name, () => bytes, behaviour);
  return fetchArchive(archiveOf(server.url, bytes, changes), { to, retries: 1, pause: 1 });
}

/** What lies below the data root, links and folders included. */
const found = async (): Promise<string[]> => (await readdir(to, { recursive: true })).sort();

describe('a good archive', () => {
  it('is checked, unpacked into place and leaves nothing else behind', async () => {
    const result = await fetchFrom(good);
    expect(result).toEqual({ folders: ['photos'], files: 2, trust: 'published', sha256: undefined });
    expect(await found()).toEqual(['photos', 'photos/1.png', 'photos/2.png']);
    expect(await readFile(path.join(to, 'photos/1.png'))).toEqual(images['Photos/1.png']);
  });

  it('may be a tar.gz', async () => {
    const bytes = tarGz(
      { name: 'a/', type: '5' },
      { name: 'a/1.png', content: noise(3000) },
      { name: 'a/notes' },
    );
    expect((await fetchFrom(bytes)).files).toBe(1);
    expect(await readFile(path.join(to, 'photos/1.png'))).toEqual(noise(3000));
  });

  it('is not fetched twice', async () => {
    await fetchFrom(good);
    expect((await fetchFrom(good)).trust).toBe('there already');
    expect(server!.requests).toHaveLength(1);
  });

  it('may be put into .downloads by hand', async () => {
    await mkdir(path.join(to, '.downloads'));
    await writeFile(path.join(to, '.downloads/photos.zip'), good);
    expect((await fetchFrom(good)).files).toBe(2);
    expect(server!.requests).toHaveLength(0);
  });

  it('reports its progress in bytes', async () => {
    server = await serve('photos.zip', () => good);
    const seen: number[] = [];
    await fetchArchive(archiveOf(server.url, good), {
      to,
      onProgress: ({ done, total, note }) => note !== 'unpacking' && total === good.length && seen.push(done),
    });
    expect(seen.at(-1)).toBe(good.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

describe('a broken download', () => {
  it('goes on where it stopped', async () => {
    const result = await fetchFrom(good, {}, { breakAfter: 30_000 });
    expect(result.files).toBe(2);
    expect(server!.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=30000-']);
    expect(server!.requests[1]['if-range']).toBe('"1"');
  });

  it('goes on in a later run', async () => {
    await expect(fetchFrom(good, {}, { breakAfter: 30_000, breaks: 2 })).rejects.toThrow(
      /broke off.*go on from there/,
    );
    expect(await found()).toContain('.downloads/photos.zip.part');
    expect((await fetchFrom(good)).files).toBe(2);
    expect(server!.requests[2].range).toBe('bytes=60000-');
  });

  it('begins anew where the server has no Range', async () => {
    expect((await fetchFrom(good, {}, { breakAfter: 30_000, ranges: false })).files).toBe(2);
    expect(server!.requests).toHaveLength(2);
  });

  it('begins anew where the file there has changed meanwhile', async () => {
    const newer = zip({ 'Photos/1.png': noise(70_000), 'Photos/2.png': noise(10_000) });
    server = await serve('photos.zip', (request) => (request > 1 ? newer : good), {
      breakAfter: 30_000,
      etag: (request) => (request > 1 ? '"2"' : '"1"'),
    });
    const archive = archiveOf(server.url, newer, { size: undefined });
    expect((await fetchArchive(archive, { to, retries: 2, pause: 1 })).files).toBe(2);
    expect(await readFile(path.join(to, 'photos/1.png'))).toEqual(noise(70_000));
  });
});

describe('what is not as it should be is refused', () => {
  const refused = async (attempt: Promise<unknown>, why: RegExp, left: string[] = []): Promise<void> => {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(why);
    expect(await found()).toEqual(left);
  };

  it('another hash', async () => {
    await refused(fetchFrom(good, { sha256: sha256(Buffer.from('other')) }), /SHA256 is .* expected/);
  });

  it('another MD5', async () => {
    await refused(fetchFrom(good, { sha256: undefined, md5: '0'.repeat(32) }), /MD5 is .* expected 0000/);
  });

  it('another size, before it is downloaded', async () => {
    await refused(fetchFrom(good, { size: good.length + 1 }), /holds \d+ bytes, expected \d+/);
  });

  it('another size that the server does not announce', async () => {
    await refused(fetchFrom(good, { size: 50_000 }, { chunked: true }), /more than 50000 bytes/);
  });

  it('a page of apology', async () => {
    await refused(fetchFrom(good, {}, { status: 404 }), /answered 404/);
    await server!.close();
    server = undefined;
    const page = Buffer.from('<html>Sign in</html>');
    const file = '.downloads/photos.zip';
    await refused(fetchFrom(page), /neither zip nor tar.*it is kept\. To fetch it anew, delete it/, [
      '.downloads',
      file,
    ]);
    await rm(path.join(to, '.downloads'), { recursive: true });
    await refused(
      fetchFrom(page, { sha256: undefined, size: undefined }),
      /neither zip nor tar.*deleted; run the same command again/,
    );
  });

  it('a server that is not there', async () => {
    const archive = archiveOf('http://127.0.0.1:9/x.zip', good);
    await refused(fetchArchive(archive, { to, retries: 0 }), /cannot be reached/);
  });

  it('a scheme other than http', async () => {
    const archive = archiveOf('file:///etc/passwd', good);
    await refused(fetchArchive(archive, { to }), /only http and https/);
  });

  const kept = ['.downloads', '.downloads/photos.zip'];
  it.each([
    ['zip that climbs', zip({ 'ok.png': 'x', '../../evil.png': 'x' })],
    ['zip with an absolute name', zip({ '/tmp/evil.png': 'x' })],
    ['zip with a drive', zip({ 'C:/evil.png': 'x' })],
    ['zip that climbs backwards', zip({ '..\\evil.png': 'x' })],
    ['zip that climbs within', zip({ 'a/../../evil.png': 'x' })],
    ['tar that climbs', tarGz({ name: 'ok.png', content: 'x' }, { name: '../evil.png', content: 'x' })],
    ['tar with an absolute name', tarGz({ name: '/tmp/ddr-evil.png', content: 'x' })],
  ])('a %s', async (_what, bytes) => {
    await refused(fetchFrom(bytes), /photos\.zip: .*(leads out of the folder|invalid|absolute path)/, kept);
  });

  it.each([
    ['symbolic link in a zip', zip({ '1.png': '/etc/passwd' }, ['1.png'])],
    ['symbolic link in a tar', tarGz({ name: '1.png', type: '2', link: '/etc/passwd' })],
    ['hard link in a tar', tarGz({ name: '1.png', type: '1', link: '/etc/passwd' })],
    ['device in a tar', tarGz({ name: '1.png', type: '3' })],
  ])('a %s', async (_what, bytes) => {
    await refused(fetchFrom(bytes), /link or a device/, kept);
  });

  it.each([
    ['zip', zip({ '1.png': Buffer.alloc(5e6) })],
    ['tar', tarGz({ name: '1.png', content: Buffer.alloc(5e6) })],
    ['tar of what is left out', tarGz({ name: '1.png' }, { name: 'padding', content: Buffer.alloc(5e6) })],
  ])('a bomb: %s', async (_what, bytes) => {
    expect(bytes.length).toBeLessThan(20_000);
    await refused(fetchFrom(bytes), /unpacks to more than 1000000 bytes/, kept);
  });

  it('a damaged archive', async () => {
    await refused(fetchFrom(good.subarray(0, 70_000)), /cannot be unpacked/, kept);
    await rm(path.join(to, '.downloads'), { recursive: true });
    await server!.close();
    server = undefined;
    await refused(
      fetchFrom(tarGz({ name: '1.png', content: noise(50_000) }).subarray(0, 30_000)),
      /cannot be unpacked/,
      kept,
    );
  });

  it.each([
    ['below 0', Buffer.alloc(12, 255)],
    ['of no number', Buffer.from('no number at')],
  ])('a tar with a size %s', async (_, size) => {
    const tar = gunzipSync(tarGz({ name: 'Photos/1.png', content: 'one' }));
    size.copy(tar, 124);
    // The header's sum counts its own place as spaces.
    tar.write('        ', 148);
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    await expect(fetchFrom(tar, {}, {}, 'photos.tar')).rejects.toThrow(/"Photos\/1.png" has no size/);
    expect(existsSync(path.join(to, 'photos'))).toBe(false);
  });

  it('a zip whose end says that its list lies far outside the file', async () => {
    // Read without bounds, such an offset ends the process with an exception that nobody can catch.
    const bytes = Buffer.from(good);
    bytes.writeUInt32LE(0xffffffff, bytes.length - 6);
    const far = Buffer.alloc(76);
    far.writeUInt32LE(0x06064b50, 0);
    far.writeBigUInt64LE(44n, 4);
    far.writeBigUInt64LE(3n, 32);
    far.writeBigUInt64LE(2n ** 63n + 12345n, 48);
    far.writeUInt32LE(0x07064b50, 56);
    far.writeBigUInt64LE(BigInt(bytes.length - 22), 64);
    far.writeUInt32LE(1, 72);
    const whole = Buffer.concat([bytes.subarray(0, -22), far, bytes.subarray(-22)]);
    await refused(fetchFrom(whole), /cannot be unpacked/, kept);
  });

  it('an archive that lacks files, or holds one twice', async () => {
    await refused(fetchFrom(good, { files: 3 }), /holds 2 of the files wanted, expected 3/, kept);
    await server!.close();
    server = undefined;
    await rm(path.join(to, '.downloads'), { recursive: true });
    const twice = tarGz({ name: 'a/1.png', content: 'x' }, { name: 'b/1.png', content: 'y' });
    await refused(fetchFrom(twice), /twice/, kept);
  });
});

describe('what a killed run left', () => {
  it('of unpacking is removed by the next, and nothing of a living one', async () => {
    const downloads = path.join(to, '.downloads');
    await mkdir(downloads);
    const left = execFileSync(process.execPath, [
      '-p',
      `require('./environment/temporary.js').ownedFolder(${JSON.stringify(downloads)}, 'unpacking-')`,
    ]);
    const living = ownedFolder(downloads, 'unpacking-');
    await writeFile(path.join(living, '1.png'), 'half');
    expect(left.toString().trim().startsWith(downloads)).toBe(true);
    expect((await fetchFrom(good)).files).toBe(2);
    expect(await readdir(downloads)).toEqual([path.basename(living)]);
    await rm(living, { recursive: true });
    expect((await fetchFrom(good)).trust).toBe('there already');
  });
});

describe('an archive without a published hash', () => {
  const unknown = { sha256: undefined, size: undefined };

  it('is trusted once and pinned', async () => {
    const first = await fetchFrom(good, unknown);
    expect(first.trust).toBe('first download');
    expect(first.sha256).toBe(sha256(good));
    await rm(path.join(to, 'photos'), { recursive: true });
    expect((await fetchFrom(good, unknown)).trust).toBe('pinned before');
    await rm(path.join(to, 'photos'), { recursive: true });
    const { url } = server!;
    await server!.close();
    const port = Number(new URL(url).port);
    const other = await serve('photos.zip', () => zip({ '1.png': 'changed' }));
    server = other;
    const pins = JSON.parse(await readFile(path.join(to, 'checksums.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    await writeFile(path.join(to, 'checksums.json'), JSON.stringify({ [other.url]: pins[url] }));
    expect(port).toBeGreaterThan(0);
    await expect(fetchFrom(Buffer.alloc(0), unknown)).rejects.toThrow(/expected [0-9a-f]{64}/);
  });
});

describe('the catalogue', () => {
  const archivesOf = (name: string): readonly Archive[] =>
    collections.find((one) => one.name === name)!.archives!;

  it('names only https addresses, whole hashes and folders of its own', () => {
    for (const archive of collections.flatMap(({ archives = [] }) => archives)) {
      expect(archive.url).toMatch(/^https:\/\//);
      if (archive.sha256) expect(archive.sha256).toMatch(/^[0-9a-f]{64}$/);
      for (const folder of foldersOf(archive)) expect(folder).toMatch(/^[a-z0-9-]+(\/[a-z]+)?$/);
    }
  });

  it.each([
    ['div2k', 'DIV2K_train_HR/0001.png', 'div2k/train/0001.png'],
    ['cifar10', 'cifar-10-batches-bin/data_batch_1.bin', 'cifar10/data_batch_1.bin'],
    ['bsds500', 'BSR/BSDS500/data/images/test/100007.jpg', 'bsds500/train/100007.jpg'],
    ['set5', 'Set5/image_SRF_4/img_001_SRF_4_LR.png', 'set5-matlab-bicubic/img_001_SRF_4_LR.png'],
    ['set14', 'Set14/image_SRF_2/img_014_SRF_2_HR.png', 'set14/img_014.png'],
  ])('puts %s where openSet looks', (name, entry, expected) => {
    const rule = archivesOf(name)[0].keep.find((one) => one.entry.test(entry))!;
    expect(entry.replace(rule.entry, rule.path)).toBe(expected);
  });

  it('chooses by name, part and address', () => {
    expect(chooseArchives('div2k', collections).map((archive) => archive.name)).toEqual([
      'div2k/train',
      'div2k/val',
    ]);
    const [mirror] = chooseArchives('div2k/val', collections, { url: 'https://example.org/v.zip' });
    expect(mirror.sha256).toBe(archivesOf('div2k')[1].sha256);
    const [own] = chooseArchives('holiday', collections, { url: 'https://example.org/h.tgz', size: 12 });
    expect([own.size, own.sha256]).toEqual([12, undefined]);
    expect(foldersOf(own)).toEqual(['holiday']);
  });

  it.each([
    ['imagenet', {}, /known are bsds500, div2k, set5, set14, cifar10\./],
    ['div2k', { url: 'https://example.org/x.zip' }, /div2k\/train or div2k\/val/],
    ['cifar10', { sha256: 'abc' }, /64 hexadecimal/],
    ['cifar10', { size: -1 }, /positive whole number/],
    ['cifar10', { url: 'nonsense' }, /no address/],
    ['../up', { url: 'https://example.org/x.zip' }, /cannot name a data set/],
  ])('refuses %s with %o', (name, overrides, why) => {
    expect(() => chooseArchives(name, collections, overrides)).toThrow(why);
  });
});
