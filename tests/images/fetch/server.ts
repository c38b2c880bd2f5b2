import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server on this machine that sends one file, honestly or not. */
export interface FileServer {
  readonly url: string;
  /** The headers of every request so far. */
  readonly requests: IncomingMessage['headers'][];
  close(): Promise<void>;
}

/** How the server behaves. */
export interface ServerOptions {
  /** Honours Range; default true. */
  ranges?: boolean;
  /** Breaks the connection after this many bytes of a response, for the first `breaks` responses. */
  breakAfter?: number;
  /** Default 1. */
  breaks?: number;
  /** Says nothing of the length. */
  chunked?: boolean;
  /** Answers with this status instead. */
  status?: number;
  /** Version of the file at the given request (from 1); default "1". */
  etag?: (request: number) => string;
}

/** Serves `content` (of the given request, from 1) as /`name`. */
export async function serve(
  name: string,
  content: (request: number) => Buffer,
  options: ServerOptions = {},
): Promise<FileServer> {
  const { ranges = true, breakAfter, breaks = 1, chunked = false, status, etag = () => '"1"' } = options;
  const requests: IncomingMessage['headers'][] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request.headers);
    if (status !== undefined) {
      response.writeHead(status).end('sorry');
      return;
    }
    const body = content(requests.length);
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const same =
      request.headers['if-range'] === undefined || request.headers['if-range'] === etag(requests.length);
    const at = ranges && asked !== undefined && same ? Number(asked) : 0;
    if (at >= body.length && at > 0) {
      response.writeHead(416).end();
      return;
    }
    const rest = body.subarray(at);
    const headers: Record<string, string | number> = { etag: etag(requests.length) };
    if (!chunked) headers['content-length'] = rest.length;
    if (at > 0) headers['content-range'] = `bytes ${at}-${body.length - 1}/${body.length}`;
    response.writeHead(at > 0 ? 206 : 200, headers);
    if (breakAfter !== undefined && requests.length <= breaks) {
      response.write(rest.subarray(0, breakAfter), () => response.destroy());
    } else {
      response.end(rest);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
