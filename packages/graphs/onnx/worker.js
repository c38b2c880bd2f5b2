// Loads and runs ONNX models in a process of its own (../apart/serve.js).
//
// { ask: 'load', key, level, threads } with the model's bytes; { ask: 'run', key, feed: { name, type, dims }, outputs: [name, ...] }
// with the input's numbers, without them a grey image: the answer has the outputs, { outputs: [{ type, array, dims }] } and
// their numbers; { ask: 'drop', key }.
'use strict';
const { serve } = require('../apart/serve');

const silent = { logSeverityLevel: 4 };
const sampleArrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
};
/** One half, in each type; as bytes and bits of half precision the same. */
const grey = { float32: 0.5, float64: 0.5, float16: 0x3800, uint8: 128 };
const sessions = new Map();

/** onnxruntime, loaded when it is first needed, so that where it cannot be that is an answer. */
let runtime;

function runtimeLoaded() {
  if (runtime) return runtime;
  try {
    const { env, Tensor } = require('onnxruntime-common');
    // What it has to say comes as errors; its log is nobody's.
    env.logLevel = 'fatal';
    const { binding, initOrt } = require('onnxruntime-node/dist/binding');
    initOrt();
    return (runtime = { Session: binding.InferenceSession, Tensor });
  } catch (error) {
    throw new Error(`onnxruntime cannot be loaded here (${error.message})`, { cause: error });
  }
}

function load({ key, level, threads }, [model]) {
  const session = new (runtimeLoaded().Session)();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    ...silent,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: level,
    // Of the trial nothing is kept; of the work, memory of intermediate results for the next image.
    enableCpuMemArena: level === 'all',
    enableMemPattern: false,
    // Threads that spin would take a core from whatever runs next.
    extra: { session: { force_spinning_stop: '1', intra_op: { allow_spinning: '0' } } },
  });
  sessions.set(key, session);
  return {};
}

function run({ key, feed, outputs }, [given]) {
  const count = feed.dims.reduce((a, b) => a * b, 1);
  const data = given
    ? new sampleArrays[feed.type](given.buffer, 0, count)
    : new sampleArrays[feed.type](count).fill(grey[feed.type]);
  const feeds = Object.fromEntries([[feed.name, new runtime.Tensor(feed.type, data, feed.dims)]]);
  const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
  const found = sessions.get(key).run(feeds, fetches, silent);
  const tensors = outputs.map((name) => {
    const { type, data: numbers, dims } = found[name] ?? {};
    if (!ArrayBuffer.isView(numbers)) throw new Error('a result is no tensor of numbers');
    return { type, dims, numbers };
  });
  return {
    head: {
      outputs: tensors.map(({ type, dims, numbers }) => ({ type, dims, array: numbers.constructor.name })),
    },
    parts: tensors.map(({ numbers }) => numbers),
  };
}

function drop({ key }) {
  sessions.get(key)?.dispose();
  sessions.delete(key);
  return {};
}

const asks = { load, run, drop };
void serve((head, parts) => asks[head.ask](head, parts));
