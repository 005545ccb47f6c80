import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NEW_YEAR } from '../testing/fake-clock.ts';
import { openTestServices } from '../testing/services.ts';

test('the observer says while it lasts that no run can be heard, once when that begins and once when it ends', async () => {
  await using app = await openTestServices({ observed: true });
  await app.observer.start();
  await app.clock.advance(1000);
  await rename(app.path, `${app.path}.away`);
  await app.clock.advance(2000);
  expect(app.ear.hearing()).toMatchObject({ since: NEW_YEAR, deaf: null });
  expect(app.changes).toEqual([]);
  await app.clock.advance(8000);
  expect(app.ear.hearing()).toMatchObject({
    since: null,
    deaf: { from: NEW_YEAR + 1000, reason: 'database' },
  });
  expect(app.changes).toHaveLength(1);
  await rename(`${app.path}.away`, app.path);
  await app.clock.advance(4000);
  expect(app.ear.hearing().deaf).toBeNull();
  expect(app.changes).toHaveLength(2);
});
