import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plotLines, plotText } from '@ddr-lab/charts/text';

test('text reaches Plotly without a tag, a formula or a line break', () => {
  expect(plotText('<b>a</b> & $x$\nb')).toBe('&lt;b&gt;a&lt;/b&gt; &amp; &#36;x&#36; b');
  expect(plotLines(['a<b', 'c'])).toBe('a&lt;b<br>c');
});

test('no text whatever holds a tag or a dollar sign afterwards', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>$\n\r]/.test(plotText(text))));
});
