import { InputError } from '@ddr-lab/base/errors';
import { derainingPage } from './deraining';
import { learningToDegradePage } from './learning-to-degrade';
import { localAttributionPage } from './local-attribution';
import type { StudyPage } from './study-page';

/** The studies that have a page of their own, in the order of their notebooks: one is one line here. */
export const studyPages: readonly StudyPage[] = [localAttributionPage, learningToDegradePage, derainingPage];

/** What a page is called by: the letter and number of its notebook (`B1`), or the study's name. */
const wordsFor = ({ study }: StudyPage): readonly string[] => [study.notebook.replace(/-.*/, ''), study.name];

/**
 * The page of a study.
 *
 * @param word `B1`, the notebook's name, or the study's.
 * @throws InputError for a word that no page has.
 */
export function studyPage(word: string): StudyPage {
  const found = studyPages.find((page) => [...wordsFor(page), page.study.notebook].includes(word));
  if (found) return found;
  throw new InputError(
    `${word}: no study with a page of its own. There are ${studyPages.map((page) => wordsFor(page).join(' or ')).join(', ')}.`,
  );
}
