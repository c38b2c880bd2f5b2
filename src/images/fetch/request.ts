import type { IncomingMessage } from 'node:http';
import { InputError } from '@ddr-lab/base/errors';
import { authorizationOf, redirectTarget, withoutCredentials } from './address';

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
