/**
 * A claim's number as people read it: whole ones whole, others with three significant digits at least; a mean with its
 * spread; text as it is; nothing as a dash. One form for the notebooks, the book, the README and `ddr claims`.
 */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value);
  const { mean, standardDeviation } = value as { mean?: unknown; standardDeviation?: unknown };
  if (typeof mean === 'number' && typeof standardDeviation === 'number') {
    return `${numberText(mean)} ± ${numberText(standardDeviation)}`;
  }
  return JSON.stringify(value);
}

function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
}

/** The paper's own number with all its digits, or its words. */
export function paperText(paper: unknown): string {
  return typeof paper === 'number' ? String(paper) : valueText(paper);
}
