import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answerIn, openConnection } from './connection.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: x\r\nContent-Length: 5\r\n\r\n12345';

test('an answer is there when all of it has come in, and not before', () => {
  for (let part = 0; part < ANSWER.length; part += 1) {
    expect(answerIn(ANSWER.slice(0, part))).toBeNull();
  }
  expect(answerIn(ANSWER)).toEqual({ status: 200, body: '12345' });
});

test('an answer that does not tell its length is an error, not a wait without end', () => {
  expect(() => answerIn('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')).toThrow('length');
});

/** A server of Node that answers with the path and the body that it was sent. */
async function setup(answered: 'answers' | 'hangs up') {
  const server = createServer((request, response) => {
    if (answered === 'hangs up') {
      request.socket.destroy();
      return;
    }
    request.setEncoding('utf8').on('data', (body: string) => {
      const text = `${request.url} ${body}`;
      response.writeHead(201, { 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const connection = await openConnection(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  onTestFinished(() => {
    connection.close();
    server.close();
  });
  return connection;
}

test('several requests go over one connection, one after the other', async () => {
  const connection = await setup('answers');
  for (const body of ['{"a":1}', '{"é":2}']) {
    const { status, body: text, ms } = await connection.post('/x', body);
    expect([status, Buffer.from(text, 'latin1').toString()]).toEqual([201, `/x ${body}`]);
    expect(ms).toBeGreaterThan(0);
  }
});

test('a connection that ends fails what waits for its answer', async () => {
  const connection = await setup('hangs up');
  await expect(connection.post('/x', '{}')).rejects.toThrow();
});
