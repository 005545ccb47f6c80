import type { RunEvent } from './report.ts';

/** What an event takes beside its texts. */
const BARE_BYTES = 64;

/** About how many bytes these events take, so that what waits to be written can be bounded. */
export function weightOf(events: readonly RunEvent[]): number {
  return events.reduce((sum, event) => sum + BARE_BYTES + textsOf(event), 0);
}

function textsOf(event: RunEvent): number {
  switch (event.type) {
    case 'heartbeat':
      return 0;
    case 'phase':
      return event.phase.length;
    case 'progress':
      return (event.message?.length ?? 0) + (event.unit?.length ?? 0);
    case 'log':
      return event.message.length;
    case 'error': {
      const { detail = null } = event;
      const told = detail === null ? 0 : JSON.stringify(detail).length;
      return event.message.length + (event.url?.length ?? 0) + told;
    }
    case 'finish':
      return event.message?.length ?? 0;
  }
}
