import { expect, test } from 'vitest';
import { createWriter } from './writer.ts';

/** A job that ends when it is told. */
function aJob() {
  let end: (failure?: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (failure) => (failure === undefined ? resolve() : reject(failure));
  });
  return { end, ended };
}

test('jobs run one at a time, in the order in which they came', async () => {
  const { write, idle } = createWriter();
  const story: string[] = [];
  const jobs = [aJob(), aJob()] as const;
  for (const [index, job] of jobs.entries()) {
    void write(async () => {
      story.push(`begin ${index}`);
      await job.ended;
      story.push(`end ${index}`);
    });
  }
  jobs[1].end();
  await Promise.resolve();
  expect(story).toEqual(['begin 0']);
  jobs[0].end();
  await idle();
  expect(story).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
});

test('a job that fails says so to its caller alone, and the next one runs', async () => {
  const { write } = createWriter();
  const failing = write(async () => Promise.reject(new Error('no')));
  const next = write(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('a long queue leaves the event loop a turn between any two jobs', async () => {
  const { write, idle } = createWriter();
  let turns = 0;
  let going = true;
  const count = () => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  for (let n = 0; n < 50; n += 1) void write(async () => {});
  await idle();
  going = false;
  expect(turns).toBeGreaterThanOrEqual(49);
});

test('whoever waited for a job has acted on its answer before the next one begins', async () => {
  const { write, idle } = createWriter();
  const story: string[] = [];
  let answer = write(async () => {
    story.push('written');
  });
  void write(async () => {
    story.push('next');
  });
  // Through as many hands as a use case has, and more.
  for (let hand = 0; hand < 100; hand += 1) answer = answer.then(async () => {});
  void answer.then(() => story.push('told'));
  await idle();
  expect(story).toEqual(['written', 'told', 'next']);
});
