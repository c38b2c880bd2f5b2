// Writes one entry of 800,000 bytes and reads it again: node write-one.js FOLDER. Prints whether it was there, and what lies in the folder.
'use strict';
require('tsx/cjs');
const { readdirSync } = require('node:fs');
const { openCache } = require('@ddr-lab/base/cache/cache');

const cache = openCache({ folder: process.argv[2], limit: 1e9 });
const key = 'a'.repeat(40);
cache
  .write('tsne', key, { points: { rows: 1, columns: 100_000, data: new Float64Array(100_000) } })
  .then(() => cache.read('tsne', key))
  .then((entry) =>
    console.log(JSON.stringify({ kept: entry !== undefined, files: readdirSync(process.argv[2]) })),
  );
