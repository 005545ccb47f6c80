import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from './postgres-cluster.ts';
import { openClient } from './postgres-databases.ts';

const PROGRAM = `
  import { startCluster } from './server/testing/postgres-cluster.ts';
  console.log((await startCluster()).url('postgres'));
`;

test('a cluster ends with the process that made it, however that dies, and leaves nothing', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM];
  const maker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void maker.kill('SIGKILL'));
  const url = await new Promise<string>((resolve) =>
    maker.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim())),
  );
  const client = await openClient(url);
  const [row] = (await client.query('SHOW data_directory')).rows;
  expect(existsSync(row.data_directory)).toBe(true);
  const over = new Promise((resolve) => client.once('end', resolve));
  maker.kill('SIGKILL');
  await over;
  while (existsSync(row.data_directory)) await new Promise((look) => setImmediate(look));
});

test('a cluster that is killed has what it acknowledged when it is started again', async () => {
  const cluster = await startCluster({ durable: true });
  onTestFinished(() => cluster.stop());
  const before = await openClient(cluster.url('postgres'));
  await before.query('CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)');
  await cluster.end('SIGKILL');
  await cluster.start();
  const after = await openClient(cluster.url('postgres'));
  expect((await after.query('SELECT a FROM kept')).rows).toEqual([{ a: 7 }]);
});
