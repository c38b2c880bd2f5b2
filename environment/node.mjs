/** The oldest Node that everything here runs on. */
export const OLDEST_NODE = '20.19.0';

/** What is wrong with this version of Node, in words; undefined where nothing is. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `This is Node ${version}; ddr-lab needs Node ${oldestMajor}.${oldestMinor} or newer (https://nodejs.org).`;
}
