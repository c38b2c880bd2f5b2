import type { Control } from './controls';

/** What the kernel offers to talk with a page (kernel/comms.js). */
export interface Comm {
  readonly id: string;
  onMessage?: (data: WidgetMessage) => void | Promise<void>;
  send(data: object): void;
}
export interface Comms {
  open(target: string, data: object, rest?: { metadata?: object }): Comm;
  register(target: string, opened: (comm: Comm, data: { model?: string }) => void): void;
}

/** What comes from a page: a changed state, the wish to know it, or what a widget says beside it. */
export interface WidgetMessage {
  readonly method?: string;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly content?: { readonly event?: string };
}

/** The version of Jupyter's widget messages, and of its sets of widgets: https://github.com/jupyter-widgets/ipywidgets/tree/main/packages/schema. */
const PROTOCOL = '2.1.0';
const SET_VERSION = '2.0.0';

type State = Readonly<Record<string, unknown>>;

/** A widget of one of Jupyter's own sets, which JupyterLab, Notebook 7 and VS Code draw. */
function open(comms: Comms, set: 'base' | 'controls', name: string, state: State): Comm {
  const isStyle = name.endsWith('Style') || name === 'Layout';
  const whole: State = {
    _model_module: `@jupyter-widgets/${set}`,
    _model_module_version: SET_VERSION,
    _model_name: `${name}Model`,
    _view_module: isStyle ? '@jupyter-widgets/base' : `@jupyter-widgets/${set}`,
    _view_module_version: SET_VERSION,
    _view_name: isStyle ? (name === 'Layout' ? 'LayoutView' : 'StyleView') : `${name}View`,
    _view_count: null,
    ...state,
  };
  const metadata = { version: PROTOCOL };
  const comm = comms.open('jupyter.widget', { state: whole, buffer_paths: [] }, { metadata });
  let now = whole;
  const hear = (update: State): void => void (now = { ...now, ...update });
  answering(comm, () => now, hear);
  return comm;
}

/** A page that was opened anew asks for the state, and gets the newest. */
function answering(comm: Comm, state: () => State, hear: (update: State) => void): void {
  comm.onMessage = ({ method, state: update }) => {
    if (method === 'request_state') comm.send({ method: 'update', state: state(), buffer_paths: [] });
    else if (method === 'update' && update) hear(update);
  };
}

/** What `also` gets of each message, beside what the widget does by itself. */
function listen(comm: Comm, also: (message: WidgetMessage) => void | Promise<void>): void {
  const own = comm.onMessage;
  comm.onMessage = async (message) => {
    await own?.(message);
    await also(message);
  };
}

const reference = ({ id }: Comm): string => `IPY_MODEL_${id}`;

/** Digits behind the point that a slider's steps have. */
const digits = (step: number): number => step.toFixed(6).replace(/0+$/, '').split('.')[1].length;

/** What Jupyter calls a control, its style, its state, and how its value is read from a changed state. */
function kindOf(control: Control): {
  readonly name: string;
  readonly style: string;
  readonly state: State;
  readonly read: (state: State) => unknown;
} {
  const { kind, label, value, min, max, step, choices } = control;
  const described = { description: label, description_allow_html: false, disabled: false };
  if (kind === 'slider') {
    const isWhole = [value, min, max, step].every(Number.isInteger);
    const format = isWhole ? 'd' : `.${digits(step!)}f`;
    const state = {
      ...described,
      ...{ value, min, max, step, readout: true, readout_format: format },
      ...{ continuous_update: true, orientation: 'horizontal', behavior: 'drag-tap' },
    };
    const read = ({ value: given }: State): unknown => given;
    return { name: isWhole ? 'IntSlider' : 'FloatSlider', style: 'SliderStyle', state, read };
  }
  if (kind === 'choice') {
    const state = { ...described, _options_labels: choices, index: choices!.indexOf(value as string) };
    const read = ({ index }: State): unknown => choices![index as number];
    return { name: 'Dropdown', style: 'DescriptionStyle', state, read };
  }
  if (kind === 'switch') {
    const state = { ...described, value, indent: true };
    return { name: 'Checkbox', style: 'CheckboxStyle', state, read: ({ value: given }) => given };
  }
  const state = { ...described, button_style: '', icon: '', tooltip: null };
  return { name: 'Button', style: 'ButtonStyle', state, read: () => undefined };
}

/**
 * Opens the controls as Jupyter's own widgets, one below the other. The page's `change` gives the values that have changed, by name.
 *
 * @returns the number of the box that holds them, for a page to draw.
 */
export function openWidgets(
  comms: Comms,
  controls: readonly Control[],
  change: (values: Readonly<Record<string, unknown>>) => Promise<void>,
): string {
  const box = open(comms, 'base', 'Layout', {});
  const wide = open(comms, 'base', 'Layout', { width: '32em' });
  const children = controls.map((control) => {
    const { name, style, state, read } = kindOf(control);
    const isButton = control.kind === 'button';
    const styled = open(comms, 'controls', style, isButton ? {} : { description_width: '9em' });
    const widget = open(comms, 'controls', name, {
      ...state,
      layout: reference(isButton ? box : wide),
      style: reference(styled),
    });
    let pressed = 0;
    listen(widget, async ({ method, state: update = {}, content }) => {
      const value = content?.event === 'click' ? ++pressed : method === 'update' ? read(update) : undefined;
      if (value !== undefined) await change({ [control.name]: value });
    });
    return reference(widget);
  });
  return open(comms, 'controls', 'VBox', { children, box_style: '', layout: reference(box) }).id;
}
