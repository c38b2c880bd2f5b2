// Writes and reads ten entries of a cache over and over: node hammer.js FOLDER TURNS. Prints `ready`, then at the
// end how many entries it read, and how many of these were not what had been written.
'use strict';
require('tsx/cjs');
const { openCache } = require('@ddr-lab/base/cache/cache');
const { fingerprintOf } = require('@ddr-lab/base/cache/key');

const [folder, turns] = process.argv.slice(2);
const length = 40_000;
const cache = openCache({ folder, limit: 8 * length * 8 });

async function run() {
  let reads = 0;
  let wrong = 0;
  console.log('ready');
  for (let turn = 0; turn < Number(turns); turn++) {
    // To and fro, as who went round and round would always come just after eviction.
    const number = Math.abs((turn % 18) - 9);
    const key = fingerprintOf(number);
    const data = new Float64Array(length).fill(number);
    const entry = await cache.read('tsne', key);
    if (entry) {
      reads++;
      if (Buffer.compare(Buffer.from(entry.points.data.slice().buffer), Buffer.from(data.buffer))) wrong++;
    }
    await cache.write('tsne', key, { points: { rows: 1, columns: length, data } });
  }
  console.log(JSON.stringify({ reads, wrong }));
}

void run();
