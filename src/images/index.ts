/** Images: reading, writing, resizing, sets by name, drawn scenes. */
export { createImage, mapSamples, type Image, luma } from '@ddr-lab/images/image';
export { readImage, writeImage } from '@ddr-lab/images/io';
export { cropCentre } from '@ddr-lab/images/crop';
export { resize } from '@ddr-lab/images/resize';
export type { ImageSet } from '@ddr-lab/images/image-set';
export { openSet, presentSets } from './sets/open';
export { drawScene } from '@ddr-lab/images/scenes/scene';
export { drawObject } from '@ddr-lab/images/scenes/objects';
