import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';

/**
 * One output in several forms, by MIME type: each frontend shows the one it likes best. Images are base64,
 * JSON types hold the value itself, all else is text.
 */
export interface Bundle {
  'text/plain': string;
  'text/html'?: string;
  'image/png'?: string;
  'image/svg+xml'?: string;
  'application/vnd.plotly.v1+json'?: object;
}

/** What tslab's kernel keeps in `tslab/dist/jupyter` for the cell that runs: a message to the frontend. */
type WriteDisplayData = (
  content: { data: object; metadata: object; transient: { display_id?: string } },
  update: boolean,
) => void;

/**
 * Shows a bundle below the cell. tslab's own `display` sends one MIME type at a time; this is the one place
 * that goes below it. Outside the kernel the plain text is written to standard output.
 */
export function show(bundle: Bundle): void {
  const write = kernel();
  if (write) write({ data: bundle, metadata: {}, transient: {} }, false);
  else process.stdout.write(`${bundle['text/plain']}\n`);
}

/** Whether this runs in a notebook's kernel. */
export function inKernel(): boolean {
  return kernel() !== undefined;
}

/** An output that can be written anew, in its place. Undefined outside the kernel. */
export function updatable(): ((bundle: Bundle) => void) | undefined {
  if (!kernel()) return undefined;
  const id = randomBytes(8).toString('hex');
  let update = false;
  return (bundle) => {
    kernel()?.({ data: bundle, metadata: {}, transient: { display_id: id } }, update);
    update = true;
  };
}

/**
 * The kernel's writer, where the kernel is what loaded `tslab/dist/jupyter`. It is looked up, not imported:
 * loading tslab in plain Node would start its TypeScript compiler.
 */
function kernel(): WriteDisplayData | undefined {
  const require = createRequire(__filename);
  try {
    const loaded = require.cache[require.resolve('tslab/dist/jupyter')];
    const exported = loaded?.exports as { lastWriteDisplayData?: WriteDisplayData | null } | undefined;
    return exported?.lastWriteDisplayData ?? undefined;
  } catch {
    return undefined;
  }
}
