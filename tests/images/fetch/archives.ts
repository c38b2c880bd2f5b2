import { gzipSync } from 'node:zlib';
import { zipSync, type Zippable } from 'fflate';

/** An entry of a tar file as raw as it gets, so that tests can make what no honest tool would. */
export interface TarEntry {
  name: string;
  content?: Buffer | string;
  /** ustar's type: 0 file, 1 hard link, 2 symbolic link, 3 character device, 5 folder. */
  type?: string;
  link?: string;
}

/** A gzipped ustar archive. */
export function tarGz(...entries: TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = '', type = '0', link = '' }) => {
    const body = Buffer.from(content as string);
    const head = Buffer.alloc(512);
    head.write(name, 0, 100);
    head.write('0000644\0', 100);
    head.write('0000000\0'.repeat(2), 108);
    head.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        ', 148);
    head.write(type, 156);
    head.write(link, 157, 100);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A zip archive; `links` are names that are marked as symbolic links, their content where they lead. */
export function zip(files: Record<string, Buffer | string>, links: readonly string[] = []): Buffer {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files)) {
    const mode = links.includes(name) ? 0o120777 : 0o100644;
    entries[name] = [Buffer.from(content as string), { os: 3, attrs: mode * 0x10000 }];
  }
  return Buffer.from(zipSync(entries));
}
