// A process of its own: a dashboard that notes when each death reached it. Started by lag.ts.
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '../../server/domain/events.ts';
import type { Received } from './received.ts';

const socket: Socket<ServerEvents, ClientEvents> = io(process.argv[2] ?? '', {
  transports: ['websocket'],
});
const received: Received[] = [];

socket.on('run:failed', ({ run }) => {
  received.push({ runId: run.id, at: Date.now() });
});
socket.on('connect', () => {
  socket.emit('subscribe', { room: 'board' }, (answer) => {
    process.send?.(answer.ok ? 'listening' : answer.message);
  });
});
process.on('message', (message) => {
  if (message === 'how many') process.send?.(received.length);
  if (message === 'what') process.send?.(received);
});
process.on('disconnect', () => process.exit(0));
