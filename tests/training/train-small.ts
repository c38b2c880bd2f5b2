import { train } from '../../src/methods/train';
import { recipe } from './small-recipe';

// Trains the small recipe in a process of its own, for train.test.ts to kill.
const [folder, output] = process.argv.slice(2);
process.env.DDR_DATA = '';
void train(recipe, { folder, output });
