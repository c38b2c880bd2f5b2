/** What was found of one part of the set-up. */
export interface Check {
  readonly name: string;
  /** `ok`; `missing`: the work cannot be done without it; `optional`: not here, and the work goes on. */
  readonly state: 'ok' | 'missing' | 'optional';
  /** Versions, places, reasons, in a few words. */
  readonly detail: string;
  /** How to come by what is not here. */
  readonly mend?: string;
}
