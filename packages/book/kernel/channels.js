// The kernel's five sockets. `iopub` and `shell` are here; the others in a thread of their own (control.js), which answers while a cell computes.
'use strict';
const path = require('node:path');
const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');
const { interrupts, NOTHING, undisturbed } = require('./interrupt');
const { ofTslab } = require('./load-patched');
const outbox = require('./outbox');
const wire = require('./wire');

/** What the thread tells by shared memory: how often something was typed, whether its sockets are closed. */
const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
const [TYPED, CLOSED] = [0, 1];
/** How long this process waits for the thread when it ends, in milliseconds. */
const PATIENCE = 1000;
/** How long it sleeps at a time while it waits for a reader: in between, an interrupt is heard. */
const NAP = 100;

class Channels {
  #key;
  #iopub;
  #shell;
  #thread;
  #typed;

  /**
   * @param {object} connection what Jupyter's connection file says.
   * @param {(message: object, answer: (content: object) => void) => void} hear called with each request.
   */
  constructor(connection, hear) {
    this.connection = connection;
    this.hear = hear;
    this.#key = connection.key ?? '';
    const zmq = ofTslab('zeromq');
    // Without an end to what may wait for a reader: what is beyond is lost, not delayed.
    this.#iopub = new zmq.Publisher({ sendHighWaterMark: 0 });
    this.#shell = new zmq.Router();
    const { port1, port2 } = new MessageChannel();
    this.#typed = port1;
    port1.unref();
    this.#thread = new Worker(path.join(__dirname, 'control.js'), {
      workerData: {
        connection: { ...connection, key: this.#key },
        interrupts,
        nothing: NOTHING,
        state,
        typed: port2,
      },
      transferList: [port2],
      stdout: false,
      stderr: false,
    });
  }

  /** Resolves when all sockets listen. */
  async open() {
    const { transport, ip, iopub_port, shell_port } = this.connection;
    const thread = new Promise((resolve, reject) => {
      this.#thread.on('error', reject);
      this.#thread.on('message', ({ ready, control }) => {
        if (ready) resolve();
        else this.#take(control, (message) => this.#toThread('control', message));
      });
    });
    process.on('exit', () => this.#closeThread());
    await Promise.all([
      thread,
      this.#iopub.bind(`${transport}://${ip}:${iopub_port}`),
      this.#shell.bind(`${transport}://${ip}:${shell_port}`),
    ]);
    void this.#hearShell();
  }

  async #hearShell() {
    for await (const frames of this.#shell) {
      this.#take(frames, (message) => this.#post(this.#shell, message));
    }
  }

  #take(frames, send) {
    let message;
    try {
      // What a thread hands over are plain arrays of bytes.
      message = wire.read(this.#key, frames.map(Buffer.from));
    } catch (error) {
      console.error(`The kernel passes over ${error.message}.`);
      return;
    }
    this.hear(message, (content) => send(wire.reply(message, content)));
  }

  #post(socket, message) {
    outbox.post(socket, message, () => wire.framesOf(this.#key, message));
  }

  #toThread(socket, message) {
    this.#thread.postMessage({ socket, frames: wire.framesOf(this.#key, message) });
  }

  /** Tells all clients. */
  publish(type, content, parent, rest) {
    const message = wire.make(type, content, parent, { ...rest, identities: [Buffer.from(type)] });
    this.#post(this.#iopub, message);
  }

  /**
   * Asks the reader whose cell this is, and waits for what is typed; all else waits meanwhile.
   *
   * @param request the cell's `execute_request`.
   */
  ask(request, content) {
    while (receiveMessageOnPort(this.#typed)) {
      // Typed too late for an earlier question.
    }
    undisturbed(outbox.flush);
    this.#toThread('stdin', wire.make('input_request', content, request, { identities: request.identities }));
    for (;;) {
      const seen = Atomics.load(state, TYPED);
      const received = receiveMessageOnPort(this.#typed);
      if (!received) {
        Atomics.wait(state, TYPED, seen, NAP);
        continue;
      }
      const { header, content: answer } = wire.read(this.#key, received.message.map(Buffer.from));
      if (header.msg_type === 'input_reply') return String(answer.value ?? '');
    }
  }

  #closeThread() {
    this.#thread.postMessage({});
    Atomics.wait(state, CLOSED, 0, PATIENCE);
  }
}

module.exports = { Channels };
