import { InputError } from '@ddr-lab/base/errors';

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
export function authorizationOf({ username, password }: URL): Record<string, string> {
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
