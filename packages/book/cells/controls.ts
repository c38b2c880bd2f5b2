import { InputError } from '@ddr-lab/base/errors';

/** A slider that begins at `value` (default: `from`). */
export interface Slider {
  readonly from: number;
  readonly to: number;
  /** Default: a hundredth of the way, or 1 where both ends are whole and at least 5 apart. */
  readonly step?: number;
  readonly value?: number;
  /** Default: the control's name. */
  readonly label?: string;
}

/** A control as `interact` takes it: a slider, a menu of words, a box to tick, a button. */
export type AnyControl =
  readonly [from: number, to: number, step?: number] | Slider | readonly string[] | boolean | 'button';

/** The values of controls, by name. */
export type Values<Controls> = {
  -readonly [Name in keyof Controls]: Controls[Name] extends boolean
    ? boolean
    : Controls[Name] extends readonly string[]
      ? string
      : number;
};

/** A control as a page draws it. */
export interface Control {
  readonly name: string;
  readonly label: string;
  readonly kind: 'slider' | 'choice' | 'switch' | 'button';
  readonly value: number | string | boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly choices?: readonly string[];
}

/**
 * Controls in one form.
 *
 * @throws InputError naming the control that makes no sense.
 */
export function controlsOf(controls: Readonly<Record<string, AnyControl>>): Control[] {
  return Object.entries(controls).map(([name, given]): Control => {
    if (typeof given === 'boolean') return { name, label: name, kind: 'switch', value: given };
    if (given === 'button') return { name, label: name, kind: 'button', value: 0 };
    if (Array.isArray(given) && given.length > 0 && given.every((word) => typeof word === 'string')) {
      return { name, label: name, kind: 'choice', value: given[0] as string, choices: given as string[] };
    }
    return slider(name, given as Slider | readonly [number, number, number?]);
  });
}

function slider(name: string, given: Slider | readonly [number, number, number?]): Control {
  const { from, to, step, value, label }: Partial<Slider> = Array.isArray(given)
    ? { from: given[0] as number, to: given[1] as number, step: given[2] as number | undefined }
    : (given as Slider);
  if (!Number.isFinite(from) || !Number.isFinite(to) || from! >= to!) {
    throw new InputError(
      `interact: ${name} is no control. It is [from, to], [from, to, step], { from, to, step, value, label }, an array of words, true, false or 'button'.`,
    );
  }
  const whole = Number.isInteger(from) && Number.isInteger(to) && to! - from! >= 5;
  const by = step ?? (whole ? 1 : (to! - from!) / 100);
  if (!(by > 0)) throw new InputError(`interact: the step of ${name} must be greater than 0, not ${by}.`);
  const first = value ?? from!;
  if (first < from! || first > to!) {
    throw new InputError(`interact: ${name} begins at ${first}, which is not between ${from} and ${to}.`);
  }
  return { name, label: label ?? name, kind: 'slider', value: first, min: from, max: to, step: by };
}
