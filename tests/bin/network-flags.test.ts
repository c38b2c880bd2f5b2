import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addNetworkFlags, networkOptions } from '../../bin/network-flags';
import { InputError } from '@ddr-lab/base/errors';

/** The options that words on a command line become. */
function told(...words: string[]): object {
  const command = addNetworkFlags(new Command()).exitOverride();
  command.parse(words, { from: 'user' });
  return networkOptions(command.opts());
}

describe('what a command is told of a network', () => {
  it.each<[string[], object]>([
    [[], {}],
    [['--scale', '3'], { scale: 3 }],
    [['--place', 'state_dict.netG'], { place: 'state_dict.netG' }],
    [['--global-residual', 'no'], { globalResidual: false }],
    [['--range', '255', '--output-range', 'signed'], { range: 255, outputRange: 'signed' }],
    [['--channels', 'bgr', '--layout', 'nhwc'], { channels: 'bgr', layout: 'nhwc' }],
    [['--normalised', 'imagenet'], { normalised: 'imagenet' }],
    [['--residual-scaling', '0.1', '--slope', '0'], { residualScaling: 0.1, slope: 0 }],
    [['--mean', '0.4,0.5, 0.6'], { mean: [0.4, 0.5, 0.6] }],
    [['--output-activation', 'tanh', '--output', 'sr'], { outputActivation: 'tanh', output: 'sr' }],
    [['--stages', '7'], { stages: 7 }],
    [['--only-size', '64'], { size: { height: 64, width: 64 } }],
    [['--only-size', '48x64'], { size: { height: 48, width: 64 } }],
    [['--inputs', 'sigma=0.1,a=b=2'], { inputs: { sigma: 0.1, 'a=b': 2 } }],
  ])('%j is %j', (words, options) => {
    expect(told(...words)).toEqual(options);
  });

  it.each([
    [['--scale', 'x4'], /--scale must be a whole number/],
    [['--global-residual', 'maybe'], /--global-residual is one of yes, no, not maybe/],
    [['--mean', '0.4,0.5'], /--mean takes three numbers/],
    [['--stages', '0'], /--stages must be a whole number/],
    [['--slope', ''], /--slope must be a number/],
    [['--only-size', '1x2x3'], /--only-size is a size in pixels/],
    [['--inputs', 'sigma'], /--inputs takes numbers by name/],
    [['--inputs', '=3'], /--inputs takes numbers by name/],
  ])('%j is refused', (words, message) => {
    expect(() => told(...words)).toThrow(InputError);
    expect(() => told(...words)).toThrow(message);
  });
});
