import { fitText, plotLines } from './text';
import { headingFor, legendLayout, type LegendPlan, linesHeight, planLegend } from './legend';
import type { ResolvedLook } from './look';
import { greyInk } from './theme';
import { axisTitle } from './axes';

/** What stands around a chart that fills its width. All lengths in CSS pixels. */
export interface ChartRequest {
  /** The legend's entries, each list in rows of its own; fewer than two entries need no legend. */
  readonly entries: readonly (readonly string[])[];
  /** Room for the axes' ticks and titles; that of the horizontal one without its title. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** What the horizontal axis is. */
  readonly title: string | undefined;
}

/** Room around a chart, and what stands in it. */
export interface ChartFrame {
  readonly margin: { left: number; right: number; top: number; bottom: number };
  /** One for each list of entries. */
  readonly legends: readonly LegendPlan[];
  /** The horizontal axis's title with the axes' note below it, in Plotly's letters. */
  readonly title: string | undefined;
  /** The layout's `title`, `legend`, `legend2` ... and `showlegend`, by the figure's height. */
  readonly layout: (height: number) => Readonly<Record<string, unknown>>;
}

/** What axes with longer labels than foreseen may take from a legend's rows, and the least above a chart. */
const space = { reserve: 24, above: 8, title: 4 };

/** The heading and the legend above a chart, the axis's title and the note below it. */
export function chartFrame(request: ChartRequest, look: ResolvedLook): ChartFrame {
  const { entries, left, right } = request;
  const shown = look.legend ?? entries.flat().length > 1;
  const room = look.width - left - right;
  const legends = entries.map((list) => planLegend(shown ? list : [], room - space.reserve, look.normal));
  const listed = legends.reduce((sum, { height }) => sum + height, 0);
  const heading = headingFor(look, look.width);
  const title = axisTitle(request.title, room, look);
  const note = fitText(look.axesNote ?? '', room, look.small, 2).filter((line) => line !== '');
  const small = `<span style="color:${greyInk};font-size:${look.small.size.toFixed(2)}px">${plotLines(note)}</span>`;
  const lines = [...(title === undefined ? [] : [title]), ...(note.length === 0 ? [] : [small])];
  const titleLines = title === undefined ? 0 : title.split('<br>').length;
  const words = linesHeight(titleLines, look.normal) + linesHeight(note.length, look.small);
  return {
    margin: {
      left,
      right,
      top: heading.height + Math.max(listed, space.above),
      bottom: request.bottom + words + (words > 0 ? space.title : 0),
    },
    legends,
    title: lines.length === 0 ? undefined : lines.join('<br>'),
    layout: (height) => ({
      ...heading.layout,
      showlegend: listed > 0,
      ...legendsBelow(heading.height, { legends, height, look }),
    }),
  };
}

/** One legend below the other, from `top` pixels below the figure's upper edge on. */
function legendsBelow(
  top: number,
  { legends, height, look }: { legends: readonly LegendPlan[]; height: number; look: ResolvedLook },
): Record<string, object> {
  let above = top;
  return Object.fromEntries(
    legends.map((plan, i) => {
      const place = { yref: 'container', y: Math.max(0, 1 - above / height), yanchor: 'top' };
      above += plan.height;
      return [i === 0 ? 'legend' : `legend${i + 1}`, legendLayout(look.normal, place)];
    }),
  );
}
