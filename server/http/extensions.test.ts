import { describe, expect, test } from 'vitest';
import { openTestHttp } from '../testing/http.ts';
import { expectProblem, expectShape } from '../testing/http-expectations.ts';
import * as answers from './answers.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

describe('POST /api/extensions', () => {
  test('gives ten minutes when nothing is said, and says whom it could not give any', async () => {
    await using house = await openTestHttp();
    const [id, over] = [await house.start('books'), await house.start('shoes')];
    const finish = { type: 'finish', outcome: 'completed' };
    await house.call('POST', `/api/runs/${over}/events`, { body: finish });
    await house.clock.advance(540_000);
    const body = { runIds: [id, over, NOBODY, id] };
    const answer = await house.call('POST', '/api/extensions', { body });
    expect(answer.status).toBe(201);
    expectShape(answers.extensionsAnswer, answer);
    const until = '2026-01-01T00:19:00.000Z';
    expect(answer.json.granted).toMatchObject([{ id, deadlineAt: until, grantedUntil: until }]);
    expect(answer.json.refused).toEqual([
      { runId: over, reason: 'closed' },
      { runId: NOBODY, reason: 'not_found' },
    ]);
  });

  test('records who gave it and why, which the run’s page is told', async () => {
    await using house = await openTestHttp();
    const id = await house.start();
    const body = { runIds: [id], seconds: 3600, actor: 'Ada', reason: '<b>a slow page</b>' };
    await house.call('POST', '/api/extensions', { body });
    const shown = await house.call('GET', `/api/runs/${id}`);
    expectShape(answers.runDetailAnswer, shown);
    expect(shown.json.run.extensions).toEqual([
      {
        grantedAt: '2026-01-01T00:00:00.000Z',
        seconds: 3600,
        deadlineAt: '2026-01-01T01:00:00.000Z',
        actor: 'Ada',
        reason: '<b>a slow page</b>',
      },
    ]);
  });

  const runIds = [NOBODY];

  test.each<[string, object]>([
    ['runIds', {}],
    ['runIds', { runIds: [] }],
    ['runIds', { runIds: NOBODY }],
    ['runIds[1]', { runIds: [NOBODY, 'x'] }],
    ['seconds', { runIds, seconds: 0 }],
    ['seconds', { runIds, seconds: 604_801 }],
    ['seconds', { runIds, seconds: 1.5 }],
    ['seconds', { runIds, seconds: '600' }],
    ['actor', { runIds, actor: 'x'.repeat(201) }],
    ['actor', { runIds, actor: 7 }],
    ['reason', { runIds, reason: 'x'.repeat(1001) }],
    ['reason', { runIds, reason: 'a\u0000b' }],
    ['minutes', { runIds, minutes: 10 }],
  ])('names the field %s in %.60j', async (field, body) => {
    await using house = await openTestHttp();
    const refused = await house.call('POST', '/api/extensions', { body });
    expectProblem(refused, 400, 'invalid');
    expect(refused.json.errors[0].field).toBe(field);
  });

  test('takes ten thousand runs and the longest words there are, and no run more', async () => {
    await using house = await openTestHttp();
    const ids = Array.from(
      { length: 10_001 },
      (_, n) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    );
    const words = { actor: '💀'.repeat(200), reason: 'x'.repeat(1000), seconds: 604_800 };
    const most = { runIds: ids.slice(1), ...words };
    const taken = await house.call('POST', '/api/extensions', { body: most });
    expect([taken.status, taken.json.refused.length]).toEqual([201, 10_000]);
    const more = await house.call('POST', '/api/extensions', { body: { runIds: ids } });
    expectProblem(more, 400, 'invalid');
  });

  test('needs a body', async () => {
    await using house = await openTestHttp();
    expectProblem(await house.call('POST', '/api/extensions'), 400, 'invalid');
  });
});
