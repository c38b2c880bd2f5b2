// Writes a file of each kind into FOLDER, over and over: node write-each.js FOLDER TURNS [figures]. Prints what failed and
// what is left, as JSON, or a line a turn where TURNS is more than one.
'use strict';
require('tsx/cjs');
const fs = require('node:fs');
const path = require('node:path');
const { createMatrix } = require('@ddr-lab/base/arrays/matrix');
const { writeNpy } = require('@ddr-lab/base/arrays/npy');
const { writeNpz } = require('@ddr-lab/base/arrays/npz');
const { createImage } = require('@ddr-lab/images/image');
const { writeImage } = require('@ddr-lab/images/io');
const { writeSafetensors } = require('@ddr-lab/weights/safetensors');
const { exportFigure } = require('@ddr-lab/charts/export');
const { saveFigure } = require('../../src/charts/saved.ts');
const { lines } = require('@ddr-lab/charts/lines');
const { writeClaimsFile } = require('@ddr-lab/book/claims/committed');
const { writeNotebook } = require('@ddr-lab/book/notebook-file');

const [folder, turns, figures] = process.argv.slice(2);
const count = 60_000;
const data = Float32Array.from({ length: count }, (_, i) => Math.sin(i * i));
const image = createImage(200, 100, data.map(Math.abs));
const values = Array.from(data.subarray(0, 5000));
const figure = lines({
  name: 'figure',
  x: values.map((_, i) => i),
  series: [{ name: 'a', values: values.map((value) => ({ mean: value, standardDeviation: 0.1 })) }],
  valueTitle: 'v',
});
const claims = Array.from({ length: 500 }, (_, i) => ({ id: String(i), text: 'x'.repeat(200) }));
const cells = [{ id: 'a', cell_type: 'markdown', source: 'x'.repeat(100_000), metadata: {} }];
const metadata = { kernelspec: { name: 'tslab' } };
const at = (name) => path.join(folder, name);

const kinds = {
  'array.npy': (file) => writeNpy(file, createMatrix(1, count, data)),
  'arrays.npz': (file) => writeNpz(file, { a: createMatrix(1, count, data) }),
  'image.png': (file) => writeImage(image, file),
  'weights.safetensors': (file) =>
    writeSafetensors(file, { tensors: new Map([['a', { shape: [count], data }]]), metadata: {} }),
  'figure.json': () => saveFigure(figure, folder),
  'claims.json': (file) => writeClaimsFile(file, claims),
  'notebook.ipynb': (file) => writeNotebook(file, { cells, metadata, nbformat: 4, nbformat_minor: 5 }),
};
if (figures) kinds['figure.svg'] = () => exportFigure(figure, folder);

async function run() {
  const failed = {};
  for (let turn = 0; turn < Number(turns); turn++) {
    for (const [name, write] of Object.entries(kinds)) {
      await write(at(name)).catch((error) => (failed[name] = { name: error.name, message: error.message }));
    }
    if (Number(turns) > 1) console.log(`turn ${turn} ${JSON.stringify(failed)}`);
  }
  if (Number(turns) === 1) console.log(JSON.stringify({ failed, left: fs.readdirSync(folder).sort() }));
}

void run();
