// Links the points of one patch in all panels of a figure: the cursor, a click or a lasso in one panel marks the same patches in
// the others; a strip below shows the chosen ones, and a button copies their indices. Runs behind runtime.js, offline, without a kernel.
/* global window, document, requestAnimationFrame */
(function () {
  'use strict';
  if (!window.ddrFigures || window.ddrFigures.link) return;
  const svgSpace = 'http://www.w3.org/2000/svg';
  const mostShown = 48;
  const tile = 36;

  // Points by the number of their patch: { trace, i } of all that are shown. A point's customdata is that number.
  function pointsOf(chart) {
    const found = new Map();
    for (const trace of chart._fullData || []) {
      if (trace.visible !== true || trace.meta === 'ddr-linked' || !/^scatter(3d)?$/.test(trace.type))
        continue;
      Array.from(trace.customdata || []).forEach((patch, i) => {
        if (!Number.isInteger(patch)) return;
        if (!found.has(patch)) found.set(patch, []);
        found.get(patch).push({ trace, i });
      });
    }
    return found;
  }

  // Rings in an SVG of our own, which is drawn over the chart in no time; Plotly would style every point anew.
  function flatMarks(chart) {
    const layer = document.createElementNS(svgSpace, 'svg');
    layer.setAttribute('class', 'ddr-marks');
    layer.style.cssText =
      'position:absolute;left:0;top:0;width:100%;height:100%;pointer-events:none;overflow:hidden';
    chart.appendChild(layer);
    const axis = (name) => chart._fullLayout[name.replace(/^([xy])/, '$1axis')];
    return (marked, few) => {
      layer.replaceChildren();
      for (const { trace, i } of marked) {
        if (trace.type !== 'scatter') continue;
        const [x, y] = [axis(trace.xaxis), axis(trace.yaxis)];
        const [left, top] = [x.d2p(trace.x[i]), y.d2p(trace.y[i])];
        if (left < 0 || top < 0 || left > x._length || top > y._length) continue;
        const mark = document.createElementNS(svgSpace, 'circle');
        const { color } = trace.marker;
        const attributes = {
          cx: x._offset + left,
          cy: y._offset + top,
          r: few ? 5.5 : 3.5,
          fill: Array.isArray(color) ? color[i] : color,
          stroke: '#111',
          'stroke-width': few ? 1.6 : 0.9,
        };
        for (const [name, value] of Object.entries(attributes)) mark.setAttribute(name, value);
        layer.appendChild(mark);
      }
    };
  }

  // In three dimensions: a trace of rings in each scene.
  async function spaceMarks(Plotly, chart) {
    const scenes = [
      ...new Set(
        (chart._fullData || []).flatMap((trace) => (trace.type === 'scatter3d' ? [trace.scene] : [])),
      ),
    ];
    if (scenes.length === 0) return undefined;
    const first = chart.data.length;
    await Plotly.addTraces(
      chart,
      scenes.map((scene) => ({
        ...{ type: 'scatter3d', mode: 'markers', scene, meta: 'ddr-linked', x: [], y: [], z: [] },
        ...{ hoverinfo: 'skip', showlegend: false },
        marker: { symbol: 'circle-open', size: 9, color: '#111111' },
      })),
    );
    const traces = scenes.map((_, k) => first + k);
    return (marked) => {
      const of = (axis) =>
        scenes.map((scene) =>
          marked.filter(({ trace }) => trace.scene === scene).map(({ trace, i }) => trace[axis][i]),
        );
      void Plotly.restyle(chart, { x: of('x'), y: of('y'), z: of('z') }, traces);
    };
  }

  function button(text, action) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.style.cssText =
      'font:inherit;color:#222;background:#f4f5f7;border:1px solid #c3c7cd;border-radius:3px;padding:1px 8px;margin:0 6px 0 0;cursor:pointer';
    made.onclick = action;
    return made;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where pages may not reach the clipboard, an old way may.
      const field = document.createElement('textarea');
      field.value = text;
      field.style.cssText = 'position:fixed;opacity:0';
      document.body.appendChild(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      if (!done) throw new Error('no clipboard');
    }
  }

  function picture(patches, number, title) {
    const box = document.createElement('div');
    const scale = tile / patches.size;
    const rows = Math.ceil(patches.count / patches.columns);
    const [column, row] = [number % patches.columns, Math.floor(number / patches.columns)];
    box.title = title;
    Object.assign(box.style, {
      width: `${tile}px`,
      height: `${tile}px`,
      cursor: 'pointer',
      imageRendering: 'pixelated',
      backgroundImage: `url("${patches.source}")`,
      backgroundSize: `${patches.columns * patches.size * scale}px ${rows * patches.size * scale}px`,
      backgroundPosition: `${-column * tile}px ${-row * tile}px`,
    });
    return box;
  }

  async function link(Plotly, chart, place, patches) {
    if (pointsOf(chart).size === 0) return;
    const marksInSpace = await spaceMarks(Plotly, chart);
    const isFlat = marksInSpace === undefined;
    const draw = marksInSpace || flatMarks(chart);
    const chosen = new Set();
    let under;
    let points = pointsOf(chart);
    let waiting = false;

    const panel = document.createElement('div');
    panel.className = 'ddr-linked';
    panel.style.cssText =
      'font:12px/1.6 Arimo,"Liberation Sans",Arial,Helvetica,sans-serif;color:#444;background:#fff;padding:2px 0 4px';
    const strip = document.createElement('div');
    strip.style.cssText = 'display:flex;flex-wrap:wrap;gap:2px;margin-top:3px';
    const words = document.createElement('span');
    words.setAttribute('role', 'status');
    const lasso = button('Lasso', () => {
      const dragmode = chart._fullLayout.dragmode === 'lasso' ? 'zoom' : 'lasso';
      void Plotly.relayout(chart, { dragmode });
      lasso.setAttribute('aria-pressed', String(dragmode === 'lasso'));
      lasso.style.background = dragmode === 'lasso' ? '#cfe1f5' : '#f4f5f7';
    });
    lasso.setAttribute('aria-pressed', 'false');
    const indices = () => [...chosen].sort((a, b) => a - b);
    const copying = button('Copy indices', () => {
      const text = `[${indices().join(', ')}]`;
      copy(text).then(
        () => say(`${count()} copied`),
        () => say(text),
      );
    });
    const clear = button('Clear', () => {
      chosen.clear();
      show();
    });
    panel.append(...(isFlat ? [lasso] : []), copying, clear, words, strip);
    place.appendChild(panel);

    const say = (text) => (words.textContent = text);
    const count = () => `${chosen.size} ${chosen.size === 1 ? 'patch' : 'patches'}`;
    const nameOf = (patch) => (patches && patches.names && patches.names[patch]) || `patch ${patch}`;

    // At most once a frame, however fast the cursor goes.
    function mark() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const lit = under === undefined || chosen.has(under) ? [...chosen] : [...chosen, under];
        draw(
          lit.flatMap((patch) => points.get(patch) || []),
          lit.length <= 60,
        );
        for (const layer of chart.querySelectorAll('.scatterlayer'))
          layer.style.opacity = chosen.size > 0 ? 0.3 : '';
      });
    }

    function show() {
      const any = chosen.size > 0;
      copying.style.display = clear.style.display = any ? '' : 'none';
      say(
        any
          ? count()
          : `Click points${isFlat ? ', or draw around them,' : ''} to mark their patches in all panels.`,
      );
      strip.replaceChildren();
      if (patches) {
        const list = indices().filter((patch) => patch >= 0 && patch < patches.count);
        for (const patch of list.slice(0, mostShown)) {
          const shown = picture(patches, patch, `${patch}: ${nameOf(patch)}`);
          shown.dataset.patch = String(patch);
          shown.onmouseenter = () => hover(patch);
          shown.onmouseleave = () => hover(undefined);
          shown.onclick = () => toggle(patch);
          strip.appendChild(shown);
        }
        if (list.length > mostShown) strip.append(`and ${list.length - mostShown} more`);
      }
      mark();
    }

    function hover(patch) {
      under = patch;
      mark();
    }
    function toggle(patch) {
      if (!chosen.delete(patch)) chosen.add(patch);
      show();
    }
    const patchOf = ({ customdata }) => (Number.isInteger(customdata) ? customdata : undefined);

    chart.on('plotly_hover', ({ points: [point] }) => hover(patchOf(point)));
    chart.on('plotly_unhover', () => hover(undefined));
    chart.addEventListener('mouseleave', () => hover(undefined));
    chart.on('plotly_click', ({ points: [point] }) => {
      if (patchOf(point) !== undefined) toggle(patchOf(point));
    });
    // Plotly's own marks of a selection are those of one panel: taken away again.
    chart.on('plotly_selected', (selected) => {
      const found = selected && selected.points ? selected.points.map(patchOf) : [];
      if (found.length === 0 || (!selected.lassoPoints && !selected.range)) return;
      chosen.clear();
      for (const patch of found) if (patch !== undefined) chosen.add(patch);
      setTimeout(() => {
        void Plotly.update(chart, { selectedpoints: [null] }, { selections: [] });
        // The cursor may have left the chart while it drew, unseen.
        hover(undefined);
        const tip = document.getElementById('ddr-patch');
        if (tip) tip.style.display = 'none';
      }, 60);
      show();
    });
    const again = () => {
      points = pointsOf(chart);
      mark();
    };
    for (const event of ['plotly_relayout', 'plotly_restyle', 'plotly_animated']) {
      if (isFlat || event === 'plotly_animated') chart.on(event, again);
    }
    show();
  }

  window.ddrFigures.link = link;
})();
