import { SetupFailure } from './say.mjs';

/** The oldest Node that Flatline runs on, as `engines` in package.json says. */
const OLDEST = [20, 19];

/** Throws a sentence when this Node is too old. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new SetupFailure(
    `Flatline needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}: install a newer one from https://nodejs.org.`,
  );
}
