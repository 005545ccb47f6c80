import { describe, expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

describe('the watchdog', () => {
  test('tells how it is', async () => {
    await using house = await openTestHttp();
    const state = await house.call('GET', '/api/watchdog');
    expect(state.status).toBe(200);
    expectShape(answers.watchdogAnswer, state);
  });

  test('looks without touching, then marks exactly what it was told', async () => {
    await using house = await openTestHttp();
    const [dead = '', other] = [await house.start('books'), await house.start('shoes')];
    await house.clock.advance(600_000);
    const runIds = [dead, dead, NOBODY];
    const rows = await house.rows();
    const look = await house.call('POST', '/api/sweeps', { body: { dryRun: true, runIds } });
    expect(look.status).toBe(200);
    expectShape(answers.sweepAnswer, look);
    expect(look.json).toMatchObject({
      sweep: null,
      marked: [{ runId: dead, scraper: 'books', phase: null, reason: 'silent' }],
      spared: [{ runId: NOBODY, scraper: null, phase: null, evidence: null, reason: 'not_found' }],
    });
    expect(await house.rows()).toBe(rows);
    const sweep = await house.call('POST', '/api/sweeps', { body: { runIds } });
    expect(sweep.status).toBe(201);
    expectShape(answers.sweepAnswer, sweep);
    expect(sweep.json.sweep).toMatchObject({ trigger: 'manual', marked: 1, spared: 1 });
    expect(await house.statusOf(other ?? '')).toBe('RUNNING');
    const shown = await house.call('GET', `/api/runs/${dead}`);
    expectShape(answers.runDetailAnswer, shown);
    expect(shown.json.run.error).toMatchObject({ errorType: 'stale', detail: { actor: null } });
    const passes = await house.call('GET', '/api/sweeps?limit=1');
    expectShape(answers.sweepsAnswer, passes);
    expect(passes.json.sweeps).toEqual([sweep.json.sweep]);
  });

  test('sweeps whatever is due when it is told nothing', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    await house.clock.advance(600_000);
    const { status, json } = await house.call('POST', '/api/sweeps');
    expect([status, json.marked[0].runId, json.spared]).toEqual([201, id, []]);
  });
});
