// Everything the kernel sends passes here, in one queue: a ZeroMQ socket takes one message at a time, and throws
// ("Socket is busy writing") at what comes meanwhile. Pieces of a stream that wait are sent as one message.
'use strict';
const { undisturbed } = require('./interrupt');

/** So many pieces of text go out one by one in a period; what a cell prints beyond waits for the next, joined. */
const PIECES = 20;
/** In milliseconds. */
const PERIOD = 100;
/** Joined pieces are sent at once when they have so many characters. */
const LONG = 1 << 18;

const now = () => performance.now();
const { setTimeout: later, clearTimeout: noLater } = globalThis;

/** Messages in the order in which they are sent. */
const queue = [];
/** The last message, where it is text that more can be added to: {socket, message, texts, length}. */
let open;
let timer;
let periodBegan = 0;
let sentInPeriod = 0;

/** As `enqueue`; whole, also in a cell that is stopped. */
const post = (...message) => undisturbed(() => enqueue(...message));

/**
 * Sends a message when those before it have been sent.
 *
 * @param socket ZeroMQ socket.
 * @param message as wire.js makes it.
 * @param {() => unknown[]} frames makes what goes over the wire; called when it is sent.
 */
function enqueue(socket, message, frames) {
  if (message.header.msg_type !== 'stream') {
    close();
    queue.push({ socket, frames });
    drain();
    return;
  }
  const { name, text } = message.content;
  if (!open || open.name !== name || open.message.parent.msg_id !== message.parent.msg_id) {
    close();
    open = { socket, message, frames, name, texts: [], length: 0 };
  }
  open.texts.push(text);
  open.length += text.length;
  if (open.length >= LONG || mayGo()) {
    close();
    drain();
  } else {
    timer ??= later(flush, PERIOD);
    timer.unref();
  }
}

/** Whether this period has room for one more piece. */
function mayGo() {
  const time = now();
  if (time - periodBegan > PERIOD) {
    periodBegan = time;
    sentInPeriod = 0;
  }
  return ++sentInPeriod <= PIECES;
}

/** No text is added to the last message any more. */
function close() {
  if (timer) noLater(timer);
  timer = undefined;
  if (!open) return;
  const { socket, message, frames, texts } = open;
  message.content.text = texts.join('');
  queue.push({ socket, frames });
  open = undefined;
}

/** Sends what waits, as far as the sockets take it. */
function flush() {
  close();
  drain();
}

/** Where a socket is busy, goes on when it is free. Nothing here remembers that: what an interrupt cuts off does no harm. */
function drain() {
  while (queue.length > 0) {
    const [first] = queue;
    let sending;
    try {
      first.made ??= first.frames();
      sending = first.socket.send(first.made);
    } catch (error) {
      if (error.code === 'EBUSY' && !first.socket.closed) return;
    }
    queue.shift();
    // Resolved already, unless the socket now is busy.
    sending?.then(drain, drain);
  }
}

module.exports = { flush, post };
