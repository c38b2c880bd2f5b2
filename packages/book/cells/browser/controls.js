// Sliders, menus and boxes in the classic notebook's page: what `interact` (../interact.ts) shows where there are no widgets.
/* global document, window, Option */
/* eslint no-unused-vars: off */
function ddrControls(place, controls, values, change) {
  const now = { ...values };
  place.style.cssText =
    'display:grid;grid-template-columns:max-content minmax(8em,20em) max-content;gap:4px 10px;align-items:center;margin:4px 0;max-width:40em';
  for (const { name, label, kind, min, max, step, choices } of controls) {
    const title = document.createElement('label');
    title.textContent = label;
    const shown = document.createElement('output');
    const input = document.createElement(
      kind === 'choice' ? 'select' : kind === 'button' ? 'button' : 'input',
    );
    const take = (value) => {
      now[name] = value;
      shown.textContent = kind === 'slider' ? String(value) : '';
      change({ ...now });
    };
    if (kind === 'slider') {
      Object.assign(input, { type: 'range', min, max, step, value: now[name] });
      input.oninput = () => take(Number(input.value));
      shown.textContent = String(now[name]);
    } else if (kind === 'switch') {
      Object.assign(input, { type: 'checkbox', checked: now[name] });
      input.style.justifySelf = 'start';
      input.onchange = () => take(input.checked);
    } else if (kind === 'choice') {
      for (const choice of choices) input.append(new Option(choice, choice, false, choice === now[name]));
      input.onchange = () => take(input.value);
    } else if (kind === 'button') {
      input.textContent = label;
      title.textContent = '';
      input.onclick = () => take(now[name] + 1);
    }
    input.setAttribute('aria-label', label);
    // The classic notebook takes keys for its own.
    input.onfocus = () => window.Jupyter?.keyboard_manager?.disable();
    input.onblur = () => window.Jupyter?.keyboard_manager?.enable();
    place.append(title, input, shown);
  }
}
