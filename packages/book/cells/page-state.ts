import type { PlotlyBundle } from '@ddr-lab/charts/plotly-bundle';

/** What this kernel has put into its notebook. */
interface PageState {
  /** Which output holds each Plotly build: `openNotebook`, or the name of a figure. */
  readonly scripts: Map<PlotlyBundle, string>;
  /** Whether the reader has been told that nothing is exported. */
  toldOfChromium: boolean;
}

/** tslab loads our modules anew when a cell imports them again, so what is one per kernel lives here. */
const key = Symbol.for('ddr-lab.notebook');
const holder = globalThis as { [key]?: PageState };

/** One per process. */
export function pageState(): PageState {
  return (holder[key] ??= { scripts: new Map(), toldOfChromium: false });
}
