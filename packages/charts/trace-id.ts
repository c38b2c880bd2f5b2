/**
 * An id for the trace of a line in a panel. Plotly writes ids into CSS selectors, where most signs would end the drawing, so
 * that signs in names of data stand as their numbers: a point or a space before a digit, too (`noise25.5`).
 */
export function traceId(panel: number, name: string): string {
  return `p${panel}-${name.replace(/[^\w -]| (?![a-z])/giu, (sign) => `u${sign.codePointAt(0)!.toString(16)}`)}`;
}
