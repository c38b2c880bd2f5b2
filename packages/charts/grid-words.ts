import { annotation } from './made';
import { fitText, type Letters, plotLines } from './text';
import { type GridFrame, type GridRequest, groupsOfColumns } from './grid-frame';
import { legendLayout, linesHeight } from './legend';
import type { ResolvedLook } from './look';
import { greyInk } from './theme';

type Annotation = Record<string, unknown>;

/** The words around a grid's cells: heads, rows' titles and the axes' note. */
export function gridWords(request: GridRequest, frame: GridFrame, look: ResolvedLook): Annotation[] {
  const { plot, cell, at, slot, across, bands, lines, rowRoom, margin } = frame;
  const { normal, small } = look;
  const words: Annotation[] = [];
  request.columns.forEach((text, column) => {
    if (text === '') return;
    const { x, y } = at(0, column);
    const above = { yanchor: 'bottom', yshift: 2 };
    words.push(
      written(
        fitText(text, slot, normal, lines.head),
        (x + cell.width / 2) / plot.width,
        1 - y / plot.height,
        normal,
        above,
      ),
    );
  });
  for (const { text, first, count } of groupsOfColumns(request.groups ?? [], across)) {
    if (text === '') continue;
    const { x, y } = at(0, first);
    const right = at(0, first + count - 1).x + cell.width;
    const above = { yanchor: 'bottom', yshift: 4 + linesHeight(lines.head, normal) };
    const fitted = fitText(text, right - x + (slot - cell.width), normal);
    words.push(written(fitted, (x + right) / 2 / plot.width, 1 - y / plot.height, normal, above));
  }
  request.rows.forEach((text, row) => {
    if (text === '') return;
    for (let band = 0; band < bands; band++) {
      const { x, y } = at(row, band * across);
      const first = at(row, 0).x;
      const turned = {
        textangle: -90,
        xanchor: 'right',
        // From the first panel's edge, beyond its ticks.
        xshift: -3 - (request.ticksLeft ?? 0) - (x - first),
        yanchor: 'middle',
      };
      words.push(
        written(
          fitText(text, rowRoom, normal, lines.row),
          x / plot.width,
          1 - (y + cell.height / 2) / plot.height,
          normal,
          turned,
        ),
      );
    }
  });
  if (request.axesNote !== '') {
    const corner = { xanchor: 'right', yanchor: 'bottom', yshift: -frame.noteBelow };
    const width = plot.width + margin.left - 4;
    words.push(written(fitText(request.axesNote, width, small), 1, 0, small, corner, greyInk));
  }
  return words;
}

/** Words below a cell, in the lines that the frame has for them. */
export function noteBelow(
  text: string,
  place: { readonly row: number; readonly column: number },
  { plot, cell, at, slot, lines }: GridFrame,
  { small }: ResolvedLook,
  below = 0,
): Annotation {
  const { x, y } = at(place.row, place.column);
  const under = { yanchor: 'top', yshift: -1 - below };
  const middle = (x + cell.width / 2) / plot.width;
  return written(
    fitText(text, slot, small, lines.note),
    middle,
    1 - (y + cell.height) / plot.height,
    small,
    under,
  );
}

/** Plotly's legend in its place of the frame. */
export function gridLegend(frame: GridFrame, look: ResolvedLook, where: 'above' | 'below' = 'below'): object {
  const { plot, head, legendBelow } = frame;
  const y = where === 'above' ? 1 + head / plot.height : -legendBelow / plot.height;
  return legendLayout(look.normal, { y, yanchor: 'bottom' });
}

function written(
  lines: readonly string[],
  x: number,
  y: number,
  { size }: Letters,
  place: Annotation,
  color?: string,
): Annotation {
  const font = { size, ...(color === undefined ? {} : { color }) };
  return { ...annotation('', x, y, { font, ...place }), text: plotLines(lines) };
}
