import { InputError } from '@ddr-lab/base/errors';
import type { IncomingMessage } from 'node:http';

/** An address for messages and for files that stay: without the name and the password that it may hold. */
export function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  return url.href;
}

/** The header that an address's name and password stand for; nothing where it has none. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(words).toString('base64')}` };
}

/**
 * Where a redirect leads, without the name and the password that it may hold.
 *
 * @throws InputError where that is no address of the web, or where it leads from https to http: whoever sits on the way
 * could then send anything.
 */
export function redirectTarget(location: string | undefined, from: URL): URL {
  const here = withoutCredentials(from.href);
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw new InputError(`${here}: redirects to no address.`);
  }
  const target = new URL(location, from.href);
  target.username = '';
  target.password = '';
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw new InputError(
      `${here}: redirects to ${target.href}; only http and https addresses can be fetched.`,
    );
  }
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw new InputError(
      `${here}: redirects from https to ${target.href}, where anybody on the way could change it. Refused; give an https address with --url.`,
    );
  }
  return target;
}

/** Redirects that are followed. */
const most = 10;
/** Milliseconds without a byte after which a connection counts as broken. */
const silence = 120_000;

/** What `request` takes. */
export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Asks for an address and follows redirects: never from https to http, never to anything but the web, and without the
 * address's name and password as soon as another server is asked. The body is not read yet.
 *
 * @throws InputError for such a redirect, or too many. Connections that fail pass through.
 */
export async function request(address: string, options: RequestOptions): Promise<IncomingMessage> {
  const first = new URL(address);
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const headers = { ...options.headers, ...(url.origin === first.origin ? authorizationOf(first) : {}) };
    const response = await ask(url, { ...options, headers });
    if (!isRedirect(response)) return response;
    response.destroy();
    if (redirects === most) {
      throw new InputError(`${withoutCredentials(address)}: redirects more than ${most} times.`);
    }
    url = redirectTarget(response.headers.location, url);
  }
}

async function ask(url: URL, { headers, signal }: RequestOptions): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const { hostname, port, pathname, search, protocol } = url;
  // Brackets are of the address, not of the host's name.
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const asked = get(
      { protocol, hostname: host, port, path: pathname + search, headers, signal, agent: false },
      resolve,
    );
    asked.setTimeout(silence, () => asked.destroy(new Error(`nothing came for ${silence / 1000} s`)));
    asked.on('error', reject);
  });
}

function isRedirect({ statusCode }: IncomingMessage): boolean {
  return [301, 302, 303, 307, 308].includes(statusCode ?? 0);
}
