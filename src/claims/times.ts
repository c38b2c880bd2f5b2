/** A ratio as claims write it: `3.4 times`, from ten on whole. */
export function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2)} times`;
}
