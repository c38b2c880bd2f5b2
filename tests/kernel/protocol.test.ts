import ts from 'typescript';
import { expect, it } from 'vitest';
import { cell, failure, printed, result, speak, type Step } from './wire';

it('every request has its answer, in Jupyter’s words', { timeout: 1_800_000 }, async () => {
  const steps: (Step | string)[] = [
    { type: 'kernel_info_request' },
    { type: 'comm_info_request', content: { target_name: 'jupyter.widget' } },
    'const first = 1;',
    'first + 1',
    cell('first + 2', { content: { store_history: false } }),
    cell('console.log("quiet"); first', { content: { silent: true } }),
    cell('first', { content: { user_expressions: { a: 'first', b: 'nowhere' } } }),
    { type: 'history_request', content: { hist_access_type: 'tail', n: 2, output: false, raw: true } },
    {
      type: 'history_request',
      content: { hist_access_type: 'range', session: 0, start: 1, stop: 2, output: true },
    },
    { type: 'history_request', content: { hist_access_type: 'search', pattern: '*+ 1', n: 5 } },
    { type: 'is_complete_request', content: { code: 'const a = 1' } },
    { type: 'is_complete_request', content: { code: 'for (const a of b) {' } },
    { type: 'is_complete_request', content: { code: 'const = 5' } },
    { type: 'is_complete_request', content: { code: '%time first' } },
    {
      type: 'debug_request',
      content: { type: 'request', seq: 7, command: 'initialize' },
      channel: 'control',
    },
    { type: 'no_such_request' },
    cell('const name = prompt("Who?"); console.log(name); prompt("Which?", "none", { password: true })', {
      typed: 'Ada',
    }),
    cell('prompt("Which?", "none")', { typed: '' }),
    cell('prompt("Anybody?")', { content: { allow_stdin: false } }),
    // Interrupted by a message, also where a loop keeps the kernel from hearing it.
    cell('console.log("looping"); for (;;) {}', { wait: false }),
    { type: 'interrupt_request', channel: 'control', after: 'looping' },
    cell('console.log("waiting"); await new Promise(() => {})', { wait: false }),
    { type: 'interrupt_request', channel: 'control', after: 'waiting' },
    cell('prompt("stopped?")', { wait: true }),
    // What was sent before a cell failed is turned away; what comes later is not.
    cell('await new Promise((resolve) => setTimeout(resolve, 300)); throw new Error("no")', { wait: false }),
    cell('"never"', { wait: false }),
    cell('"never either"'),
    cell('await new Promise((resolve) => setTimeout(resolve, 400))', { content: { stop_on_error: false } }),
    cell('first'),
    { type: 'shutdown_request', content: { restart: true }, channel: 'control' },
  ];
  const answers = await speak(steps);
  const replies = answers.map(({ reply }) => reply);
  const next = (() => {
    let i = 0;
    return () => answers[i++];
  })();

  const info = next();
  expect(info.type).toBe('kernel_info_reply');
  expect(info.states).toEqual(['busy', 'idle']);
  expect(info.reply).toMatchObject({
    status: 'ok',
    implementation: 'ddr-lab',
    language_info: { name: 'typescript', pygments_lexer: 'typescript', nbconvert_exporter: 'script' },
    debugger: false,
  });
  const { version } = info.reply.language_info as { version: string };
  expect(version.split('.')[0]).toBe(ts.version.split('.')[0]);
  const comms = next();
  expect([comms.type, comms.reply]).toEqual(['comm_info_reply', { status: 'ok', comms: {} }]);

  const declared = next();
  expect(declared.messages).toEqual([
    { type: 'execute_input', content: { code: 'const first = 1;', execution_count: 1 }, buffers: 0 },
  ]);
  expect(declared.reply).toMatchObject({ status: 'ok', execution_count: 1 });
  const value = next();
  expect(value.messages[1]).toMatchObject({
    type: 'execute_result',
    content: { execution_count: 2, data: { 'text/plain': '2' } },
  });
  const unstored = next();
  expect(unstored.reply).toMatchObject({ status: 'ok', execution_count: 2 });
  expect(result(unstored)).toEqual({ 'text/plain': '3' });
  const silent = next();
  expect([printed(silent), result(silent)]).toEqual(['quiet\n', undefined]);
  expect(next().reply).toMatchObject({
    execution_count: 3,
    user_expressions: {
      a: { status: 'ok', data: { 'text/plain': '1' } },
      b: { status: 'error', ename: 'NotAVariable' },
    },
  });
  expect(next().reply).toEqual({
    status: 'ok',
    history: [
      [0, 2, 'first + 1'],
      [0, 3, 'first'],
    ],
  });
  expect(next().reply).toEqual({ status: 'ok', history: [[0, 1, ['const first = 1;', null]]] });
  expect(next().reply).toEqual({ status: 'ok', history: [[0, 2, 'first + 1']] });
  expect(next().reply).toEqual({ status: 'complete' });
  expect(next().reply).toEqual({ status: 'incomplete', indent: '  ' });
  expect(next().reply).toEqual({ status: 'invalid' });
  expect(next().reply).toEqual({ status: 'complete' });
  const debug = next();
  expect(debug.type).toBe('debug_reply');
  expect(debug.reply).toMatchObject({
    type: 'response',
    request_seq: 7,
    success: false,
    command: 'initialize',
  });
  const odd = next();
  expect([odd.type, odd.reply.status, odd.reply.ename]).toEqual(['no_such_reply', 'error', 'UnknownRequest']);

  const asking = next();
  expect(asking.asked).toEqual([
    { prompt: 'Who? ', password: false },
    { prompt: 'Which? [none] ', password: true },
  ]);
  expect([printed(asking), result(asking)]).toEqual(['Ada\n', { 'text/plain': "'Ada'" }]);
  expect(result(next())).toEqual({ 'text/plain': "'none'" });
  expect(failure(next())).toMatchObject({ ename: 'NoInput' });

  for (let i = 0; i < 2; i++) {
    const stopped = next();
    expect(failure(stopped)).toEqual({
      ename: 'Interrupted',
      evalue: 'the cell was stopped',
      traceback: ['Interrupted.'],
    });
    const interrupt = next();
    expect([interrupt.type, interrupt.reply.status]).toEqual(['interrupt_reply', 'ok']);
  }
  expect(next().reply.status).toBe('ok');
  expect(failure(next())).toMatchObject({ ename: 'Error', evalue: 'no' });
  expect([next().reply.status, next().reply.status]).toEqual(['aborted', 'aborted']);
  expect([next().reply.status, next().reply.status]).toEqual(['ok', 'ok']);
  expect(next().reply).toEqual({ status: 'ok', restart: true });
  expect(replies.every((reply) => reply !== null)).toBe(true);
});
