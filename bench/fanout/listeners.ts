// A process of its own, full of dashboards that note when each frame reached them. Started by audience.ts.
import { openRawWebSocket } from '../../server/testing/raw-websocket.ts';
import { type Frame, PROGRESS } from './frame.ts';

/** How many connect at a time. */
const AT_ONCE = 25;

/** By what the server wrote into them: no two frames of a room carry the same moment. */
const frames = new Map<string, Frame>();

const [url = '', count = '0'] = process.argv.slice(2);
for (let open = 0; open < Number(count); open += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - open) }, openDashboard));
}
process.send?.('listening');

process.on('message', () => {
  process.send?.([...frames.values()]);
  frames.clear();
});
process.on('disconnect', () => process.exit(0));

/** Resolves when the server has answered for the board. It parses nothing: that is not measured. */
async function openDashboard(): Promise<void> {
  let subscribed = () => {};
  const whenSubscribed = new Promise<void>((resolve) => {
    subscribed = resolve;
  });
  const dashboard = await openRawWebSocket(
    { port: Number(new URL(url).port), path: '/socket.io/?EIO=4&transport=websocket' },
    (bytes) => {
      const start = bytes.toString('latin1', 0, 60);
      if (start.startsWith(PROGRESS)) note(start, bytes);
      else if (start === '2') dashboard.send('3');
      else if (start.startsWith('40')) dashboard.send('420["subscribe",{"room":"board"}]');
      else if (start.startsWith('430')) subscribed();
    },
  );
  dashboard.send('40');
  void dashboard.closed.then(() => {
    throw new Error('A dashboard was cut off.');
  });
  await whenSubscribed;
}

function note(start: string, bytes: Buffer): void {
  const at = performance.timeOrigin + performance.now();
  const frame = frames.get(start);
  if (frame === undefined) frames.set(start, { text: bytes.toString(), at: [at] });
  else frame.at.push(at);
}
