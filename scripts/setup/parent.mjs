/** How often the parent is looked for, in milliseconds. */
const PARENT_INTERVAL = 250;

/** Calls `gone` once when the parent process with this id has ended. Keeps no process alive. */
export function watchParent(parent, gone) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, PARENT_INTERVAL);
  timer.unref();
}
