/** A question, and the notebook that answers it. One object in `src/studies/NAME/study.ts`, in the list of `src/studies/studies.ts`. */
export interface Study {
  /** Its folder in `src/studies`; `ddr run NAME` runs it. */
  readonly name: string;
  /** Its notebook, without `.ipynb`; the runner takes notebooks by name, and so in the order of these. */
  readonly notebook: string;
  /** Where the paper asks it. */
  readonly section: string;
  readonly question: string;
  /** Its files of claims, loaded when asked for: functions `check...` that take measurements and give checked claims. */
  readonly claims: () => readonly Promise<object>[];
  /** Its files of figures: functions `...Figure` that take measurements and give a figure. */
  readonly figures: () => readonly Promise<object>[];
}
