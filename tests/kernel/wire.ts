import { spawn } from 'node:child_process';
import path from 'node:path';
import { findJupyter, PROJECT } from '@ddr-lab/book/jupyter';

/** One message to the kernel; a text is a cell. */
export interface Step {
  readonly type: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly channel?: 'shell' | 'control';
  /** What is typed where the cell asks. */
  readonly typed?: string;
  /** Send it when this has been printed. */
  readonly after?: string;
  /** Whether to wait for its answer before the next. Default true. */
  readonly wait?: boolean;
}

/** Everything that came in answer to a message. */
export interface Answer {
  /** Type and content of the reply. */
  readonly type: string | null;
  readonly reply: Readonly<Record<string, unknown>>;
  /** What all clients heard, without the status. */
  // Its form is Jupyter's; tests look into it at will.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly messages: readonly { readonly type: string; readonly content: Readonly<Record<string, any>> }[];
  readonly states: readonly string[];
  /** What the cell asked the reader. */
  readonly asked: readonly Readonly<Record<string, unknown>>[];
}

/** A cell as a message. */
export const cell = (code: string, rest: Partial<Step> = {}): Step => ({
  type: 'execute_request',
  ...rest,
  content: { code, ...rest.content },
});

/** Sends messages to one real kernel in `folder` (default `notebooks/`), in raw form, and gathers what comes back. */
export async function speak(
  steps: readonly (Step | string)[],
  { folder = path.join(PROJECT, 'notebooks') } = {},
): Promise<Answer[]> {
  const { python, environment } = await findJupyter();
  const kernel = path.join(PROJECT, 'packages', 'book', 'kernel.js');
  const child = spawn(python, [path.join(__dirname, 'wire.py'), kernel, process.execPath, folder], {
    env: { ...environment, DDR_DATA: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  child.stdin.end(JSON.stringify(steps.map((step) => (typeof step === 'string' ? cell(step) : step))));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(errors);
  return (JSON.parse(text) as { answers: Answer[] }).answers;
}

/** What a cell printed, both streams. */
export const printed = ({ messages }: Answer): string =>
  messages.map(({ type, content }) => (type === 'stream' ? String(content.text) : '')).join('');

/** The bundle of a cell's last value. */
export const result = ({ messages }: Answer): Readonly<Record<string, string>> | undefined =>
  messages.find(({ type }) => type === 'execute_result')?.content.data as Record<string, string> | undefined;

/** A text without the colours of terminals. */
// eslint-disable-next-line no-control-regex
export const plain = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, '');

/** The content of a cell's `error` message, its traceback without colours. */
export function failure({
  messages,
}: Answer): { ename: string; evalue: string; traceback: string[] } | undefined {
  const content = messages.find(({ type }) => type === 'error')?.content as
    { ename: string; evalue: string; traceback: string[] } | undefined;
  return content && { ...content, traceback: content.traceback.map(plain) };
}
