import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { degraderInput } from '../../src/networks/architectures/degrader/given';
import { buildNetwork } from '../../src/networks/network';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import type { Recipe } from '../../src/methods/methods';
import { findRecipe } from '../../src/methods/recipes';
import { scaleOf } from '../../src/training/places';
import { classificationObjective } from '../../src/methods/classifier/method';
import { helpersOf } from '../../src/methods/feature-alignment/method';
import { alignmentObjective, judgesObjective } from '../../src/methods/feature-alignment/objective';
import { generatorObjective } from '../../src/methods/gan/method';
import { contrastTeaching, representationSize } from '../../src/methods/degradation-aware/contrast';
import { decouplingTeaching } from '../../src/methods/degradation-aware/decoupling';
import { rankingTeaching } from '../../src/methods/degradation-aware/ranking';
import { rankingObjective } from '../../src/methods/degradation-aware/ranked';
import type { Teaching } from '../../src/methods/degradation-aware/teacher';
import { VIEWS } from '../../src/training/data/ranked-views';
import { contrastObjective } from '../../src/methods/degradation-aware/encoder';
import { awareObjective } from '../../src/methods/degradation-aware/method';
import { projectionHead, ranker } from '../../src/networks/architectures/degradation-encoder/network';
import { discriminatorObjective } from '../../src/training/judge';
import { degradingObjective, meanColours, restoringObjective } from '../../src/methods/cincgan/objectives';
import { imageMeans } from '../../src/methods/learnt-degradation/image-means';
import { comparatorObjective } from '../../src/methods/frequency-density/comparator';
import { densityObjective } from '../../src/methods/frequency-density/method';
import { localMeans } from '../../src/methods/learnt-degradation/local-means';
import { degraderObjective } from '../../src/methods/learnt-degradation/objective';
import { memberObjective } from '../../src/methods/collaborative/objective';
import { degradingOf } from '../../src/methods/domain-distance/judge';
import { domainDistanceObjective, lowBand } from '../../src/methods/domain-distance/objective';
import { pixelObjective } from '../../src/methods/pixel/method';

beforeAll(async () => {
  await useBackend();
});

const modelOf = async (spec: Recipe['network']) => (await buildNetwork(spec)).model;

