/** A length of time, in seconds, as people say it: `40 s`, `25 min`, `3 h 10 min`, `12 days`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  if (seconds < 36 * 3600) {
    const tens = Math.round(seconds / 600) * 10;
    const rest = tens % 60;
    return `${Math.floor(tens / 60)} h${rest ? ` ${rest} min` : ''}`;
  }
  return `${Math.round(seconds / 86400)} days`;
}
