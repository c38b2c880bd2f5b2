// JupyterLab 4's own client (@jupyterlab/services) against the kernel, through whichever Jupyter is here.
import { type Kernel, KernelManager, type KernelMessage, KernelSpecManager } from '@jupyterlab/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB_MODULES, findJupyter, kernelProblem } from '../../environment/facts.mjs';
import { type LabServer, startLab } from './lab-server';

const canOpen = LAB_MODULES.some((name) => name in (findJupyter()?.modules ?? {})) && !kernelProblem();

type Reply = KernelMessage.IExecuteReplyMsg['content'];

/** What one cell replied, and all that it showed, in order. */
interface Outcome {
  readonly reply: Reply;
  /** What it printed, both streams. */
  readonly printed: string;
  /** Bundles of `execute_result` and `display_data`. */
  readonly shown: readonly Readonly<Record<string, unknown>>[];
}

describe.skipIf(!canOpen)("JupyterLab 4's client", () => {
  let server: LabServer;
  let manager: KernelManager;
  let specs: KernelSpecManager;
  let kernel: Kernel.IKernelConnection;

  beforeAll(async () => {
    server = await startLab();
    manager = new KernelManager({ serverSettings: server.settings });
    specs = new KernelSpecManager({ serverSettings: server.settings });
    kernel = await manager.startNew({ name: 'ddr-lab' });
    await kernel.info;
  });
  afterAll(async () => {
    await kernel?.shutdown();
    manager?.dispose();
    specs?.dispose();
    await server?.stop();
  });

  /** Types a cell; `onText` is called with what it has printed so far. */
  async function type(code: string, onText?: (printed: string) => void): Promise<Outcome> {
    let printed = '';
    const shown: Record<string, unknown>[] = [];
    const future = kernel.requestExecute({ code, stop_on_error: true });
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === 'stream') printed += (content as { text: string }).text;
      if (header.msg_type === 'stream') onText?.(printed);
      if (/^(execute_result|display_data)$/.test(header.msg_type)) {
        shown.push((content as { data: Record<string, unknown> }).data);
      }
    };
    const { content: reply } = await future.done;
    // After a failure the kernel turns away, for a tenth of a second, what `run all` had sent.
    if (reply.status !== 'ok') await new Promise((resolve) => setTimeout(resolve, 150));
    return { reply, printed, shown };
  }

  it('knows the kernel by its name, and what it speaks', async () => {
    await specs.ready;
    expect(specs.specs?.default).toBe('ddr-lab');
    expect(specs.specs?.kernelspecs['ddr-lab']).toMatchObject({
      language: 'typescript',
      display_name: 'TypeScript (ddr-lab)',
    });
    expect(await kernel.info).toMatchObject({
      status: 'ok',
      implementation: 'ddr-lab',
      language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
    });
    await kernel.requestKernelInfo();
    expect(kernel.status).toBe('idle');
  });

  it('twenty cells, one after the other, each with its result', async () => {
    const cells: readonly [code: string, result: string | undefined, printed?: string][] = [
      ['const a: number = 20;', undefined],
      ['a + 1', '21'],
      ["const name = 'Ada'; name", "'Ada'"],
      ['interface Point { x: number; y: number }\nconst p: Point = { x: 1, y: 2 };', undefined],
      ['p', '{ x: 1, y: 2 }'],
      ["console.log('printed'); undefined", undefined, 'printed\n'],
      ['const double = (n: number): number => n * 2;', undefined],
      ['double(a)', '40'],
      ['const later = await Promise.resolve(7); later', '7'],
      ['let count = 0;\nfor (const n of [1, 2, 3]) count += n;\ncount', '6'],
      ['const a = 5; double(a)', '10'],
      ['({ a, name })', "{ a: 5, name: 'Ada' }"],
      ["import path from 'node:path';\npath.posix.join('x', 'y')", "'x/y'"],
      ['class Box<T> { constructor(readonly value: T) {} }\nnew Box(3).value', '3'],
      ['[1, 2, 3].map(double)', '[ 2, 4, 6 ]'],
      ["console.error('beside'); 'after'", "'after'", 'beside\n'],
      ['null', undefined],
      ['enum Kind { Clean, Blur }\nKind.Blur', '1'],
      ['new Map([[1, 2]])', 'Map(1) { 1 => 2 }'],
      ['await new Promise((done) => setTimeout(done, 5, [a, count]))', '[ 5, 6 ]'],
    ];
    expect(cells).toHaveLength(20);
    const { execution_count: first } = (await type("'zeroth'")).reply;
    for (const [i, [code, result, text = '']] of cells.entries()) {
      const { reply, shown, printed } = await type(code);
      expect([reply.status, reply.execution_count, code]).toEqual(['ok', first! + i + 1, code]);
      expect([shown[0]?.['text/plain'], printed], code).toEqual([result, text]);
    }
  });

  it('a failure is an error message with the lines of the cell, and the next cell runs', async () => {
    const { reply } = await type('const n = 1;\n\nif (n < 3) throw new RangeError(`too few: ${n}`);');
    expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'too few: 1' });
    const { traceback, execution_count: count } = reply as unknown as {
      traceback: string[];
      execution_count: number;
    };
    expect(traceback).toEqual([
      '\x1b[31mRangeError\x1b[39m: too few: 1',
      `    at \x1b[32mcell [${count}], line 3, column 18\x1b[39m`,
    ]);
    const { reply: broken } = await type('const wrong: number = "text";');
    expect(broken).toMatchObject({ status: 'error', ename: 'CompileError' });
    expect((await type('count + 1')).shown).toEqual([{ 'text/plain': '7' }]);
  });

  it('shows values as their bundles say', async () => {
    const card =
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>card</b>', 'text/plain': 'card' }) })";
    expect((await type(card)).shown).toEqual([{ 'text/html': '<b>card</b>', 'text/plain': 'card' }]);
  });

  it('completes and explains', async () => {
    await type(
      '/** How wide, in pixels. */\nfunction widthOf(image: { width: number }): number { return image.width; }',
    );
    const code = 'widthO';
    const { content } = await kernel.requestComplete({ code, cursor_pos: code.length });
    expect(content).toMatchObject({ status: 'ok', matches: ['widthOf'], cursor_start: 0, cursor_end: 6 });
    const asked = await kernel.requestInspect({ code: 'widthOf', cursor_pos: 3, detail_level: 0 });
    expect(asked.content).toMatchObject({ status: 'ok', found: true });
    expect(JSON.stringify(asked.content)).toContain('How wide, in pixels.');
    const complete = async (text: string): Promise<string> =>
      (await kernel.requestIsComplete({ code: text })).content.status;
    expect([await complete('if (a) {'), await complete('a + 1')]).toEqual(['incomplete', 'complete']);
  });

  it('the controls of `interact` are widgets whose comm it can drive', async () => {
    const widgets: { comm: Kernel.IComm; state: Record<string, unknown> }[] = [];
    kernel.registerCommTarget('jupyter.widget', (comm, { content }) => {
      widgets.push({ comm, state: (content.data as { state: Record<string, unknown> }).state });
    });
    const { shown } = await type(
      "import { interact } from '@ddr-lab/book/cells/interact';\nawait interact({ level: [0, 10] }, ({ level }) => `twice is ${level * 2}`);",
    );
    const slider = widgets.find(({ state }) => state._model_name === 'IntSliderModel')!.comm;
    expect(shown[0]).toHaveProperty(['application/vnd.jupyter.widget-view+json']);
    expect(shown[1]?.['text/plain']).toBe("'twice is 0'");
    const known = await kernel.requestCommInfo({ target_name: 'jupyter.widget' });
    expect((known.content as { comms: object }).comms).toHaveProperty([slider.commId]);
    const updated = new Promise<unknown>((resolve) => {
      kernel.iopubMessage.connect((_, { header, content }) => {
        if (header.msg_type !== 'update_display_data') return;
        resolve((content as { data: Record<string, unknown> }).data['text/plain']);
      });
    });
    await slider.send({ method: 'update', state: { value: 4 }, buffer_paths: [] }).done;
    expect(await updated).toBe("'twice is 8'");
  });

  it('Stop ends a cell and keeps the variables; a restart forgets them', async () => {
    let asked: Promise<void> | undefined;
    await type('const kept = 11;');
    const { reply } = await type("console.log('running');\nfor (;;) {}", () => {
      asked ??= kernel.interrupt();
    });
    await asked;
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await type('kept')).shown).toEqual([{ 'text/plain': '11' }]);
    await kernel.restart();
    await kernel.info;
    const { reply: gone } = await type('kept');
    expect(gone).toMatchObject({ status: 'error', ename: 'CompileError' });
    expect(gone.execution_count).toBe(1);
  });
});
