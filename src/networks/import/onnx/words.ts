/** What onnxruntime says where a model does not run, without names of its own sources, in one sentence and no full stop. */
export function problem(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  if (isTooMuch(text)) return 'it asks for more memory than there is';
  const running = /returned while running (\w+) node\. ?Name:'([^']*)'/.exec(text);
  if (running) {
    const [, operation, name] = running;
    const why = plainWords(text.slice(running.index + running[0].length).replace(/^.*?Status Message: /, ''));
    return `its operation ${operation}${name ? ` (${name})` : ''} fails${why && `: ${why}`}`;
  }
  const invalid = /Got invalid dimensions for input: (\S+)/.exec(text);
  if (invalid) {
    const sizes = [...text.matchAll(/index: (\d+) Got: (-?\d+) Expected: (-?\d+)/g)];
    const wants = sizes.map(([, axis, got, wanted]) => `${wanted} (not ${got}) along axis ${axis}`);
    return `its input ${invalid[1]} takes ${wants.join(', ')}`;
  }
  return plainWords(text) || 'onnxruntime does not say why';
}

/** Whether onnxruntime says that a result would be too large. */
export function isTooMuch(message: string): boolean {
  return /bad_alloc|Failed to allocate memory|would require more than|exceeds the supported maximum|[Ii]nteger overflow/.test(
    message,
  );
}

/** Without codes, source files and signatures; what is left may be nothing. */
function plainWords(text: string): string {
  const words = text
    .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /g, '')
    .replace(/Load model from .*? ?failed: ?/, '')
    .replace(/(Fatal error|Exception during [a-z]+|Type Error): /g, '')
    // `/onnxruntime_src/.../reshape_helper.h:84 onnxruntime::ReshapeHelper::ReshapeHelper(...) condition was false. `
    .replace(/(\S*\/)?\w+\.(cc|h|hpp|cpp|cuh?):\d+ (.*?\)( const)?( \[with .*?\])? |\w+ )?/g, '')
    .replace(/^.* was false\. /, '');
  // Where something of the kind is left, it says nothing to anybody.
  const clean = words.split(/(?<=\.) /).filter((sentence) => !/::|\/onnxruntime|\.(cc|h):/.test(sentence));
  return clean
    .join(' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
}
