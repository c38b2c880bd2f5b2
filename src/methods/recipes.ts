import { InputError } from '@ddr-lab/base/errors';
import type { Profile } from '../training/recipe';
import type { Recipe } from './methods';
import { cincgan } from './cincgan/recipes';
import { mssr } from './collaborative/mssr';
import { resnet18Cifar10, resnet18Classes, resnet18Perceptual } from './classifier/resnet18';
import { cdsr } from './degradation-aware/cdsr';
import { crlSr } from './degradation-aware/crl-sr';
import { daa, daaEncoder } from './degradation-aware/daa';
import { dasr, dasrEncoder, dasrLonger } from './degradation-aware/dasr';
import { dasrDistance, dasrDistanceFlat, dasrDistanceJudge } from './domain-distance/dasr-distance';
import { fca, fcaComparator } from './frequency-density/fca';
import { dsgan } from './learnt-degradation/dsgan';
import { dasrDsn, mssrDegrader } from './learnt-degradation/from-originals';
import { onDegraded } from './learnt-degradation/on-degraded';
import { pdm } from './learnt-degradation/pdm';
import { usrDa } from './feature-alignment/usr-da';
import { type FaigBody, faigRecipe } from './pixel/faig';
import { rrdbClean, rrdbDegraded, rrdbGuided } from './pixel/rrdb';
import { srcnn, srcnnDepths } from './pixel/srcnn';
import {
  srganWgr,
  srganWgrBlur,
  srganWgrNoise,
  srganWgrNoiseBlur,
  srganWgrPerceptual,
  srganWgrShort,
  srganWgrVerdict,
  srganWogr,
  srganWogrPerceptual,
  srganWogrVerdict,
} from './gan/srgan';
import {
  srresnetWgr,
  srresnetWgrLonger,
  srresnetWgrScenes,
  srresnetWgrShort,
  srresnetWogr,
  srresnetWogrLonger,
  srresnetWogrScenes,
  srresnetWogrShort,
} from './pixel/srresnet';
import { swinirWgr, swinirWogr } from './pixel/swinir';
import { deblur, denoise, derainRecipes } from './restoration/recipes';
import { videoRecipes } from './video/recipes';
import { unifiedClasses, unifiedClassification, unifiedSr } from './unified';

/** Recipes that belong together. */
export interface RecipeGroup {
  /** What they have in common, and where the paper looks at it. */
  readonly title: string;
  readonly recipes: readonly Recipe[];
}

type Make = (profile: Profile) => Recipe;

const depths: readonly Make[] = srcnnDepths.flatMap((layers) =>
  [true, false].map((globalResidual) => (profile: Profile) => srcnn(profile, layers, globalResidual)),
);

const faigBodies: readonly FaigBody[] = ['srresnet', 'srcnn'];
const faigPairs: readonly Make[] = faigBodies.flatMap((body) =>
  (['baseline', 'target'] as const).map((part) => (profile: Profile) => faigRecipe(profile, body, part)),
);

/** Every recipe, those that others begin with before these. */
const groups: readonly { readonly title: string; readonly recipes: readonly Make[] }[] = [
  { title: 'Classification (Sec. 4.3)', recipes: [resnet18Cifar10, resnet18Classes, resnet18Perceptual] },
  {
    title: 'Global residual and adversarial learning (Sec. 4.2, Fig. 6, Fig. 8)',
    recipes: [
      srresnetWgrShort,
      srresnetWogrShort,
      srresnetWgr,
      srresnetWogr,
      srresnetWgrLonger,
      srresnetWogrLonger,
      srganWgr,
      srganWogr,
      srganWgrPerceptual,
      srganWogrPerceptual,
      srganWgrVerdict,
      srganWogrVerdict,
    ],
  },
  { title: 'Without photographs', recipes: [srresnetWgrScenes, srresnetWogrScenes] },
  {
    title: 'Training on degraded images (Sec. 4.6, Fig. 9)',
    recipes: [srganWgrShort, srganWgrNoise, srganWgrBlur, srganWgrNoiseBlur],
  },
  { title: 'Depth (A.7, Tab. 4, Fig. 14)', recipes: depths },
  { title: 'Attention (beyond the paper: SwinIR)', recipes: [swinirWgr, swinirWogr] },
  { title: 'Unified backbone (A.10)', recipes: [unifiedSr, unifiedClassification, unifiedClasses] },
  {
    title: 'Blind super-resolution with guidance (Sec. 5, Fig. 10-11, Tab. 2)',
    recipes: [rrdbClean, rrdbDegraded, rrdbGuided],
  },
  { title: 'Discriminative filters (beyond the paper: FAIG)', recipes: faigPairs },
  {
    title: 'Degradation-aware super-resolution (beyond the paper: DASR, DAA, CDSR, CRL-SR)',
    recipes: [
      (profile) => dasrEncoder(profile),
      (profile) => dasrEncoder(profile, 'both'),
      (profile) => dasrEncoder(profile, 'content'),
      (profile) => dasr(profile),
      (profile) => dasr(profile, { contrast: false }),
      (profile) => dasr(profile, { told: false }),
      dasrLonger,
      daaEncoder,
      daa,
      cdsr,
      crlSr,
    ],
  },
  {
    title: 'Restoration at the size of the input (beyond the paper: deraining)',
    recipes: [...derainRecipes, denoise, deblur],
  },
  {
    title: 'Degradation learnt without pairs (beyond the paper: DSGAN, FCA, DASR, MSSR, PDM)',
    recipes: [
      dsgan,
      (profile) => onDegraded(profile, 'dsgan'),
      fcaComparator,
      fca,
      (profile) => onDegraded(profile, 'fca'),
      dasrDsn,
      (profile) => mssrDegrader(profile, 1),
      (profile) => mssrDegrader(profile, 2),
      pdm,
      (profile) => onDegraded(profile, 'pdm'),
      dasrDistanceJudge,
      (profile) => dasrDistance(profile),
      dasrDistanceFlat,
      mssr,
    ],
  },
  {
    title: 'Super-resolution carried over to another domain (beyond the paper: USR-DA)',
    recipes: [(profile) => usrDa(profile), (profile) => usrDa(profile, { align: false })],
  },
  {
    title: 'Video super-resolution (beyond the paper: alignment in video transformers)',
    recipes: videoRecipes,
  },
  { title: 'Motivation (Sec. 3, Fig. 2-3)', recipes: [cincgan] },
];

/** All recipes of a profile by what they belong to, in the order in which one could train them. */
export function recipeGroups(profile: Profile = 'compact'): readonly RecipeGroup[] {
  return groups.map(({ title, recipes }) => ({ title, recipes: recipes.map((recipe) => recipe(profile)) }));
}

/** All recipes of a profile, in the order in which one could train them. */
export function listRecipes(profile: Profile = 'compact'): readonly Recipe[] {
  return recipeGroups(profile).flatMap(({ recipes }) => recipes);
}

/**
 * The recipe of that name in a profile.
 *
 * @throws InputError naming the known recipes when there is none of that name.
 */
export function findRecipe(name: string, profile: Profile = 'compact'): Recipe {
  const all = listRecipes(profile);
  const recipe = all.find((candidate) => candidate.name === name);
  if (!recipe) {
    throw new InputError(`${name}: no such recipe. Known: ${all.map((known) => known.name).join(', ')}.`);
  }
  return recipe;
}
