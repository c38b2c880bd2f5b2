// The half of a process apart (process-apart.ts) that runs in it: takes requests on stdin, one after the other, and
// answers on stream 3. It ends when stdin ends, and when its parent is gone; guard.js sees to the limits of each request.
//
// A message is four bytes (how long its head is), the head as JSON with the lengths of its parts, and the parts.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** More is not read at once. */
const piece = 2 ** 30;

/**
 * Serves until stdin ends.
 *
 * @param {(head: object, parts: Buffer[]) => object | Promise<object>} handle answers { head, parts } or throws. An error
 *   whose `name` is `InputError` is passed on as one.
 * @param {() => boolean} isSpoiled whether what happened has left something that later requests should not meet: the process ends.
 */
async function serve(handle, isSpoiled = () => false) {
  try {
    // Where the machine's memory runs out, this process is the one to end.
    fs.writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Another system, which does without.
  }
  const limits = new Float64Array(new SharedArrayBuffer(16));
  const parent = Number(process.argv[2]);
  new Worker(path.join(__dirname, 'guard.js'), { workerData: { limits, parent } });
  for (;;) {
    const head = takeHead();
    if (!head) process.exit(0);
    limits[1] = process.memoryUsage.rss() + head.limits.bytes;
    limits[0] = Date.now() + 1000 * head.limits.seconds;
    const parts = head.lengths.map((length) => take(length) ?? process.exit(0));
    let answer;
    try {
      answer = await handle(head, parts);
    } catch (error) {
      answer = { head: { error: String(error?.message ?? error), input: error?.name === 'InputError' } };
    }
    limits.fill(0);
    give(answer);
    if (isSpoiled()) process.exit(0);
  }
}

function takeHead() {
  const size = take(4);
  const text = size && take(size.readUInt32LE());
  return text && JSON.parse(text.toString());
}

/** Exactly so many bytes, in memory of their own; undefined at the end of stdin. */
function take(length) {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length;) {
    const got = fs.readSync(0, bytes, at, Math.min(piece, length - at), null);
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}

function give({ head = {}, parts = [] }) {
  const views = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  const text = Buffer.from(JSON.stringify({ ...head, lengths: views.map(({ length }) => length) }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  try {
    for (const bytes of [size, text, ...views]) {
      for (let at = 0; at < bytes.length;)
        at += fs.writeSync(3, bytes, at, Math.min(piece, bytes.length - at));
    }
  } catch {
    // Nobody listens any more.
    process.exit(0);
  }
}

module.exports = { serve };