/** What a recipe computes, for a batch of two. */
async function objectives(recipe: Recipe): Promise<Objective[]> {
  const small = { ...recipe, batch: 2 };
  const network = await modelOf(recipe.network);
  switch (small.task) {
    case 'super-resolution':
    case 'video':
      return [pixelObjective(network, small, scaleOf(small.network))];
    case 'restoration':
      return [pixelObjective(network, small, 1)];
    case 'classification':
      return [classificationObjective(network, [2, 32, 32, 3], 10)];
    case 'learnt-degradation': {
      const judge = await modelOf(small.discriminator.network);
      const models = {
        degrader: network,
        judge,
        means: localMeans(),
        ...(small.losses.bias && { imageMeans: imageMeans() }),
      };

      return [
        degraderObjective(models, small, degraderInput(small.network)!),
        discriminatorObjective(judge, [2, small.patch, small.patch, 3], small.gan),
      ];
    }
    case 'feature-alignment': {
      const models = { network, ...(await helpersOf(small)) };
      return [alignmentObjective(models, small, scaleOf(small.network)), judgesObjective(models, small)];
    }
    case 'gan': {
      const discriminator = await modelOf(small.discriminator.network);
      const features = await modelOf(findRecipe(small.perceptual.network).network);
      const side = small.patch * scaleOf(small.network);
      return [
        generatorObjective({ generator: network, discriminator, features }, small, scaleOf(small.network)),
        discriminatorObjective(discriminator, [2, side, side, 3]),
      ];
    }
    case 'cincgan': {
      const discriminator = await modelOf(small.discriminator.network);
      const backward = await modelOf(small.backward);
      const shape = [2, small.patch, small.patch, 3];
      const models = { forward: network, backward, discriminator, colours: meanColours() };
      return [
        restoringObjective(models, small, shape),
        degradingObjective(models, small, shape),
        discriminatorObjective(discriminator, shape),
      ];
    }
    case 'degradation-encoder': {
      const size = representationSize(network);
      const models = { head: projectionHead(size), keyEncoder: network, keyHead: projectionHead(size) };
      return [contrastObjective(network, models, small)];
    }
    case 'degradation-ranking':
      return [rankingObjective(network, { ...small, ranking: { ...small.ranking, groups: 2 } })];
    case 'degradation-aware': {
      const { patch, contrast, ranking, decoupling } = small;
      const batch = ranking ? VIEWS : 2;
      const sizes = { batch, patch };
      const teachings: Teaching[] = [];
      if (contrast) {
        const { encoder } = contrast;
        const keyEncoder = await modelOf(
          typeof encoder === 'string'
            ? findRecipe(encoder).network
            : { kind: 'degradation-encoder', ...encoder },
        );
        const size = representationSize(keyEncoder);
        const models = { head: projectionHead(size), keyEncoder, keyHead: projectionHead(size) };
        teachings.push(contrastTeaching(models, contrast, sizes));
      }
      if (ranking) teachings.push(rankingTeaching(ranker(64), { ...ranking, groups: 1 }, patch));
      if (decoupling) teachings.push(decouplingTeaching(decoupling, sizes));
      return [awareObjective(network, sizes, scaleOf(small.network), teachings)];
    }
    case 'density-comparator':
      return [comparatorObjective(network, small)];
    case 'frequency-density': {
      const judge = await modelOf(small.discriminator.network);
      const comparator = await modelOf(findRecipe(small.comparator).network);
      const models = { degrader: network, comparator, judge, means: localMeans() };
      const input = degraderInput(small.network)!;
      return [
        densityObjective(models, small, input),
        discriminatorObjective(judge, [2, small.patch, small.patch, 3]),
      ];
    }
    case 'domain-judge':
      return objectives(degradingOf(small));
    case 'domain-distance': {
      const judge = await modelOf(small.discriminator.network);
      const side = small.patch * scaleOf(small.network);
      return [
        domainDistanceObjective({ network, judge, low: lowBand() }, small, scaleOf(small.network)),
        discriminatorObjective(judge, [2, side, side, 3]),
      ];
    }
    case 'collaborative': {
      const member = { ...small.network, kind: 'srresnet' } as Recipe['network'];
      return [memberObjective(await modelOf(member), await modelOf(member), small, scaleOf(small.network))];
    }
    default:
      throw new Error(`${recipe.name}: what its method computes is not named here. Add a case.`);
  }
}

// One recipe of each family: a layer that the graph does not know would make its training ten times as slow.
describe.runIf(process.env.DDR_BACKEND === undefined)('recipes train by compiled graphs', () => {
  it.each([
    'resnet18-perceptual',
    'srresnet-wogr',
    'srgan-wgr',
    'dasr-encoder',
    'dasr',
    'dasr-blind',
    'daa-encoder',
    'daa',
    'cdsr',
    'crl-sr',
    'srcnn-3-wgr',
    'srcnn-13-wogr',
    'swinir-wgr',
    'swinir-wogr',
    'unified-sr',
    'unified-classification',
    'unified-classes',
    'rrdb-clean',
    'rrdb-guided',
    'cincgan',
    'derain-400',
    'derain-400-unet',
    'dsgan',
    'fca-comparator',
    'fca',
    'dasr-dsn',
    'mssr-degrader-1',
    'pdm',
    'dasr-distance-judge',
    'dasr-distance',
    'dasr-distance-flat',
    'mssr',
    'usr-da',
    'usr-da-unaligned',
  ])('%s', async (name) => {
    const made = await objectives(findRecipe(name));
    for (const objective of made) {
      const gradients = compiledGradients(objective);
      expect(gradients?.kind).toBe('compiled');
      const inputs = Object.entries(objective.inputs).map(([key, shape]): [string, Float32Array] => [
        key,
        new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5),
      ]);
      const { losses } = gradients!.run(Object.fromEntries(inputs));
      for (const loss of Object.values(losses)) expect(loss).toSatisfy(Number.isFinite);
      gradients!.dispose();
    }
    // A discriminator is in two of them.
    const models = new Set(made.flatMap(({ networks }) => Object.values(networks).map(({ model }) => model)));
    for (const model of models) model.dispose();
  });
});
