import { InputError } from '@ddr-lab/base/errors';

/** What a parameter may be. */
export interface Range {
  /** What it is and its unit, for messages: `sigma in pixels`. */
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
}

/**
 * Returns `value` when it lies in the range.
 *
 * @param where the degradation or preset the parameter belongs to, with which the message starts.
 * @throws InputError with the range in words otherwise (NaN included).
 */
export function requireInRange(where: string, range: Range, value: number): number {
  const { what, min, max, whole } = range;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new InputError(`${where}: ${what} must be ${kind} from ${min} to ${max}, not ${value}.`);
}
