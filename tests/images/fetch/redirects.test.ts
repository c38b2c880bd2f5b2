import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { redirectTarget, withoutCredentials } from '@ddr-lab/images/fetch/request';
import { download } from '@ddr-lab/images/fetch/download';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-redirects-'));
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a server; its port. */
async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that answers each request by what `answer` says: where to go, or what to send. */
async function serve(
  answer: (request: IncomingMessage) => { location: string } | string,
  create: (listener: RequestListener) => Server = createServer,
): Promise<{ port: number; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const port = await listen(
    create((request, response) => {
      requests.push(request);
      const said = answer(request);
      if (typeof said === 'string') response.end(said);
      else response.writeHead(302, { location: said.location }).end('moved');
    }),
  );
  return { port, requests };
}

async function fetched(url: string): Promise<string> {
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'file');
  await download(url, file, { retries: 0 });
  return readFileSync(file, 'utf8');
}

describe('a redirect', () => {
  it('is followed, here and elsewhere, also where it is relative', async () => {
    const other = await serve(() => 'images');
    const first = await serve(({ url }) =>
      url === '/a' ? { location: 'b?x=1' } : { location: `http://127.0.0.1:${other.port}/c` },
    );
    expect(await fetched(`http://127.0.0.1:${first.port}/a`)).toBe('images');
    expect(first.requests.map(({ url }) => url)).toEqual(['/a', '/b?x=1']);
    expect(other.requests.map(({ url }) => url)).toEqual(['/c']);
  });

  it('takes no name and password to another server', async () => {
    const other = await serve(() => 'images');
    const first = await serve(({ url }) => ({
      location: url === '/a' ? '/b' : `http://me:again@127.0.0.1:${other.port}/c`,
    }));
    expect(await fetched(`http://me:s%C3%A9cret@127.0.0.1:${first.port}/a`)).toBe('images');
    const basic = `Basic ${Buffer.from('me:sécret').toString('base64')}`;
    expect(first.requests.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'data:text/plain,hello', 'http://[nonsense'])(
    'to %s is refused',
    async (location) => {
      const first = await serve(() => ({ location }));
      await expect(fetched(`http://127.0.0.1:${first.port}/a`)).rejects.toThrow(
        /only http and https|redirects to no address/,
      );
      expect(first.requests).toHaveLength(1);
    },
  );

  it('in a circle ends', async () => {
    const first = await serve(() => ({ location: '/a' }));
    await expect(fetched(`http://127.0.0.1:${first.port}/a`)).rejects.toThrow(/redirects more than 10 times/);
    expect(first.requests).toHaveLength(11);
  });

  it('never leads from https to http', () => {
    const from = new URL('https://me:secret@example.org/a');
    for (const location of ['http://example.org/a', 'HTTP://example.org', 'http://localhost:8080/']) {
      expect(() => redirectTarget(location, from)).toThrow(InputError);
      expect(() => redirectTarget(location, from)).toThrow(/from https to http/);
      expect(() => redirectTarget(location, from)).not.toThrow(/secret/);
    }
    expect(redirectTarget('//example.com/b', from).href).toBe('https://example.com/b');
    expect(redirectTarget('https://example.com/b', new URL('http://example.org')).href).toBe(
      'https://example.com/b',
    );
  });
});

const openssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!openssl)('an https server that redirects to http is not followed', async () => {
  const kept = mkdtempSync(path.join(tmpdir(), 'ddr-certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(kept, name));
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  execFileSync('openssl', [...made, '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const plain = await serve(() => 'anything');
    const secure = await serve(
      ({ url }) => (url === '/good' ? 'images' : { location: `http://127.0.0.1:${plain.port}/x` }),
      (listener) =>
        createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, listener) as Server,
    );
    expect(await fetched(`https://127.0.0.1:${secure.port}/good`)).toBe('images');
    await expect(fetched(`https://127.0.0.1:${secure.port}/bad`)).rejects.toThrow(/from https to http/);
    expect(plain.requests).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    rmSync(kept, { recursive: true });
  }
});

it('messages hide the name and the password of an address', async () => {
  expect(withoutCredentials('https://me:secret@example.org/x?y=1')).toBe('https://example.org/x?y=1');
  expect(withoutCredentials('https://example.org')).toBe('https://example.org');
  const server = await serve(() => ({ location: 'file:///x' }));
  const attempts = [
    `http://me:secret@127.0.0.1:${server.port}/a`,
    'http://me:secret@127.0.0.1:9/a',
    'ftp://me:secret@127.0.0.1/a',
  ];
  for (const url of attempts) {
    const error = await fetched(url).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain('127.0.0.1');
    expect((error as Error).message).not.toContain('secret');
  }
});
