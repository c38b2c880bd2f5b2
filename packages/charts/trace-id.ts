/**
 * An id for the trace of a line in a panel. Plotly writes ids into CSS selectors, where most signs would end the drawing, so
 * that signs in names of data stand as their numbers.
 */
export function traceId(panel: number, name: string): string {
  return `p${panel}-${name.replace(/[^\w .-]/gu, (sign) => `u${sign.codePointAt(0)!.toString(16)}`)}`;
}
