// One execution of a cell: what it prints is its own however late it comes, and Stop ends what it has started.
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');

/** How long an interrupted cell may still work, to clean up after itself, in milliseconds. */
const GRACE = 1000;

/** The cell that the present code belongs to, also after an `await` and in a timer. */
const storage = new AsyncLocalStorage();
/** The cell that began last. */
let latest;
/** Cells that have work which Stop has not ended. */
const begun = new Set();

/** What an interrupted cell's code is told. */
class Interrupted extends Error {
  name = 'Interrupted';
  constructor() {
    super('the cell was stopped');
    this.stack = `${this.name}: ${this.message}`;
  }
}

class Cell {
  ended = false;
  /** When it was interrupted, in milliseconds. */
  stoppedAt = undefined;
  #told = false;
  #controller = new AbortController();
  #interruption;
  #resolve;

  /**
   * @param {number} count as in `In [count]`.
   * @param send `stream(name, text)`, `display(content, update)` and `ask(content)`: messages of this cell.
   * @param request the message that asked for it; where that says that nobody can be asked for input, its client listens to no other
   *   cell while one runs.
   */
  constructor(count, send, request) {
    this.count = count;
    this.send = send;
    this.request = request;
    this.alone = request.content.allow_stdin === false;
    this.#interruption = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Calls `code` as this cell's. */
  run(code) {
    latest = this;
    begun.add(this);
    return storage.run(this, code);
  }

  /** Calls what comes to this cell later, as its own, from its page. */
  within(code) {
    return storage.run(this, code);
  }

  /** What long calls of the library take as their `signal`. */
  get signal() {
    return this.#controller.signal;
  }

  /** Resolves when the cell is interrupted. */
  get interruption() {
    return this.#interruption;
  }

  get stopped() {
    return this.stoppedAt !== undefined;
  }

  /** Whether nothing of this cell goes on any more. */
  get halted() {
    return this.stopped && performance.now() - this.stoppedAt > GRACE;
  }

  interrupt() {
    if (this.stopped) return;
    this.stoppedAt = performance.now();
    begun.delete(this);
    this.#resolve();
    storage.run(this, () => this.#controller.abort(new Interrupted()));
  }

  /** Throws in an interrupted cell, once: what it does then to clean up is let through. */
  check() {
    if (!this.stopped || this.#told) return;
    this.#told = true;
    throw new Interrupted();
  }

  /** The cell in which output of this one is shown: its own, unless the client would not see it there. */
  get shownIn() {
    return this.alone && this.ended && !this.stopped && !latest.ended && !latest.stopped ? latest : this;
  }
}

/** The cell that the present code belongs to; that which began last, where the code lost its cell. */
const currentCell = () => storage.getStore() ?? latest;

/** The cell that the present code certainly belongs to. */
const ownCell = () => storage.getStore();

/** The cell that runs. */
const runningCell = () => (latest && !latest.ended ? latest : undefined);

/** Interrupts the cell that runs; where none does, all that earlier ones left behind. */
function interruptCells() {
  const running = runningCell();
  for (const cell of running ? [running] : [...begun]) cell.interrupt();
}

// packages/base/signal.ts asks for these.
globalThis[Symbol.for('ddr-lab.signal')] = () => currentCell()?.signal;
globalThis[Symbol.for('ddr-lab.sharedWork')] = (work) => storage.exit(work);

module.exports = { Cell, Interrupted, currentCell, interruptCells, ownCell };
