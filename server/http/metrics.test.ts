import { describe, expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('the metrics', () => {
  test('are there at zero before anything has happened', async () => {
    const page = await createMetrics().render();
    expect(page).toContain('flatline_runs_started_total{origin="REMOTE"} 0');
    expect(page).toContain('flatline_sweeps_total{trigger="deadline",result="failed"} 0');
    expect(page).toContain('flatline_spoke_after_death_total 0');
    expect(page).toContain('process_resident_memory_bytes');
  });

  test('count by label, and by more than one at a time', async () => {
    const metrics = createMetrics();
    metrics.count('flatline_events_total', { type: 'log' }, 3);
    metrics.count('flatline_events_total', { type: 'log' });
    metrics.count('flatline_duplicate_events_total', {}, 2);
    const page = await metrics.render();
    expect(page).toContain('flatline_events_total{type="log"} 4');
    expect(page).toContain('flatline_duplicate_events_total 2');
  });

  test('leave out a label that is not declared, rather than fail who counts', async () => {
    const metrics = createMetrics();
    metrics.count('flatline_spoke_after_death_total', { runId: 'x' });
    expect(await metrics.render()).toContain('flatline_spoke_after_death_total 1');
  });

  test('hold how long passes took', async () => {
    const metrics = createMetrics();
    metrics.observe('flatline_sweep_duration_seconds', 0.02, { trigger: 'manual' });
    const page = await metrics.render();
    expect(page).toContain('flatline_sweep_duration_seconds_count{trigger="manual"} 1');
    expect(page).toContain('flatline_sweep_duration_seconds_bucket{le="0.01",trigger="manual"} 0');
  });

  test('read a gauge at the moment of asking', async () => {
    const metrics = createMetrics();
    let connected = 1;
    metrics.gauge('flatline_connected_sockets', () => connected);
    expect(await metrics.render()).toContain('flatline_connected_sockets 1');
    connected = 5;
    expect(await metrics.render()).toContain('flatline_connected_sockets 5');
  });

  test('of two servers in one process are apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.count('flatline_duplicate_events_total');
    expect(await other.render()).toContain('flatline_duplicate_events_total 0');
  });
});
