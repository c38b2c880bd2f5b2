import { expect, it } from 'vitest';
import { forTerminal } from '../../bin/for-terminal';

it('leaves out what a terminal would obey, but for the ends of lines', () => {
  expect(forTerminal('a\u001b[31mred\u009b\u202e\nb')).toBe('a?[31mred??\nb');
});
