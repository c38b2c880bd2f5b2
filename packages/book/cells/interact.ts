import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Bundle, inKernel, show, updatable } from './display';
import { type AnyControl, type Control, controlsOf, type Values } from './controls';
import { escapeHtml } from './html';
import { type Comms, openWidgets } from './widgets';

/** What the kernel offers (kernel/comms.js, kernel/values.js): looked up, since it is there in a kernel alone. */
const kernel = globalThis as unknown as Record<symbol, unknown>;
const commsOf = (): Comms | undefined => kernel[Symbol.for('ddr-lab.comms')] as Comms | undefined;
const bundleOf = async (value: unknown): Promise<Bundle | undefined> => {
  const made = kernel[Symbol.for('ddr-lab.bundleOf')] as
    ((value: unknown) => Promise<Bundle | undefined>) | undefined;
  return made ? made(value) : { 'text/plain': String(value) };
};

/** Where a page's own comm leads: `change` of each `interact` by its model. One per kernel. */
const key = Symbol.for('ddr-lab.interact');
const changes = ((kernel[key] as
  Map<string, (values: Record<string, unknown>) => Promise<void>> | undefined) ??= new Map());
kernel[key] = changes;

const TARGET = 'ddr-lab.interact';

/**
 * Shows controls below the cell, and below them what `make` makes of their values: a figure, an image, a table, anything that a cell shows. It is made anew,
 * in its place, whenever a control is moved; while it is computed, only the newest values wait.
 *
 * JupyterLab and Notebook 7 need Jupyter's own widgets (`pip install jupyterlab_widgets`; whoever has ipywidgets has them); VS Code brings them; the classic
 * notebook needs nothing. Where no page is open (`ddr run`, nbconvert) what the first values make is shown.
 *
 * @param controls by name: `[from, to]` or `[from, to, step]` for a slider, `{ from, to, step, value, label }` for one that begins elsewhere; an array
 *   of words for a menu; `true` or `false` for a box to tick; `'button'` for a button, whose value counts how often it was pressed.
 * @param make gets the values by name.
 * @throws InputError where a control makes no sense; and what `make` throws for the first values.
 */
export async function interact<Controls extends Readonly<Record<string, AnyControl>>>(
  controls: Controls,
  make: (values: Values<Controls>) => unknown,
): Promise<void> {
  const listed = controlsOf(controls);
  let values = Object.fromEntries(listed.map(({ name, value }) => [name, value]));
  const model = randomUUID();
  const comms = commsOf();
  const place = inKernel() ? updatable() : undefined;
  const draw = async (): Promise<void> => {
    const bundle = (await bundleOf(await make(values as Values<Controls>))) ?? { 'text/plain': '' };
    if (place) place(bundle);
    else show(bundle);
  };

  let busy = false;
  let newest: Record<string, unknown> | undefined;
  const change = async (given: Record<string, unknown>): Promise<void> => {
    newest = valid(listed, { ...values, ...newest, ...given }) ?? newest;
    if (busy) return;
    busy = true;
    try {
      while (newest) {
        values = newest as typeof values;
        newest = undefined;
        await draw().catch((error: unknown) => {
          place?.({ 'text/plain': error instanceof Error ? String(error.stack) : String(error) });
        });
      }
    } finally {
      busy = false;
    }
  };
  // Whoever moves a control, it is this cell that draws.
  changes.set(
    model,
    AsyncResource.bind((given: Record<string, unknown>) => change(given)),
  );
  if (comms) {
    comms.register(TARGET, (comm, { model: asked = '' }) => {
      comm.onMessage = ({ state }) => changes.get(asked)?.((state?.values ?? {}) as Record<string, unknown>);
    });
    show(controlsBundle(listed, values, model, openWidgets(comms, listed, change)));
  }
  await draw();
}

/** The values, where each is one that its control can have. */
function valid(
  controls: readonly Control[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const good = controls.every(({ name, kind, value, min, max, choices }) => {
    const given = values[name];
    if (typeof given !== typeof value) return false;
    if (kind === 'slider') return (given as number) >= min! && (given as number) <= max!;
    return kind !== 'choice' || choices!.includes(given as string);
  });
  return good ? Object.fromEntries(controls.map(({ name }) => [name, values[name]])) : undefined;
}

const script = (): string => readFileSync(path.join(__dirname, 'browser/controls.js'), 'utf8');

/** The controls: as a widget where there are some, as a form that opens a comm itself in the classic notebook. */
function controlsBundle(
  controls: readonly Control[],
  values: Readonly<Record<string, unknown>>,
  model: string,
  widget: string,
): Bundle & { readonly 'application/vnd.jupyter.widget-view+json': object } {
  const names = controls.map(({ label, name }) => `${label} ${String(values[name])}`).join(', ');
  const given = [controls, values].map((each) => JSON.stringify(each).replace(/</g, '\\u003c')).join(', ');
  const html = `<div id="${model}"><small>${escapeHtml(names)}. The controls work in a notebook that is open; JupyterLab needs jupyterlab_widgets (pip).</small></div>
<script>(() => {
  ${script()}
  const kernel = window.Jupyter?.notebook?.kernel;
  const place = document.getElementById('${model}');
  if (!kernel?.comm_manager || !place) return;
  place.textContent = '';
  const comm = kernel.comm_manager.new_comm('${TARGET}', { model: '${model}' });
  ddrControls(place, ${given}, (values) => comm.send({ method: 'update', state: { values } }));
})();</script>`;
  return {
    'text/plain': `[controls: ${names}]`,
    'text/html': html,
    'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: widget },
  };
}
