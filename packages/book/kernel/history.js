// The cells that were run on this kernel: what Jupyter's consoles show with the up arrow.
'use strict';

/** So many are kept. */
const MOST = 10_000;

class History {
  #entries = [];

  /** @param {number} line the number of the cell. */
  add(line, source) {
    this.#entries.push([0, line, source]);
    if (this.#entries.length > MOST) this.#entries.shift();
  }

  /** The answer to a `history_request`: by `tail`, `range` or `search`. There is one session, number 0. */
  answer({ hist_access_type: access, n, start, stop, pattern, unique, output, session = 0 }) {
    let found = this.#entries;
    if (access === 'range') {
      const to = stop ?? Infinity;
      found = session === 0 ? found.filter(([, line]) => line >= (start ?? 0) && line < to) : [];
    } else if (access === 'search') {
      const matches = glob(pattern ?? '*');
      found = found.filter(([, , source]) => matches.test(source));
      if (unique)
        found = found.filter(([, , source], i) => !found.slice(i + 1).some((later) => later[2] === source));
    }
    if (access !== 'range' && n > 0) found = found.slice(-n);
    const entry = ([of, line, source]) => [of, line, output ? [source, null] : source];
    return { status: 'ok', history: found.map(entry) };
  }
}

/** `*` and `?` as in names of files. */
function glob(pattern) {
  const escaped = String(pattern).replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}

module.exports = { History };
