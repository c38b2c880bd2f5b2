/** Training: its recipes, and the call that carries one out. */
export { train } from './train';
export { findRecipe } from './recipes';
