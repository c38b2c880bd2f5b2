'use strict';
// Tries onnxruntime on a GPU, in a process of its own: a broken driver may end the process that it is loaded in.
// Reads what to try from standard input and writes what came of it to file 3, both as JSON: find-gpu.ts has the types. Plain
// JavaScript, so that a child of Node runs it as it is.
const { readFileSync, writeSync } = require('node:fs');
const { Tensor, env } = require('onnxruntime-common');

const { provider, check, race } = JSON.parse(readFileSync(0, 'utf8'));

// At `info` onnxruntime tells on standard error which devices it found.
env.logLevel = process.platform === 'win32' ? 'info' : 'fatal';
const { binding, initOrt } = require('onnxruntime-node/dist/binding');
initOrt();

/** A graph on a provider, ready to be run on its input `x`. */
function open({ model, dims }, executionProvider) {
  const session = new binding.InferenceSession();
  const bytes = Uint8Array.from(Buffer.from(model, 'base64'));
  session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {
    executionProviders: [executionProvider],
    logSeverityLevel: 4,
  });
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => ((i * 37) % 101) / 101);
  const x = new Tensor('float32', data, dims);
  return () => session.run({ x }, { y: null }, { logSeverityLevel: 4 }).y.data;
}

/** Milliseconds of the quickest of some runs, after one that does not count. */
function quickest(run) {
  run();
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const [expected, got] = ['cpu', provider].map((each) => open(check, each)());
let difference = 0;
// A comparison that NaN does not pass.
expected.forEach((value, i) => {
  if (!(Math.abs(value - got[i]) <= difference)) difference = Math.abs(value - got[i]);
});
const answer = { difference: Number.isFinite(difference) ? difference : null };
if (race) Object.assign(answer, { cpu: quickest(open(race, 'cpu')), gpu: quickest(open(race, provider)) });
writeSync(3, JSON.stringify(answer));
