/**
 * Asks the reader for a line of text below the cell, and waits for it.
 *
 * @param question what is asked.
 * @param byDefault what it is where nothing is typed. Default: empty.
 * @param options `password`: what is typed is not shown.
 * @returns the line, without its end.
 * @throws NoInput where nobody can be asked: `ddr run`, nbconvert.
 */
declare function prompt(question?: string, byDefault?: string, options?: { password?: boolean }): string;
