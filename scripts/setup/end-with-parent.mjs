// Preloaded with --import: a start script that was killed with -9 must not leave a server behind
// that nobody knows of. The SIGTERM takes the same clean way out as any other.
import { watchParent } from './parent.mjs';

const parent = Number(process.env.FLATLINE_PARENT);
if (parent > 0) watchParent(parent, () => process.kill(process.pid, 'SIGTERM'));
