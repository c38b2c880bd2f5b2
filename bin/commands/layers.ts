import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { TextTable } from '@ddr-lab/book/cells/table-format';
import { InputError } from '@ddr-lab/base/errors';
import type { LayerDescription } from '../../src/features/describe-layers';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { sizeOf } from '../words';

interface LayersFlags {
  size?: string;
  json?: boolean;
}

export function addLayers(program: Command): void {
  const command = program
    .command('layers')
    .description("list a network's layers: the names for --layers, shapes, parameters and receptive fields")
    .argument('<file|name>', `weight file (${weightKinds}), or the name of a network in checkpoints/`)
    .option(
      '--size <pixels|HxW>',
      'size of the image whose shapes are told (default: 32, or the one size that the network takes)',
    );
  addNetworkFlags(command)
    .option('--json', 'print JSON to standard output (default: a table)')
    .addHelpText(
      'after',
      `
Layers stand in the order that data flows. "auto" marks those that --layers auto takes. Parameters are those that a layer
needs beside the layers above it. The receptive field is what a place in the middle of the layer depends on, in
pixels of the input, borders left out; the stride is how far apart two neighbouring places lie in the input. A dash is
what a foreign graph does not tell: an operation on the way is not known here.

Examples:
  ddr layers srresnet-wgr
  ddr layers net_g_latest.pth
  ddr layers model.onnx --json`,
    )
    .action(layersCommand);
}

async function layersCommand(given: string, flags: LayersFlags): Promise<void> {
  const size = flags.size === undefined ? undefined : sizeOf('--size', flags.size);
  const options = networkOptions(flags);
  const { checkpointFile } = await import('../../src/analysis/checkpoint');
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork, isGraphNetwork } = await import('../../src/networks/tappable');
  const { describeLayers } = await import('../../src/features/describe-layers');
  const { chooseLayers } = await import('../../src/reports/open-networks');
  const file = existsSync(given) ? given : checkpointFile(given);
  if (!existsSync(file)) {
    const { networkNames } = await import('../../src/cards/files');
    const known = (await networkNames()).join(', ') || 'none';
    throw new InputError(`${given}: no such file, and no network in checkpoints/. There are: ${known}.`);
  }
  const network = await importNetwork(file, options);
  try {
    const { warning, assumed, architecture, format } = network.metadata;
    const described = await describeLayers(network, { size });
    const auto = autoOf(() => chooseLayers([{ file, network }], 'auto')[0]);
    const layers = described.map((layer) => ({ ...layer, auto: auto.has(layer.name) }));
    if (flags.json) {
      const kind = architecture ?? format ?? (isGraphNetwork(network) ? 'graph' : network.spec.kind);
      const only = isGraphNetwork(network) ? (network.size ?? null) : null;
      process.stdout.write(
        `${JSON.stringify({ file, architecture: kind, size: only, layers: layers.map(plain) }, null, 2)}\n`,
      );
    } else {
      const { tableText } = await import('@ddr-lab/book/cells/table-format');
      console.log(forTerminal(tableText(tableOf(layers))));
    }
    for (const note of [assumed && `what the file does not say was assumed: ${assumed}`, warning]) {
      if (note !== undefined) process.stderr.write(`ddr: ${forTerminal(`${given}: ${note}`)}\n`);
    }
  } finally {
    disposeNetwork(network);
  }
}

type Row = LayerDescription & { readonly auto: boolean };

/** Networks that have nothing in front of their tail have no choice to make. */
function autoOf(choose: () => readonly string[]): ReadonlySet<string> {
  try {
    return new Set(choose());
  } catch {
    return new Set();
  }
}

/** With null for what is not known, which JSON would leave out. */
function plain({ parameters = undefined, receptiveField, stride, ...rest }: Row): object {
  return {
    ...rest,
    parameters: parameters ?? null,
    receptiveField: receptiveField ?? null,
    stride: stride ?? null,
  };
}

function tableOf(rows: readonly Row[]): TextTable {
  const total = rows.reduce((sum, { parameters }) => sum + (parameters ?? NaN), 0);
  const text = (parameters: number | undefined): string =>
    parameters === undefined || Number.isNaN(parameters) ? '–' : parameters.toLocaleString('en-US');
  return {
    columns: ['layer', 'shape', 'parameters', 'receptive field', 'stride', 'auto'],
    rows: [
      ...rows.map(({ name, shape, parameters, receptiveField, stride, auto }) => [
        name,
        shape.join(' x '),
        text(parameters),
        fieldText(receptiveField),
        stride === undefined ? '–' : sides(strideText(stride.height), strideText(stride.width)),
        auto ? 'auto' : '',
      ]),
      ['all', '', text(total), '', '', ''],
    ],
    numeric: [false, true, true, true, true, false],
  };
}

function fieldText(field: LayerDescription['receptiveField']): string {
  if (field === undefined) return '–';
  return field === 'image' ? 'whole image' : `${field.height} x ${field.width}`;
}

const sides = (rows: string, columns: string): string => (rows === columns ? rows : `${rows} x ${columns}`);

/** 2, or 1/4. */
function strideText(stride: number): string {
  const inverse = 1 / stride;
  const isPart = stride < 1 && Math.abs(inverse - Math.round(inverse)) < 1e-9;
  return isPart ? `1/${Math.round(inverse)}` : String(Number(stride.toFixed(3)));
}
