import { methodOf } from './src/methods/methods';
import { findRecipe } from './src/methods/recipes';
import { finishedNetwork } from './src/training/places';
(async () => {
  for (const name of process.argv.slice(2)) {
    const recipe = findRecipe(name);
    const small = { ...recipe, evaluation: { ...recipe.evaluation, count: 2 } };
    const task = await methodOf(small).open(small, { onMessage: () => {}, finished: (n) => finishedNetwork(n, recipe) });
    let losses: any;
    const cpu0 = process.cpuUsage(); const t0 = Date.now();
    for (let i = 0; i < 3; i++) losses = await task.step(i);
    const t1 = Date.now(); const cpu1 = process.cpuUsage(cpu0);
    const cpu2 = process.cpuUsage();
    for (let i = 3; i < 9; i++) losses = await task.step(i);
    const cpu3 = process.cpuUsage(cpu2);
    console.log(name, task.kind, 'ms/step', (Date.now() - t1) / 6, 'cpu', (cpu3.user+cpu3.system) / 6000, JSON.stringify(losses));
    task.dispose();
  }
  process.exit(0);
})();
