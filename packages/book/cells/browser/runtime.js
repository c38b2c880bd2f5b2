// Runs in the reader's browser: turns static pictures of figures into live charts.
//
// A figure's output pushes {id, needs, width, height, name, spec} to window.ddrFigures, an array until this
// runtime takes its place; spec is JSON, gzipped, base64. The Plotly script is given to `library`. Either may
// come first, as JupyterLab renders outputs when they scroll into view. Without it the pictures stay.
/* global window, document, requestAnimationFrame */
(function () {
  'use strict';
  if (window.ddrFigures && window.ddrFigures.library) return;
  const waiting = Array.isArray(window.ddrFigures) ? window.ddrFigures : [];
  const libraries = {};
  const symbols = { '&lt;': '<', '&gt;': '>', '&#36;': '$', '&amp;': '&' };

  window.ddrFigures = {
    push(entry) {
      waiting.push(entry);
      draw();
    },
    // Runs a gzipped UMD script so that neither RequireJS nor the page sees it.
    async library(name, packed) {
      if (libraries[name]) return;
      const script = document.createElement('script');
      const code = await unpack(packed);
      if (libraries[name]) return;
      script.textContent = `window.ddrFigures.define(${JSON.stringify(name)}, function (module, exports, define, require) {${code}\n})`;
      document.head.appendChild(script);
      script.remove();
    },
    define(name, body) {
      const before = Object.getOwnPropertyDescriptor(window, 'Plotly');
      const module = { exports: {} };
      body.call(window, module, module.exports, undefined, undefined);
      if (before) Object.defineProperty(window, 'Plotly', before);
      else delete window.Plotly;
      libraries[name] = module.exports;
      draw();
    },
  };

  function draw() {
    for (const entry of waiting.splice(0)) {
      // `cartesian` holds all of `basic`.
      const Plotly = libraries[entry.needs] || (entry.needs === 'basic' && libraries.cartesian);
      if (Plotly) enliven(Plotly, entry).catch((error) => console.warn('ddr-lab: the picture stays.', error));
      else waiting.push(entry);
    }
  }

  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }

  // A script may run a moment before its output stands in the page.
  async function places(id) {
    for (let attempt = 0; attempt < 120; attempt++) {
      const found = document.querySelectorAll(`[data-ddr-figure="${id}"]:not([data-ddr-alive])`);
      if (found.length > 0) return [...found];
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return [];
  }

  async function enliven(Plotly, entry) {
    const found = await places(entry.id);
    if (found.length === 0) return;
    // Without WebGL a chart of three dimensions would be a line of words.
    if (entry.needs === 'gl3d' && !document.createElement('canvas').getContext('webgl')) return;
    const { data, layout, frames, patches } = JSON.parse(await unpack(entry.spec));
    for (const place of found) {
      if (place.hasAttribute('data-ddr-alive')) continue;
      place.setAttribute('data-ddr-alive', 'drawing');
      const chart = document.createElement('div');
      chart.style.cssText = `position:absolute;visibility:hidden;width:${entry.width}px;height:${entry.height}px`;
      place.appendChild(chart);
      const traces = patches ? data.map(silence) : data;
      try {
        const beside = roomBeside(place, entry.width);
        const upright = { ...layout, modebar: { ...layout.modebar, orientation: 'v' } };
        await Plotly.newPlot(chart, traces, beside ? upright : layout, {
          displaylogo: false,
          displayModeBar: beside ? 'hover' : false,
          modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'],
          toImageButtonOptions: { format: 'svg', filename: entry.name },
        });
        if (frames) {
          await Plotly.addFrames(chart, frames);
          goToFrames(Plotly, chart);
        }
      } catch (error) {
        chart.remove();
        place.removeAttribute('data-ddr-alive');
        throw error;
      }
      const picture = place.querySelector('.ddr-picture');
      if (picture) picture.remove();
      chart.style.position = 'relative';
      chart.style.visibility = 'visible';
      place.setAttribute('data-ddr-alive', 'yes');
      putBeside(chart);
      if (patches) showPatches(chart, patches);
      if (window.ddrFigures.link) await window.ddrFigures.link(Plotly, chart, place, patches);
      putBeside(chart);
    }
  }

  // A point may stand for a frame: a click on it goes there.
  function goToFrames(Plotly, chart) {
    chart.on('plotly_click', ({ points }) => {
      const name = points[0].data.meta?.frames?.[points[0].pointNumber];
      if (name === undefined) return;
      const still = { transition: { duration: 0 }, frame: { duration: 0, redraw: true } };
      Plotly.animate(chart, [name], { mode: 'immediate', ...still });
    });
  }

  // The bar of buttons stands to the right of the chart, where it covers none of it; without room there is none.
  const barWidth = 34;
  function roomBeside(place, width) {
    const around = place.parentElement.clientWidth;
    return around === 0 || around >= width + barWidth;
  }
  function putBeside(chart) {
    const bar = chart.querySelector('.modebar-container');
    if (bar) Object.assign(bar.style, { left: '100%', right: 'auto', width: `${barWidth}px` });
  }

  // Plotly still reports the hover, but shows no label of its own: the patch carries the words.
  function silence(trace) {
    return trace.hovertext ? { ...trace, hoverinfo: 'none' } : trace;
  }

  function showPatches(chart, patches) {
    // In three dimensions Plotly does not say where the cursor is.
    let cursor = { clientX: 0, clientY: 0 };
    chart.addEventListener('mousemove', (event) => (cursor = event), { capture: true });
    chart.on('plotly_hover', ({ points, event = cursor }) => {
      const point = points[0];
      const words = point.hovertext || (point.data.hovertext || [])[point.pointNumber] || '';
      showTip(patches, point.customdata, words, event);
    });
    chart.on('plotly_unhover', hideTip);
    chart.addEventListener('mouseleave', hideTip);
  }

  function tip() {
    const known = document.getElementById('ddr-patch');
    if (known) return known;
    const box = document.createElement('div');
    box.id = 'ddr-patch';
    box.style.cssText =
      'position:fixed;z-index:10000;pointer-events:none;display:none;padding:5px;background:#fff;color:#222;' +
      'border:1px solid #888;border-radius:3px;box-shadow:0 1px 4px rgba(0,0,0,.3);' +
      'font:12px/1.35 Arimo,"Liberation Sans",Arial,Helvetica,sans-serif;white-space:pre-line;max-width:260px;overflow-wrap:anywhere';
    box.appendChild(document.createElement('div'));
    box.appendChild(document.createElement('div'));
    document.body.appendChild(box);
    window.addEventListener('scroll', hideTip, { capture: true, passive: true });
    return box;
  }

  function showTip(patches, number, words, event) {
    const box = tip();
    const [picture, label] = box.children;
    const known = Number.isInteger(number) && number >= 0 && number < patches.count;
    picture.style.display = known ? 'block' : 'none';
    if (known) {
      const side = Math.max(1, Math.round(128 / patches.size)) * patches.size;
      const rows = Math.ceil(patches.count / patches.columns);
      const column = number % patches.columns;
      const row = Math.floor(number / patches.columns);
      Object.assign(picture.style, {
        width: `${side}px`,
        height: `${side}px`,
        marginBottom: '4px',
        imageRendering: 'pixelated',
        backgroundImage: `url("${patches.source}")`,
        backgroundSize: `${patches.columns * side}px ${rows * side}px`,
        backgroundPosition: `${-column * side}px ${-row * side}px`,
      });
    }
    label.textContent = words.replace(/<br>/g, '\n').replace(/&(lt|gt|amp|#36);/g, (name) => symbols[name]);
    box.style.display = 'block';
    const { width, height } = box.getBoundingClientRect();
    const right = event.clientX + 16 + width < window.innerWidth;
    const below = event.clientY + 16 + height < window.innerHeight;
    box.style.left = `${Math.max(0, right ? event.clientX + 16 : event.clientX - 16 - width)}px`;
    box.style.top = `${Math.max(0, below ? event.clientY + 16 : event.clientY - 16 - height)}px`;
  }

  function hideTip() {
    const box = document.getElementById('ddr-patch');
    if (box) box.style.display = 'none';
  }
})();
