import type { Layout } from './figure';
import type { SeriesOptions } from './series';
import { plotText } from './text';
import { axis, baseLayout, fontSize } from './theme';

/**
 * The layout that bars and lines share: named axes, a faint grid across, the legend above. `fromZero`: a
 * linear value axis starts at 0, as bars must.
 */
export function seriesLayout(options: SeriesOptions & { logarithmic: boolean; fromZero: boolean }): Layout {
  const {
    series,
    valueTitle,
    categoryTitle,
    width = 'single',
    height = 2.3,
    logarithmic,
    fromZero,
  } = options;
  const legend = series.length > 1;
  const margin = {
    left: 50,
    right: 6,
    top: legend ? 28 : 8,
    bottom: categoryTitle === undefined ? 22 : 38,
  };
  const layout = baseLayout(width, height * 96, margin);
  layout.xaxis = axis(categoryTitle === undefined ? undefined : plotText(categoryTitle));
  layout.yaxis = {
    ...axis(plotText(valueTitle)),
    showgrid: true,
    gridcolor: '#e6e6e6',
    gridwidth: 0.5,
    type: logarithmic ? 'log' : 'linear',
    // Whole powers of ten alone, written as numbers: 0.1, 1, 10, 100.
    ...(logarithmic
      ? { dtick: 1, exponentformat: 'none', minor: { ticks: 'outside', ticklen: 1.5, tickwidth: 0.5 } }
      : { rangemode: fromZero ? 'tozero' : 'normal', nticks: 6 }),
  };
  layout.hovermode = 'closest';
  layout.showlegend = legend;
  layout.legend = {
    orientation: 'h',
    x: 0,
    xanchor: 'left',
    y: 1,
    yanchor: 'bottom',
    font: { size: fontSize.normal },
    bgcolor: 'rgba(0,0,0,0)',
  };
  return layout;
}
