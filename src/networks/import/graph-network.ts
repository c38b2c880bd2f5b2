import path from 'node:path';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import {
  type ConventionOptions,
  conventionText,
  fromNetwork,
  toNetwork,
  type Convention,
  lumaOf,
  withColours,
  wholeConvention,
} from './convention';
import { fingerprintOf } from '@ddr-lab/base/cache/key';
import { InputError } from '@ddr-lab/base/errors';
import { Deadline } from '@ddr-lab/graphs/deadline';
import { checkGraphOptions, cutBack, fittingSize, reflectedTo } from '@ddr-lab/graphs/find-size';
import type { GraphRuntime } from '@ddr-lab/graphs/graph-runtime';
import type { GraphNetwork } from '../tappable';
import type { ImportOptions } from './recognised';
import { responseOf, responseWarning } from './response';

/** A network that takes RGB images in [0, 1], of one that takes what its authors fed it. */
function graphFromRuntime(
  runtime: GraphRuntime,
  convention: Convention,
  metadata: Readonly<Record<string, string>>,
): GraphNetwork {
  const { layers, blocks, output, size, channels, multiple = 1, operations } = runtime;
  const input = conventionText(convention, channels);
  const run = async (names: readonly string[], images: Numbers): Promise<readonly Numbers[]> => {
    const [, height, width] = images.dims;
    if (size && (size.height !== height || size.width !== width)) {
      throw new InputError(
        `${metadata.source ?? 'The network'} takes images of ${size.height} x ${size.width} alone, and these are ${height} x ${width}: cut or resize them.`,
      );
    }
    const given = { height, width };
    const fitting = fittingSize(given, multiple);
    const isSame = fitting.height === height && fitting.width === width;
    const fed = isSame ? images : reflectedTo(images, fitting);
    const results = await runtime.run(names, toNetwork(channels === 1 ? lumaOf(fed) : fed, convention));
    return isSame ? results : results.map((one) => cutBack(one, fitting, given));
  };
  return {
    layers,
    blocks,
    size,
    operations,
    metadata: {
      ...runtime.metadata,
      ...metadata,
      input,
      ...(multiple > 1 && {
        multiple: `sides that are no multiple of ${multiple} are reflected up to the next one, and what comes of it is cut off`,
      }),
    },
    fingerprint: fingerprintOf(runtime.fingerprint, input, multiple > 1 ? multiple : ''),
    compute: run,
    predict: async (images) => {
      const [result] = await run([output], images);
      if (result.dims.length !== 4) return result;
      const own = fromNetwork(result, convention);
      return channels === 1 && own.dims[3] === 1 ? withColours(own, images) : own;
    },
    dispose: () => runtime.dispose(),
  };
}

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
async function fedAsTold(
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
