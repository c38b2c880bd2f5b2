/** The name by which a page of the book is linked to the row of a claim. */
export function claimAnchor(id: string): string {
  return `claim-${id.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}
