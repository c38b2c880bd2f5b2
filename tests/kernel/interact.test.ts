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
    const update = (comm: string, state: object): Step => ({
      type: 'comm_msg',
      content: { comm_id: comm, data: { method: 'update', state, buffer_paths: [] } },
    });
    const values = (given: object): Step => update('form', { values: given });
    const [, drawn, info, state, moved, chosen, pressed, , typed, odd, wrong] = await speak([
      "import { interact } from '@ddr-lab/book/cells/interact';",
      "await interact({ level: [0, 10], net: ['a', 'b'], go: 'button' }, async ({ level, net, go }) => { if (level === 9) throw new RangeError('nine'); return `${net} at ${level * 2}, ${go}`; })",
      { type: 'comm_info_request', content: { target_name: 'jupyter.widget' } },
      { type: 'comm_msg', content: { comm_id: '$IntSlider', data: { method: 'request_state' } } },
      update('$IntSlider', { value: 4 }),
      update('$Dropdown', { index: 1 }),
      {
        type: 'comm_msg',
        content: { comm_id: '$Button', data: { method: 'custom', content: { event: 'click' } } },
      },
      {
        type: 'comm_open',
        content: { comm_id: 'form', target_name: 'ddr-lab.interact', data: { model: '$model' } },
      },
      values({ level: 7 }),
      values({ level: 700 }),
      values({ level: 9 }),
      { type: 'comm_open', content: { comm_id: 'other', target_name: 'nobody', data: {} } },
    ]);

    expect(failure(drawn)).toBeUndefined();
    const widgets = drawn.messages
      .filter(({ type }) => type === 'comm_open')
      .map(({ content }) => ({ id: content.comm_id as string, ...content.data.state }));
    const widget = (name: string): Record<string, unknown> =>
      widgets.find(({ _model_name: given }) => given === `${name}Model`);
    expect(widget('IntSlider')).toMatchObject({ value: 0, min: 0, max: 10, step: 1, description: 'level' });
    expect(widget('Dropdown')).toMatchObject({ _options_labels: ['a', 'b'], index: 0, description: 'net' });
    const shownInBox = ['IntSlider', 'Dropdown', 'Button'].map(
      (name) => `IPY_MODEL_${String(widget(name).id)}`,
    );
    expect(widget('VBox').children).toEqual(shownInBox);
    for (const { layout, style } of widgets.filter(({ description }) => description !== undefined)) {
      const known = widgets.map(({ id }) => `IPY_MODEL_${id}`);
      expect([known.includes(layout), known.includes(style)]).toEqual([true, true]);
    }
    const [controls, first] = drawn.messages
      .filter(({ type }) => type === 'display_data')
      .map(({ content }) => content);
    expect(controls.data).toMatchObject({
      'application/vnd.jupyter.widget-view+json': { model_id: widget('VBox').id },
      'text/plain': '[controls: level 0, net a, go 0]',
    });
    expect(first.data['text/plain']).toBe("'a at 0, 0'");
    expect(Object.keys(info.reply.comms as object)).toEqual(widgets.map(({ id }) => id));
    expect(state.messages[0]).toMatchObject({
      type: 'comm_msg',
      content: {
        comm_id: widget('IntSlider').id,
        data: { method: 'update', state: { value: 0, max: 10 } },
      },
    });
    /** What stands in the place of the first output after a message, whichever cell it is sent with. */
    const place = first.transient.display_id as string;
    const all = [drawn, moved, chosen, pressed, typed, odd, wrong].flatMap(
      ({ messages }: Answer) => messages,
    );
    const updates = all.filter(
      ({ type, content }) => type === 'update_display_data' && content.transient.display_id === place,
    );
    const texts = updates.map(({ content }) => String(content.data['text/plain']));
    expect(texts.slice(0, 4)).toEqual(["'a at 8, 0'", "'b at 8, 0'", "'b at 8, 1'", "'b at 14, 1'"]);
    expect(texts[4]).toMatch(/^RangeError: nine\n {4}at .*cell \[2\], line 1, column /);
    expect(texts).toHaveLength(5);
  },
);
