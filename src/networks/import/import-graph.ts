import path from 'node:path';
import type { GraphNetwork } from '../tappable';
import { wholeConvention } from './convention';
import { fedAsTold } from './fed-as-told';
import { checkGraphOptions } from './find-size';
import type { GraphRuntime } from './graph-runtime';
import type { ImportOptions } from './recognised';

/** A network of what runs it, fed as the options tell. */
export async function networkOf(
  file: string,
  options: ImportOptions,
  open: () => Promise<GraphRuntime>,
): Promise<GraphNetwork> {
  // Options that make no sense are said before anything is read.
  wholeConvention(options);
  checkGraphOptions(options);
  const runtime = await open();
  try {
    return await fedAsTold(runtime, options, { source: path.basename(file) });
  } catch (error) {
    runtime.dispose();
    throw error;
  }
}
