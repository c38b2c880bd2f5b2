import type { GraphNetwork } from '../tappable';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { Deadline } from './deadline';
import { conventionText, wholeConvention, type Convention, type ConventionOptions } from './convention';
import { graphFromRuntime } from './graph-from-runtime';
import type { GraphRuntime } from './graph-runtime';
import { responseOf, responseWarning } from './response';

/** How long the images that it is shown may take in all, in seconds. */
const patience = 15;

/** What networks are fed besides RGB in [0, 1], the most usual first. */
const others: readonly ConventionOptions[] = [
  { channels: 'bgr' },
  { range: 255 },
  { range: 255, channels: 'bgr' },
  { range: 'signed' },
  { range: 1, outputRange: 'signed' },
  { range: 1, outputRange: 255 },
];

/**
 * The network, fed as the options tell, by default RGB in [0, 1]. Then it is shown an image. Where what it puts out is far
 * from that image's upscaling, `metadata.warning` says so, and what it would have to be fed to put out something like it.
 * That is a hint and no more: a network of which little is to be had responds best to whatever drowns its biases.
 */
export async function fedAsTold(
  runtime: GraphRuntime,
  options: ConventionOptions,
  metadata: Readonly<Record<string, string>>,
): Promise<GraphNetwork> {
  const { preferred = {} } = runtime;
  const asked = wholeConvention({ ...preferred, ...options });
  const deadline = new Deadline(patience);
  const trial = {
    ...runtime,
    run: (names: readonly string[], images: Numbers) => runtime.run(names, images, deadline.next()),
  };
  const wrong = await warningOf(graphFromRuntime(trial, asked, metadata));
  if (wrong === undefined) return graphFromRuntime(runtime, asked, metadata);
  let hint = '';
  for (const other of others) {
    const convention = wholeConvention(other);
    // A hint is not worth a long time.
    if (deadline.next() === undefined) break;
    if (isSame(convention, asked)) continue;
    const fed = graphFromRuntime(trial, convention, metadata);
    // Neither is it worth an error.
    if ((await warningOf(fed).catch(() => 'none')) === undefined) {
      const text = conventionText(convention, runtime.channels);
      hint = `. Fed ${text}, its output would look like it: if it was trained so, say ${optionsText(other)}`;
      break;
    }
  }
  const warning = `fed ${conventionText(asked, runtime.channels)}, ${wrong}${hint}`;
  return graphFromRuntime(runtime, asked, { ...metadata, warning });
}

function isSame(a: Convention, b: Convention): boolean {
  return a.range === b.range && a.outputRange === b.outputRange && a.channels === b.channels;
}

/** As one writes them: `{ range: 255, channels: 'bgr' }`. */
function optionsText(options: ConventionOptions): string {
  const words = Object.entries(options).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`,
  );
  return `{ ${words.join(', ')} }`;
}

async function warningOf(network: GraphNetwork): Promise<string | undefined> {
  const response = await responseOf(network);
  return response && responseWarning(response);
}
