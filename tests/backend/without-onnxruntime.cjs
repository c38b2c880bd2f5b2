// Stands in for a version of onnxruntime-node that has moved its internal entry point.
const Module = require('node:module');
const load = Module._load;
Module._load = function (id, ...rest) {
  return id.endsWith('onnxruntime-node/dist/binding') ? { binding: {} } : load.call(this, id, ...rest);
};
