import { describe, expect, it, vi } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { controlsOf } from '@ddr-lab/book/cells/controls';
import { interact } from '@ddr-lab/book/cells/interact';
import { failure, speak, type Answer, type Step } from './wire';

describe('controlsOf', () => {
  it('knows sliders, menus, boxes and buttons', () => {
    expect(
      controlsOf({
        level: [0, 10],
        share: [0, 1],
        part: { from: 1, to: 2, step: 0.5, value: 1.5, label: 'a part' },
        net: ['a', 'b'],
        on: true,
        again: 'button',
      }),
    ).toEqual([
      { name: 'level', label: 'level', kind: 'slider', value: 0, min: 0, max: 10, step: 1 },
      { name: 'share', label: 'share', kind: 'slider', value: 0, min: 0, max: 1, step: 0.01 },
      { name: 'part', label: 'a part', kind: 'slider', value: 1.5, min: 1, max: 2, step: 0.5 },
      { name: 'net', label: 'net', kind: 'choice', value: 'a', choices: ['a', 'b'] },
      { name: 'on', label: 'on', kind: 'switch', value: true },
      { name: 'again', label: 'again', kind: 'button', value: 0 },
    ]);
  });

  it.each([
    [[5, 1]],
    [[]],
    [{ from: 0, to: 1, value: 2 }],
    [{ from: 0, to: 1, step: 0 }],
    [[0, Number.NaN]],
    [{}],
  ])('refuses %j in words', (given) => {
    expect(() => controlsOf({ level: given as never })).toThrow(InputError);
    expect(() => controlsOf({ level: given as never })).toThrow(/level/);
  });
});

it('where there is no page, what the first values make is shown', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await interact({ level: [3, 10], on: true }, ({ level, on }) => `${on ? 'on' : 'off'} at ${level}`);
  expect(write.mock.calls).toEqual([['on at 3\n']]);
  write.mockRestore();
});

it(
  'controls drive what a cell shows, through a widget and through a form',
  { timeout: 1_800_000 },
  async () => {
    const update = (comm: string, values: object): Step => ({
      type: 'comm_msg',
      content: { comm_id: comm, data: { method: 'update', state: { values }, buffer_paths: [] } },
    });
    const [, drawn, info, state, moved, , typed, odd, wrong] = await speak([
      "import { interact } from '@ddr-lab/book/cells/interact';",
      "await interact({ level: [0, 10], net: ['a', 'b'] }, async ({ level, net }) => { if (level === 9) throw new RangeError('nine'); return `${net} at ${level * 2}`; })",
      { type: 'comm_info_request', content: { target_name: 'jupyter.widget' } },
      { type: 'comm_msg', content: { comm_id: '$widget', data: { method: 'request_state' } } },
      update('$widget', { level: 4, net: 'b' }),
      {
        type: 'comm_open',
        content: { comm_id: 'form', target_name: 'ddr-lab.interact', data: { model: '$model' } },
      },
      update('form', { level: 7 }),
      update('form', { level: 700 }),
      update('form', { level: 9 }),
      { type: 'comm_open', content: { comm_id: 'other', target_name: 'nobody', data: {} } },
    ]);

    expect(failure(drawn)).toBeUndefined();
    const [layout, widget] = drawn.messages
      .filter(({ type }) => type === 'comm_open')
      .map(({ content }) => content);
    expect(layout.data.state).toMatchObject({ _model_name: 'LayoutModel' });
    expect(widget).toMatchObject({
      target_name: 'jupyter.widget',
      data: {
        state: {
          _model_module: 'anywidget',
          _model_name: 'AnyModel',
          _esm: expect.stringContaining('export default { render('),
          layout: `IPY_MODEL_${layout.comm_id}`,
          values: { level: 0, net: 'a' },
        },
      },
    });
    const [controls, first] = drawn.messages
      .filter(({ type }) => type === 'display_data')
      .map(({ content }) => content);
    expect(controls.data).toMatchObject({
      'application/vnd.jupyter.widget-view+json': { model_id: widget.comm_id },
      'text/plain': '[controls: level 0, net a]',
    });
    expect(first.data['text/plain']).toBe("'a at 0'");
    expect(Object.keys(info.reply.comms as object)).toEqual([layout.comm_id, widget.comm_id]);
    expect(state.messages[0]).toMatchObject({
      type: 'comm_msg',
      content: {
        comm_id: widget.comm_id,
        data: { method: 'update', state: { values: { level: 0, net: 'a' } } },
      },
    });
    /** What stands in the place of the first output after a message, whichever cell it is sent with. */
    const place = first.transient.display_id as string;
    const all = [drawn, moved, typed, odd, wrong].flatMap(({ messages }: Answer) => messages);
    const updates = all.filter(
      ({ type, content }) => type === 'update_display_data' && content.transient.display_id === place,
    );
    const texts = updates.map(({ content }) => String(content.data['text/plain']));
    expect(texts.slice(0, 2)).toEqual(["'b at 8'", "'b at 14'"]);
    expect(texts[2]).toMatch(/^RangeError: nine\n {4}at .*cell \[2\], line 1, column /);
    expect(texts).toHaveLength(3);
  },
);
