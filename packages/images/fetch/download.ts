import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { request, withoutCredentials } from './request';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `download` takes. */
export interface DownloadOptions {
  /** Bytes that it must have; a server that announces or sends another number is refused. */
  size?: number;
  /** Bytes that it may have where `size` is not known; default 8e9. */
  limit?: number;
  /** Tries again from where it broke off this often; default 3. */
  retries?: number;
  /** Milliseconds to wait before each further try; default 1,000. */
  pause?: number;
  /** Bytes done of bytes in all (0 where the server does not say). */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Downloads to `file` by way of `file.part`, which a broken download leaves behind and the next one goes on from,
 * where the server can (HTTP Range) and the file there is still the same (If-Range); else it begins anew.
 *
 * @throws InputError naming the address when it cannot be reached, answers with an error, or has the wrong size.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const { retries = 3, pause = 1000, signal = currentSignal() } = options;
  if (!/^https?:\/\//.test(url))
    throw new InputError(`${withoutCredentials(url)}: only http and https addresses can be fetched.`);
  for (let attempt = 0; ; attempt++) {
    const outcome = await transfer(url, `${file}.part`, { ...options, signal });
    if (outcome.whole) break;
    if (attempt >= retries) {
      const have = (await sizeOf(`${file}.part`)) ?? 0;
      throw new InputError(
        `${withoutCredentials(url)}: ${outcome.why} after ${have} bytes. Run the same command again to go on from there.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal?.throwIfAborted();
  }
  await rename(`${file}.part`, file);
  await rm(`${file}.part.json`, { force: true });
}

type Outcome = { whole: true } | { whole: false; why: string };

/** One request. Anything that another try cannot mend is thrown. */
async function transfer(url: string, part: string, options: DownloadOptions): Promise<Outcome> {
  const { size, signal } = options;
  const name = withoutCredentials(url);
  const start = await resumePoint(name, part);
  if (size !== undefined && start.at === size) return { whole: true };
  let response: IncomingMessage;
  try {
    response = await request(url, { headers: start.headers, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    return { whole: false, why: `cannot be reached (${causeOf(error)})` };
  }
  try {
    return await take(response, { ...options, name, part, start });
  } finally {
    response.destroy();
  }
}

interface Taking extends DownloadOptions {
  /** The address as messages have it. */
  readonly name: string;
  readonly part: string;
  readonly start: ResumePoint;
}

/** What came of an answer. */
async function take(response: IncomingMessage, options: Taking): Promise<Outcome> {
  const { name, part, start, size, limit = 8e9, onProgress, signal } = options;
  const { statusCode: status = 0, statusMessage, headers } = response;
  if (status === 416) {
    // The part is no beginning of what is there now.
    await forget(part);
    return { whole: false, why: 'the file there has changed' };
  }
  if (status >= 500) return { whole: false, why: `the server answered ${status}` };
  if (status !== 200 && status !== 206) {
    throw new InputError(`${name}: the server answered ${status} ${statusMessage ?? ''}.`);
  }
  const resumed = status === 206;
  const at = resumed ? rangeStart(response) : 0;
  if (at !== (resumed ? start.at : 0)) {
    await forget(part);
    return { whole: false, why: 'the server sent another part than was asked for' };
  }
  const announced = Number(headers['content-length'] ?? NaN) + at;
  const total = Number.isFinite(announced) && !headers['content-encoding'] ? announced : undefined;
  if (size !== undefined && total !== undefined && total !== size) {
    await forget(part);
    throw new InputError(`${name}: holds ${total} bytes, expected ${size}. It is not the file it should be.`);
  }
  remember(name, part, response);
  const most = size ?? limit;
  const end = await receive(response, part, at, most, (done) => {
    onProgress?.({ done, total: size ?? total ?? 0, note: megabytes(done) });
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    if (isDiskError(error)) throw new InputError(`${part}: cannot be written (${causeOf(error)}).`);
    return causeOf(error);
  });
  if (typeof end === 'string') return { whole: false, why: `the connection broke off (${end})` };
  if (end > most) {
    await forget(part);
    throw new InputError(`${name}: sends more than ${most} bytes. It is not the file it should be.`);
  }
  const expected = size ?? total;
  return expected !== undefined && end < expected
    ? { whole: false, why: `the connection broke off short of ${expected} bytes` }
    : { whole: true };
}

/**
 * Writes a response's body behind the first `at` bytes of `part`; stops beyond `most`. Returns the size reached. Each piece
 * is on the disk before the next one is looked at: where the connection breaks off, nothing that arrived is lost.
 */
async function receive(
  response: IncomingMessage,
  part: string,
  at: number,
  most: number,
  report: (done: number) => void,
): Promise<number> {
  let done = at;
  const file = openSync(part, at > 0 ? 'a' : 'w');
  try {
    await new Promise<void>((resolve, reject) => {
      response.on('data', (piece: Buffer) => {
        try {
          done += piece.length;
          if (done > most) return resolve();
          for (let from = 0; from < piece.length;) from += writeSync(file, piece, from);
          report(done);
        } catch (error) {
          reject(error as Error);
        }
      });
      response.on('end', resolve);
      response.on('error', reject);
      response.on('close', () => reject(new Error('closed')));
    });
  } finally {
    response.removeAllListeners('data').on('error', () => undefined);
    closeSync(file);
  }
  return done;
}

interface ResumePoint {
  readonly at: number;
  readonly headers: Record<string, string>;
}

/** How much of `part` there is, and the headers that ask for the rest of the very same file. */
async function resumePoint(url: string, part: string): Promise<ResumePoint> {
  const at = (await sizeOf(part)) ?? 0;
  // Compression on the way would make lengths and ranges meaningless.
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'ddr-lab',
  };
  const memory = await readFile(`${part}.json`, 'utf8')
    .then((text) => JSON.parse(text) as { url?: string; validator?: string })
    .catch(() => undefined);
  if (at === 0 || memory?.url !== url) return { at: 0, headers };
  headers.range = `bytes=${at}-`;
  if (memory.validator) headers['if-range'] = memory.validator;
  return { at, headers };
}

/**
 * Notes beside the part where it came from and which version it is. At once: while it waited, a connection could break and
 * take with it what arrived meanwhile.
 */
function remember(url: string, part: string, { headers }: IncomingMessage): void {
  const { etag } = headers;
  const strong = etag && !etag.startsWith('W/') ? etag : undefined;
  const validator = strong ?? headers['last-modified'];
  try {
    writeFileSync(`${part}.json`, JSON.stringify({ url, validator }));
  } catch (error) {
    throw new InputError(`${part}: cannot be written (${causeOf(error)}).`);
  }
}

async function forget(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => found.size,
    () => undefined,
  );
}

function rangeStart({ headers }: IncomingMessage): number {
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: unknown };
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
