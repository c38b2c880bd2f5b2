// Comms: messages between a cell's code and its page. https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
'use strict';
const { randomUUID } = require('node:crypto');
const { currentCell } = require('./cell');

class Comms {
  #open = new Map();
  #targets = new Map();

  constructor(channels) {
    this.channels = channels;
    globalThis[Symbol.for('ddr-lab.comms')] = this;
  }

  /** The answer to a `comm_info_request`. */
  info({ target_name: wanted }) {
    const all = [...this.#open].filter(
      ([, { target }]) => wanted === undefined || wanted === null || target === wanted,
    );
    return {
      status: 'ok',
      comms: Object.fromEntries(all.map(([id, { target }]) => [id, { target_name: target }])),
    };
  }

  /** What is done with a comm that a page opens for `target`: `opened(comm, data)`. */
  register(target, opened) {
    this.#targets.set(target, opened);
  }

  /** Opens one towards the page. */
  open(target, data = {}, { metadata = {}, buffers = [] } = {}) {
    const comm = this.#make(randomUUID(), target);
    const content = { comm_id: comm.id, target_name: target, data };
    this.channels.publish('comm_open', content, comm.cell?.request, { metadata, buffers });
    return comm;
  }

  #make(id, target) {
    const { channels } = this;
    const tell = (type, data, { buffers = [] } = {}) =>
      channels.publish(type, { comm_id: id, data }, comm.request, { buffers });
    const comm = {
      id,
      target,
      /** The cell that it belongs to: what is printed when a message comes is shown there. */
      cell: currentCell(),
      /** The message that came last: what is sent in answer is its answer. */
      request: undefined,
      onMessage: undefined,
      onClose: undefined,
      send: (data, rest) => this.#open.has(id) && tell('comm_msg', data, rest),
      close: (data = {}) => this.#open.delete(id) && tell('comm_close', data),
    };
    this.#open.set(id, comm);
    return comm;
  }

  /** A page opens one. */
  async opened(message) {
    const { comm_id: id, target_name: target, data } = message.content;
    const opened = this.#targets.get(target);
    if (!opened) {
      this.channels.publish('comm_close', { comm_id: id, data: {} }, message);
      return;
    }
    const comm = this.#make(id, target);
    comm.request = message;
    await opened(comm, data);
  }

  async heard(message) {
    const comm = this.#open.get(message.content.comm_id);
    if (!comm) return;
    comm.request = message;
    const { cell } = comm;
    const hear = () => comm.onMessage?.(message.content.data, message.buffers);
    await (cell ? cell.within(hear) : hear());
  }

  closed(message) {
    const comm = this.#open.get(message.content.comm_id);
    this.#open.delete(message.content.comm_id);
    comm?.onClose?.();
  }
}

module.exports = { Comms };
