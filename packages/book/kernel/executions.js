// One cell after the other: `execute_request`, and what is sent of it.
'use strict';
const { Cell } = require('./cell');
const { failureOf } = require('./failure');
const input = require('./input');
const { settle, SETTLE } = require('./settle');
const { bundleOf } = require('./values');

/** How long after a failure cells that were sent before it may still come in, in milliseconds: `run all` ends there. */
const STRAGGLERS = 100;

class Executions {
  #count = 0;
  #last = Promise.resolve();
  /** Requests that wait. */
  #waiting = 0;
  /** Until when requests are turned away: a cell before them has failed. */
  #abortedUntil = 0;
  /** How many waiting requests are turned away. */
  #aborted = 0;

  constructor(executor, channels, history) {
    this.executor = executor;
    this.channels = channels;
    this.history = history;
  }

  /** Runs a cell when those before it have ended, and answers. */
  add(message, answer) {
    this.#waiting++;
    const turn = this.#last.then(async () => {
      this.#waiting--;
      const isAborted = this.#aborted > 0 || performance.now() < this.#abortedUntil;
      if (this.#aborted > 0) this.#aborted--;
      answer(isAborted ? { status: 'aborted', execution_count: this.#count } : await this.#run(message));
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(message) {
    const { code, silent = false, stop_on_error: stops = true } = message.content;
    if (code.startsWith(SETTLE)) {
      await settle(Number(code.slice(SETTLE.length)));
      return { status: 'ok', execution_count: this.#count, user_expressions: {}, payload: [] };
    }
    const stored = !silent && (message.content.store_history ?? true);
    const count = stored ? ++this.#count : this.#count;
    const publish = (type, content, rest) => this.channels.publish(type, content, message, rest);
    if (stored && code.trim() !== '') this.history.add(count, code);
    if (!silent) publish('execute_input', { code, execution_count: count });
    const send = {
      stream: (name, text) => publish('stream', { name, text }),
      display: (content, update) => publish(update ? 'update_display_data' : 'display_data', content),
      ask: (content) => input.ask(this.channels, message, content),
    };
    const cell = new Cell(count, send, message);
    try {
      await cell.run(async () => {
        const value = await this.executor.execute(code);
        const data = silent ? undefined : await bundleOf(value);
        if (data) publish('execute_result', { execution_count: count, data, metadata: {} });
      });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!silent) publish('error', failure);
      if (stops) {
        this.#aborted = this.#waiting;
        this.#abortedUntil = performance.now() + STRAGGLERS;
      }
      return { status: 'error', execution_count: count, ...failure };
    } finally {
      cell.ended = true;
    }
    const expressions = await this.#evaluate(message.content.user_expressions ?? {});
    return { status: 'ok', execution_count: count, user_expressions: expressions, payload: [] };
  }

  /** Variables by their names; nothing else is evaluated. */
  async #evaluate(expressions) {
    const { variables } = this.executor;
    const entries = Object.entries(expressions).map(async ([key, name]) => {
      if (!(name in variables)) {
        const evalue = `${name} is no variable of a cell`;
        return [key, { status: 'error', ename: 'NotAVariable', evalue, traceback: [] }];
      }
      return [key, { status: 'ok', data: (await bundleOf(variables[name])) ?? {}, metadata: {} }];
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}

module.exports = { Executions };
