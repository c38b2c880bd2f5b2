// Runs an ONNX model once, in a process of its own: one that crashes, takes all memory or never ends does so here.
//
// On stdin: a line of JSON, { feed: { name, type, dims }, outputs: [name, ...] }, then the model's bytes. The input is a grey
// image. On stdout: JSON, either { results: { name: [...] } } with the numbers of each output, or { error }.
'use strict';

const fs = require('node:fs');

const sampleArrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
};
/** One half, in each type; as bytes and bits of half precision the same. */
const grey = { float32: 0.5, float64: 0.5, float16: 0x3800, uint8: 128 };

function main() {
  const bytes = fs.readFileSync(0);
  const end = bytes.indexOf(10);
  const { feed, outputs } = JSON.parse(bytes.subarray(0, end).toString());
  const model = bytes.subarray(end + 1);
  const { binding, initOrt } = require('onnxruntime-node/dist/binding');
  const { Tensor } = require('onnxruntime-common');
  initOrt();
  const session = new binding.InferenceSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    enableCpuMemArena: false,
    logSeverityLevel: 4,
  });
  const data = new sampleArrays[feed.type](feed.dims.reduce((a, b) => a * b, 1)).fill(grey[feed.type]);
  const feeds = { [feed.name]: new Tensor(feed.type, data, feed.dims) };
  const found = session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])), {
    logSeverityLevel: 4,
  });
  return { results: Object.fromEntries(outputs.map((name) => [name, Array.from(found[name].data, Number)])) };
}

try {
  // Where memory runs out, this process is the one to end.
  fs.writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Another system, which does without.
}
let answer;
try {
  answer = main();
} catch (error) {
  answer = { error: String((error && error.message) || error) };
}
fs.writeSync(1, JSON.stringify(answer));
