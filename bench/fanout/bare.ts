import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

// The peer of the fan-out bench, a program of its own: Socket.IO with nothing around it. What is
// posted to it goes to all of a room, with the moment at which it was told to: as one frame, or to
// /each with a frame for each run.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const payload = JSON.parse(Buffer.concat(chunks).toString());
    const now = new Date().toISOString();
    const frames =
      request.url === '/each' ? payload.runs.map((run: unknown) => [run]) : [payload.runs];
    for (const runs of frames) io.to('board').emit('run:progressed', { ...payload, now, runs });
    response.end();
  });
});
const io = new Server(server, { serveClient: false });
io.on('connection', (socket) => {
  socket.on('subscribe', async ({ room }: { room: string }, answer: (ok: object) => void) => {
    await socket.join(room);
    answer({ ok: true });
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
