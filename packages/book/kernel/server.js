// Answers Jupyter's requests: https://jupyter-client.readthedocs.io/en/stable/messaging.html
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { Channels } = require('./channels');
const { Comms } = require('./comms');
const { Executions } = require('./executions');
const { History } = require('./history');
const { dist, ofTslab } = require('./load-patched');
const { languageInfo } = require('./language');
const { VERSION } = require('./wire');

/** The version of the package that this file lies in: of the book, or of the whole where that holds it. */
function versionHere() {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version;
  }
  return 'unknown';
}

/** A kernel that listens, as a connection file says it, and runs cells by `executor`. */
class Server {
  #handlers = {
    kernel_info_request: () => this.#kernelInfo(),
    execute_request: (message, answer) => this.executions.add(message, answer),
    is_complete_request: ({ content }) => this.#isComplete(content),
    complete_request: ({ content }) => this.#complete(content),
    inspect_request: ({ content }) => this.#inspect(content),
    history_request: ({ content }) => this.history.answer(content),
    comm_info_request: ({ content }) => this.comms.info(content),
    comm_open: (message) => this.comms.opened(message),
    comm_msg: (message) => this.comms.heard(message),
    comm_close: (message) => this.comms.closed(message),
    // Answered where it was heard, in control.js; here only its beginning and end are told.
    interrupt_request: () => undefined,
    debug_request: ({ content }) => refused(content),
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart ?? false }),
  };

  constructor(connection, executor) {
    this.executor = executor;
    this.history = new History();
    this.channels = new Channels(connection, (message, answer) => void this.#hear(message, answer));
    this.comms = new Comms(this.channels);
    this.executions = new Executions(executor, this.channels, this.history);
  }

  async open() {
    await this.channels.open();
    this.channels.publish('status', { execution_state: 'starting' });
  }

  async #hear(message, answer) {
    const type = message.header.msg_type;
    const tell = (execution_state) => this.channels.publish('status', { execution_state }, message);
    const handle = Object.hasOwn(this.#handlers, type) ? this.#handlers[type] : undefined;
    tell('busy');
    try {
      const content = handle ? await handle(message, answer) : unknown(type);
      if (content && type.endsWith('_request')) answer(content);
    } catch (error) {
      if (type.endsWith('_request')) answer(failed(error));
      else console.error(error);
    } finally {
      tell('idle');
    }
    if (type === 'shutdown_request') this.#end();
  }

  #end() {
    // What is under way is sent first.
    setTimeout(() => process.exit(0), 50);
  }

  #kernelInfo() {
    return {
      status: 'ok',
      protocol_version: VERSION,
      implementation: 'ddr-lab',
      implementation_version: versionHere(),
      language_info: languageInfo(),
      banner: `TypeScript ${languageInfo().version} on Node ${process.versions.node}; %help says what works in a cell.`,
      help_links: [
        { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
        { text: 'Node', url: 'https://nodejs.org/api/' },
      ],
      debugger: false,
      supported_features: [],
    };
  }

  #isComplete({ code }) {
    const { isCompleteCode } = require(path.join(dist, 'converter.js'));
    const { completed, indent } = isCompleteCode(this.executor.withoutMagics(code));
    if (!completed) return { status: 'incomplete', indent };
    return { status: isBroken(this.executor.withoutMagics(code)) ? 'invalid' : 'complete' };
  }

  #complete({ code, cursor_pos: at }) {
    const { start, end, candidates } = this.executor.complete(code, toUnits(code, at));
    return {
      status: 'ok',
      matches: candidates,
      cursor_start: toCharacters(code, start),
      cursor_end: toCharacters(code, end),
      metadata: {},
    };
  }

  #inspect({ code, cursor_pos: at, detail_level: level }) {
    const { describe } = require('./inspection');
    const data = describe(this.executor, code, toUnits(code, at), level);
    return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
  }
}

/** Jupyter counts characters, JavaScript units of UTF-16. */
const toUnits = (code, characters) => [...code].slice(0, characters).join('').length;
const toCharacters = (code, units) => [...code.slice(0, units)].length;

/** Whether code cannot become TypeScript by more lines. */
function isBroken(code) {
  const ts = ofTslab('@tslab/typescript-for-tslab');
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return file.parseDiagnostics.length > 0;
}

const unknown = (type) => {
  if (!type.endsWith('_request')) return undefined;
  return failed(Object.assign(new Error(`this kernel knows no ${type}`), { name: 'UnknownRequest' }));
};

const failed = (error) => ({
  status: 'error',
  ename: String(error?.name ?? 'Error'),
  evalue: String(error?.message ?? error),
  traceback: [],
});

/** The debugger's own protocol, in which each request has its answer. */
const refused = ({ seq, command }) => ({
  type: 'response',
  seq: 1,
  request_seq: seq,
  success: false,
  command,
  message: 'This kernel has no debugger.',
});

module.exports = { Server };
