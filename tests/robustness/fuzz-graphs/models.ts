import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { drawn, int, ints, node, onnxFile } from '../../networks/import/onnx-models';
import {
  drawnWeight,
  graphConv,
  graphNode,
  placeholder,
  wholeWeight,
  writeGraphModel,
  writeModel,
} from '../../networks/import/tfjs-models';

/** Formats of networks with their own graph. */
export const formats = ['onnx', 'tfjs-graph', 'tfjs-layers'] as const;
export type Format = (typeof formats)[number];

/** A small network of a format that is as it should be, as the files that it is made of. */
export function wholeModel(format: Format, folder: string): { file: string; description: Buffer } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (format === 'onnx') {
    const file = onnxModel(path.join(folder, 'net.onnx'));
    return { file, description: readFileSync(file) };
  }
  if (format === 'tfjs-graph') graphModel(folder);
  else layersModel(folder);
  const file = path.join(folder, 'model.json');
  return { file, description: readFileSync(file) };
}

/** Two convolutions, a sum, a pixel shuffle, and windows made and undone: what networks for images consist of. */
function onnxModel(file: string): string {
  const pads = ints('pads', 1, 1, 1, 1);
  return onnxFile(file, {
    node: [
      node('Conv', ['x', 'w1'], ['first'], { attribute: [pads] }),
      node('Relu', ['first'], ['rectified']),
      node('Conv', ['rectified', 'w2'], ['second'], { attribute: [pads] }),
      node('Add', ['first', 'second'], ['sum']),
      node('Shape', ['sum'], ['shape']),
      node('Transpose', ['sum'], ['turned'], { attribute: [ints('perm', 0, 2, 3, 1)] }),
      node('Transpose', ['turned'], ['back'], { attribute: [ints('perm', 0, 3, 1, 2)] }),
      node('Reshape', ['back', 'shape'], ['same']),
      node('Conv', ['same', 'w3'], ['deep'], { attribute: [pads] }),
      node('DepthToSpace', ['deep'], ['y'], { attribute: [int('blocksize', 2)] }),
    ],
    initializer: [drawn('w1', [4, 3, 3, 3], 1), drawn('w2', [4, 4, 3, 3], 2), drawn('w3', [12, 4, 3, 3], 3)],
  });
}

function graphModel(folder: string): void {
  const nodes = [
    placeholder('image', [-1, -1, -1, 3]),
    graphConv('first', 'image', 'w1'),
    graphNode('rectified', 'Relu', ['first']),
    graphConv('second', 'rectified', 'w2'),
    graphNode('sum', 'AddV2', ['first', 'second']),
    graphNode('mean', 'Mean', ['sum', 'axes'], { keep_dims: { b: true } }),
    graphNode('centred', 'Sub', ['sum', 'mean']),
    graphConv('deep', 'centred', 'w3'),
    graphNode('y', 'DepthToSpace', ['deep'], { block_size: { i: '2' }, data_format: { s: 'TkhXQw==' } }),
  ];
  const weights = [
    drawnWeight('w1', [3, 3, 3, 4], 1),
    drawnWeight('w2', [3, 3, 4, 4], 2),
    drawnWeight('w3', [3, 3, 4, 12], 3),
    wholeWeight('axes', [1, 2]),
  ];
  writeGraphModel(folder, nodes, weights);
}

/** With a model inside the model. */
function layersModel(folder: string): void {
  const conv = (name: string, filters: number, from: string): object => ({
    name,
    class_name: 'Conv2D',
    config: {
      name,
      filters,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'same',
      use_bias: false,
      activation: 'linear',
    },
    inbound_nodes: [[[from, 0, 0, {}]]],
  });
  const input = (name: string, channels: number): object => ({
    name,
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, null, null, channels], dtype: 'float32', sparse: false, name },
    inbound_nodes: [],
  });
  const inner = {
    name: 'block',
    class_name: 'Model',
    config: {
      name: 'block',
      layers: [
        input('features', 4),
        conv('second', 4, 'features'),
        {
          name: 'sum',
          class_name: 'Add',
          config: { name: 'sum' },
          inbound_nodes: [
            [
              ['features', 0, 0, {}],
              ['second', 0, 0, {}],
            ],
          ],
        },
      ],
      input_layers: [['features', 0, 0]],
      output_layers: [['sum', 0, 0]],
    },
    inbound_nodes: [[['rectified', 0, 0, {}]]],
  };
  const config = {
    name: 'net',
    layers: [
      input('image', 3),
      conv('first', 4, 'image'),
      {
        name: 'rectified',
        class_name: 'ReLU',
        config: { name: 'rectified' },
        inbound_nodes: [[['first', 0, 0, {}]]],
      },
      inner,
      {
        name: 'larger',
        class_name: 'UpSampling2D',
        config: { name: 'larger', size: [2, 2] },
        inbound_nodes: [[['block', 1, 0, {}]]],
      },
      conv('y', 3, 'larger'),
    ],
    input_layers: [['image', 0, 0]],
    output_layers: [['y', 0, 0]],
  };
  const modelTopology = { class_name: 'Model', config, keras_version: '2.0', backend: 'tensor_flow.js' };
  const weights = [
    drawnWeight('first/kernel', [3, 3, 3, 4], 1),
    drawnWeight('second/kernel', [3, 3, 4, 4], 2),
    drawnWeight('y/kernel', [3, 3, 4, 3], 3),
  ];
  writeModel(folder, { format: 'layers-model', modelTopology }, weights);
}
