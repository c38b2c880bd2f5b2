/**
 * Lets JavaScript wait for Dawn without giving up its turn.
 *
 * Dawn's Node binding looks for finished GPU work in a callback that it hands to the global `setImmediate`, time
 * and again while anything is unfinished. So a result can come only once the running JavaScript has ended, and
 * tfjs's `dataSync` could never be answered. The pump keeps those callbacks, to run them before their turn.
 */
export class EventPump {
  private readonly waiting = new Set<() => void>();

  /** Makes a call into Dawn; what it schedules meanwhile runs at its turn, or earlier by `turn`. */
  watch<T>(call: () => T): T {
    const { setImmediate } = globalThis;
    const schedule = (callback: () => void): NodeJS.Immediate => {
      this.waiting.add(callback);
      return setImmediate(() => this.run(callback));
    };
    globalThis.setImmediate = schedule as typeof setImmediate;
    try {
      return call();
    } finally {
      globalThis.setImmediate = setImmediate;
    }
  }

  /** Lets Dawn look once for finished work. Returns false where it is waiting for none. */
  turn(): boolean {
    const callbacks = [...this.waiting];
    for (const callback of callbacks) this.run(callback);
    return callbacks.length > 0;
  }

  private run(callback: () => void): void {
    if (this.waiting.delete(callback)) this.watch(callback);
  }
}
