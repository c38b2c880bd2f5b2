/** CHI as it stands below a panel: two decimals where it is small, else one. */
export function chiText(chi: number): string {
  return chi < 10 ? chi.toFixed(2) : chi.toFixed(1);
}
