// A thread of the kernel that hears what must be answered while a cell computes: heartbeat, interrupts, shutdown, what a reader types.
// It owns the sockets `control`, `hb` and `stdin`; all but interrupts it hands on to channels.js.
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { ofTslab } = require('./load-patched');
const wire = require('./wire');

const zmq = ofTslab('zeromq');
const { connection, interrupts, nothing, state, typed } = workerData;
const [TYPED, CLOSED] = [0, 1];
/** How long the kernel has to end when it is asked to, in milliseconds. */
const PATIENCE = 2000;

const sockets = { control: new zmq.Router(), hb: new zmq.Reply(), stdin: new zmq.Router() };
/** A socket sends one message at a time. */
const last = { control: Promise.resolve(), stdin: Promise.resolve() };

function send(name, frames) {
  last[name] = last[name].then(() => sockets[name].send(frames)).catch(() => undefined);
  return last[name];
}

/** Wakes one of the threads that wait for SIGINT (interrupt-watch.js), as the signal would. */
function interrupt(tries = 50) {
  if (Atomics.notify(interrupts, nothing, 1) === 0 && tries > 0) setTimeout(interrupt, 20, tries - 1);
}

/** Where a cell keeps the kernel from it, this ends it. */
function endLater(request) {
  setTimeout(async () => {
    const { restart = false } = request.content;
    const answer = wire.reply(request, { status: 'ok', restart });
    await send('control', wire.framesOf(connection.key, answer));
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
  }, PATIENCE).unref();
}

async function hearControl() {
  for await (const frames of sockets.control) {
    try {
      const message = wire.read(connection.key, frames);
      if (message.header.msg_type === 'interrupt_request') {
        interrupt();
        await send('control', wire.framesOf(connection.key, wire.reply(message, { status: 'ok' })));
      } else if (message.header.msg_type === 'shutdown_request') endLater(message);
    } catch {
      continue;
    }
    parentPort.postMessage({ control: frames });
  }
}

async function beat() {
  for await (const frames of sockets.hb) await sockets.hb.send(frames);
}

async function hearTyped() {
  for await (const frames of sockets.stdin) {
    typed.postMessage(frames);
    Atomics.add(state, TYPED, 1);
    Atomics.notify(state, TYPED);
  }
}

parentPort.on('message', ({ socket, frames }) => {
  if (socket) return void send(socket, frames);
  for (const each of Object.values(sockets)) each.close();
  // A thread that ends while a socket waits takes the process with it.
  setImmediate(() => {
    Atomics.store(state, CLOSED, 1);
    Atomics.notify(state, CLOSED);
  });
});

async function open() {
  const { transport, ip } = connection;
  for (const [name, socket] of Object.entries(sockets)) {
    await socket.bind(`${transport}://${ip}:${connection[`${name}_port`]}`);
  }
  parentPort.postMessage({ ready: true });
  for (const hear of [hearControl, beat, hearTyped]) hear().catch(() => undefined);
}
void open();
