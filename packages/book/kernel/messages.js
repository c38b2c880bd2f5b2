// tslab's side of Jupyter's messages, mended: one queue for all that is sent, cells that know what is theirs.
'use strict';
const path = require('node:path');
const { Cell } = require('./cell');
const { loadPatched } = require('./load-patched');
const { writerOf } = require('./output');
const { settle, SETTLE } = require('./settle');

const here = (name) => `require(${JSON.stringify(path.join(__dirname, name))})`;

function patchMessages() {
  const { JupyterHandlerImpl } = loadPatched('jupyter.js', [
    [
      '    signAndSend(key, sock) {\n',
      `    signAndSend(key, sock) {
        ${here('outbox.js')}.post(sock, this, () => this.framesOf(key));
    }
    framesOf(key) {\n`,
    ],
    ['sock.send(heads.concat(bodies));', 'return heads.concat(bodies);'],
    // Without an end to what may wait for a reader: what is beyond is lost, not delayed.
    ['new zmq.Publisher()', 'new zmq.Publisher({ sendHighWaterMark: 0 })'],
    [
      'exports.lastWriteDisplayData = null;',
      `Object.defineProperty(exports, "lastWriteDisplayData", { get: ${here('output.js')}.displayOfCell, set() {} });`,
    ],
    // Jupyter's other way to interrupt, by a message.
    [
      'case "shutdown_request":',
      `case "interrupt_request": {
                    process.emit("SIGINT", "SIGINT", 2);
                    const reply = msg.createReply();
                    reply.header.msg_type = "interrupt_reply";
                    reply.content = { status: "ok" };
                    reply.signAndSend(this.connInfo.key, sock);
                    break;
                }
                case "shutdown_request":`,
    ],
  ]);

  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleExecuteImpl = async function (request, stream, display) {
    if (request.code.startsWith(SETTLE)) {
      await settle(Number(request.code.slice(SETTLE.length)));
      return { count: this.execCount };
    }
    // A client that asks nobody for input has no reader: it waits for one cell after the other and hears of no other.
    const cell = new Cell(this.execCount + 1, { stream, display }, request.allow_stdin === false);
    try {
      return await cell.run(() => handleExecuteImpl.call(this, request, stream, display));
    } finally {
      cell.ended = true;
    }
  };
  const writers = { stdout: writerOf('stdout'), stderr: writerOf('stderr') };
  JupyterHandlerImpl.prototype.createWriteToIopub = (name) => writers[name];
}

module.exports = { patchMessages };
